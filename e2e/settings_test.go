// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
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

// withSettings is a configuration in which mdm_error has these settings.
func withSettings(settings string) string {
	return `
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:4317"}}}}
exporters: {nop: }
service:
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [nop]}
    logs: {receivers: [otlp], processors: [mdm_error], exporters: [nop]}
processors:
  mdm_error:
` + indent(settings, "    ")
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n"+by) + "\n"
}

func TestValidSettings(t *testing.T) {
	t.Parallel()
	out, err := validate(t, withSettings(`
hosts: [vpp.itunes.apple.com, 192.0.2.7, "2001:db8::7", proxy]
payload_attributes: [answer]
message_attributes: [reason]
max_payload_size: 1
mark_errors: true
errors:
  - {number: 9999, api: v2, message: The new error., status_code: 400, retry_class: fix_request}
  - {number: 9999, api: v1, retry_class: unknown}
  - {number: 9728, retry_class: backoff}
  - {number: 9998}
`))
	require.NoError(t, err, out)
}

// A wrong setting is refused with its path, its value and what is allowed.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		settings string
		says     []string // each somewhere in the message
	}{
		"no hosts":            {`hosts: []`, []string{"hosts:", "[]", "at least one"}},
		"host with scheme":    {`hosts: ["https://vpp.itunes.apple.com"]`, []string{"hosts[0]:", `"https://vpp.itunes.apple.com"`, "without scheme"}},
		"host with port":      {`hosts: [a.example, "b.example:443"]`, []string{"hosts[1]:", `"b.example:443"`, "port"}},
		"host with path":      {`hosts: [b.example/mdm]`, []string{"hosts[0]:", `"b.example/mdm"`, "path"}},
		"empty host":          {`hosts: [""]`, []string{"hosts[0]:", `""`, "name"}},
		"host twice":          {`hosts: [b.example, b.example]`, []string{"hosts[1]:", `"b.example"`, "once"}},
		"empty payload name":  {`payload_attributes: [a, ""]`, []string{"payload_attributes[1]:", `""`, "name"}},
		"payload name twice":  {`payload_attributes: [a, a]`, []string{"payload_attributes[1]:", `"a"`, "once"}},
		"empty message name":  {`message_attributes: [""]`, []string{"message_attributes[0]:", `""`, "name"}},
		"message name twice":  {`message_attributes: [a, b, a]`, []string{"message_attributes[2]:", `"a"`, "once"}},
		"no payload size":     {`max_payload_size: 0`, []string{"max_payload_size:", "0", "at least 1"}},
		"negative size":       {`max_payload_size: -5`, []string{"max_payload_size:", "-5", "at least 1"}},
		"size in words":       {`max_payload_size: big`, []string{"max_payload_size", "big", "a whole number"}},
		"mark with a word":    {`mark_errors: often`, []string{"mark_errors", "often", "true or false"}},
		"error number 0":      {`errors: [{number: 0, status_code: 400}]`, []string{"errors[0].number:", "0", "from 1 to"}},
		"negative number":     {`errors: [{number: -1, status_code: 400}]`, []string{"errors[0].number:", "-1", "from 1 to"}},
		"no error number":     {`errors: [{status_code: 400}]`, []string{"errors[0].number:", "missing", "from 1 to"}},
		"unknown API":         {`errors: [{number: 9999, status_code: 400, api: v3}]`, []string{"errors[0].api", `"v3"`, "v1, v2"}},
		"status below 100":    {`errors: [{number: 9999, status_code: 99}]`, []string{"errors[0].status_code:", "99", "100 to 599"}},
		"status above 599":    {`errors: [{number: 9999, status_code: 600}]`, []string{"errors[0].status_code:", "600", "100 to 599"}},
		"unknown class":       {"errors:\n- {number: 1, status_code: 400}\n- {number: 2, retry_class: later}", []string{"errors[1].retry_class", `"later"`, "must be one of", "backoff"}},
		"error twice":         {"errors:\n- {number: 9999, api: v2, status_code: 400}\n- {number: 9999, api: v2, retry_class: never}", []string{"errors[1]", "9999", "errors[0]", "once"}},
		"error twice for one": {"errors:\n- {number: 9999, status_code: 400}\n- {number: 9999, api: v1, retry_class: never}", []string{"errors[1]", "9999", "errors[0]", "once"}},
		"unknown setting":     {`host: [b.example]`, []string{"host:", "[b.example]", "hosts, "}},
		"unknown fact":        {`errors: [{number: 9999, status: 400}]`, []string{"errors[0].status:", "400", "status_code"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := validate(t, withSettings(tc.settings))
			require.Error(t, err, "accepted: %s", out)
			assert.Contains(t, out, "mdm_error")
			for _, s := range tc.says {
				assert.Contains(t, out, s)
			}
		})
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
			// Whoever starts the image says where to send, and is told so: a default would lose data.
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
