// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// fields are attributes.
type fields = map[string]any

// event is the attributes of a span's event.
type event fields

// evidence is a log record or a span, with the attributes that a person would expect on it.
type evidence struct {
	name       string
	scope      string
	body       any // of a log record
	kind       ptrace.SpanKind
	attributes fields
	events     []event // of a span
	status     string  // description of a span's status
	want       fields  // without the prefix; nil: nothing is written
}

const ourPrefix = "apple.mdm."

// written processes the evidence, as a log record or as a span, and returns what is written.
func (e *evidence) written(t *testing.T, isSpan bool, changes ...func(*Settings)) fields {
	t.Helper()
	enricher := newEnricher(t, changes...)
	var attributes pcommon.Map
	if isSpan {
		td := spans(1, func(span ptrace.Span) {
			attributes = span.Attributes()
			span.SetKind(e.kind)
			require.NoError(t, span.Attributes().FromRaw(e.attributes))
			for _, raw := range e.events {
				require.NoError(t, span.Events().AppendEmpty().Attributes().FromRaw(raw))
			}
			span.Status().SetMessage(e.status)
		})
		td.ResourceSpans().At(0).ScopeSpans().At(0).Scope().SetName(e.scope)
		_, _ = enricher.Traces(t.Context(), td)
	} else {
		ld := records(1, func(record plog.LogRecord) {
			attributes = record.Attributes()
			require.NoError(t, record.Attributes().FromRaw(e.attributes))
			require.NoError(t, record.Body().FromRaw(e.body))
		})
		ld.ResourceLogs().At(0).ScopeLogs().At(0).Scope().SetName(e.scope)
		_, _ = enricher.Logs(t.Context(), ld)
	}
	got := fields{}
	for name, v := range attributes.All() {
		if short, ok := strings.CutPrefix(name, ourPrefix); ok && isOurs(name) {
			got[short] = v.AsRaw()
		}
	}
	return got
}

// check compares the attributes in want. A nil attribute must be absent.
func (e *evidence) check(t *testing.T, isSpan bool, changes ...func(*Settings)) {
	t.Helper()
	got := e.written(t, isSpan, changes...)
	if len(e.want) == 0 {
		assert.Empty(t, got)
	}
	for name, want := range e.want {
		if n, ok := want.(int); ok {
			want = int64(n)
		}
		assert.Equal(t, want, got[name], name)
	}
}

// The signals for which evidence is checked.
const onLogs, onSpans = false, true

// checkAll checks a table.
func checkAll(t *testing.T, table []evidence, signals ...bool) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, isSpan := range signals {
				tt.check(t, isSpan)
			}
		})
	}
}

func found(number int) fields { return fields{"error.number": number} }

