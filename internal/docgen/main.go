// SPDX-License-Identifier: Apache-2.0

// Command docgen writes the documentation that is generated from the code: the runbook docs/errors.md and the Prometheus
// rules examples/alerts/mdm-error-info.yaml from the catalog, docs/known-to-work.md from testdata/instrumentation, the tables
// of README.md and docs/attributes.md from config.go, metadata.yaml and semconv/attributes.yaml, and the graph of
// CONTRIBUTING.md from the imports. Its argument is the root of the repository.
package main

import (
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
	pages, err := fillPages(root, attributes)
	if err != nil {
		return nil, err
	}
	if pages["CONTRIBUTING.md"], err = fillContributing(root); err != nil {
		return nil, err
	}
	if pages["docs/known-to-work.md"], err = knownToWork(root); err != nil {
		return nil, err
	}
	pages["docs/errors.md"] = runbook(attributes)
	pages["examples/alerts/mdm-error-info.yaml"] = infoRules()
	return pages, nil
}
