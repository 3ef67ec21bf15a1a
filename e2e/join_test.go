// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// waiting makes groupbytrace wait long enough for two requests that are sent one after the other.
const waiting = "WAIT_DURATION=5s"

// joinedSpans is what the two say once they are joined.
func joinedSpans(t *testing.T) map[string]object {
	t.Helper()
	say := func(delivery string) object {
		return described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
			"status_check", "mismatch", "expected_status_code", int64(429))
	}
	return map[string]object{"sync assets": say("message"), "HTTP GET": say("trace")}
}

// awaitTraces waits for n traces of two spans, and returns what they say, by trace and name.
func (b *backend) awaitTraces(t *testing.T, c collector, n int) map[pcommon.TraceID]map[string]object {
	t.Helper()
	got := map[pcommon.TraceID]map[string]object{}
	for _, span := range awaitN(t, c, 2*n, b.spans) {
		if got[span.TraceID()] == nil {
			got[span.TraceID()] = map[string]object{}
		}
		got[span.TraceID()][span.Name()] = ours(span.Attributes())
	}
	require.Len(t, got, n)
	return got
}

// The spans of one trace come in separate requests: they are joined with groupbytrace, and not without it.
func TestJoinExample(t *testing.T) {
	t.Parallel()
	const ungrouped = "\nservice: {pipelines: {traces: {processors: [memory_limiter, mdm_error, batch]}}}\n"
	for name, tt := range map[string]struct {
		configs []string
		want    map[string]object
	}{
		"grouped": {[]string{example("join.yaml"), freePorts}, joinedSpans(t)},
		"not grouped": {[]string{example("join.yaml"), freePorts, ungrouped}, map[string]object{
			"sync assets": described(9646, message(t, 9646, catalog.Response), "message", "backoff",
				"expected_status_code", int64(429)),
			"HTTP GET": {"apple.mdm.retry.class": "backoff"},
		}},
	} {
		for order, send := range map[string][]func(uint64) ptrace.Traces{
			"call first": {theCall, aroundCall}, "call last": {aroundCall, theCall},
		} {
			t.Run(name+", "+order, func(t *testing.T) {
				t.Parallel()
				backend := newBackend(t)
				c := start(t, setup{configs: tt.configs, ports: allPorts, env: append(backend.env(), waiting)})
				s := newSender(t, c.addr("GRPC_PORT"))
				for _, td := range send {
					s.send(t, td(1))
				}
				for _, got := range backend.awaitTraces(t, c, 1) {
					assert.Equal(t, tt.want, got)
				}
			})
		}
	}
}

// An agent spreads traces over two gateways, each whole: every join is made, and both make some.
func TestAgentAndGateways(t *testing.T) {
	t.Parallel()
	const traces = 200
	backend := newBackend(t)
	gateways := make([]collector, 2)
	env := []string{"GATEWAY_INSECURE=true"}
	for i := range gateways {
		gateways[i] = start(t, setup{
			configs: []string{example("gateway.yaml"), freePorts}, ports: allPorts,
			env: append(backend.env(), waiting),
		})
		env = append(env, fmt.Sprintf("GATEWAY_%d=%s", i+1, gateways[i].addr("GRPC_PORT")))
	}
	agent := start(t, setup{configs: []string{example("agent.yaml"), freePorts}, ports: allPorts, env: env})
	s := newSender(t, agent.addr("GRPC_PORT"))
	for trace := range uint64(traces) {
		s.send(t, theCall(trace+1), aroundCall(trace+1))
	}
	want := joinedSpans(t)
	for trace, got := range backend.awaitTraces(t, agent, traces) {
		assert.Equal(t, want, got, trace)
	}
	series := sighting("traces", 9646, "message", "backoff", "mismatch")
	var sum float64
	for i, gateway := range gateways {
		seen := gateway.counts(t, detected)
		require.Len(t, seen, 1, "gateway %d: %v", i+1, seen)
		assert.Positive(t, seen[series], "gateway %d", i+1)
		sum += seen[series]
		assert.Empty(t, gateway.counts(t, failedCalls))
	}
	assert.EqualValues(t, traces, sum)
}

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
      - {name: apple.mdm.error.status_check, default: none}
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

// Spans counted by number, without those that an error was only joined to, are as many as the processor counts.
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
			counted[labelled(m, "apple_mdm_error_number", "apple_mdm_error_delivery", "apple_mdm_error_status_check",
				"apple_mdm_retry_class")] += m.GetCounter().GetValue()
			sum += m.GetCounter().GetValue()
		}
		return sum == float64(spans), fmt.Sprint(counted)
	})
	own := map[string]float64{}
	families := c.scrape(t, "METRICS_PORT")
	for _, m := range families[detected].GetMetric() {
		own[labelled(m, "number", "delivery", "status_check", "retry_class")] += m.GetCounter().GetValue()
	}
	for _, m := range families[failedCalls].GetMetric() {
		own["none none none "+labelled(m, "retry_class")] += m.GetCounter().GetValue()
	}
	const call = "9646 trace mismatch backoff "
	assert.EqualValues(t, joined, counted[call])
	delete(counted, call)
	assert.Equal(t, map[string]float64{
		"9646 message mismatch backoff ":  joined + knew,
		"9646 message none backoff ":      alone,
		"9646 response mismatch backoff ": knew + answered,
		"none none none backoff ":         failed,
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
