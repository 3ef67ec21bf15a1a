// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// smallest is a configuration that other sections can be added to.
const smallest = `
receivers: {otlp: {protocols: {grpc: }}}
processors: {mdm_error: }
exporters: {debug: }
service: {pipelines: {traces: {receivers: [otlp], processors: [mdm_error], exporters: [debug]}}}
`

// Every YAML block of README.md and docs/ works: as a configuration that the Collector accepts, as sections of one, or as a part
// of a builder manifest.
func TestDocumentedYAML(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		text := readFile(t, page)
		for _, at := range regexp.MustCompile("(?ms)^```ya?ml\n(.*?)^```").FindAllStringSubmatchIndex(text, -1) {
			block := text[at[2]:at[3]]
			line := 1 + strings.Count(text[:at[2]], "\n")
			t.Run(fmt.Sprintf("%s:%d", filepath.Base(page), line), func(t *testing.T) {
				t.Parallel()
				var sections object
				require.NoError(t, yaml.Unmarshal([]byte(block), &sections), block)
				switch {
				case sections["scrape_configs"] != nil, sections["groups"] != nil: // Prometheus's
				case strings.Contains(block, "gomod:"):
					checkVersions(t, block)
				case sections["service"] == nil: // the components are valid, whether a pipeline uses them or not
					for section := range sections {
						require.Contains(t, []string{"receivers", "processors", "exporters", "connectors", "extensions"}, section)
					}
					validate(t, smallest, block)
				default:
					validate(t, block)
				}
			})
		}
	}
}

// validate runs `otelcol validate` on files or texts.
func validate(t *testing.T, configs ...string) {
	t.Helper()
	out, err := validation(t, configs...)
	require.NoError(t, err, "%s\n%s", out, configs)
}

func validation(t *testing.T, configs ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"validate"}, configArgs(t, configs...)...)...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "examples", "*.y*ml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, config := readFile(t, file), example(filepath.Base(file))
			require.Contains(t, text, "mdm_error")
			// The image requires an endpoint, and says so: with a default, data would be lost.
			if !strings.Contains(text, "${env:BACKEND_ENDPOINT}") {
				validate(t, config)
				return
			}
			out, err := validation(t, config)
			require.Error(t, err)
			require.Contains(t, out, `exporters::otlp_grpc: requires a non-empty "endpoint"`)
			validate(t, config, "\nexporters: {otlp_grpc: {endpoint: '127.0.0.1:4317'}}")
		})
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
	built := modules(readFile(t, root, "builder-config.yaml"))
	for module, version := range modules(manifest) {
		if want := built[module]; want != "" {
			assert.Equal(t, want, version, module)
		} else {
			assert.Contains(t, slices.Collect(maps.Values(built)), version, module)
		}
	}
}
