// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// An error that is told about is joined; one that was the answer to something else isn't.
func TestJoinableErrors(t *testing.T) {
	t.Parallel()
	const response = `{"errorNumber":9646}`
	event := func(span ptrace.Span, name, value string) {
		e := span.Events().AppendEmpty()
		e.SetTimestamp(at(9))
		e.Attributes().PutStr(name, value)
	}
	for _, tt := range []struct {
		name   string
		tell   func(ptrace.Span)
		joined bool
	}{
		{"message in an event", func(s ptrace.Span) { event(s, "exception.message", sentence(9646)) }, true},
		{"message in an attribute", func(s ptrace.Span) { s.Attributes().PutStr("error.message", sentence(9646)) }, true},
		{"message as the status description", func(s ptrace.Span) { s.Status().SetMessage(sentence(9646)) }, true},
		{"response in the message of an event", func(s ptrace.Span) { event(s, "exception.message", "failed: "+response) }, true},
		{"response in the payload of an event", func(s ptrace.Span) { event(s, "http.response.body", response) }, true},
		{"response in the status description", func(s ptrace.Span) { s.Status().SetMessage(response) }, true},

		{"response in a payload", func(s ptrace.Span) { s.Attributes().PutStr("http.response.body", response) }, false},
		{"response in a message attribute", func(s ptrace.Span) { s.Attributes().PutStr("error.message", response) }, false},
		{"response in a payload, and the message of an event", func(s ptrace.Span) {
			s.Attributes().PutStr("http.response.body", response)
			event(s, "exception.message", sentence(9646))
		}, false},
		{"response in the keys", func(s ptrace.Span) {
			s.Attributes().PutInt("errorNumber", 9646)
			s.Attributes().PutStr("errorMessage", message(9646))
		}, false},
		{"event status in an event", func(s ptrace.Span) {
			event(s, "http.response.body", `{"failures":[`+response+`]}`)
		}, false},
		{"event status in the status description", func(s ptrace.Span) { s.Status().SetMessage(`{"failures":[` + response + `]}`) }, false},
		{"notification in an event", func(s ptrace.Span) {
			event(s, "http.request.body", `{"notification":{"error":`+response+`}}`)
		}, false},
	} {
		for _, kind := range []ptrace.SpanKind{
			ptrace.SpanKindServer, ptrace.SpanKindInternal, ptrace.SpanKindConsumer, ptrace.SpanKindUnspecified,
		} {
			t.Run(fmt.Sprint(tt.name, ", ", kind), func(t *testing.T) {
				t.Parallel()
				b := newTrace()
				around := b.span(1, 0, kind, 0, 10)
				tt.tell(around)
				call := b.call(2, 1, 503)
				b.run(t)
				if tt.joined {
					assertJoined(t, around, call, 9646, mismatch)
				} else {
					assertAlone(t, around, 9646, call)
				}
			})
		}
	}
}

// What a call tells is its own, though it may make other calls.
func TestJoinNotFromACall(t *testing.T) {
	t.Parallel()
	for _, kind := range []ptrace.SpanKind{ptrace.SpanKindClient, ptrace.SpanKindInternal} {
		for _, status := range []int64{0, 429} {
			b := newTrace()
			outer := raises(b.call(1, 0, status), 9, 9646)
			outer.SetKind(kind)
			inner := b.call(2, 1, 503)
			b.run(t)
			assert.Equal(t, "message", said(outer).delivery)
			assert.NotEqual(t, "mismatch", said(outer).check)
			assert.Empty(t, said(inner))
		}
	}
	// The span of a request to the MDM server is none, nor is a call to anybody else.
	for _, around := range []func(*trace) ptrace.Span{
		func(b *trace) ptrace.Span {
			span := b.server(1, 0)
			span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
			return span
		},
		func(b *trace) ptrace.Span {
			span := b.call(1, 0, 500)
			span.Attributes().PutStr("url.full", "https://mdm.example/apps")
			span.Attributes().PutStr("server.address", "mdm.example")
			return span
		},
	} {
		b := newTrace()
		span := raises(around(b), 9, 9646)
		call := b.call(2, 1, 429)
		b.run(t)
		assertJoined(t, span, call, 9646, match)
	}
}