func TestEvidenceOnLogRecords(t *testing.T) {
	t.Parallel()
	const said = "Apple VPP error 9625: The server has revoked the sToken."
	checkAll(t, []evidence{
		{name: "a text under any name", attributes: fields{"reason": said}, want: fields{"error.number": 9625, "error.delivery": "message"}},
		{name: "bytes", attributes: fields{"reason": []byte(said)}, want: found(9625)},
		{name: "a list", attributes: fields{"error.chain": []any{"sync failed", said}}, want: found(9625)},
		{name: "a map", attributes: fields{"thrown": fields{"message": said}}, want: found(9625)},
		{name: "an object", attributes: fields{"reply": fields{"errorNumber": 9609}}, want: fields{"error.number": 9609, "error.delivery": "response"}},
		{name: "an error and its cause, the same", attributes: fields{"reply": fields{
			"status": -1, "errorNumber": 9602, "errorMessage": "Invalid argument", "eventId": "e-1",
			"cause": fields{"errorNumber": 9602, "errorMessage": "Invalid argument"},
		}}, want: fields{"error.number": 9602, "event.id": "e-1", "error.expected_status_code": nil}}, // the legacy API has none
		{name: "a short one, the service named", attributes: fields{"logger": "vpp.sync", "what": "err 9622"}, want: found(9622)},
		{name: "a number says nothing", attributes: fields{"logger": "vpp.sync", "code": 9622}},
		{name: "an errorMessage by itself", attributes: fields{"errorMessage": "The server has revoked the sToken."}, want: fields{"error.number": 9625, "error.delivery": "message"}},
		{name: "one beside its number is no text", attributes: fields{"errorNumber": 9609, "errorMessage": "VPP error 9625"}, want: fields{"error.number": 9609, "error.numbers": nil}},
		{name: "nor are the notes to it", attributes: fields{"errorInfo": fields{"note": said}}},
		{name: "a response in a request", attributes: fields{"http.request.body": response(9602)}},
		{name: "the list of all possible errors", attributes: fields{"config.errorCodes.4.errorMessage": "The server has revoked the sToken."}},
		{name: "that list made flat", attributes: fields{"config_errorCodes_4_errorMessage": "The server has revoked the sToken.", "errorCodes_4_errorNumber": "VPP error 9625"}},
		{name: "that list made flat, with slashes", attributes: fields{"errorCodes/4/errorMessage": "The server has revoked the sToken."}},
		{name: "that list made flat, with hyphens", attributes: fields{"errorCodes-4-errorMessage": "The server has revoked the sToken."}},
		{name: "that list made flat, with brackets", attributes: fields{"errorCodes[4].errorMessage": "The server has revoked the sToken."}},
		{name: "that list made flat, with colons", attributes: fields{"errorCodes:4:errorMessage": "The server has revoked the sToken."}},
		{name: "that list in capitals", attributes: fields{"ERROR_CODES": []any{fields{"ERROR_MESSAGE": "The server has revoked the sToken."}}}},
		{name: "that list in small letters", attributes: fields{"errorcodes": said}},
		{name: "that list in a map", attributes: fields{"config": fields{"error-codes": []any{said}}}},
		{name: "that list as Go prints it", attributes: fields{"config": `map[string]interface {}{"errorCodes":[]interface {}{map[string]interface {}{"errorMessage":"Login required.", "errorNumber":9601}}}`}},
		{name: "a single code", attributes: fields{"errorCode": said}, want: found(9625)},
		{name: "a single code in capitals", attributes: fields{"ERROR_CODE": said}, want: found(9625)},
		{name: "a single code in a sentence", attributes: fields{"reason": "vpp: error code 9609"}, want: found(9609)},
		{name: "what isn't that list", attributes: fields{"config.errorText.4.errorMessage": "The server has revoked the sToken."}, want: found(9625)},
		{name: "Spring's status is text on a log record", attributes: fields{"status": said}, want: found(9625)},
		{name: "a class without a message", attributes: fields{"exception.type": "error:{vpp_error,9609,<<\"Unable to find the registered user.\">>}"}, want: found(9609)},

		{name: "a class is one text with its message", attributes: fields{"exception.type": "VPP error 9617", "exception.message": "Service Broker is disabled"}},

		{name: "left out: a model's", attributes: fields{"gen_ai.completion": said}},
		{name: "left out: HTTP", attributes: fields{"http.response.reason": said}},
		{name: "left out: a map of HTTP", attributes: fields{"http": fields{"response": fields{"reason": said}}}},
		{name: "left out: a URL", attributes: fields{"url.fragment": said}},
		{name: "left out: a query", attributes: fields{"db.query.text": said}},
		{name: "left out: a user agent", attributes: fields{"user_agent.original": said}},
		{name: "left out: a peer", attributes: fields{"net.peer.note": said}},
		{name: "left out: a server", attributes: fields{"server.note": said}},
		{name: "left out: a client", attributes: fields{"client.note": said}},
		{name: "left out: what somebody wrote like this processor", attributes: fields{"apple.mdm.note": said}},
		{name: "not left out: a name that only begins so", attributes: fields{"httpNote": said}, want: found(9625)},
		{name: "not left out: a text called server", attributes: fields{"server": said}, want: found(9625)},
	}, onLogs)
}

