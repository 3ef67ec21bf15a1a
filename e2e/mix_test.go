// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	be "encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	// idAttribute holds the id of a record; wantAttribute holds what the processor must write, as summarized by told.
	idAttribute   = "test.id"
	wantAttribute = "test.want"
)

// signals are those of each load.
var signals = []string{"traces", "logs"}

// told summarizes what the processor wrote.
func told(attrs pcommon.Map) string {
	var parts []string
	for _, name := range []string{"error.number", "error.delivery", "retry.class", "error.status_check"} {
		if v, ok := attrs.Get("apple.mdm." + name); ok {
			parts = append(parts, v.AsString())
		}
	}
	return strings.Join(parts, " ")
}

// part is one record of the mix. As a span it has a kind, a status description, an event; as a log record it has a body.
type part struct {
	want       string // number, delivery, class, check
	failed     int    // the status of a failed call without a number
	unreadable string // why its payload can't be read whole
	attrs      object
	kind       ptrace.SpanKind
	text       string // the status description
	exception  string // of an event
	below      bool   // a child of the span before, in the same trace
	joined     bool   // only a join tells the check
	body       any
	rare       bool // too large to be sent each time
}

func call(status int, pairs ...any) object {
	m := object{"url.full": "https://vpp.itunes.apple.com/mdm/v2/assets", "http.response.status_code": status}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// deep is JSON of many levels.
func deep(open, middle, end string, levels int) string {
	return strings.Repeat(open, levels) + middle + strings.Repeat(end, levels)
}

// large is an event status with more failed entries than are searched.
func large(t *testing.T) string {
	t.Helper()
	var entries []any
	for i := range 20_000 {
		entries = append(entries, object{"adamId": "5550001", "clientUserId": fmt.Sprint(user, i), "pricingParam": "STDQ"})
	}
	return toJSON(t, object{"failures": []any{object{
		"errorMessage": message(t, 9609, catalog.Background), "errorNumber": 9609, "errorTail": entries,
	}}})
}

// ordinarySpans are what an MDM server sends.
func ordinarySpans() []part {
	client, internal := ptrace.SpanKindClient, ptrace.SpanKindInternal
	failures := `{"failures":[{"errorInfo":{"assignments":[{"serialNumber":"SAMPLE0001"}]},"errorNumber":9609}],"eventStatus":"FAILED"}`
	return []part{
		{kind: client, attrs: call(200, content, `{"assets":[{"adamId":"5550001","availableCount":9625}]}`)},
		{kind: client, attrs: call(200, content, `{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]}`)},
		{kind: ptrace.SpanKindServer, attrs: object{"http.route": "/assign", "http.response.status_code": 500}},
		{kind: client, attrs: call(429, content, `{"errorMessage":"Too many.","errorNumber":9646,"eventId":"`+mail+`"}`), want: "9646 response backoff match"},
		{kind: client, attrs: call(200, content, `{"errorNumber":9622}`), want: "9622 response reauthenticate mismatch"},
		{kind: client, attrs: call(200, content, failures), want: "9609 status fix_precondition"},
		{kind: client, attrs: call(503), want: "backoff", failed: 503},
		{kind: internal, text: revoked, want: "9625 message reauthenticate"},
		// Joined within a trace.
		{kind: internal, exception: tooMany, want: "9646 message backoff mismatch", joined: true},
		{kind: client, below: true, attrs: call(503), want: "9646 trace backoff mismatch", joined: true},
	}
}

func hostileSpans() []part {
	client := ptrace.SpanKindClient
	return []part{
		{kind: client, attrs: call(429, content, `{"errorNumber":9646,"errorMess`), want: "9646 response backoff match", unreadable: "truncated"},
		{kind: client, attrs: call(400, content, deep(`{"errorNumber":`, "1", "}", 20_000)), want: "fix_request", failed: 400, rare: true},
		{kind: client, attrs: call(400, content, strings.Repeat("[", 20_000)+`"errorNumber"`), want: "fix_request", failed: 400, rare: true},
	}
}

func ordinaryLogs(t *testing.T) []part {
	t.Helper()
	failed, succeeded := notifications(t)
	return []part{
		{body: "synced 9625 users with Apple Business Manager"},
		{body: succeeded},
		{body: object{"assets": []any{object{"adamId": "5550001", "availableCount": 9609}}}},
		{body: failed, want: "9709 notification fix_precondition"},
		{body: `{"errorMessage":"Too many.","errorNumber":9646,"eventId":"` + mail + `"}`, want: "9646 response backoff"},
		{body: object{"errorMessage": "Too many.", "errorNumber": 9646.0}, want: "9646 response backoff"},
		{body: revoked, want: "9625 message reauthenticate"},
		{attrs: call(400, "err", `{"errorNumber":9602}`), want: "9602 response fix_request match"},
	}
}

func hostileLogs(t *testing.T) []part {
	t.Helper()
	return []part{
		{body: `{"errorNumber":96`, unreadable: "truncated"},
		{body: []byte("\xff\xfe{\"errorNumber\": \x00"), unreadable: "malformed"},
		{body: deep(`{"failures":[`, `"errorNumber"`, "]}", 20_000), rare: true},
		{body: strings.Repeat("Error 9609ms, code 96100, ErrorNumber 9617; ", 500)},
		{body: large(t), want: "9609 status fix_precondition", unreadable: "too_large", rare: true},
	}
}

// batchOf makes a batch of one signal, whose ids setIDs sets.
func batchOf(t *testing.T, signal string, parts []part) any {
	t.Helper()
	if signal == "traces" {
		return spansOfParts(t, parts)
	}
	return logsOfParts(t, parts)
}

func spansOfParts(t *testing.T, parts []part) ptrace.Traces {
	t.Helper()
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	trace := byte(0)
	start := time.Date(2026, 3, 4, 9, 0, 0, 250_000_000, time.UTC) // a whole second would count as imprecise
	for i, p := range parts {
		span := spans.AppendEmpty()
		require.NoError(t, span.Attributes().FromRaw(p.attrs))
		span.Attributes().PutStr(wantAttribute, p.want)
		span.Attributes().PutStr("enduser.id", mail)
		span.SetKind(p.kind)
		if p.below {
			span.SetParentSpanID(spans.At(i - 1).SpanID())
		} else {
			trace++
		}
		span.SetTraceID(pcommon.TraceID{15: trace})
		span.SetSpanID(pcommon.SpanID{7: byte(i + 1)})
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(time.Second)))
		span.Status().SetMessage(p.text)
		if p.exception != "" {
			event := span.Events().AppendEmpty()
			event.SetName("exception")
			event.SetTimestamp(span.EndTimestamp())
			event.Attributes().PutStr("exception.message", p.exception)
		}
	}
	return td
}

func logsOfParts(t *testing.T, parts []part) plog.Logs {
	t.Helper()
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, p := range parts {
		lr := records.AppendEmpty()
		require.NoError(t, lr.Attributes().FromRaw(p.attrs))
		lr.Attributes().PutStr(wantAttribute, p.want)
		lr.Attributes().PutStr("enduser.id", mail)
		require.NoError(t, lr.Body().FromRaw(p.body))
	}
	return ld
}

// setIDs gives each record an id, counting from first, and each batch separate traces. It returns the number of records.
func setIDs(data any, first int64) (n int64) {
	switch data := data.(type) {
	case ptrace.Traces:
		for i, span := range spansOf(data) {
			span.Attributes().PutInt(idAttribute, first+int64(i))
			trace := span.TraceID()
			be.BigEndian.PutUint64(trace[:], uint64(first+1))
			span.SetTraceID(trace)
		}
		return int64(data.SpanCount())
	case plog.Logs:
		for i, lr := range recordsOf(data) {
			lr.Attributes().PutInt(idAttribute, first+int64(i))
		}
		return int64(data.LogRecordCount())
	}
	panic("neither spans nor log records")
}
