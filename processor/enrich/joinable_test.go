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
				var want says
				if tt.joined || kind == ptrace.SpanKindInternal && said(around).delivery == deliveryResponse {
					want = says{9646, deliveryTrace, "mismatch"}
				}
				assert.Equal(t, want, said(call))
				assert.Equal(t, want.check, said(around).check)
				assert.EqualValues(t, 9646, said(around).number)
			})
		}
	}
}
