// SPDX-License-Identifier: Apache-2.0

// Command docgen writes the documentation that is generated from the code: the runbook docs/errors.md and the Prometheus
// rules examples/alerts/mdm-error-info.yaml from the catalog, docs/known-to-work.md from testdata/instrumentation, the tables
// of README.md and docs/attributes.md from config.go, metadata.yaml and semconv/attributes.yaml, and the graph of
// CONTRIBUTING.md from the imports. Its argument is the root of the repository.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: docgen ROOT")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	pages, err := generate(root)
	if err != nil {
		return err
	}
	for path, text := range pages {
		if err := os.WriteFile(filepath.Join(root, path), []byte(text), 0o644); err != nil { //nolint:gosec // documentation is public
			return err
		}
	}
	return nil
}

// generate returns the generated pages by path.
func generate(root string) (map[string]string, error) {
	attributes, err := readAttributes(root)
	if err != nil {
		return nil, err
	}
	settings, settingsErr := settingTable(root)
	metrics, metricsErr := metricTable(root)
	graph, graphErr := importGraph(root)
	known, knownErr := knownToWork(root)
	if err := errors.Join(settingsErr, metricsErr, graphErr, knownErr); err != nil {
		return nil, err
	}
	pages := map[string]string{
		"docs/errors.md":                      runbook(attributes),
		"docs/known-to-work.md":               known,
		"examples/alerts/mdm-error-info.yaml": infoRules(),
	}
	for path, parts := range map[string]map[string]string{
		"README.md": {
			"settings":      settings,
			"attributes":    attributeTable(attributes),
			"retry classes": classTable(attributes),
			"metrics":       metrics,
		},
		"docs/attributes.md": {
			"delivery":     memberTable(membersOf(attributes, "apple.mdm.error.delivery")),
			"status check": memberTable(membersOf(attributes, "apple.mdm.error.status_check")),
		},
		"CONTRIBUTING.md": {"imports": graph},
	} {
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return nil, err
		}
		pages[path] = string(text)
		for name, part := range parts {
			if pages[path], err = fill(pages[path], name, part); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return pages, nil
}
