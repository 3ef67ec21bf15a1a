// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager *server, targets ...string) server {
	t.Helper()
	rules, err := filepath.Abs(filepath.Join(root, alertsDir))
	require.NoError(t, err)
	config := object{
		"global":     object{"scrape_interval": "1s", "evaluation_interval": "1s"},
		"rule_files": []string{filepath.Join(rules, "*.yaml")},
		"scrape_configs": []any{object{
			"job_name": "otelcol", "static_configs": []any{object{"targets": targets}},
		}},
	}
	if alertmanager != nil {
		config["alerting"] = object{"alertmanagers": []any{object{
			"static_configs": []any{object{"targets": []string{strings.TrimPrefix(alertmanager.url, "http://")}}},
		}}}
	}
	dir := t.TempDir()
	return serveProgram(t, "/-/ready", "prometheus", "--config.file="+configFile(t, dir, config), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) server {
	t.Helper()
	name := "alertmanager"
	if _, err := exec.LookPath(name); err != nil {
		name = "prometheus-alertmanager" // as Debian calls it
	}
	dir := t.TempDir()
	file := configFile(t, dir, object{
		"route":     object{"receiver": "nobody", "group_wait": "1s", "group_interval": "1s"},
		"receivers": []any{object{"name": "nobody"}},
	})
	return serveProgram(t, "/-/ready", name, "--config.file="+file, "--storage.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--cluster.listen-address=")
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
	s.await(t, expr+" = "+want, func() (bool, string) {
		got := s.query(t, expr)
		return len(got) == 1 && got[0].value() == want, fmt.Sprint(got)
	})
}

const connectorsPort = `
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
	prometheus := startPrometheus(t, nil)
	c, s := metricsExample(t, "metrics-connectors.yaml", namesPlain, []string{"REMOTE_WRITE=" + prometheus.url + "/api/v1/write"},
		connectorsPort, remoteWrite)
	const number = "apple_mdm_error_number"
	spans := func(value string) float64 { return c.sum(t, "CONNECTORS_PORT", "mdm_error_spans_total", number, value) }

	s.healthy(t)
	failed, _ := notifications(t)
	for n := 1.0; n <= 3; n++ { // sequentially, for separate batches; the later ones began earlier
		td := newCall(traceNumber.Add(1), answer{429, "30", documented(t, 9646)})
		spansOf(td)[0].SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(-time.Duration(n) * time.Minute)))
		s.send(t, td)
		s.sendLogs(t, failed)
		c.await(t, "counts", func() (bool, string) {
			return spans("9646") == n &&
				c.sum(t, "CONNECTORS_PORT", "mdm_error_logs_total", number, "9709") == n, ""
		})
	}
	s.joined(t)
	s.calls(t, 1, answer{status: 502})
	c.await(t, "the joined error, and the call without a number", func() (bool, string) {
		return spans("9625") == 1 && spans("none") == 1 &&
			c.sum(t, "CONNECTORS_PORT", "traces_span_metrics_calls_total", number, "9625") == 1, ""
	})
	calls := func(label, value string) float64 {
		return c.sum(t, "CONNECTORS_PORT", "traces_span_metrics_calls_total", label, value)
	}
	assert.Equal(t, 3.0, calls(number, "9646"))
	assert.Equal(t, 5.0, calls("service_name", "mdm-server"), "three errors, the joined one, one call without a number")
	assert.Equal(t, 0.0, calls("apple_mdm_error_delivery", "trace"))
	assert.Equal(t, 0.0, c.sum(t, "CONNECTORS_PORT", "mdm_error_spans_total", "apple_mdm_error_delivery", "trace"))

	prometheus.awaitValue(t, `mdm_error_spans_total{way="written",apple_mdm_error_number="9646"}`, "3")
	prometheus.awaitValue(t, `mdm_error_spans_total{way="written",apple_mdm_error_number="9625"}`, "1")
}
