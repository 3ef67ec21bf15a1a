// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager string, targets ...string) server {
	t.Helper()
	rules, err := filepath.Abs(filepath.Join(root, alertsDir, "*.yaml"))
	require.NoError(t, err)
	static := func(addresses ...string) []any { return []any{object{"targets": addresses}} }
	config := toJSON(t, object{ // JSON is YAML
		"global":         object{"scrape_interval": "1s", "evaluation_interval": "1s"},
		"rule_files":     []string{rules},
		"scrape_configs": []any{object{"job_name": "otelcol", "static_configs": static(targets...)}},
		"alerting":       object{"alertmanagers": []any{object{"static_configs": static(alertmanager)}}},
	})
	port := freePort(t)
	return serveProgram(t, port, "/-/ready", "prometheus", "--config.file="+writeFile(t, config), "--storage.tsdb.path="+t.TempDir(),
		"--web.listen-address=127.0.0.1:"+port, "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) server {
	t.Helper()
	name := "alertmanager"
	if _, err := exec.LookPath(name); err != nil {
		name = "prometheus-alertmanager" // as Debian calls it
	}
	config := "route: {receiver: nobody, group_wait: 1s, group_interval: 1s}\nreceivers: [{name: nobody}]\n"
	port := freePort(t)
	return serveProgram(t, port, "/-/ready", name, "--config.file="+writeFile(t, config), "--storage.path="+t.TempDir(),
		"--web.listen-address=127.0.0.1:"+port, "--cluster.listen-address=")
}

// query returns the instant vector of an expression.
func (s server) query(t *testing.T, expr string) []sample {
	t.Helper()
	var answer struct {
		Data struct {
			Type   string   `json:"resultType"`
			Result []sample `json:"result"`
		} `json:"data"`
	}
	s.get(t, &answer, "/api/v1/query", "query", expr)
	require.Equal(t, "vector", answer.Data.Type, expr)
	return answer.Data.Result
}

// awaitValue waits until an expression has one element of that value.
func (s server) awaitValue(t *testing.T, expr, want string) {
	t.Helper()
	s.await(t, expr+" = "+want, func() (bool, any) {
		got := s.query(t, expr)
		return len(got) == 1 && got[0].value() == want, got
	})
}

// connectors makes examples/metrics-connectors.yaml count without delay, on a free port.
const connectors = `
processors: {batch: {timeout: 50ms}}
connectors: {span_metrics: {metrics_flush_interval: 100ms}}
exporters: {prometheus: {endpoint: "127.0.0.1:${env:CONNECTORS_PORT}"}}
`

// remoteWrite sends the counts of the connector to Prometheus by remote write, too.
const remoteWrite = `
exporters: {prometheus_remote_write: {endpoint: "${env:REMOTE_WRITE}", external_labels: {way: written}}}
service: {pipelines: {metrics/counts: {exporters: [prometheus, prometheus_remote_write]}}}
`

// The connectors count each error once, in batch after batch, and remote write hands these counts on.
func TestPrometheusConnectors(t *testing.T) {
	t.Parallel()
	prometheus := startPrometheus(t, "127.0.0.1:9")
	c := start(t, []string{"REMOTE_WRITE=" + prometheus.url + "/api/v1/write"}, example("metrics-connectors.yaml"), connectors, remoteWrite)
	count := func(metric, label string) float64 { return sum(c.series(t, "CONNECTORS_PORT", metric), label) }
	const spans, calls = "mdm_error_spans_total", "traces_span_metrics_calls_total"

	c.healthy(t)
	for n := 1.0; n <= 3; n++ { // sequentially, for separate batches; the later ones began earlier
		td := traces(refused(429, 9646))
		spansOf(td)[0].SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(-time.Duration(n) * time.Minute)))
		c.send(t, td, logs(logged(failedWith(9709))))
		c.await(t, "counts", func() (bool, any) {
			return count(spans, "apple_mdm_error_number=9646") == n && count("mdm_error_logs_total", "apple_mdm_error_number=9709") == n, nil
		})
	}
	c.send(t, traces(together(around(revoked), call(401))...), traces(call(502)))
	c.await(t, "the joined error, and the call without a number", func() (bool, any) {
		return count(spans, "apple_mdm_error_number=9625") == 1 && count(spans, "apple_mdm_error_number=none") == 1 &&
			count(calls, "apple_mdm_error_number=9625") == 1, nil
	})
	assert.Equal(t, 3.0, count(calls, "apple_mdm_error_number=9646"))
	assert.Equal(t, 5.0, count(calls, "service_name=mdm-server"), "three errors, the joined one, one call without a number")
	assert.Equal(t, 0.0, count(calls, "apple_mdm_error_delivery=trace"))
	assert.Equal(t, 0.0, count(spans, "apple_mdm_error_delivery=trace"))

	prometheus.awaitValue(t, `mdm_error_spans_total{way="written",apple_mdm_error_number="9646"}`, "3")
	prometheus.awaitValue(t, `mdm_error_spans_total{way="written",apple_mdm_error_number="9625"}`, "1")
}
