// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// waiting makes groupbytrace wait long enough for two requests that are sent one after the other.
const waiting = "WAIT_DURATION=5s"

// sender sends OTLP requests, each a batch of its own.
type sender struct{ client ptraceotlp.GRPCClient }

func newSender(t *testing.T, addr string) *sender {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &sender{ptraceotlp.NewGRPCClient(conn)}
}

func (s *sender) send(t *testing.T, td ptrace.Traces) {
	t.Helper()
	_, err := s.client.Export(t.Context(), ptraceotlp.NewExportRequestFromTraces(td), grpc.WaitForReady(true))
	require.NoError(t, err)
}

func newSpan(trace uint64, id, parent byte, start, end time.Duration) (ptrace.Traces, ptrace.Span) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "mdm-server")
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	sum := sha256.Sum256(fmt.Append(nil, trace)) // as different as random ones
	span.SetTraceID(pcommon.TraceID(sum[:16]))
	span.SetSpanID(pcommon.SpanID{id})
	span.SetParentSpanID(pcommon.SpanID{parent})
	morning := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(morning.Add(start)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(morning.Add(end)))
	return td, span
}

// aroundCall is the span around a call, with the exception that has the number.
func aroundCall(trace uint64) ptrace.Traces {
	td, span := newSpan(trace, 1, 0, 0, 10*time.Millisecond)
	span.SetName("sync assets")
	span.SetKind(ptrace.SpanKindInternal)
	event := span.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(span.EndTimestamp())
	event.Attributes().PutStr("exception.message", "Apps and Books: too many requests (error number: 9646)")
	return td
}

// theCall is the client span below it, with the status.
func theCall(trace uint64) ptrace.Traces {
	td, span := newSpan(trace, 2, 1, 2*time.Millisecond, 8*time.Millisecond)
	span.SetName("HTTP GET")
	span.SetKind(ptrace.SpanKindClient)
	span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
	span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets")
	span.Attributes().PutInt("http.response.status_code", 503)
	return td
}

// joinedSpans is what the two say once they are joined.
func joinedSpans(t *testing.T) map[string]object {
	t.Helper()
	say := func(delivery string) object {
		return described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
			"status_check", "mismatch", "expected_status_code", int64(429))
	}
	return map[string]object{"sync assets": say("message"), "HTTP GET": say("trace")}
}

// awaitTraces waits until all spans of n traces have come, and returns what they say, by trace and name.
func (b *backend) awaitTraces(t *testing.T, c *collector, n, spansOfEach int) map[pcommon.TraceID]map[string]object {
	t.Helper()
	var got map[pcommon.TraceID]map[string]object
	c.await(t, fmt.Sprintf("%d traces at the backend", n), func() (bool, string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		got = map[pcommon.TraceID]map[string]object{}
		var whole int
		for _, td := range b.td {
			for _, span := range spansOf(td) {
				if got[span.TraceID()] == nil {
					got[span.TraceID()] = map[string]object{}
				}
				got[span.TraceID()][span.Name()] = ours(span.Attributes())
				if len(got[span.TraceID()]) == spansOfEach {
					whole++
				}
			}
		}
		return whole >= n, fmt.Sprint(whole)
	})
	require.Len(t, got, n)
	return got
}

// The spans of one trace come in separate requests: groupbytrace brings them together, without it they are strangers.
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
				c := start(t, setup{
					configs: tt.configs, ports: allPorts,
					env: []string{"BACKEND_ENDPOINT=" + backend.addr, "BACKEND_INSECURE=true", waiting},
				})
				s := newSender(t, c.addr("GRPC_PORT"))
				for _, td := range send {
					s.send(t, td(1))
				}
				for _, got := range backend.awaitTraces(t, c, 1, 2) {
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
	gateways := make([]*collector, 2)
	env := []string{"GATEWAY_INSECURE=true"}
	for i := range gateways {
		gateways[i] = start(t, setup{
			configs: []string{example("gateway.yaml"), freePorts}, ports: allPorts,
			env: []string{"BACKEND_ENDPOINT=" + backend.addr, "BACKEND_INSECURE=true", waiting},
		})
		env = append(env, fmt.Sprintf("GATEWAY_%d=%s", i+1, gateways[i].addr("GRPC_PORT")))
	}
	agent := start(t, setup{configs: []string{example("agent.yaml"), freePorts}, ports: allPorts, env: env})
	s := newSender(t, agent.addr("GRPC_PORT"))
	for trace := range uint64(traces) {
		s.send(t, theCall(trace+1))
		s.send(t, aroundCall(trace+1))
	}
	want := joinedSpans(t)
	for trace, got := range backend.awaitTraces(t, agent, traces, 2) {
		assert.Equal(t, want, got, trace)
	}
	series := sighting("traces", 9646, "message", "backoff", "mismatch")
	var sum float64
	for i, gateway := range gateways {
		seen := counts(gateway.scrape(t), detected)
		require.Len(t, seen, 1, "gateway %d: %v", i+1, seen)
		assert.Positive(t, seen[series], "gateway %d", i+1)
		sum += seen[series]
		assert.Empty(t, counts(gateway.scrape(t), failedCalls))
	}
	assert.EqualValues(t, traces, sum)
}
