// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
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
func (e *evidence) written(ctx context.Context, t *testing.T, enricher *Enricher, isSpan bool) fields {
	t.Helper()
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
		_, _ = enricher.Traces(ctx, td)
	} else {
		ld := records(1, func(record plog.LogRecord) {
			attributes = record.Attributes()
			require.NoError(t, record.Attributes().FromRaw(e.attributes))
			require.NoError(t, record.Body().FromRaw(e.body))
		})
		ld.ResourceLogs().At(0).ScopeLogs().At(0).Scope().SetName(e.scope)
		_, _ = enricher.Logs(ctx, ld)
	}
	return oursOf(attributes)
}

// check compares the attributes in want. A nil attribute must be absent.
func (e *evidence) check(t *testing.T, isSpan bool, changes ...func(*Settings)) {
	t.Helper()
	got := e.written(t.Context(), t, newEnricher(t, changes...), isSpan)
	observed := WithObserver(t.Context(), func(Observation) {})
	assert.Equal(t, got, e.written(observed, t, newEnricher(t, changes...), isSpan), "with an observer")
	if len(e.want) == 0 {
		assert.Empty(t, got)
	}
	for name, want := range e.want {
		if n, ok := want.(int); ok {
			want = int64(n)
		}
		assert.Equal(t, want, got[ourPrefix+name], name)
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

// Most evidence is in testdata/text. This is what a line there can't hold.
func TestEvidence(t *testing.T) {
	t.Parallel()
	const said, nameless, host = "Apple VPP error 9625: The server has revoked the sToken.", "error 9622", "https://vpp.itunes.apple.com/mdm/v2/assets"
	legacy := []any{fields{"errorNumber": 9602, "errorMessage": "Invalid argument."}}
	noStatus, backoff := fields{"error.number": 9602, "error.expected_status_code": nil}, fields{"retry.class": "backoff", "error.number": nil}
	checkAll(t, []evidence{
		{name: "bytes", attributes: fields{"reason": []byte(said)}, want: found(9625)},
		{name: "named by bytes", attributes: fields{"err": nameless, "logger": []byte("vpp")}, want: found(9622)},
		{name: "what somebody wrote like this processor", attributes: fields{"apple.mdm.note": said}, want: fields{"error.number": nil}},
		{name: "an error and its cause, the same", attributes: fields{"reply": fields{
			"status": -1, "errorNumber": 9602, "errorMessage": "Invalid argument", "eventId": "e-1",
			"cause": fields{"errorNumber": 9602, "errorMessage": "Invalid argument"},
		}}, want: fields{"error.number": 9602, "event.id": "e-1", "error.expected_status_code": nil}}, // the legacy API has none
		{name: "Spring's status", attributes: fields{"status": "429", "http.url": host}},
		{name: "a response behind a page about errors", body: "vpp failed (see https://example.com/error-codes): " + response(9646), want: fields{"error.number": 9646, "error.delivery": "response"}},
		{name: "a code in an error", attributes: fields{"logger": "vpp", "error": fields{"code": 9609}}, want: found(9609)},
		{name: "a code in anything else", attributes: fields{"logger": "vpp", "job": fields{"error_code": 9609}}},
		{name: "a code in a list of errors", attributes: fields{"logger": "vpp", "errors.0.code": 9603, "error_code": 9610}, want: found(9610)},
		{name: "a class beside a number", attributes: fields{"exceptionType": "VPPAPIError", "message": "#9622"}, want: found(9622)},
		{name: "a number in brackets under a name for messages", attributes: fields{"exceptionType": "VPPAPIError", "detail": "(9622)"}, want: found(9622)},
		{name: "what a model has said", body: said, attributes: fields{"gen_ai.system": "x"}},
		{name: "an attribute called body beside a model's", attributes: fields{"body": said, "gen_ai.system": "x"}, want: found(9625)},
	}, onLogs)
	checkAll(t, []evidence{
		{name: "the instrumentation", scope: "com.example.vpp.Client", attributes: fields{"err": nameless}, want: found(9622)},
		{name: "a package of Go", scope: "mdm.example/sync/vpp", attributes: fields{"err": nameless}, want: found(9622)},
		{name: "a package below it", scope: "mdm.example/vpp/redis", attributes: fields{"err": nameless}},
		{name: "another instrumentation", scope: "com.example.redis.Client", attributes: fields{"err": nameless}},
		{name: "SQL Server's class beside it", scope: "vpp", attributes: fields{"exception": fields{"class": "SqlException", "text": nameless}}},
		{name: "another class beside it", scope: "vpp", attributes: fields{"exception": fields{"class": "SyncException", "text": nameless}}, want: found(9622)},
		{name: "a database's", scope: "vpp", attributes: fields{"err": nameless, "db.system.name": "redis"}},
		{name: "named by what this processor wrote", attributes: fields{"err": nameless, "apple.mdm.note": []any{"vpp"}}, want: fields{"error.number": nil}},
	}, onLogs, onSpans)
	checkAll(t, []evidence{
		{name: "bytes under any name", attributes: fields{"reason": []byte(said)}},
		{name: "the legacy API's associations", attributes: fields{"associations": legacy, "status": -1}, want: noStatus},
		{name: "its disassociations", attributes: fields{"disassociations": legacy, "status": -1}, want: noStatus},
		{name: "a map of an event", events: []event{{"reply": fields{"errorNumber": 9609}}}, want: fields{"error.number": 9609, "error.delivery": "response"}},
		{name: "a list of an event", events: []event{{"error.chain": []any{"sync failed", said}}}, want: found(9625)},
		{name: "Jaeger's object", events: []event{{"error.object": said}}, want: found(9625)},
		{name: "a class without a message", events: []event{{"exception.type": said}}},
		{name: "a class in front of its message", events: []event{{"exception.type": "VPPAPIError", "exception.message": "9622"}}, want: found(9622)},
		{name: "a class of somebody else", events: []event{{"exception.type": "java.lang.IndexOutOfBoundsException", "exception.message": "9622"}}},
		{name: "a class of another event", events: []event{{"exception.type": "VPPAPIError"}, {"exception.message": "9622"}}},
		{name: "a class that is no text", events: []event{{"exception.type": 1, "exception.message": said}}, want: found(9625)},
		{name: "a message that is no text", events: []event{{"exception.type": "x", "exception.message": []any{said}}}, want: found(9625)},
		{name: "a class without end", events: []event{{"exception.type": strings.Repeat("x", 1<<13), "exception.message": said}}, want: found(9625)},
		{name: "a stack trace", events: []event{{
			"exception.message":    "no luck",
			"exception.stacktrace": "x.SyncError: no luck\n\tat x.Y.z(Y.java:1)\nCaused by: x.VppError: error 9609: Unable to find the registered user.\n",
		}}, want: found(9609)},

		{name: "an event names the service for the span", attributes: fields{"err": nameless}, events: []event{{"message": "vpp sync failed"}}, want: found(9622)},
		{name: "the span for an event", attributes: fields{"message": "vpp sync failed"}, events: []event{{"err": nameless}}, want: found(9622)},
		{name: "the class in an event", status: nameless, events: []event{{"exception.type": "VppError"}}, want: found(9622)},
		{name: "the description", status: "vpp sync failed", events: []event{{"err": nameless}}, want: found(9622)},
		{name: "a text of an event that nobody reads", attributes: fields{"err": nameless}, events: []event{{"job": "vpp-sync"}}},

		// Spring writes the HTTP status of a call to an attribute that means something else everywhere else.
		{name: "a status as a string", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": host}, want: backoff},
		{name: "an integer", kind: ptrace.SpanKindClient, attributes: fields{"status": 503, "http.url": host}, want: backoff},
		{name: "a double", kind: ptrace.SpanKindClient, attributes: fields{"status": 503.0, "http.url": host}, want: backoff},
		{name: "beside a payload", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": host, "http.response.body": response(9646)}, want: fields{"error.number": 9646, "error.status_check": "match"}},
		{name: "the usual one goes first", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.status_code": 200, "http.url": host}},
		{name: "a range", kind: ptrace.SpanKindClient, attributes: fields{"status": "4xx", "http.url": host}},
		{name: "no status", kind: ptrace.SpanKindClient, attributes: fields{"status": 600, "http.url": host}},
		{name: "on an internal span", kind: ptrace.SpanKindInternal, attributes: fields{"status": "429", "http.url": host}},
		{name: "without a URL", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.response.body": response(9646)}, want: fields{"error.number": 9646, "error.status_check": nil}},
		{name: "of another host", kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": "https://mdm.example/"}},
		{name: "of a call like what this processor writes", kind: ptrace.SpanKindClient, attributes: fields{
			"apple": fields{"mdm": fields{"error": fields{"number": 9602}}}, "status": 429, "http.url": host,
		}, want: backoff},
	}, onSpans)
	exclude := func(s *Settings) { s.ExcludeAttributes = []string{"status", "@mt", "Number", "@N"} }
	status := evidence{kind: ptrace.SpanKindClient, attributes: fields{"status": "429", "http.url": host}, want: backoff}
	status.check(t, onSpans, exclude) // it keeps its other roles
	for _, template := range []fields{
		{"@mt": "Apple VPP error {N}", "N": 9625, "msg": "no luck"},
		{"@mt": "Apple VPP error {N}", "MessageTemplate": "Apple VPP {M}", "N": 9625, "M": "ok"},
		{"MessageTemplate": "Apple VPP error {Number}", "Number": 9625},
		{"MessageTemplate": "Apple VPP error {@N}", "@N": 9625},
	} {
		(&evidence{attributes: template, want: found(9625)}).check(t, onLogs)
		(&evidence{attributes: template}).check(t, onLogs, exclude)
	}
	for _, template := range []evidence{ // only attributes are excluded
		{body: "Apple VPP error {@Number}", attributes: fields{"@Number": 9625}, want: found(9625)},
		{body: fields{"@mt": "Apple VPP error {Number}", "Number": 9625}, want: found(9625)},
		{attributes: fields{"MessageTemplate": "Apple VPP error {Number}", "Properties": fields{"Number": 9625}}, want: found(9625)},
	} {
		template.check(t, onLogs, exclude)
	}
}

// The delay is that of the record if one of its errors came with the record's status, whichever error is described.
func TestWhoseDelayIsTrusted(t *testing.T) {
	t.Parallel()
	const waits = "http.response.header.retry-after"
	checkAll(t, []evidence{
		{name: "another error's", kind: ptrace.SpanKindClient, events: []event{{"err": response(9625)}}, attributes: fields{
			"http.response.status_code": 429, waits: "7", "http.response.body": response(9646),
		}, want: fields{"error.number": 9625, "retry.delay": 7.0, "error.status_check": nil}},
	}, onSpans)
	checkAll(t, []evidence{
		{name: "a response", body: response(9646), attributes: fields{waits: "7"}, want: fields{"retry.delay": 7.0}},
		{name: "an event status", body: `{"failures":[{"errorNumber":9603}]}`, attributes: fields{waits: "7"}, want: fields{"retry.delay": nil}},
		{name: "a notification", body: notified(9709), attributes: fields{waits: "7"}, want: fields{"retry.delay": nil}},
	}, onLogs)
}
