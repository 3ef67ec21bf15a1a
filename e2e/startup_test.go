// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A port in use stops the Collector at its start, with a message that names the address.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	taken := listen(t)
	names := []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ports := map[string]string{}
			for _, other := range names {
				ports[other] = "0" // any
			}
			ports[name] = portOf(t, taken)
			c := launch(t, setup{configs: []string{callsConfig}, env: []string{"BACKEND_ENDPOINT=127.0.0.1:4317"}}, ports)
			c.wait(t)
			assert.Equal(t, 1, c.cmd.ProcessState.ExitCode())
			assert.Regexp(t, `(?m)^Error: .*`+taken.Addr().String()+`.*address already in use`, c.output.String())
		})
	}
}