// Which spans are candidates. Each case has one; nothing but the rule in question keeps it out.
func TestJoinCandidates(t *testing.T) {
	t.Parallel()
	url := func(span ptrace.Span, name, value string) {
		span.Attributes().Remove("server.address")
		span.Attributes().Remove("url.full")
		span.Attributes().PutStr(name, value)
	}
	for _, tt := range []struct {
		name   string
		call   func(b *trace) ptrace.Span
		joined bool
	}{
		{"child", func(b *trace) ptrace.Span { return b.call(2, 1, 429) }, true},
		{"an INTERNAL span", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			span.SetKind(ptrace.SpanKindInternal)
			return span
		}, true},
		{"named by a legacy attribute", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 0)
			url(span, "http.url", "https://vpp.itunes.apple.com/mdm/v2/assets")
			span.Attributes().PutStr("http.status_code", "429")
			return span
		}, true},
		{"grandchild", func(b *trace) ptrace.Span {
			span := b.call(2, 3, 429)
			b.span(3, 1, ptrace.SpanKindInternal, 1, 9)
			return span
		}, true},
		{"below another call", func(b *trace) ptrace.Span {
			span := b.call(2, 3, 429)
			b.call(3, 1, 0)
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
		{"started when the error was recorded", func(b *trace) ptrace.Span { return starts(b.call(2, 1, 429), 5) }, true},
		{"ended after the error was recorded", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			span.SetEndTimestamp(at(20))
			return span
		}, true},
		{"started before the span", func(b *trace) ptrace.Span { return starts(b.call(2, 1, 429), -3) }, true}, // another machine's clock

		{"started after the error was recorded", func(b *trace) ptrace.Span { return starts(b.call(2, 1, 429), 6) }, false},
		{"without a status", func(b *trace) ptrace.Span { return b.call(2, 1, 0) }, false},
		{"with a status that is none", func(b *trace) ptrace.Span { return b.call(2, 1, 42) }, false},
		{"to another host", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			url(span, "server.address", "api.push.apple.com")
			return span
		}, false},
		{"without a URL", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			url(span, "peer.service", "vpp.itunes.apple.com")
			return span
		}, false},
		{"beside", func(b *trace) ptrace.Span { return b.call(2, 7, 429) }, false},
		{"a root of its own", func(b *trace) ptrace.Span { return b.call(2, 0, 429) }, false},
		{"a sibling", func(b *trace) ptrace.Span {
			b.spans.At(0).SetParentSpanID(spanID(7))
			b.span(7, 0, ptrace.SpanKindServer, 0, 10)
			return b.call(2, 7, 429)
		}, false},
		{"around", func(b *trace) ptrace.Span {
			b.spans.At(0).SetParentSpanID(spanID(2))
			return b.call(2, 0, 429)
		}, false},
		{"in another trace", func(b *trace) ptrace.Span {
			span := b.call(2, 1, 429)
			span.SetTraceID(traceID(2))
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

// Spans of other kinds are no calls, whatever their attributes say: they belong to somebody who calls the MDM server.
func TestJoinNotWithOtherKinds(t *testing.T) {
	t.Parallel()
	for _, kind := range []ptrace.SpanKind{
		ptrace.SpanKindServer, ptrace.SpanKindProducer, ptrace.SpanKindConsumer, ptrace.SpanKindUnspecified,
	} {
		b := newTrace()
		around, call := raises(b.server(1, 0), 9, 9646), b.call(2, 1, 429)
		call.SetKind(kind)
		b.run(t)
		assertAlone(t, around, 9646, call)
		assert.Empty(t, everything(call), kind)
	}
}

// An error outside of events was recorded at the span's end.
func TestJoinWhenRecorded(t *testing.T) {
	t.Parallel()
	for _, tell := range []func(ptrace.Span){
		func(s ptrace.Span) { s.Status().SetMessage(sentence(9646)) },
		func(s ptrace.Span) { s.Attributes().PutStr("error.message", sentence(9646)) },
	} {
		for start, joined := range map[int64]bool{10: true, 11: false} {
			b := newTrace()
			around := b.server(1, 0)
			tell(around)
			call := starts(b.call(2, 1, 429), start)
			b.run(t)
			assert.Equal(t, joined, said(around).check == "match", start)
			assert.Equal(t, joined, said(call).check == "match", start)
		}
	}
	// An event without a time is as late as the span.
	b := newTrace()
	around := raises(b.server(1, 0), 0, 9646)
	around.Events().At(0).SetTimestamp(0)
	call := b.call(2, 1, 429)
	b.run(t)
	assertJoined(t, around, call, 9646, match)

	// It was recorded in the event, which its status description only repeats.
	b = newTrace()
	around = raises(b.server(1, 0), 5, 9646)
	around.Status().SetMessage(sentence(9646))
	early, late := b.call(2, 1, 429), starts(b.call(3, 1, 429), 6)
	b.run(t)
	assertJoined(t, around, early, 9646, match)
	assert.Empty(t, said(late))

	// Recorded twice, it may be the answer to a call between.
	b = newTrace()
	around = raises(raises(b.server(1, 0), 1, 9646), 9, 9646)
	late = starts(b.call(2, 1, 429), 5)
	b.run(t)
	assertJoined(t, around, late, 9646, match)
}

// Logs aren't joined, not even those that name the span.
func TestJoinNotOfLogs(t *testing.T) {
	t.Parallel()
	ld := records(1, func(r plog.LogRecord) {
		r.SetTraceID(traceID(1))
		r.SetSpanID(spanID(1))
		r.SetTimestamp(at(9))
		r.Body().SetStr(sentence(9646))
	})
	b := newTrace()
	b.server(1, 0)
	call := b.call(2, 1, 429)
	e := newEnricher(t, withJoin)
	for range 2 {
		_, err := e.Logs(t.Context(), ld)
		require.NoError(t, err)
		_, err = e.Traces(t.Context(), b.td)
		require.NoError(t, err)
	}
	attributes := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes()
	assert.Equal(t, map[string]any{
		attrNumber: int64(9646), attrMessage: message(9646), attrDelivery: "message",
		attrExpectedStatus: int64(429), attrRetryClass: string(catalog.Backoff),
	}, attributes.AsRaw())
	assert.Empty(t, said(call))
}
