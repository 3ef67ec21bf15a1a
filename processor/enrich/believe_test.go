// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// believes returns whether b believes a finding on a span with those attributes.
func believes(t *testing.T, f scan.Finding, from role, attributes fields) (Reason, int64) {
	t.Helper()
	b := newEnricher(t).newBatch()
	var r *record
	spans(1, func(span ptrace.Span) {
		span.SetKind(ptrace.SpanKindClient)
		assert.NoError(t, span.Attributes().FromRaw(attributes))
		r = b.readSpan(span, "")
	})
	s := sighting{Finding: f, origin: origin{from: from}}
	return b.believe(&s, r, ""), s.Number
}

func TestReasons(t *testing.T) {
	t.Parallel()
	call, other, database := fields{"server.address": "vpp.itunes.apple.com"}, fields{"server.address": "mdm.example"}, fields{"db.system": "mssql"}
	for _, tt := range []struct {
		name       string
		finding    scan.Finding
		from       role
		attributes fields
		want       Reason
	}{
		{"a documented number", scan.Finding{Number: 9602}, payloads, nil, Believed},
		{"an undocumented one", scan.Finding{Number: 4711}, payloads, nil, Undocumented},
		{"an undocumented one, of another host", scan.Finding{Number: 4711}, payloads, other, Undocumented},
		{"an undocumented one, in a call", scan.Finding{Number: 4711}, payloads, call, Believed},
		{"of another host", scan.Finding{Number: 9602}, payloads, other, Foreign},
		{"of a database, by an attribute", scan.Finding{Number: 9602}, payloads, database, FromDatabase},
		{"of a database, by a map of them", scan.Finding{Number: 9602}, payloads, fields{"db": fields{"system": "mssql"}}, FromDatabase},
		{"of a database, by a key beside it", scan.Finding{Number: 9602, Database: true}, payloads, nil, FromDatabase},
		{"of no database", scan.Finding{Number: 9602}, payloads, fields{"dbname": "x", "db": "x"}, Believed},
		{"a status, on a span of a database", scan.Finding{Shape: scan.Status, Number: 9609}, payloads, database, Believed},
		{"a status, an undocumented number", scan.Finding{Shape: scan.Status, Number: 4711}, payloads, nil, NoCompanion},
		{"likewise, beside the service's own", scan.Finding{Shape: scan.Status, Number: 4711, Companion: true}, payloads, nil, Believed},
		{"likewise, in a call", scan.Finding{Shape: scan.Status, Number: 4711}, payloads, call, Believed},
		{"likewise, in a record of another", scan.Finding{Shape: scan.Status, Number: 4711}, payloads, other, NoCompanion},
		{"a notification, an undocumented number", scan.Finding{Shape: scan.Notification, Number: 4711}, payloads, nil, NoCompanion},
		{"nothing at all", scan.Finding{Shape: scan.Status, Companion: true}, payloads, nil, Numberless},
		{"a device's", scan.Finding{Shape: scan.Message, Number: 9610, Device: true}, messages, nil, Believed},
		{"a device's own number", scan.Finding{Shape: scan.Message, Number: 4711, Device: true}, messages, nil, DeviceUnknown},
		{"likewise, in a call", scan.Finding{Shape: scan.Message, Number: 4711, Device: true}, messages, call, DeviceUnknown},
		{"a nameless text", scan.Finding{Shape: scan.Message, Number: 9602, NeedsService: true}, messages, nil, Nameless},
		{"a nameless text, in a call", scan.Finding{Shape: scan.Message, Number: 9602, NeedsService: true}, messages, call, Believed},
		{"an attribute errorNumber", scan.Finding{Number: 9602}, keys, nil, NoMessage},
		{"an attribute errorNumber, in a call", scan.Finding{Number: 9602}, keys, call, Believed},
		{"a response in a request", scan.Finding{Number: 9602}, requests, call, NotNotified},
		{"a status in a request", scan.Finding{Shape: scan.Status, Number: 9602}, requests, call, NotNotified},
		{"a device's in a request", scan.Finding{Shape: scan.Message, Number: 9610, Device: true}, requests, nil, NotNotified},
		{"a notification in a request", scan.Finding{Shape: scan.Notification, Number: 9609}, requests, nil, Believed},
	} {
		got, _ := believes(t, tt.finding, tt.from, tt.attributes)
		assert.Equal(t, tt.want.String(), got.String(), tt.name)
	}
}

