// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// validate runs `otelcol validate` on files or texts.
func validate(t *testing.T, configs ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"validate"}, configArgs(t, configs)...)...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+by) + "\n"
}

// YAML is decoded as for every other component: variables keep their text where a string is wanted, and an empty value is the
// default of a list, else the zero value.
func TestSettingsDecoding(t *testing.T) {
	t.Parallel()
	config, pipelines := "", ""
	inEffect := map[string]struct{ settings, want string }{
		"number in a list":      {`payload_attributes: ["${env:NUMBER}"]`, `"payload_attributes": ["404"]`},
		"unset in a list":       {`payload_attributes: [answer, "${env:UNSET}"]`, `"payload_attributes": ["answer"]`},
		"unset alone in a list": {`message_attributes: ["${env:UNSET}"]`, `"message_attributes": []`},
		"unset host":            {`hosts: [vpp.itunes.apple.com, "${env:UNSET}"]`, `"hosts": ["vpp.itunes.apple.com"]`},
		"list in a variable":    {`hosts: ${env:LIST}`, `"hosts": ["vpp.itunes.apple.com", "proxy"]`},
		"commas":                {`hosts: vpp.itunes.apple.com,proxy`, `"hosts": ["vpp.itunes.apple.com", "proxy"]`},
		"no hosts given":        {`hosts:`, `"hosts": ["vpp.itunes.apple.com"]`},
		"no errors given":       {`errors:`, `"errors": 0`},
		"no switch given":       {`mark_errors:`, `"mark_errors": false`},
		"number in a variable":  {`max_payload_size: ${env:NUMBER}`, `"max_payload_size": 404`},
		"fraction":              {`max_payload_size: 1000.5`, `"max_payload_size": 1000`},
		"joins given in part":   {`join: {ttl: 90s}`, `"join": {"enabled": true, "ttl": 90, "event_ttl": 3600, "max_items": 10000}`},
		"no joins given":        {`join:`, `"join": {"enabled": true, "ttl": 300, "event_ttl": 3600, "max_items": 10000}`},
		"switch in a variable":  {`mark_errors: ${env:TRUE}`, `"mark_errors": true`},
	}
	for name, tc := range inEffect {
		id := strings.ReplaceAll(name, " ", "_")
		config += "  mdm_error/" + id + ":\n" + indent(tc.settings, "    ")
		pipelines += "    logs/" + id + ": {receivers: [file_log], processors: [mdm_error/" + id + "], exporters: [debug]}\n"
	}
	messages := map[int]string{9901: "404", 9902: "true", 9903: "2026-01-02", 9904: "0404", 9905: "code 0404"}
	errors := `errors:
  - {number: 9901, message: "${env:NUMBER}"}
  - {number: 9902, message: "${env:TRUE}"}
  - {number: 9903, message: "${env:DATE}"}
  - {number: 9904, message: "${env:OCTAL}"}
  - {number: 9905, message: "code ${env:OCTAL}"}
  - {number: 9906, message: "${env:UNSET}", status_code: "${env:NUMBER}"}
`
	log := filepath.Join(t.TempDir(), "server.log")
	text := ""
	for number := range messages {
		text += fmt.Sprintf("Apple VPP error %d\n", number)
	}
	require.NoError(t, os.WriteFile(log, []byte(text), 0o600))
	c := start(t, setup{
		configs: []string{`
receivers: {file_log: {include: ["${env:LOG}"], start_at: beginning}}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry: {metrics: {level: none}, logs: {sampling: {enabled: false}}}
  pipelines:
    logs: {receivers: [file_log], processors: [mdm_error], exporters: [debug]}
` + pipelines + `
processors:
  mdm_error:
` + indent(errors, "    ") + config},
		env: []string{"LOG=" + log, "NUMBER=404", "TRUE=true", "DATE=2026-01-02", "OCTAL=0404", "LIST=[vpp.itunes.apple.com, proxy]"},
	})
	for name, tc := range inEffect {
		line := regexp.MustCompile(`Looking for .*"mdm_error/` + strings.ReplaceAll(name, " ", "_") + `".*`).FindString(c.output.String())
		assert.Contains(t, line, tc.want, name)
	}
	for number, message := range messages {
		assert.Eventually(t, func() bool {
			return strings.Contains(c.output.String(), "-> apple.mdm.error.message: Str("+message+")")
		}, patience, poll, "%d: %s", number, message)
	}
}

func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "examples", "*.y*ml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(text), "mdm_error")
			configs := []string{example(filepath.Base(file))}
			// The image requires an endpoint, and says so: with a default, data would be lost.
			if strings.Contains(string(text), "${env:BACKEND_ENDPOINT}") {
				out, refused := validate(t, configs...)
				require.Error(t, refused)
				require.Contains(t, out, `exporters::otlp_grpc: requires a non-empty "endpoint"`)
				configs = append(configs, "\nexporters: {otlp_grpc: {endpoint: '127.0.0.1:4317'}}")
			}
			out, err := validate(t, configs...)
			require.NoError(t, err, out)
		})
	}
}
