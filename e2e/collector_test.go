// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// binary is the path of the Collector, from the repository's root.
var binary = cmp.Or(os.Getenv("OTELCOL"), "build/otelcol-mdm/otelcol-mdm")

// collector is a Collector with a client and a backend.
type collector struct {
	*process
	sender
	backend *backend
	ports   map[string]string
	env     []string
}

// otherPorts overrides the standard ports of an example, which may be taken on this machine.
const otherPorts = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
extensions:
  health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
`

// bothSignals has one processor in the pipelines of both signals.
const bothSignals = `
receivers: {otlp: }
processors: {mdm_error: }
exporters: {otlp_grpc: {endpoint: "${env:BACKEND_ENDPOINT}", tls: {insecure: true}}}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
    logs: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
`

func example(name string) string { return filepath.Join("examples", name) }

// newCollector returns one that isn't started, with free ports and a backend.
func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{backend: newBackend(t), ports: map[string]string{}}
	c.env = []string{"BACKEND_ENDPOINT=" + c.backend.addr, "BACKEND_INSECURE=true"}
	for _, name := range []string{"GRPC_PORT", "HTTP_PORT", "HEALTH_PORT", "METRICS_PORT", "ZPAGES_PORT", "CONNECTORS_PORT"} {
		c.ports[name] = freePort(t)
		c.env = append(c.env, name+"="+c.ports[name])
	}
	c.sender = newSender(t, c.addr("GRPC_PORT"))
	return c
}

func start(t *testing.T, env []string, config string, overrides ...string) *collector {
	t.Helper()
	c := newCollector(t)
	c.start(t, env, config, overrides...)
	return c
}

// start starts the Collector, waits until it is ready, and stops it at the end of the test unless it has ended before. Its
// configurations are files or texts; the later ones override what is set before, ports included. env are further variables.
func (c *collector) start(t *testing.T, env []string, config string, overrides ...string) {
	t.Helper()
	c.env = append(c.env, env...)
	c.process = run(t, c.env, binary, configArgs(t, append([]string{config, otherPorts}, overrides...)...)...)
	c.awaitReady(t)
	t.Cleanup(func() {
		select {
		case <-c.exited:
		default:
			c.stop(t)
		}
	})
}

func configArgs(t *testing.T, configs ...string) (args []string) {
	t.Helper()
	for _, config := range configs {
		if strings.Contains(config, "\n") {
			config = writeFile(t, config)
		}
		args = append(args, "--config", config)
	}
	return args
}

// writeFile writes a configuration to a file of its own.
func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (c *collector) awaitReady(t *testing.T) {
	t.Helper()
	c.await(t, "ready", func() (bool, any) { return c.starts() > 0, nil })
}

// starts returns how often the Collector has become ready.
func (c *collector) starts() int { return strings.Count(c.output(), "Everything is ready.") }

// stop ends the Collector as an init system does; all it has is exported before it ends.
func (c *collector) stop(t *testing.T) {
	t.Helper()
	c.end(t, syscall.SIGTERM)
	require.Zero(t, c.cmd.ProcessState.ExitCode(), "the Collector's end\n%s", c.output())
}

func (c *collector) addr(port string) string { return net.JoinHostPort("127.0.0.1", c.ports[port]) }

const (
	detected    = "otelcol_processor_mdm_error_detected"
	failedCalls = "otelcol_processor_mdm_error_failed_calls"
	retryDelay  = "otelcol_processor_mdm_error_retry_delay"
	unreadable  = "otelcol_processor_mdm_error_unreadable_payloads"
	joinedCalls = "otelcol_processor_mdm_error_joined"
)

// series sums up the series of a metric by the values of some labels: "value value ..".
func (c *collector) series(t *testing.T, port, metric string, labels ...string) map[string]float64 {
	t.Helper()
	sums := map[string]float64{}
	text := get(t, "http://"+c.addr(port)+"/metrics")
	for _, m := range regexp.MustCompile(`(?m)^`+metric+`(?:\{(.*)\})? (\S+)$`).FindAllStringSubmatch(text, -1) {
		value, err := strconv.ParseFloat(m[2], 64)
		require.NoError(t, err, m[0])
		var values []string
		for _, label := range labels {
			_, rest, _ := strings.Cut(","+m[1], ","+label+`="`)
			got, _, _ := strings.Cut(rest, `"`)
			values = append(values, got)
		}
		sums[strings.Join(values, " ")] += value
	}
	return sums
}

// counts returns one of the Collector's own metrics. Records are counted before they are exported.
func (c *collector) counts(t *testing.T, metric string, labels ...string) map[string]float64 {
	t.Helper()
	return c.series(t, "METRICS_PORT", metric, labels...)
}
