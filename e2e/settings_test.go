// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
