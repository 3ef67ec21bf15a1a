// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"
)

// A trace may pass through several Collectors, which see parts of it in any order, with less and less evidence. None of them
// loses or contradicts what an earlier one has written.
func TestPropertyNothingWrittenIsLost(t *testing.T) {
	t.Parallel()
	var collectors []instance
	for range 3 {
		collectors = append(collectors, start(t, nopSettings(), defaultConfig(), nop))
	}
	traceIDs := uint32(0)
	rapid.Check(t, func(r *rapid.T) {
		d := &drawer{T: r}
		for range 10 {
			traceIDs++
			all := d.tree().spans()
			for _, span := range all {
				id := span.TraceID()
				binary.BigEndian.PutUint32(id[8:], traceIDs) // the Collectors know no other trace with these ids
				span.SetTraceID(id)
			}
			p, split := collectors[0], d.below(2)
			for range 2 + d.below(4) {
				switch d.below(3) {
				case 0:
					p = oneOf(d, collectors...)
				case 1:
					d.redact(oneOf(d, all...))
				}
				parts := [2][]ptrace.Span{}
				for _, span := range all {
					part := d.below(1 + split)
					parts[part] = append(parts[part], span)
				}
				for _, part := range parts {
					losesNothing(r, p, part)
				}
			}
		}
	})
}

// losesNothing asserts that the spans, of one batch, keep what was written on them before.
func losesNothing(r *rapid.T, p instance, part []ptrace.Span) {
	td, spans := newTraces()
	for _, span := range part {
		span.CopyTo(spans.AppendEmpty())
	}
	require.NoError(r, p.consume(r.Context(), td))
	for i, span := range part {
		before, after := written(span.Attributes()), written(spans.At(i).Attributes())
		spans.At(i).CopyTo(span)
		for _, m := range []map[string]any{before, after} { // several traces start an event with the same id
			delete(m, "event.trace_id")
			delete(m, "event.span_id")
		}
		switch {
		case before["error.number"] == nil: // a failed call, or nothing: there may be more to say
			require.True(r, before["retry.class"] == nil || after["retry.class"] != nil)
		case before["join.span_id"] != nil, before["error.delivery"] == "trace":
			require.Equal(r, before, after)
		default: // it may have been joined
			for name, value := range before {
				require.Equal(r, value, after[name], name)
			}
		}
	}
}

// redact removes a payload or a message, as other processors do.
func (d *drawer) redact(span ptrace.Span) {
	switch d.below(3) {
	case 0:
		span.Attributes().Remove("http.response.body")
	case 1:
		span.Status().SetMessage("")
	default:
		if n := span.Events().Len(); n > 0 {
			span.Events().At(d.below(n)).Attributes().Clear()
		}
	}
}

