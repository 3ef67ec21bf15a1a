// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// totalsConfig counts spans twice: by the processor, and after it by span_metrics.
const totalsConfig = `
receivers:
  otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}}}
processors:
  mdm_error:
connectors:
  span_metrics:
    metrics_flush_interval: 100ms
    dimensions:
      - {name: apple.mdm.error.number, default: none}
      - {name: apple.mdm.error.delivery, default: none}
      - {name: apple.mdm.retry.class, default: none}
exporters:
  prometheus: {endpoint: "127.0.0.1:${env:SPANS_PORT}"}
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [span_metrics]}
    metrics: {receivers: [span_metrics], exporters: [prometheus]}
`

// span_metrics counts as many spans by number and delivery as the processor.
func TestTotals(t *testing.T) {
	t.Parallel()
	c := start(t, setup{configs: []string{totalsConfig}, ports: []string{"GRPC_PORT", "SPANS_PORT", "METRICS_PORT"}})
	s := newSender(t, c.addr("GRPC_PORT"))
	var trace uint64
	var spans int
	send := func(n int, of func(trace uint64) []ptrace.Traces) {
		for range n {
			trace++
			batch := oneBatch(of(trace)...)
			spans += batch.SpanCount()
			s.send(t, batch)
		}
	}
	knowing := func(trace uint64) ptrace.Traces {
		return newCall(trace, answer{status: 503, body: errorBody(t, 9646, "Too many.")})
	}
	const joined, knew, failed, alone, answered = 7, 5, 4, 3, 2
	send(joined, func(trace uint64) []ptrace.Traces { return []ptrace.Traces{aroundCall(trace), theCall(trace)} })
	send(knew, func(trace uint64) []ptrace.Traces { return []ptrace.Traces{knowing(trace), aroundCall(trace)} })
	send(failed, func(trace uint64) []ptrace.Traces { return []ptrace.Traces{theCall(trace)} })
	send(alone, func(trace uint64) []ptrace.Traces { return []ptrace.Traces{aroundCall(trace)} })
	send(answered, func(trace uint64) []ptrace.Traces { return []ptrace.Traces{knowing(trace)} })

	var counted map[string]float64
	c.await(t, "all spans in span_metrics", func() (bool, string) {
		counted = map[string]float64{}
		var sum float64
		for _, m := range c.scrape(t, "SPANS_PORT")["traces_span_metrics_calls_total"].GetMetric() {
			counted[labelled(m, "apple_mdm_error_number", "apple_mdm_error_delivery", "apple_mdm_retry_class")] += m.GetCounter().GetValue()
			sum += m.GetCounter().GetValue()
		}
		return sum == float64(spans), fmt.Sprint(counted)
	})
	own := map[string]float64{}
	families := c.scrape(t, "METRICS_PORT")
	for _, m := range families[detected].GetMetric() {
		own[labelled(m, "number", "delivery", "retry_class")] += m.GetCounter().GetValue()
	}
	for _, m := range families[failedCalls].GetMetric() {
		own["none none "+labelled(m, "retry_class")] += m.GetCounter().GetValue()
	}
	for _, m := range families[joinedCalls].GetMetric() {
		own[labelled(m, "number")+"trace "+labelled(m, "retry_class")] += m.GetCounter().GetValue()
	}
	assert.Equal(t, map[string]float64{
		"9646 message backoff ":  joined + knew + alone,
		"9646 response backoff ": knew + answered,
		"9646 trace backoff ":    joined,
		"none none backoff ":     failed,
	}, counted)
	assert.Equal(t, counted, own)
}

// labelled returns the values of these labels, in this order.
func labelled(m *dto.Metric, names ...string) (values string) {
	for _, name := range names {
		for _, l := range m.GetLabel() {
			if l.GetName() == name {
				values += l.GetValue() + " "
			}
		}
	}
	return values
}
