// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

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
