// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

const connectorsPort = `
connectors: {span_metrics: {metrics_flush_interval: 100ms}}
exporters: {prometheus: {endpoint: "127.0.0.1:${env:CONNECTORS_PORT}"}}
`

// Each way in which the counts of the connector could go to Prometheus, beside that of the example: remote write with and
// without conversion, the exporter without, and the conversion of points as they come.
const otherWays = `
processors: {delta_to_cumulative/alone: {max_stale: 24h}}
exporters:
  prometheus_remote_write/deltas: {endpoint: "${env:REMOTE_WRITE}", external_labels: {way: deltas}}
  prometheus_remote_write/totals: {endpoint: "${env:REMOTE_WRITE}", external_labels: {way: totals}}
  prometheus_remote_write/alone: {endpoint: "${env:REMOTE_WRITE}", external_labels: {way: alone}}
  prometheus/deltas: {endpoint: "127.0.0.1:${env:SPARE_PORT}"}
service:
  pipelines:
    metrics/deltas: {receivers: [count], exporters: [prometheus_remote_write/deltas, prometheus/deltas]}
    metrics/totals:
      receivers: [count]
      processors: [transform/now, delta_to_cumulative]
      exporters: [prometheus_remote_write/totals]
    metrics/alone:
      receivers: [count]
      processors: [delta_to_cumulative/alone]
      exporters: [prometheus_remote_write/alone]
`

// sum adds up a counter's series that have this label.
func (c *collector) sum(t *testing.T, port, name, label, value string) (sum float64) {
	t.Helper()
	resp, err := http.Get("http://" + c.addr(port) + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	require.NoError(t, err, "%s", text)
	for series, n := range counts(families, name) {
		if strings.Contains(","+series+",", ","+label+"="+value+",") {
			sum += n
		}
	}
	return sum
}

// The connectors count each error once, in batch after batch; what doesn't work, doesn't.
func TestPrometheusConnectors(t *testing.T) {
	t.Parallel()
	prometheus := startPrometheus(t, nil)
	c, s := metricsExample(t, "metrics-connectors.yaml", namesPlain, []string{"REMOTE_WRITE=" + prometheus.url + "/api/v1/write"},
		connectorsPort, otherWays)
	number := "apple_mdm_error_number"
	spans := func(port, number_ string) float64 { return c.sum(t, port, "mdm_error_spans_total", number, number_) }

	s.healthy(t)
	failed, _ := notifications(t)
	a := answer{429, "30", errorBody(t, 9646, message(t, 9646, "response"))}
	for n := 1.0; n <= 3; n++ { // one after the other, so that they are batches of their own; the later ones began earlier
		b := s.newBatch()
		b.call("assets/associate", pcommon.SpanID{}, a)
		span := b.spans.At(0)
		early := span.StartTimestamp().AsTime().Add(-time.Duration(n) * time.Minute)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(early))
		b.send(t)
		s.logs(t, failed)
		c.await(t, "counts", func() (bool, string) {
			return spans("CONNECTORS_PORT", "9646") == n &&
				c.sum(t, "CONNECTORS_PORT", "mdm_error_logs_total", number, "9709") == n, ""
		})
	}
	s.joined(t)
	s.calls(t, 1, "assets", answer{status: 502})
	c.await(t, "the joined error, and the call without a number", func() (bool, string) {
		return spans("CONNECTORS_PORT", "9625") == 1 && spans("CONNECTORS_PORT", "none") == 1 &&
			c.sum(t, "CONNECTORS_PORT", "traces_span_metrics_calls_total", number, "9625") == 1, ""
	})
	calls := func(label, value string) float64 {
		return c.sum(t, "CONNECTORS_PORT", "traces_span_metrics_calls_total", label, value)
	}
	assert.Equal(t, 3.0, calls(number, "9646"))
	assert.Equal(t, 5.0, calls("service_name", "mdm-server"), "three errors, the joined one, one call without a number")
	assert.Equal(t, 0.0, calls("apple_mdm_error_delivery", "trace"))
	assert.Equal(t, 0.0, c.sum(t, "CONNECTORS_PORT", "mdm_error_spans_total", "apple_mdm_error_delivery", "trace"))

	prometheus.awaitValue(t, `mdm_error_spans_total{way="totals",apple_mdm_error_number="9646"}`, "3")
	prometheus.awaitValue(t, `mdm_error_spans_total{way="totals",apple_mdm_error_number="9625"}`, "1")
	assert.Empty(t, prometheus.query(t, `{way="deltas"}`), "remote write drops deltas")
	assert.Equal(t, 1.0, spans("SPARE_PORT", "9646"), "the exporter takes the last delta for the total")
	assert.NotRegexp(t, "\t(warn|error)\t", c.output.String(), "and nothing says so")
	alone := prometheus.query(t, `mdm_error_spans_total{way="alone",apple_mdm_error_number="9646"}`)
	require.Len(t, alone, 1)
	assert.Equal(t, "1", alone[0].value(), "delta_to_cumulative drops what began earlier")
}