// A message may replace the number, if the shape or the call leaves no doubt that it is the service's.
func TestNumberByMessage(t *testing.T) {
	t.Parallel()
	const registered = `{"errorMessage":"Unable to find the registered user."}`
	checkAll(t, []evidence{
		{name: "in a call", kind: ptrace.SpanKindClient, attributes: fields{"http.response.body": registered, "server.address": "vpp.itunes.apple.com"}, want: found(9609)},
		{name: "elsewhere", kind: ptrace.SpanKindClient, attributes: fields{"http.response.body": registered}},
		{name: "in failures of a call", kind: ptrace.SpanKindClient, attributes: fields{"http.response.body": `{"failures":[` + registered + `]}`, "server.address": "vpp.itunes.apple.com"}, want: found(9609)},
		{name: "in failures beside nothing", attributes: fields{"http.response.body": `{"failures":[` + registered + `]}`}},
		{name: "one that says all", attributes: fields{"http.response.body": `{"failures":[{"errorMessage":"The server has revoked the sToken."}]}`}, want: found(9625)},
		{name: "one that says all, with a number of nobody", attributes: fields{"http.response.body": `{"failures":[{"errorNumber":4711,"errorMessage":"The server has revoked the sToken."}]}`}, want: found(4711)},
		{name: "one that may say more, with a number of nobody", attributes: fields{"http.response.body": `{"failures":[{"errorNumber":4711,"errorMessage":"The server has revoked the sToken.`}},
		{name: "failures of a test", attributes: fields{"http.response.body": `{"failures":[{"errorNumber":4711,"errorMessage":"expected 1, got 2"}]}`}},
	}, onSpans)
}

// On another host's or a database's record, an error counts only if its message is the documented one, or the start of it.
func TestWorded(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]fields{
		"The server has revoked the sToken.": found(9625),
		"The server has revoked…":            found(9625),
		"The server has revoked...":          found(9625),
		"The server has revoked [cut]":       found(9625),
		"The server has [...]":               found(9625),
		"The server has revoked":             nil,
		"The user has revoked...":            nil,
		"Unable to find eventId.":            nil, // the message of another number
	} {
		for _, others := range []fields{{"url.full": "https://api.example/x"}, {"db.system.name": "x"}, {"db": fields{"system": "x"}}} {
			e := evidence{name: message, body: `{"errorNumber":9625,"errorMessage":"` + message + `"}`, attributes: others, want: want}
			e.check(t, false)
			if want == nil || message == "The server has revoked the sToken." { // a message that is cut off may go on
				e.body, e.want = strings.TrimSuffix(e.body.(string), `"}`), found(9625)
				if !strings.HasPrefix(message, "The server has revoked") {
					e.want = nil
				}
				e.check(t, false)
			}
		}
	}
}

// A message that may be incomplete, or that isn't the documented wording, doesn't replace the number.
func TestHalfAMessage(t *testing.T) {
	t.Parallel()
	for payload, number := range map[string]int{
		`{"errorMessage":"License already assigned"`:                            9616,
		`{"errorMessage":"License already assigned`:                             0, // to other user
		`{"failures":[{"errorMessage":"The server has revoked the sToken."}`:    9625,
		`{"failures":[{"errorMessage":"The server has revoked the sToken.`:      0,
		`{"failures":[{"errorMessage":"Invalid Apple push notification token"}`: 9623,
	} {
		e := evidence{name: payload, kind: ptrace.SpanKindClient, attributes: fields{"http.response.body": payload, "server.address": "vpp.itunes.apple.com"}}
		if number > 0 {
			e.want = found(number)
		}
		e.check(t, true)
	}
	for message, want := range map[string]fields{"Invalid Apple push notification token": found(9623), "Invalid APN token": nil} {
		e := evidence{name: message, attributes: fields{"http.response.body": `{"failures":[{"errorMessage":"` + message + `"}]}`}, want: want}
		e.check(t, true)
	}
}

// If a number is found twice, the first sighting counts, except that JSON takes precedence over words.
func TestToldTwice(t *testing.T) {
	t.Parallel()
	const event = `{"eventId":"e-1","failures":[{"errorNumber":9609}]}`
	checkAll(t, []evidence{
		{name: "JSON twice", attributes: fields{"http.response.body": response(9609), "response.body": event}, want: fields{"error.number": 9609, "error.delivery": "response", "event.id": nil}},
		{name: "the other way round", attributes: fields{"http.response.body": event, "response.body": response(9609)}, want: fields{"error.number": 9609, "error.delivery": "status", "event.id": "e-1"}},
		{name: "words before JSON", attributes: fields{"err": "VPP error 9609", "errorNumber": 9609, "errorMessage": "x"}, want: fields{"error.number": 9609, "error.delivery": "response"}},
		{name: "words twice", attributes: fields{"err": "VPP answered 404: error 9609", "msg": "VPP error 9609"}, want: fields{"error.number": 9609, "error.status_check": "mismatch"}},
	}, onSpans)
}