// What an earlier run has joined or found stays, though the evidence has been removed since.
func TestRemovedSinceTheEarlierRun(t *testing.T) {
	t.Parallel()
	const told = "list assets: Apple VPP error number: "
	for _, tt := range []struct {
		name   string
		tell   func(around, call ptrace.Span)
		remove func(around, call ptrace.Span)
	}{
		{"the call of an error that tells its status, which had the delay", func(around, call ptrace.Span) {
			around.Status().SetMessage("Apps and Books answered HTTP 503, Apple error 9646")
			call.Attributes().PutInt("http.response.header.retry-after", 7)
		}, func(around, _ ptrace.Span) { around.SetTraceID(pcommon.TraceID{2}) }},
		{"the payload, and words are left", func(around, _ ptrace.Span) {
			around.Attributes().PutStr("response.body", `{"errorNumber":9646,"errorInfo":{"ids":["a","b"]}}`)
			around.Attributes().PutStr("error.message", told+"9646")
		}, func(around, _ ptrace.Span) { around.Attributes().Remove("response.body") }},
		{"the payload, and words about another error are left", func(_, call ptrace.Span) {
			call.Attributes().PutStr("response.body", `{"errorNumber":9625}`)
			call.Attributes().PutStr("error.message", told+"9602")
		}, func(_, call ptrace.Span) { call.Attributes().Remove("response.body") }},
		{"the URL that has the id of an event", func(_, call ptrace.Span) {
			call.SetKind(ptrace.SpanKindInternal)
			putAll(call.Attributes(), map[string]any{
				"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?eventId=" + eventID, "http.response.status_code": 200,
				"response.body": `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`,
			})
		}, func(_, call ptrace.Span) { call.Attributes().Remove("url.full") }},
		{"the host, which was that of a proxy", func(_, call ptrace.Span) {
			putAll(call.Attributes(), map[string]any{
				"url.full": "https://proxy.example.com/x", "server.address": "proxy.example.com",
				"response.body": `{"errorNumber":9646,"errorMessage":"There are too many recent requests. Try again momentarily."}`,
			})
		}, func(_, call ptrace.Span) {
			call.Attributes().Remove("url.full")
			call.Attributes().Remove("server.address")
		}},
		{"the payload, and JSON has made doubles and strings of the numbers", func(_, call ptrace.Span) {
			call.Attributes().PutStr("response.body", `[{"errorNumber":9646,"errorInfo":{"ids":["a","b"]}},{"errorNumber":9602}]`)
			call.Attributes().PutStr("error.message", told+"9646")
			call.Attributes().PutInt("http.response.header.retry-after", 7)
		}, func(_, call ptrace.Span) {
			call.Attributes().Remove("response.body")
			for name, v := range call.Attributes().All() {
				switch name {
				case "apple.mdm.error.numbers":
					set(v, []any{9646.0, "9602"})
				case "apple.mdm.error.number", "apple.mdm.error.affected_count":
					v.SetDouble(float64(v.Int()))
				case "apple.mdm.retry.delay":
					v.SetInt(int64(v.Double()))
				case "apple.mdm.error.expected_status_code":
					v.SetStr(v.AsString())
				}
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			td := around(aTrace, 503)
			around, call := td.spans()[0], td.spans()[1]
			tt.tell(around, call)
			process(t, defaultConfig(), td)
			aroundBefore, callBefore := written(around.Attributes()), written(call.Attributes())
			tt.remove(around, call)
			process(t, defaultConfig(), td)
			assert.Equal(t, aroundBefore, written(around.Attributes()))
			assert.Equal(t, callBefore, written(call.Attributes()))
		})
	}
}

// An agent saw the call before the log record, so only the log record has the join. The gateway trusts it, although another call
// fits better, and writes it on the call.
func TestJoinOfTheAgentIsKeptAtTheGateway(t *testing.T) {
	t.Parallel()
	td, log := around(aTrace, 503), told(aTrace, 9646)
	call := td.spans()[1]
	process(t, defaultConfig(), td, log)
	before := written(log.attributes()[0])
	require.Equal(t, call.SpanID().String(), before["join.span_id"])
	require.Empty(t, said(call.Attributes()))

	better := trace{aTrace, td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()}.call(5, 1, 429)
	call = td.spans()[1]
	process(t, defaultConfig(), log, td)
	assert.Equal(t, before, written(log.attributes()[0]))
	assert.Equal(t, says{9646, "trace", "mismatch"}, said(call.Attributes()))
	assert.Empty(t, said(better.Attributes()))
}

// A second Collector counts what it finds, but neither the calls that the first one has explained, nor the same join again. With
// a fan-out, a processor sees the same records twice: the copies get the same attributes, and the join is counted once.
func TestJoinedTwiceCountsNothingTwice(t *testing.T) {
	t.Parallel()
	whole := process(t, defaultConfig(), around(aTrace, 429, 9646))
	alone := clone(whole)
	alone.(traces).ResourceSpans().At(0).ScopeSpans().At(0).Spans().RemoveIf(func(span ptrace.Span) bool {
		return span.Kind() != ptrace.SpanKindClient
	})
	assertCounts(t, points(t, measure(t, defaultConfig(), alone)), nil)
	assertCounts(t, points(t, measure(t, defaultConfig(), alone, whole)), map[string]int64{"detected delivery=message status_check=none": 1})

	for order, batches := range map[string][]batch{
		"logs order=call_first":    {around(aTrace, 503), told(aTrace, 9646), told(aTrace, 9646)},
		"traces order=error_first": {told(aTrace, 9646), around(aTrace, 503), around(aTrace, 503)},
	} {
		want := map[string]int64{"joined number=9646 retry_class=backoff status_check=mismatch status_code=503 otel.signal=" + order: 1, "detected": 1}
		if strings.HasSuffix(order, "call_first") {
			want["failed_calls"], want["detected"] = 1, 2 // both log records have it
		}
		assertCounts(t, points(t, measure(t, defaultConfig(), batches...)), want)
		assert.Equal(t, "mismatch", check(batches[1]))
		assertSame(t, batches[1].otlp(), batches[2].otlp(), order)
	}
}
