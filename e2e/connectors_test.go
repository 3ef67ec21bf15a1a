// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

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
	for n := 1.0; n <= 3; n++ { // one after the other, so that they are batches of their own; the later ones began earlier
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
