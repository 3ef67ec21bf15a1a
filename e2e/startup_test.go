// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A port that another process has stops the Collector at its start, with a message that names the address.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	taken := listen(t)
	for _, name := range []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := []string{"OUTPUT=" + filepath.Join(t.TempDir(), "spans.jsonl")}
			for _, other := range []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"} {
				if other == name {
					env = append(env, other+"="+portOf(t, taken))
				} else {
					env = append(env, other+"=0") // any
				}
			}
			c := launch(t, setup{configs: []string{tracesConfig}, env: env})
			c.wait(t)
			assert.Equal(t, 1, c.cmd.ProcessState.ExitCode())
			assert.Regexp(t, `(?m)^Error: .*`+taken.Addr().String()+`.*address already in use`, c.output.String())
		})
	}
}
