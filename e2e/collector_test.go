// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// binary returns the path of the Collector, from the repository's root.
func binary(*testing.T) string {
	return cmp.Or(os.Getenv("OTELCOL"), "build/otelcol-mdm/otelcol-mdm")
}

// setup is a Collector to start.
type setup struct {
	// configs are files, or the text of one; later ones override earlier ones. They name what is known only at run time
	// as ${env:NAME}.
	configs []string
	ports   []string // the variables that get a free port each
	env     []string // further variables, NAME=value
}

type collector struct{ *process }

// freePorts overrides the standard ports of an example, which may be taken on this machine.
const freePorts = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
extensions:
  health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}
` + freeMetricsPort

const freeMetricsPort = `
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
`

var allPorts = []string{"GRPC_PORT", "HTTP_PORT", "HEALTH_PORT", "METRICS_PORT"}

func example(name string) string { return filepath.Join("examples", name) }

// startExample starts a Collector on an example, with a backend. env are further variables.
func startExample(t *testing.T, name string, env ...string) (collector, *backend) {
	t.Helper()
	b := newBackend(t)
	return start(t, setup{
		configs: []string{example(name), freePorts}, ports: allPorts, env: append(b.env(), env...),
	}), b
}

// start starts a Collector, waits until it is ready, and stops it at the end of the test.
func start(t *testing.T, s setup) collector {
	t.Helper()
	c := begin(t, s)
	t.Cleanup(func() { c.stop(t) })
	return c
}

// begin is start for a test that ends the Collector itself, in its own way.
func begin(t *testing.T, s setup) collector {
	t.Helper()
	return collector{runOnFreePorts(t, s.ports, func(ports map[string]string) *process { return launch(t, s, ports).process }, started)}
}

// launch starts a Collector and doesn't wait.
func launch(t *testing.T, s setup, ports map[string]string) collector {
	t.Helper()
	env := append(os.Environ(), s.env...)
	for name, port := range ports {
		env = append(env, name+"="+port)
	}
	return collector{run(t, binary(t), configArgs(t, s.configs), env, ports)}
}

func configArgs(t *testing.T, configs []string) []string {
	t.Helper()
	var args []string
	for i, config := range configs {
		if strings.Contains(config, "\n") {
			path := filepath.Join(t.TempDir(), fmt.Sprintf("config-%d.yaml", i))
			require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
			config = path
		}
		args = append(args, "--config", config)
	}
	return args
}

// started reports whether a Collector is ready. It says so before it listens to signals, and a SIGTERM in between would
// kill it: hence wait until it rests, for a second at most, since one with much to do never does.
func started(p *process) bool {
	if !strings.Contains(p.output.String(), "Everything is ready.") {
		return false
	}
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline) && !rests(p); {
		time.Sleep(poll)
	}
	return true
}

// rests reports whether all threads of a process sleep; true without /proc.
func rests(p *process) bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.cmd.Process.Pid))
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if _, after, ok := strings.Cut(string(stat), ") "); err == nil && ok && !strings.HasPrefix(after, "S") {
			return false
		}
	}
	return true
}

// stop ends the Collector as an init system does; all it has is exported before it ends.
func (c collector) stop(t *testing.T) {
	t.Helper()
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // fails if it was stopped before
	c.wait(t)
	require.NoError(t, c.err, "the Collector's end\n%s", c.output)
}
