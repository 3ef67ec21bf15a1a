// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// Every YAML block of README.md and docs/ works: as a configuration that the Collector accepts, a section of one, or a part
// of a builder manifest.
func TestDocumentedYAML(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, at := range regexp.MustCompile("(?ms)^```ya?ml\n(.*?)^```").FindAllSubmatchIndex(text, -1) {
			block := string(text[at[2]:at[3]])
			line := 1 + strings.Count(string(text[:at[2]]), "\n")
			t.Run(fmt.Sprintf("%s:%d", filepath.Base(page), line), func(t *testing.T) {
				t.Parallel()
				var sections object
				require.NoError(t, yaml.Unmarshal([]byte(block), &sections), block)
				switch {
				case sections["scrape_configs"] != nil, sections["groups"] != nil: // Prometheus's
				case strings.Contains(block, "gomod:"):
					checkVersions(t, block)
				default:
					if sections["service"] == nil {
						block = complete(t, sections)
					}
					out, err := validate(t, block)
					require.NoError(t, err, "%s\n%s", out, block)
				}
			})
		}
	}
}

// checkVersions compares a manifest with builder-config.yaml. A module that our Collector lacks must have the version
// of one that it has.
func checkVersions(t *testing.T, manifest string) {
	t.Helper()
	modules := func(manifest string) map[string]string {
		versions := map[string]string{}
		for _, m := range regexp.MustCompile(`gomod: *"?(\S+) +(v[^\s"]+)`).FindAllStringSubmatch(manifest, -1) {
			versions[m[1]] = m[2]
		}
		return versions
	}
	text, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	require.NoError(t, err)
	built := modules(string(text))
	for module, version := range modules(manifest) {
		if want := built[module]; want != "" {
			assert.Equal(t, want, version, module)
		} else {
			assert.Contains(t, slices.Collect(maps.Values(built)), version, module)
		}
	}
}

// complete makes a configuration of some sections: a pipeline of each signal that the components can be in.
func complete(t *testing.T, sections object) string {
	t.Helper()
	for section, component := range map[string]object{
		"receivers": {"otlp": object{"protocols": object{"grpc": nil}}}, "exporters": {"debug": nil},
	} {
		if sections[section] == nil {
			sections[section] = component
		}
	}
	pipeline, pipelines := object{}, object{}
	service := object{"pipelines": pipelines}
	for section, components := range sections {
		names := slices.Sorted(maps.Keys(components.(object)))
		if section == "extensions" {
			service[section] = names
			continue
		}
		require.Contains(t, []string{"receivers", "processors", "exporters", "connectors"}, section, "not a section of a configuration")
		pipeline[section] = names
	}
	if counted := pipeline["connectors"]; counted != nil {
		pipelines["metrics"] = object{"receivers": counted, "exporters": pipeline["exporters"]}
		pipeline["exporters"] = counted
		delete(pipeline, "connectors")
	}
	used := fmt.Sprint(pipeline)
	for signal, without := range map[string]string{"traces": "file_log", "logs": "tail_sampling"} {
		if !strings.Contains(used, without) {
			pipelines[signal] = pipeline
		}
	}
	sections["service"] = service
	config, err := yaml.Marshal(sections)
	require.NoError(t, err)
	return string(config)
}