func TestEvidenceOnSpans(t *testing.T) {
	t.Parallel()
	const said = "Apple VPP error 9625: The server has revoked the sToken."
	checkAll(t, []evidence{
		{name: "a map", attributes: fields{"reply": fields{"message": said}}, want: fields{"error.number": 9625, "error.delivery": "message"}},
		{name: "a list", attributes: fields{"chain": []any{said}}, want: found(9625)},
		{name: "the legacy API's associations", attributes: fields{"associations": []any{fields{"errorNumber": 9602, "errorMessage": "Invalid argument."}}, "status": -1}, want: fields{"error.number": 9602, "error.expected_status_code": nil}},
		{name: "its disassociations", attributes: fields{"disassociations": []any{fields{"errorNumber": 9602, "errorMessage": "Invalid argument."}}, "status": -1}, want: fields{"error.number": 9602, "error.expected_status_code": nil}},
		{name: "a list called body, beside a model's attributes", attributes: fields{"body": []any{said}, "gen_ai.system": "x"}, want: found(9625)},
		{name: "a map of an event", events: []event{{"reply": fields{"errorNumber": 9609}}}, want: fields{"error.number": 9609, "error.delivery": "response"}},
		{name: "a list of an event", events: []event{{"error.chain": []any{"sync failed", said}}}, want: found(9625)},
		{name: "a text under a name of no meaning", attributes: fields{"reason": said}},
		{name: "bytes under such a name", attributes: fields{"reason": []byte(said)}},
		{name: "a map that is left out", attributes: fields{"db": fields{"note": said}}},
		{name: "Jaeger's object", events: []event{{"error.object": said}}, want: found(9625)},
		{name: "a chain of causes", attributes: fields{"error.cause_chain": said}, want: found(9625)},
		{name: "a stack trace", events: []event{{"exception.message": "no luck", "exception.stacktrace": "x.SyncError: no luck\n\tat x.Y.z(Y.java:1)\nCaused by: x.VppError: error 9609: Unable to find the registered user.\n"}}, want: found(9609)},
		{name: "a stack trace in a list", attributes: fields{"exc_info": []any{"sync failed", said}}, want: found(9625)},
		{name: "a class without a message", events: []event{{"exception.type": said}}},
		{name: "a notification that came in", kind: ptrace.SpanKindServer, attributes: fields{"http.request.body": notified(9709)}, want: found(9709)},
		{name: "one that was sent", kind: ptrace.SpanKindClient, attributes: fields{"http.request.body": notified(9709)}},
		{name: "a map like what this processor writes", kind: ptrace.SpanKindClient, attributes: fields{
			"apple": fields{"mdm": fields{"error": fields{"number": 9602}}}, "server.address": "vpp.itunes.apple.com", "http.response.status_code": 429,
		}, want: fields{"retry.class": "backoff"}},
	}, onSpans)
}

func TestExcludedAttributes(t *testing.T) {
	t.Parallel()
	const said = "Apple VPP error 9625"
	without := func(names ...string) func(*Settings) { return func(s *Settings) { s.ExcludeAttributes = names } }
	for _, tt := range []struct {
		evidence
		exclude string
	}{
		{evidence{attributes: fields{"err": said}}, "err"},
		{evidence{attributes: fields{"exception.type": "VPPError", "exception.message": said}}, "exception.message"},
		{evidence{attributes: fields{"http.response.body": response(9602)}}, "http.response.body"},
		{evidence{attributes: fields{"http": fields{"response": fields{"body": response(9602)}}}}, "http.response.body"},
		{evidence{attributes: fields{"reply": fields{"message": said}}}, "reply"},
		{evidence{attributes: fields{"errorNumber": 9602, "errorMessage": "x"}}, "errorNumber"},
		{evidence{attributes: fields{"replyResponseBody": response(9602)}}, "replyResponseBody"},
		{evidence{attributes: fields{"error_code": 9609, "error_message": "Unable to find the registered user."}}, "error_message"},
		{evidence{attributes: fields{"error_code": 9609, "error_message": "Unable to find the registered user."}}, "error_code"},
		{evidence{attributes: fields{"error.type": "VPPError", "error.message": "9616"}}, "error.type"},
		{evidence{attributes: fields{"reply.errorNumber": 9602, "reply.errorMessage": "x"}}, "reply.errorNumber"},
		{evidence{attributes: fields{"reply.errorNumber": 9602, "reply.errorMessage": "x"}}, "reply.errorMessage"},
	} {
		for _, isSpan := range []bool{false, true} {
			assert.NotEmpty(t, tt.written(t, isSpan), tt.exclude)
			assert.Empty(t, tt.written(t, isSpan, without(tt.exclude)), tt.exclude)
			assert.NotEmpty(t, tt.written(t, isSpan, without("other", tt.exclude+".x")), tt.exclude)
		}
	}
	// Nor does it name the service for another text.
	names := evidence{attributes: fields{"msg": "vpp sync failed", "err": "error 9622"}}
	assert.NotEmpty(t, names.written(t, false))
	assert.Empty(t, names.written(t, false, without("msg")))
	// The other keys of a shape still count.
	keys := evidence{attributes: fields{"failures": []any{fields{"errorNumber": 9602}}, "errorNumber": 9609, "errorMessage": "x"}}
	assert.Contains(t, keys.written(t, true), "error.numbers")
	assert.EqualValues(t, 9609, keys.written(t, true, without("failures"))["error.number"])
	// An excluded attribute keeps its other roles.
	spring := evidence{attributes: fields{"status": "429", "http.url": "https://vpp.itunes.apple.com/"}, kind: ptrace.SpanKindClient}
	assert.Equal(t, "backoff", spring.written(t, true, without("status"))["retry.class"])
	assert.Empty(t, (&evidence{attributes: fields{"status": said}}).written(t, false, without("status")))
}
