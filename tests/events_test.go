// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	eventID     = "7d21c9aa-0000-4000-8000-000000000001"
	eventFailed = `{"notification":{"error":{"errorNumber":9609},"eventId":"` + eventID + `","type":"ASSOCIATE"},"notificationType":"ASSET_MANAGEMENT"}`
)

// assertOrigin asserts which call started the event, according to a later notification of its failure; "": none is known.
func assertOrigin(t *testing.T, p instance, trace, span string) {
	t.Helper()
	failed := bodies(eventFailed)
	require.NoError(t, p.consume(t.Context(), failed))
	told := failed.attributes()[0]
	assert.Equal(t, eventID, attr(told, "apple.mdm.event.id"))
	assert.Equal(t, trace, attr(told, "apple.mdm.event.trace_id"))
	assert.Equal(t, span, attr(told, "apple.mdm.event.span_id"))
}

// A call that was answered with the id of an event started it, wherever the response is recorded.
func TestCallThatStartedAnEvent(t *testing.T) {
	t.Parallel()
	const answer = `{"eventId":"` + eventID + `","uId":"1000000000000042"}`
	type fields = map[string]any
	for _, tt := range []struct {
		name   string
		answer fields // attributes of the call
		known  bool
		change func(call ptrace.Span)
	}{
		{name: "the body of the answer", answer: fields{"http.response.body.content": answer}, known: true},
		{name: "under another name", answer: fields{"vppResponseBody": answer}, known: true},
		{name: "on an event of the span", known: true, change: func(call ptrace.Span) {
			call.Events().AppendEmpty().Attributes().PutStr("http.response.body", answer)
		}},
		{name: "an attribute", answer: fields{"eventId": eventID}, known: true},
		{name: "the attribute of this processor", answer: fields{"apple.mdm.event.id": eventID}, known: true},

		{name: "with a status: a poll", answer: fields{"http.response.body": `{"eventId":"` + eventID + `","eventStatus":"COMPLETE"}`}},
		{name: "the path of a poll", answer: fields{"eventId": eventID, "url.path": "/mdm/v2/status"}},
		{name: "a call that failed", answer: fields{"eventId": eventID, "http.response.status_code": 400}},
		{name: "a call to another", answer: fields{"eventId": eventID, "server.address": "mdm.example", "url.full": "https://mdm.example/"}},
		{name: "a request of the MDM server's own", answer: fields{"eventId": eventID}, change: func(call ptrace.Span) {
			call.SetKind(ptrace.SpanKindServer)
		}},
		{name: "a span without an id", answer: fields{"eventId": eventID}, change: func(call ptrace.Span) { call.SetSpanID(pcommon.SpanID{}) }},
		{name: "somebody else's id", answer: fields{"eventId": strings.Repeat("a", 64)}},
		{name: "a word in place of the id", answer: fields{"eventId": "Redacted"}},
		{name: "text about it", answer: fields{"error.message": answer}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, nopSettings(), defaultConfig(), nop)
			td, tr := newTrace(aTrace)
			call := tr.call(2, 1, 200)
			putAll(call.Attributes(), tt.answer)
			if tt.change != nil {
				tt.change(call)
			}
			before := td.otlp()
			require.NoError(t, p.consume(t.Context(), td))
			if tt.known {
				assertSame(t, before, td.otlp(), "it has no error")
				assertOrigin(t, p, aTrace.String(), spanID(2).String())
			} else {
				assertOrigin(t, p, "", "")
			}
		})
	}

	p := start(t, nopSettings(), defaultConfig(), nop)
	log := told(aTrace, 0)
	log.records()[0].Body().SetStr(answer)
	putAll(log.attributes()[0], fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/assets/associate", "http.response.status_code": 200})
	require.NoError(t, p.consume(t.Context(), log))
	assertOrigin(t, p, aTrace.String(), spanID(1).String()) // a log record tells of the call
}

// started lets a call start the event.
func started(t *testing.T, p instance, id int) {
	t.Helper()
	td, tr := newTrace(aTrace)
	tr.call(id, 1, 200).Attributes().PutStr("eventId", eventID)
	require.NoError(t, p.consume(t.Context(), td))
}

func TestNoOriginIsRemembered(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.EventTTL = 0
	p := start(t, nopSettings(), cfg, nop)
	started(t, p, 2)
	assertOrigin(t, p, "", "")
}

// A poll has the event in its URL, if its response doesn't repeat the id. A gateway that knows the call adds it to what an agent
// has written. Nothing but an id is copied.
func TestPollHasTheEventInItsURL(t *testing.T) {
	t.Parallel()
	gateway := start(t, nopSettings(), defaultConfig(), nop)
	started(t, gateway, 2)
	for query, known := range map[string]bool{
		"eventId=" + eventID: true, "a=b&eventId=" + eventID + "#c": true, "c=%2&eventId=" + eventID: true,
		"eventid=" + eventID: false, "eventId=7d%": false, "eventId=jane9%40example.com": false, "eventId=" + strings.Repeat("9", 65): false,
	} {
		for _, url := range []map[string]any{
			{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?" + query}, {"url.path": "/mdm/v2/status", "url.query": query},
		} {
			poll := answered(200, `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`)
			attributes := poll.attributes()[0]
			attributes.Remove("url.full")
			putAll(attributes, url)
			process(t, defaultConfig(), poll)
			id := ""
			if known {
				id = eventID
			}
			assert.Equal(t, id, attr(attributes, "apple.mdm.event.id"), query)
			assert.Empty(t, attr(attributes, "apple.mdm.event.span_id"), "the agent doesn't know the call")
			require.NoError(t, gateway.consume(t.Context(), poll))
			assert.Equal(t, known, attr(attributes, "apple.mdm.event.span_id") == spanID(2).String(), query)
		}
	}
}

// A second processor that doesn't know the call leaves it on the record, as long as the event is the same.
func TestOriginStaysWithItsEvent(t *testing.T) {
	t.Parallel()
	agent := start(t, nopSettings(), defaultConfig(), nop)
	started(t, agent, 2)
	failed := bodies(eventFailed)
	told := failed.attributes()[0]
	require.NoError(t, agent.consume(t.Context(), failed))
	before := written(told)
	assert.Equal(t, spanID(2).String(), before["event.span_id"])
	gateway := start(t, nopSettings(), defaultConfig(), nop)
	started(t, gateway, 3) // later, but it came first
	require.NoError(t, gateway.consume(t.Context(), failed))
	assert.Equal(t, before, written(told))

	failed.records()[0].Body().SetStr(strings.Replace(eventFailed, eventID, "another", 1))
	process(t, defaultConfig(), failed)
	assert.Equal(t, "another", attr(told, "apple.mdm.event.id"))
	assert.Empty(t, attr(told, "apple.mdm.event.span_id"))
}
