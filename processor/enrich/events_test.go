// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

const (
	eventID     = "7d21c9aa-0000-4000-8000-000000000001"
	eventFailed = `{"notification":{"error":{"errorNumber":9609},"eventId":"` + eventID + `","type":"ASSOCIATE"},"notificationType":"ASSET_MANAGEMENT"}`
)

// originOf returns the call that started the event, according to a later batch with a notification of its failure.
func originOf(t *testing.T, e *Enricher) (traceID, spanID any) {
	t.Helper()
	lr := inSpan(0, eventFailed)
	lr.SetTraceID(pcommon.TraceID{})
	runLog(t, e, lr)
	told := oursOf(lr.Attributes())
	assert.Equal(t, eventID, told[attrEventID])
	return told[attrEventTraceID], told[attrEventSpanID]
}

// A call that was answered with the id of an event started it, wherever the response is recorded.
func TestCallThatStartedAnEvent(t *testing.T) {
	t.Parallel()
	const answer = `{"eventId":"` + eventID + `","uId":"1000000000000042"}`
	for _, tt := range []struct {
		name   string
		answer fields // attributes of the call
		known  bool
	}{
		{"the body of the answer", fields{"http.response.body.content": answer}, true},
		{"under another name", fields{"vppResponseBody": answer}, true},
		{"on an event of the span", nil, true},
		{"an attribute", fields{"eventId": eventID}, true},
		{"the attribute of this processor", fields{attrEventID: eventID}, true},

		{"with a status: a poll", fields{"http.response.body": `{"eventId":"` + eventID + `","eventStatus":"COMPLETE"}`}, false},
		{"the path of a poll", fields{"eventId": eventID, "url.path": "/mdm/v2/status"}, false},
		{"a call that failed", fields{"eventId": eventID, "http.response.status_code": 400}, false},
		{"a call to another", fields{"eventId": eventID, "server.address": "mdm.example", "url.full": "https://mdm.example/"}, false},
		{"a request of the MDM server's own", fields{"eventId": eventID}, false},
		{"a span without an id", fields{"eventId": eventID}, false},
		{"somebody else's id", fields{"eventId": strings.Repeat("a", 64)}, false},
		{"a word in place of the id", fields{"eventId": "Redacted"}, false},
		{"text about it", fields{"error.message": answer}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, b := newEnricher(t, remembering), newTrace()
			call := put(b.call(2, 1, 200), tt.answer)
			switch tt.name {
			case "on an event of the span":
				call.Events().AppendEmpty().Attributes().PutStr("http.response.body", answer)
			case "a request of the MDM server's own":
				call.SetKind(ptrace.SpanKindServer)
			case "a span without an id":
				call.SetSpanID(pcommon.SpanID{})
			}
			before := call.Attributes().AsRaw()
			runSpans(t, e, b)
			trace, span := originOf(t, e)
			if tt.known {
				assert.Equal(t, before, call.Attributes().AsRaw(), "it has no error")
				assert.Equal(t, []any{traceID(1).String(), spanID(2).String()}, []any{trace, span})
			} else {
				assert.Equal(t, []any{nil, nil}, []any{trace, span})
			}
		})
	}

	e := newEnricher(t, remembering)
	lr := inSpan(2, answer)
	lr.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets/associate")
	lr.Attributes().PutInt("http.response.status_code", 200)
	runLog(t, e, lr)
	trace, span := originOf(t, e)
	assert.Equal(t, []any{traceID(1).String(), spanID(2).String()}, []any{trace, span}, "a log record tells of the call")
}

// started lets a call start the event.
func started(t *testing.T, e *Enricher, id uint64) {
	t.Helper()
	b := newTrace()
	b.call(id, 1, 200).Attributes().PutStr("eventId", eventID)
	runSpans(t, e, b)
}

func TestFirstCallStaysTheOrigin(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, remembering)
	trace, _ := originOf(t, e)
	assert.Nil(t, trace, "nothing is held back for it")
	started(t, e, 2)
	started(t, e, 3)
	_, span := originOf(t, e)
	assert.Equal(t, spanID(2).String(), span)
}

func TestNoOriginWithoutEventTTL(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, func(s *Settings) { s.Memory = join.New(join.Limits{TTL: time.Hour, MaxItems: 10}) })
	started(t, e, 2)
	trace, _ := originOf(t, e)
	assert.Nil(t, trace)
}

// pollOf returns a poll with this URL, whose response doesn't repeat the id of the event.
func pollOf(b *trace, url fields) ptrace.Span {
	poll := put(b.call(9, 0, 200), url)
	poll.SetTraceID(traceID(2))
	poll.Attributes().PutStr("http.response.body", `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`)
	return poll
}

func TestPollHasTheEventInItsURL(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, remembering)
	started(t, e, 2)
	for query, known := range map[string]bool{
		"eventId=" + eventID: true, "a=b&eventId=" + eventID + "#c": true, "c=%2&eventId=" + eventID: true,
		"eventid=" + eventID: false, "eventId=7d%": false,
	} {
		for _, url := range []fields{
			{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?" + query}, {"url.path": "/mdm/v2/status", "url.query": query},
		} {
			b := newTrace()
			poll := pollOf(b, url)
			runSpans(t, e, b)
			assert.Equal(t, known, everything(poll)[attrEventID] == eventID, query)
			assert.Equal(t, known, everything(poll)[attrEventSpanID] == spanID(2).String(), query)
		}
	}
}

func TestGatewayAddsTheOrigin(t *testing.T) {
	t.Parallel()
	gateway, b := newEnricher(t, remembering), newTrace()
	poll := pollOf(b, fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?eventId=" + eventID})
	b.run(t) // in an agent that doesn't know the call
	started(t, gateway, 2)
	runSpans(t, gateway, b)
	assert.Equal(t, spanID(2).String(), everything(poll)[attrEventSpanID])
}

// A second processor that doesn't know the call leaves it on the record, as long as the event is the same.
func TestOriginStaysWithItsEvent(t *testing.T) {
	t.Parallel()
	agent, gateway := newEnricher(t, remembering), newEnricher(t, remembering)
	started(t, agent, 2)
	lr := inSpan(0, eventFailed)
	runLog(t, agent, lr)
	before := oursOf(lr.Attributes())
	assert.Equal(t, spanID(2).String(), before[attrEventSpanID])
	runLog(t, gateway, lr)
	assert.Equal(t, before, oursOf(lr.Attributes()))

	lr.Body().SetStr(strings.Replace(eventFailed, eventID, "another", 1))
	runLog(t, gateway, lr)
	assert.Equal(t, "another", oursOf(lr.Attributes())[attrEventID])
	assert.NotContains(t, oursOf(lr.Attributes()), attrEventSpanID)
}
