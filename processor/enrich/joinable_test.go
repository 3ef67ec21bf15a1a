// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// An error that a record only reports is joined; an error that was the response to something else isn't.
func TestJoinableErrors(t *testing.T) {
	t.Parallel()
	const response = `{"errorNumber":9646}`
	told := sentence(9646)
	for _, tt := range []struct {
		name        string
		attributes  fields
		event       fields
		description string
		joined      bool // on an INTERNAL span, everything but background failures is
	}{
		{name: "message in an event", event: fields{"exception.message": told}, joined: true},
		{name: "message in an attribute", attributes: fields{"error.message": told}, joined: true},
		{name: "message as the status description", description: told, joined: true},
		{name: "response in the message of an event", event: fields{"exception.message": "failed: " + response}, joined: true},
		{name: "response in the payload of an event", event: fields{"http.response.body": response}, joined: true},
		{name: "response in the status description", description: response, joined: true},

		{name: "response in a payload", attributes: fields{"http.response.body": response}},
		{name: "response in a message attribute", attributes: fields{"error.message": response}},
		{name: "response in a payload, and the message of an event", attributes: fields{"http.response.body": response}, event: fields{"exception.message": told}},
		{name: "response in the keys", attributes: fields{"errorNumber": 9646, "errorMessage": message(9646)}},
		{name: "event status in an event", event: fields{"http.response.body": `{"failures":[` + response + `]}`}},
		{name: "event status in the status description", description: `{"failures":[` + response + `]}`},
		{name: "notification in an event", event: fields{"http.request.body": `{"notification":{"error":` + response + `}}`}},
	} {
		for _, kind := range []ptrace.SpanKind{
			ptrace.SpanKindServer, ptrace.SpanKindInternal, ptrace.SpanKindConsumer, ptrace.SpanKindUnspecified,
		} {
			t.Run(fmt.Sprint(tt.name, ", ", kind), func(t *testing.T) {
				t.Parallel()
				b := newTrace()
				around := put(b.span(1, 0, kind, 0, 10), tt.attributes)
				around.Status().SetMessage(tt.description)
				event := around.Events().AppendEmpty()
				event.SetTimestamp(at(9))
				putAll(event.Attributes(), tt.event)
				call := b.call(2, 1, 503)
				b.run(t)
				if tt.joined || kind == ptrace.SpanKindInternal && said(around).delivery == deliveryResponse {
					assertJoined(t, around, call, 9646, mismatch)
				} else {
					assertAlone(t, around, 9646, call)
				}
			})
		}
	}
}

// Some instrumentation puts the body of a response on a child of the call.
func TestJoinOfAChild(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		kind   ptrace.SpanKind
		parent uint64
		status int64
		number int
		joined bool
	}{
		{"a child", ptrace.SpanKindInternal, 1, 400, 9609, true},
		{"a child, another status", ptrace.SpanKindInternal, 1, 503, 9609, true},
		{"of a call that seems healthy", ptrace.SpanKindInternal, 1, 200, 9602, true},
		{"a number of background failures, likewise", ptrace.SpanKindInternal, 1, 200, 9609, false},
		{"a grandchild", ptrace.SpanKindInternal, 2, 400, 9609, false},
		{"a stranger", ptrace.SpanKindInternal, 7, 400, 9609, false},
		{"a SERVER span", ptrace.SpanKindServer, 1, 400, 9609, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTrace()
			b.call(1, 0, tt.status)
			b.span(2, 1, ptrace.SpanKindInternal, 0, 10)
			b.span(3, tt.parent, tt.kind, 10, 11).Attributes().PutStr("http.response.body", fmt.Sprintf(`{"errorNumber":%d}`, tt.number))
			b.run(t)
			assert.Equal(t, tt.joined, said(b.spans.At(0)).delivery == deliveryTrace, "the call")
			assert.Equal(t, tt.joined, said(b.spans.At(2)).check != "", "its child")
		})
	}
}

