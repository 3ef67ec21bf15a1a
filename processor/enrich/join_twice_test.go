// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// An agent joins; what a gateway behind it makes of the same spans, together or each in a batch of its own, is the same.
func TestJoinByAgentAndGateway(t *testing.T) {
	t.Parallel()
	text := func(s ptrace.Span, message string) { s.Status().SetMessage(message) }
	for _, tt := range []struct {
		name  string
		build func(b *trace)
	}{
		{"one error", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			b.call(2, 1, 503).Attributes().PutInt("http.response.header.retry-after", 7)
		}},
		{"the call looked like a success", func(b *trace) {
			raises(b.server(1, 0), 9, 9622)
			b.call(2, 1, 200)
		}},
		{"the call knew", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			answers(b.call(2, 1, 503), 9646)
		}},
		{"two errors on one span", func(b *trace) {
			raises(raises(b.server(1, 0), 9, 9646), 9, 9625)
			b.call(2, 1, 401)
			b.call(3, 1, 503)
		}},
		{"two errors on one call", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			raises(b.span(2, 1, ptrace.SpanKindInternal, 0, 10), 9, 9625)
			b.call(3, 2, 429)
		}},
		{"a message with a status of its own", func(b *trace) {
			text(b.server(1, 0), "Apps and Books answered HTTP 429, Apple error 9646")
			b.call(2, 1, 503).Attributes().PutInt("http.response.header.retry-after", 7)
		}},
		{"a class that only the call tells", func(b *trace) {
			around := raises(b.server(1, 0), 9, 9709)
			around.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
			text(around, `{"errorNumber":4711}`)
			b.call(2, 1, 400)
			b.call(3, 1, 400)
		}},
		{"no call", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			b.call(2, 0, 503)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			agent := newTrace()
			tt.build(agent)
			agent.run(t)
			for _, switchedOn := range []bool{true, false} {
				together := newTrace()
				agent.td.CopyTo(together.td)
				together.run(t, func(s *Settings) { s.JoinTraces = switchedOn })
				assert.Equal(t, agent.td, together.td)
				for _, span := range agent.spans.All() {
					alone := newTrace()
					span.CopyTo(alone.spans.AppendEmpty())
					alone.run(t, func(s *Settings) { s.JoinTraces = switchedOn })
					assert.Equal(t, everything(span), everything(alone.spans.At(0)), span.SpanID())
				}
			}
		})
	}
}

// A gateway that sees more of a trace joins more: what the agent has joined with a call doesn't stand in the way.
func TestJoinMoreAtTheGateway(t *testing.T) {
	t.Parallel()
	b := newTrace()
	inner := raises(b.span(2, 1, ptrace.SpanKindInternal, 0, 10), 9, 9646)
	call := b.call(3, 2, 429)
	b.run(t)
	assertJoined(t, inner, call, 9646, match)
	outer := raises(b.server(1, 0), 9, 9625)
	b.run(t)
	assert.Equal(t, says{9646, "message", "match"}, said(inner))
	assert.Equal(t, says{9625, "message", "mismatch"}, said(outer))
	assert.Equal(t, says{9625, "trace", "mismatch"}, said(call))
	assert.Equal(t, []any{int64(9646), int64(9625)}, everything(call)[attrNumbers])
}

// What another run wrote about something else goes, as ever.
func TestJoinedBeforeByAnotherError(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around, call := raises(b.server(1, 0), 9, 9646), b.call(2, 1, 503)
	b.run(t)
	around.Events().At(0).Attributes().PutStr("exception.message", sentence(9625))
	call.Attributes().PutStr("http.response.body.content", `{"errorNumber":9602}`)
	b.run(t)
	assert.Equal(t, says{9625, "message", ""}, said(around))
	assert.Equal(t, says{9602, "response", "mismatch"}, said(call))
}

// A batch with an error and a call that have nothing to do with each other leaves both as they were.
func TestNotJoinedKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	build := func() *trace {
		b := newTrace()
		// A CLIENT span without a URL, whose payload and status are the service's, and an exception of another error.
		span := raises(b.span(1, 0, ptrace.SpanKindClient, 0, 10), 9, 9603)
		span.Attributes().PutInt("http.response.status_code", 429)
		span.Attributes().PutInt("http.response.header.retry-after", 7)
		answers(span, 9646)
		text := b.server(2, 0)
		text.Status().SetMessage("Apps and Books answered HTTP 429, Apple error 9646")
		return b
	}
	without, with := build(), build()
	without.run(t)
	call := with.call(3, 0, 503)
	with.run(t)
	for i := range 2 {
		assert.Equal(t, everything(without.spans.At(i)), everything(with.spans.At(i)), i)
	}
	assert.Equal(t, 7.0, everything(with.spans.At(0))[attrRetryDelay])
	assert.Empty(t, said(call))
}

// A span whose own answer asks most keeps what it said of it, though another of its errors is joined.
func TestJoinKeepsTheDelayOfTheSpan(t *testing.T) {
	t.Parallel()
	b := newTrace()
	span := answers(raises(b.span(1, 0, ptrace.SpanKindClient, 0, 10), 9, 9603), 9646)
	span.Attributes().PutInt("http.response.status_code", 429)
	span.Attributes().PutInt("http.response.header.retry-after", 7)
	call := b.call(2, 1, 503)
	call.Attributes().PutInt("http.response.header.retry-after", 9)
	b.run(t)
	assert.Equal(t, says{9646, "response", "match"}, said(span))
	assert.Equal(t, 7.0, everything(span)[attrRetryDelay])
	assert.Equal(t, says{9603, "trace", "mismatch"}, said(call))
	assert.Equal(t, 9.0, everything(call)[attrRetryDelay])
}

// What an earlier run has written on a call, and goes, doesn't get in the way of what the call tells.
func TestJoinWithACallOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around, call := raises(b.server(1, 0), 9, 9646), b.span(2, 1, ptrace.SpanKindClient, 2, 8)
	a := call.Attributes()
	a.PutStr(attrEventType, "STALE")
	a.PutInt("http.response.header.retry-after", 7)
	a.PutStr("http.response.body", `{"errorNumber":9646}`)
	a.PutStr("server.address", "vpp.itunes.apple.com")
	a.PutInt("http.response.status_code", 503)
	a.PutInt("http.status_code", 503)
	b.run(t)
	assert.Equal(t, says{9646, "message", "mismatch"}, said(around))
	assert.Equal(t, says{9646, "response", "mismatch"}, said(call))
	for _, span := range []ptrace.Span{around, call} {
		assert.EqualValues(t, 7, everything(span)[attrRetryDelay])
	}
	assert.NotContains(t, everything(call), attrEventType)
}

// However many different errors are joined with one call, it lists so many that the time stays linear.
func TestErrorsOfACallAreBounded(t *testing.T) {
	t.Parallel()
	const n = 1000
	b := newTrace()
	for i := 1; i <= n; i++ {
		around := b.server(uint64(i), uint64(i-1))
		around.Attributes().PutStr("server.address", "vpp.itunes.apple.com") // so that any number is believed
		around.Status().SetMessage(fmt.Sprintf(`{"errorNumber":%d}`, 10_000+i))
	}
	call := b.call(n+1, n, 503)
	b.run(t)
	numbers, ok := call.Attributes().Get(attrNumbers)
	require.True(t, ok)
	assert.LessOrEqual(t, numbers.Slice().Len(), 128)
	assert.Equal(t, "undocumented", said(b.spans.At(n-1)).check, "the spans are joined all the same")
}
