// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// loggedError is the error of newCall on a log record, written within the operation around it.
func loggedError(trace uint64, text string) plog.Logs {
	_, around := newSpan(trace, 1, 0, 0, 0)
	ld := plog.NewLogs()
	lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	lr.SetTraceID(around.TraceID())
	lr.SetSpanID(around.SpanID())
	lr.SetTimestamp(pcommon.NewTimestampFromTime(began.Add(9 * time.Millisecond)))
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.Body().SetStr(text)
	return ld
}

// says has the attributes of a call, and of the record with its error.
type says struct{ call, err object }

// aloneAndJoined returns the attributes of each alone, and of each once it is joined.
func aloneAndJoined(t *testing.T) (alone, joined says) {
	t.Helper()
	say := func(delivery string, pairs ...any) object {
		return described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
			append(pairs, "expected_status_code", int64(429))...)
	}
	alone = says{object{"apple.mdm.retry.class": "backoff"}, say("message")}
	joined = says{
		say("trace", "status_check", "mismatch", "join.span_id", "0100000000000000"),   // of newOperation
		say("message", "status_check", "mismatch", "join.span_id", "0200000000000000"), // of newCall
	}
	return alone, joined
}

// apart are the ways in which a call and its error arrive in separate batches.
var apart = []struct {
	name          string
	first, second func(trace uint64) any
	order, signal string // of the second
	errorIn       string // signal
}{
	{"call, then exception", anyCall, anyException, "call_first", "traces", "traces"},
	{"exception, then call", anyException, anyCall, "error_first", "traces", "traces"},
	{"call, then log record", anyCall, anyLogged, "call_first", "logs", "logs"},
	{"log record, then call", anyLogged, anyCall, "error_first", "traces", "logs"},
}

func anyCall(trace uint64) any      { return theCall(trace) }
func anyException(trace uint64) any { return aroundCall(trace) }
func anyLogged(trace uint64) any    { return loggedError(trace, tooMany) }

// told returns the attributes that have arrived, by trace: those of calls, and of records with errors.
func (b *backend) told() map[pcommon.TraceID]says {
	all := map[pcommon.TraceID]says{}
	add := func(trace pcommon.TraceID, s says) {
		if seen := all[trace]; s.call == nil {
			s.call = seen.call
		} else {
			s.err = seen.err
		}
		all[trace] = s
	}
	for _, span := range b.spans() {
		if span.Kind() == ptrace.SpanKindClient {
			add(span.TraceID(), says{call: ours(span.Attributes())})
		} else {
			add(span.TraceID(), says{err: ours(span.Attributes())})
		}
	}
	for _, lr := range b.records() {
		add(lr.TraceID(), says{err: ours(lr.Attributes())})
	}
	return all
}

func (b *backend) arrived() int { return len(b.spans()) + len(b.records()) }

func (b *backend) awaitArrived(t *testing.T, c collector, n int) {
	t.Helper()
	c.await(t, fmt.Sprintf("%d records at the backend", n), func() (bool, string) {
		return b.arrived() >= n, fmt.Sprint(b.arrived())
	})
	require.Equal(t, n, b.arrived())
}

// pipelinesConfig has two pipelines of one signal and one of the other with the same processor.
const pipelinesConfig = `
receivers:
  otlp/first: {protocols: {grpc: {endpoint: "127.0.0.1:${env:FIRST_PORT}"}}}
  otlp/second: {protocols: {grpc: {endpoint: "127.0.0.1:${env:SECOND_PORT}"}}}
processors:
  mdm_error:
exporters:
  otlp_grpc: {endpoint: "${env:BACKEND_ENDPOINT}", tls: {insecure: true}}
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    traces/first: {receivers: [otlp/first], processors: [mdm_error], exporters: [otlp_grpc]}
    traces/second: {receivers: [otlp/second], processors: [mdm_error], exporters: [otlp_grpc]}
    logs: {receivers: [otlp/first, otlp/second], processors: [mdm_error], exporters: [otlp_grpc]}
`

