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
	first, second func(trace uint64) any
	order, signal string // of the second
}{
	{anyCall, anyException, "call_first", "traces"},
	{anyException, anyCall, "error_first", "traces"},
	{anyCall, anyLogged, "call_first", "logs"},
	{anyLogged, anyCall, "error_first", "traces"},
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
