// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// What an earlier run has joined or found stays, though the evidence has been removed since.
func TestRemovedSinceTheEarlierRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		tell   func(around, call ptrace.Span)
		remove func(around, call ptrace.Span)
	}{
		{"the call of an error that tells its status, which had the delay", func(around, call ptrace.Span) {
			around.Status().SetMessage("Apps and Books answered HTTP 503, Apple error 9646")
			call.Attributes().PutInt("http.response.header.retry-after", 7)
		}, func(around, _ ptrace.Span) { around.SetTraceID(traceID(2)) }},
		{"the payload, and words are left", func(around, _ ptrace.Span) {
			around.Attributes().PutStr("response.body", `{"errorNumber":9646,"errorInfo":{"ids":["a","b"]}}`)
			around.Attributes().PutStr("error.message", sentence(9646))
		}, func(around, _ ptrace.Span) { around.Attributes().Remove("response.body") }},
		{"the payload, and words about another error are left", func(_, call ptrace.Span) {
			answers(call, 9625).Attributes().PutStr("error.message", sentence(9602))
		}, func(_, call ptrace.Span) { call.Attributes().Remove("http.response.body.content") }},
		{"the URL that has the id of an event", func(_, call ptrace.Span) {
			call.SetKind(ptrace.SpanKindInternal)
			put(call, fields{
				"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?eventId=" + eventID, "http.response.status_code": 200,
				"response.body": `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`,
			})
		}, func(_, call ptrace.Span) { call.Attributes().Remove("url.full") }},
		{"the host, which was that of a proxy", func(_, call ptrace.Span) {
			put(call, fields{"url.full": "https://proxy.example.com/x", "server.address": "proxy.example.com", "response.body": errorBody})
		}, func(_, call ptrace.Span) {
			call.Attributes().Remove("url.full")
			call.Attributes().Remove("server.address")
		}},
		{"the payload, and JSON has made doubles and strings of the numbers", func(_, call ptrace.Span) {
			call.Attributes().PutStr("response.body", `[{"errorNumber":9646,"errorInfo":{"ids":["a","b"]}},{"errorNumber":9602}]`)
			call.Attributes().PutStr("error.message", sentence(9646))
			call.Attributes().PutInt("http.response.header.retry-after", 7)
		}, func(_, call ptrace.Span) {
			call.Attributes().Remove("response.body")
			for name, v := range call.Attributes().All() {
				switch name {
				case attrNumbers:
					require.NoError(t, v.FromRaw([]any{9646.0, "9602"}))
				case attrNumber, attrAffected:
					v.SetDouble(float64(v.Int()))
				case attrRetryDelay:
					v.SetInt(int64(v.Double()))
				case attrExpectedStatus:
					v.SetStr(v.AsString())
				}
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTrace()
			around, call := b.server(1, 0), b.call(2, 1, 503)
			tt.tell(around, call)
			b.run(t)
			before := []map[string]any{everything(around), everything(call)}
			tt.remove(around, call)
			b.run(t)
			assert.Equal(t, before[0], everything(around))
			assert.Equal(t, before[1], everything(call))
		})
	}
}

// An agent saw the call before the log record, so only the log record has the join. The gateway trusts it, although another call
// fits better, and writes it on the call.
func TestJoinOfTheAgentIsKeptAtTheGateway(t *testing.T) {
	t.Parallel()
	agent, gateway := newEnricher(t, remembering), newEnricher(t, remembering)
	b, lr := newTrace(), inSpan(1, sentence(9646))
	b.server(1, 0)
	call := b.call(2, 1, 503)
	runSpans(t, agent, b)
	runLog(t, agent, lr)
	before := oursOf(lr.Attributes())
	require.Equal(t, call.SpanID().String(), before[attrJoinSpanID])
	require.Empty(t, said(call))

	better := b.call(3, 1, 429)
	better.SetStartTimestamp(at(5))
	runLog(t, gateway, lr)
	runSpans(t, gateway, b)
	assert.Equal(t, before, oursOf(lr.Attributes()))
	assert.Equal(t, says{9646, deliveryTrace, "mismatch"}, said(call))
	assert.Empty(t, said(better))
}

// With a fan-out, the processor sees the same records twice: the copies get the same attributes, and the join is counted once.
func TestCopiesSayTheSame(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"call_first", "error_first"} {
		e, counts := counting(t, remembering)
		b, lr := newTrace(), inSpan(1, sentence(9646))
		b.server(1, 0)
		call := b.call(2, 1, 503)
		copied, copiedLog := newTrace(), inSpan(1, sentence(9646))
		b.td.CopyTo(copied.td)
		if order == "call_first" {
			runSpans(t, e, b)
			runLog(t, e, lr)
			runLog(t, e, copiedLog)
			assert.Equal(t, oursOf(lr.Attributes()), oursOf(copiedLog.Attributes()))
			assert.Equal(t, "mismatch", oursOf(lr.Attributes())[attrStatusCheck])
		} else {
			runLog(t, e, lr)
			runSpans(t, e, b)
			runSpans(t, e, copied)
			assert.Equal(t, says{9646, deliveryTrace, "mismatch"}, said(call))
			assert.Equal(t, b.td, copied.td)
		}
		assert.Contains(t, counts(), "1 joined 9646 backoff mismatch 503 "+order)
		assert.Equal(t, order == "call_first", slices.Contains(counts(), "1 failed_calls 503 backoff"))
	}
}
