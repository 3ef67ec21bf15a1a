// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"testing"

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