// Which spans are calls. Package join tests which of them an error belongs to.
func TestJoinableCalls(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		call   func(b *trace) ptrace.Span
		joined bool
	}{
		{"an INTERNAL span", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			span.SetKind(ptrace.SpanKindInternal)
			return span
		}, true},
		{"before its parent in the batch, in another resource", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			first := ptrace.NewTraces()
			span.MoveTo(first.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty())
			b.spans.RemoveIf(func(s ptrace.Span) bool { return s.SpanID().IsEmpty() })
			b.td.ResourceSpans().MoveAndAppendTo(first.ResourceSpans())
			first.MoveTo(b.td)
			b.spans = b.td.ResourceSpans().At(1).ScopeSpans().At(0).Spans()
			return b.td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		}, true},
		{"a poll that was answered", func(b *trace) ptrace.Span { return put(b.call(2, 1, 200), fields{"url.path": "/mdm/v2/status"}) }, false},
		{"without a status", func(b *trace) ptrace.Span { return b.call(2, 1, 0) }, false},
		{"without a URL", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			span.Attributes().Remove("server.address")
			span.Attributes().Remove("url.full")
			return span
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTrace()
			raises(b.server(1, 0), 5, 9646)
			call := tt.call(b)
			around := b.spans.At(0)
			b.run(t)
			if tt.joined {
				assertJoined(t, around, call, 9646, match)
			} else {
				assertAlone(t, around, 9646, call)
			}
		})
	}
}

func TestJoinWhenRecorded(t *testing.T) {
	t.Parallel()
	// An event without a time is as late as the span.
	b := newTrace()
	around := raises(b.server(1, 0), 0, 9646)
	around.Events().At(0).SetTimestamp(0)
	call := b.call(2, 1, 429)
	b.run(t)
	assertJoined(t, around, call, 9646, match)

	// It was recorded at the time of the event; the status description only repeats it.
	b = newTrace()
	around = raises(b.server(1, 0), 5, 9646)
	around.Status().SetMessage(sentence(9646))
	early, late := b.call(2, 1, 429), starts(b.call(3, 1, 429), 6)
	b.run(t)
	assertJoined(t, around, early, 9646, match)
	assert.Empty(t, said(late))

	// An attribute repeats it, too; by itself, it is as late as the span.
	for _, raised := range []bool{true, false} {
		b = newTrace()
		around = b.server(1, 0)
		around.Attributes().PutStr("error.message", sentence(9646))
		if raised {
			raises(around, 5, 9646)
		}
		early, late = b.call(2, 1, 429), starts(b.call(3, 1, 429), 6)
		b.run(t)
		if !raised {
			early, late = late, early
		}
		assertJoined(t, around, early, 9646, match)
		assert.Empty(t, said(late))
	}

	// A time in whole seconds is no evidence, not even against a call that is still running in the next one.
	b = newTrace()
	around = raises(b.server(1, 0), 0, 9646)
	around.Events().At(0).SetTimestamp(at(0) - at(0)%second)
	call = b.call(2, 1, 503)
	call.SetEndTimestamp(at(3000))
	b.run(t)
	assertAlone(t, around, 9646, call)

	// If it was recorded twice, it may be the response to a call in between.
	b = newTrace()
	around = raises(raises(b.server(1, 0), 1, 9646), 9, 9646)
	late = starts(b.call(2, 1, 429), 5)
	b.run(t)
	assertJoined(t, around, late, 9646, match)
}

// A retry class that depends on the API of the call may make another error of the span the most urgent one.
func TestJoinChangesWhichIsForemost(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around := raises(answers(b.server(1, 0), 9646), 9, 9729)
	around.Attributes().PutStr("url.path", "/mdm/syncSrv") // for this API, 9729 would be fix_precondition
	call := b.call(2, 1, 503)
	b.run(t)
	assert.Equal(t, says{9729, "trace", "match"}, said(call))
	assert.Equal(t, "backoff", everything(call)[attrRetryClass])
	assert.Equal(t, says{9646, "response", ""}, said(around))
}

// A record with many errors is a report, not the response to one call.
func TestReportsAreNotJoined(t *testing.T) {
	t.Parallel()
	numbers := []int64{9646, 9602, 9603, 9622, 9625}
	for n, joined := range map[int]bool{maxTold: true, maxTold + 1: false} {
		b := newTrace()
		around := b.server(1, 0)
		for _, number := range numbers[:n] {
			raises(around, 9, number)
		}
		call := b.call(2, 1, 429)
		b.run(t)
		assert.Equal(t, joined, said(call).delivery == deliveryTrace, n)
	}
}
