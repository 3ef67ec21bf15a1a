// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
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

// Every YAML block of the README, and of the page about backends, is a configuration that the Collector accepts, a part of
// one, or a part of a manifest for the Collector Builder with the versions that builder-config.yaml has.
func TestReadme(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"README.md", "docs/backends.md"} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			checkBlocks(t, page)
		})
	}
}

func checkBlocks(t *testing.T, page string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, page))
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?ms)^```ya?ml\n(.*?)^```").FindAllSubmatchIndex(text, -1)
	require.NotEmpty(t, blocks)
	for _, at := range blocks {
		block := string(text[at[2]:at[3]])
		line := 1 + strings.Count(string(text[:at[2]]), "\n")
		t.Run(fmt.Sprintf("line %d", line), func(t *testing.T) {
			t.Parallel()
			var doc any
			require.NoError(t, yaml.Unmarshal([]byte(block), &doc), block)
			if strings.HasPrefix(block, prometheusBlock) {
				return // prometheus_readme_test.go runs it
			}
			if modules := modulesOf(block); len(modules) > 0 {
				checkVersions(t, modules)
				return
			}
			sections, ok := doc.(object)
			require.True(t, ok, "neither a configuration nor a manifest: %s", block)
			if sections["service"] == nil {
				block = complete(t, sections)
			}
			out, err := validate(t, block)
			require.NoError(t, err, "%s\n%s", out, block)
		})
	}
}

// Every metric that README.md names is one that the Collector has.
func TestReadmeMetrics(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	program, err := os.ReadFile(binary(t))
	require.NoError(t, err)
	for _, m := range regexp.MustCompile("`(otelcol_\\w+)(?:\\{.*?\\})?`(?: and `\\.\\.(_\\w+)`)?").FindAllStringSubmatch(string(text), -1) {
		names := []string{m[1]}
		if m[2] != "" { // the same, with another end
			names = append(names, strings.TrimSuffix(m[1], "_spans")+m[2])
		}
		for _, name := range names {
			assert.True(t, bytes.Contains(program, []byte(name)), "%s", name)
		}
	}
}

// prometheusBlock begins the one block that isn't for the Collector.
const prometheusBlock = "# prometheus.yml\n"

var gomod = regexp.MustCompile(`gomod: *"?(\S+) +(v[^\s"]+)`)

func modulesOf(manifest string) map[string]string {
	modules := map[string]string{}
	for _, m := range gomod.FindAllStringSubmatch(manifest, -1) {
		modules[m[1]] = m[2]
	}
	return modules
}

// checkVersions allows modules that our own Collector doesn't have, in a version that it has of others.
func checkVersions(t *testing.T, modules map[string]string) {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	require.NoError(t, err)
	built := modulesOf(string(manifest))
	require.NotEmpty(t, built)
	for module, version := range modules {
		if want := built[module]; want != "" {
			assert.Equal(t, want, version, module)
		} else {
			assert.Contains(t, slices.Collect(maps.Values(built)), version, module)
		}
	}
}

// complete makes a configuration of a part of one: the components that it has, between those that do nothing.
func complete(t *testing.T, part object) string {
	t.Helper()
	known := []string{"receivers", "processors", "exporters", "extensions"}
	for section := range part {
		require.Contains(t, known, section, "a part of a configuration")
	}
	names := func(section string) []string {
		components, _ := part[section].(object)
		return slices.Sorted(maps.Keys(components))
	}
	pipeline := object{"receivers": names("receivers"), "processors": names("processors"), "exporters": names("exporters")}
	if part["receivers"] == nil {
		part["receivers"] = object{"otlp": object{"protocols": object{"grpc": nil}}}
		pipeline["receivers"] = []string{"otlp"}
	}
	if part["exporters"] == nil {
		part["exporters"] = object{"debug": nil}
		pipeline["exporters"] = []string{"debug"}
	}
	pipelines := object{"logs": pipeline, "traces": pipeline}
	if slices.ContainsFunc(names("receivers"), func(name string) bool { return strings.HasPrefix(name, "file_log") }) {
		delete(pipelines, "traces")
	}
	if slices.Contains(names("processors"), "tail_sampling") {
		delete(pipelines, "logs")
	}
	part["service"] = object{"extensions": names("extensions"), "pipelines": pipelines}
	config, err := yaml.Marshal(part)
	require.NoError(t, err)
	return string(config)
}