// Spring writes the HTTP status of a call to an attribute that means something else everywhere else.
func TestSpringStatus(t *testing.T) {
	t.Parallel()
	const host = "https://vpp.itunes.apple.com/mdm/v2/assets"
	backoff := fields{"retry.class": "backoff", "error.number": nil}
	checkAll(t, []evidence{
		{name: "a string", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": host}, want: backoff},
		{name: "an integer", kind: ptrace.SpanKindClient, attributes: fields{"status": 503, "http.url": host}, want: backoff},
		{name: "a double", kind: ptrace.SpanKindClient, attributes: fields{"status": 503.0, "http.url": host}, want: backoff},
		{name: "a payload", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": host, "http.response.body": response(9646)}, want: fields{"error.number": 9646, "error.status_check": "match"}},
		{name: "the usual one goes first", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.status_code": 200, "http.url": host}},
		{name: "a range", kind: ptrace.SpanKindClient, attributes: fields{"status": "4xx", "http.url": host}},
		{name: "no status", kind: ptrace.SpanKindClient, attributes: fields{"status": 600, "http.url": host}},
		{name: "an internal span", kind: ptrace.SpanKindInternal, attributes: fields{"status": "429", "http.url": host}},
		{name: "no URL", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.response.body": response(9646)}, want: fields{"error.number": 9646, "error.status_check": nil}},
		{name: "another host", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": "https://mdm.example/"}},
	}, onSpans)
	e := evidence{attributes: fields{"status": "429", "http.url": host}}
	e.check(t, false)
}

// An error in words on the poll of an event isn't the response to the poll.
func TestMessageOnAPoll(t *testing.T) {
	t.Parallel()
	for _, tt := range []evidence{
		{name: "a poll", attributes: fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status?eventId=e-1", "http.response.status_code": 200}, want: fields{"error.number": 9602, "error.status_check": nil}},
		{name: "by its path", attributes: fields{"server.address": "vpp.itunes.apple.com", "url.path": "/mdm/v2/status", "http.response.status_code": 200}, want: fields{"error.number": 9602, "error.status_check": nil}},
		{name: "one that failed", attributes: fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status", "http.response.status_code": 400}, want: fields{"error.number": 9602, "error.status_check": "match"}},
		{name: "another call", attributes: fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/statuses?/status", "http.response.status_code": 200}, want: fields{"error.number": 9602, "error.status_check": "mismatch"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.kind = ptrace.SpanKindClient
			tt.attributes["error.message"] = "VPP error 9602"
			tt.check(t, true)
		})
	}
}

// The status of an HTTP server's access log is its own answer.
func TestStatusBesideAURL(t *testing.T) {
	t.Parallel()
	for name, checked := range map[string]any{"url.query": nil, "url": "match", "other": "match"} {
		e := evidence{body: response(9602), attributes: fields{name: "x", "http.response.status_code": 400}, want: fields{"error.number": 9602, "error.status_check": checked}}
		e.check(t, false)
	}
	e := evidence{body: response(9602), attributes: fields{"url": fields{"query": "x"}, "http.response.status_code": 400}, want: fields{"error.number": 9602, "error.status_check": nil}}
	e.check(t, false)
}

// An error that a device reports isn't the response to a call.
func TestDeviceIsNotJoinable(t *testing.T) {
	t.Parallel()
	for device, joinable := range map[bool]bool{false: true, true: false} {
		s := sighting{Finding: scan.Finding{Shape: scan.Message, Number: 9610, Device: device}}
		assert.Equal(t, joinable, s.joinable(false))
	}
}

func TestLibraryUID(t *testing.T) {
	t.Parallel()
	b := newEnricher(t).newBatch()
	var r *record
	td := spans(1, func(span ptrace.Span) { r = b.readSpan(span, "") })
	b.found = append(b.found, sighting{Finding: scan.Finding{Shape: scan.Status, Number: 9609, LibraryUID: "1000000000000042"}})
	p := b.newPending(r, 0)
	b.conclude(p)
	v, ok := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get("apple.mdm.library.uid")
	assert.True(t, ok)
	assert.Equal(t, "1000000000000042", v.Str())
}