// A call and its error arrive in different pipelines: the second has everything, and the first isn't held back.
func TestJoins(t *testing.T) {
	t.Parallel()
	alone, joined := aloneAndJoined(t)
	for _, tt := range apart {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, b := startPipelines(t)
			require.NoError(t, newSender(t, c.addr("FIRST_PORT")).export(t.Context(), tt.first(1)))
			b.awaitArrived(t, c, 1)
			require.NoError(t, newSender(t, c.addr("SECOND_PORT")).export(t.Context(), tt.second(1)))
			b.awaitArrived(t, c, 2)

			want, failed := says{joined.call, alone.err}, map[string]float64{}
			if tt.order == "call_first" {
				want, failed = says{alone.call, joined.err}, map[string]float64{failure("backoff", 503): 1}
			}
			for _, got := range b.told() {
				assert.Equal(t, want, got)
			}
			c.assertCounts(t, joinedCalls, map[string]float64{join(tt.signal, 9646, "backoff", "mismatch", 503, tt.order): 1})
			c.assertCounts(t, detected, map[string]float64{sighting(tt.errorIn, 9646, "message", "backoff", "none"): 1})
			c.assertCounts(t, failedCalls, failed)
		})
	}
}

func startPipelines(t *testing.T) (collector, *backend) {
	t.Helper()
	b := newBackend(t)
	return start(t, setup{
		configs: []string{pipelinesConfig}, ports: []string{"FIRST_PORT", "SECOND_PORT", "METRICS_PORT"}, env: b.env(),
	}), b
}

// An agent balances spans and log records over two gateways by trace: no join is missing, and both gateways make some.
func TestAgentAndGateways(t *testing.T) {
	t.Parallel()
	const each = 50
	b := newBackend(t)
	gateways := make([]collector, 2)
	env := []string{"GATEWAY_INSECURE=true"}
	for i := range gateways {
		gateways[i] = start(t, setup{configs: []string{example("gateway.yaml"), freePorts}, ports: allPorts, env: b.env()})
		env = append(env, fmt.Sprintf("GATEWAY_%d=%s", i+1, gateways[i].addr("GRPC_PORT")))
	}
	agent := start(t, setup{configs: []string{example("agent.yaml"), freePorts}, ports: allPorts, env: env})
	s := newSender(t, agent.addr("GRPC_PORT"))
	alone, joined := aloneAndJoined(t)
	want := map[pcommon.TraceID]says{}
	for i := range each * len(apart) {
		require.NoError(t, s.export(t.Context(), apart[i%len(apart)].first(uint64(i))))
	}
	b.awaitArrived(t, agent, each*len(apart))
	for i := range each * len(apart) {
		way, trace := apart[i%len(apart)], uint64(i)
		require.NoError(t, s.export(t.Context(), way.second(trace)))
		want[spansOf(theCall(trace))[0].TraceID()] = says{joined.call, alone.err}
		if way.order == "call_first" {
			want[spansOf(theCall(trace))[0].TraceID()] = says{alone.call, joined.err}
		}
	}
	b.awaitArrived(t, agent, 2*each*len(apart))
	assert.Equal(t, want, b.told())
	sum := map[string]float64{}
	for _, gateway := range gateways {
		counts := gateway.counts(t, joinedCalls)
		assert.NotEmpty(t, counts)
		for series, n := range counts {
			sum[series] += n
		}
	}
	wantSum := map[string]float64{}
	for _, way := range apart {
		wantSum[join(way.signal, 9646, "backoff", "mismatch", 503, way.order)] += each
	}
	assert.Equal(t, wantSum, sum)
	for _, span := range b.spans() {
		_, ok := span.Attributes().Get("mdm.route")
		assert.False(t, ok, "what the agent added")
	}
}
