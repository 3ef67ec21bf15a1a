// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

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
