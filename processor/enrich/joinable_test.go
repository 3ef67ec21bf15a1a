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

// A call without a status isn't the answer to itself, but its own delay takes precedence.
func TestJoinOfACallWithoutStatus(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around := raises(put(b.call(1, 0, 0), fields{"http.response.header.retry-after": 5}), 9, 9646)
	call := put(b.call(2, 1, 503), fields{"http.response.header.retry-after": 7})
	b.run(t)
	assertJoined(t, around, call, 9646, mismatch)
	assert.Equal(t, 5.0, everything(around)[attrRetryDelay])
}

func TestJoinWhenRecorded(t *testing.T) {
	t.Parallel()
	// Any number of errors may be recorded one after the other, but not at once: that is a report.
	for _, apart := range []int64{1, 0} {
		b := newTrace()
		around, at := b.server(1, 0), int64(9)
		for _, number := range []int64{9646, 9603, 9609, 9625, 9610} {
			raises(around, at, number)
			at += apart
		}
		call := b.call(2, 1, 429)
		b.run(t)
		assert.Equal(t, apart > 0, said(call).number == 9646)
	}

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
