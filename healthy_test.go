// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// healthyTexts come close to an error without being one.
var healthyTexts = []string{
	"", " ", "ok", "user 9609 signed in", "listening on :9700", "took 9602ms",
	"errorNumber", `"errorNumber"`, "errorNumber: none", `errorMessage = ""`,
	`{}`, `[]`, `{"error": {}}`, `{"failures": []}`, `{"failures": null}`, `{"failures": "none"}`, `{"notification": {}}`, `{"notification": {"error": {}}}`,
	`{"errorNumber": 0}`, `{"errorNumber": null}`, `{"errorNumber": -9602}`, `{"errorNumber": 9602.5}`, `{"errorNumber": "none"}`, `{"errorNumber": {}}`, `{"errorNumber": [9602]}`,
	`{"errorNumber": 12001}`, `{"errorNumber": 96020}`, `{"errorNumber": 960}`, `{"errorNumber": "09602"}`, `{"errorNumber": 99999999999999999999}`,
	`{"ErrorNumber": 9602}`, `{"error_number": 9602}`, `{"errorCode": 9602}`, `{"errno": 9602}`, `{"errors": [{"status": "400", "code": "9602"}]}`,
	`{"errorMessage": "Quota exceeded."}`, `{"message": "Quota exceeded.", "errorMessage": null}`,
	`{"errorCodes": [{"errorNumber": 9602, "errorMessage": "Invalid argument."}]}`,
	`{"errorCodes": [{"errorNumber": 9602, "errorMessage": "Invalid arg`,
	`{"config": {"errorCodes": [{"errorNumber": 9602}]}}`,
	`{"assets": [{"adamId": "1000009602", "pricingParam": "STDQ", "availableCount": 9609}], "totalPages": 1}`,
	`{"eventStatus": "PENDING", "eventType": "ASSOCIATE", "numCompleted": 9602, "numRequested": 9609}`,
	`{"notification": {"assets": [{"adamId": "1000000007"}], "result": "SUCCESS", "type": "ASSOCIATE"}, "notificationId": "aa17"}`,
	"<html><head><title>502 Bad Gateway</title></head></html>",
	"naïve café ☕ \u0000 \U0001F600 " + strings.Repeat("x", 100_000),
}

var healthyValues = map[string]func(pcommon.Value){
	"nothing": func(pcommon.Value) {},
	"bool":    func(v pcommon.Value) { v.SetBool(false) },
	"int":     func(v pcommon.Value) { v.SetInt(9602) },
	"double":  func(v pcommon.Value) { v.SetDouble(-0.5) },
	"bytes":   func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte{0, 0xff, '{', '"'}) },
	"list": func(v pcommon.Value) {
		s := v.SetEmptySlice()
		s.AppendEmpty().SetInt(9602)
		s.AppendEmpty().SetStr("errorNumber")
		s.AppendEmpty()
	},
	"map": func(v pcommon.Value) {
		m := v.SetEmptyMap()
		m.PutStr("errorMessage", "Quota exceeded.")
		m.PutInt("errorNumber", 0)
		m.PutEmptyMap("errorCodes").PutInt("errorNumber", 9602)
	},
}

// places are the attributes that are looked into, and some that are not.
var places = []string{
	"http.response.body.content", "http.response.body", "http.response.body.text", "response.body", "http.response_body",
	"exception.message", "error.message", "err", "error", "internal", "msg", "message",
	"http.request.body.content", "http.request.body", "errorNumber", "failures", "notification", "associations", "disassociations",
	"http.response.header.retry-after", "apple.mdm.error.number", "apple.mdm.retry.class", "status", "custom",
}

// eachHealthyValue calls visit with everything that is no error.
func eachHealthyValue(visit func(put func(pcommon.Value))) {
	for _, text := range healthyTexts {
		visit(func(v pcommon.Value) { v.SetStr(text) })
		visit(func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte(text)) })
	}
	for _, put := range healthyValues {
		visit(put)
	}
}

func TestHealthyLogsAreNotTouched(t *testing.T) {
	t.Parallel()
	ld, records := newRecords()
	eachHealthyValue(func(put func(pcommon.Value)) {
		put(records.AppendEmpty().Body())
		for _, name := range places {
			put(records.AppendEmpty().Attributes().PutEmpty(name))
		}
	})
	record := records.AppendEmpty()
	record.SetTimestamp(1)
	record.SetObservedTimestamp(2)
	record.SetSeverityNumber(plog.SeverityNumberFatal)
	record.SetSeverityText("FATAL")
	record.SetEventName("errorNumber")
	record.SetTraceID(pcommon.TraceID{1})
	record.SetSpanID(pcommon.SpanID{2})
	record.SetFlags(plog.DefaultLogRecordFlags.WithIsSampled(true))
	record.SetDroppedAttributesCount(3)
	record.Attributes().PutStr("twice", "a")
	ld.ResourceLogs().At(0).SetSchemaUrl("https://example.com/schema")
	ld.ResourceLogs().At(0).Resource().Attributes().PutStr("service.name", "mdm-server")
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().Scope().SetName("empty")
	ld.ResourceLogs().AppendEmpty()

	before, n := logBytes(t, ld), ld.LogRecordCount()
	ld = processLogs(t, defaultConfig(), ld)
	require.Equal(t, n, ld.LogRecordCount())
	eachRecord(ld, func(record plog.LogRecord) {
		require.False(t, describes(record.Attributes()), "%v %v", record.Body().AsRaw(), record.Attributes().AsRaw())
	})
	assertSame(t, before, logBytes(t, ld))
}

func TestHealthySpansAreNotTouched(t *testing.T) {
	t.Parallel()
	td, spans := newSpans()
	for kind := ptrace.SpanKindUnspecified; kind <= ptrace.SpanKindConsumer; kind++ {
		eachHealthyValue(func(put func(pcommon.Value)) {
			span := spans.AppendEmpty()
			span.SetKind(kind)
			for _, name := range places {
				put(span.Attributes().PutEmpty(name))
			}
			event := span.Events().AppendEmpty()
			event.SetName("exception")
			for _, name := range places {
				put(event.Attributes().PutEmpty(name))
			}
		})
	}
	for _, text := range healthyTexts {
		spans.AppendEmpty().Status().SetMessage(text)
	}
	span := spans.AppendEmpty()
	span.SetName(answer9602)
	span.TraceState().FromRaw("vendor=errorNumber")
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{2})
	span.SetParentSpanID(pcommon.SpanID{3})
	span.SetFlags(0x101)
	span.SetStartTimestamp(4)
	span.SetEndTimestamp(3)
	span.SetDroppedAttributesCount(1)
	span.SetDroppedEventsCount(2)
	span.SetDroppedLinksCount(3)
	span.Links().AppendEmpty().Attributes().PutStr("http.response.body", answer9602) // a link is about another trace
	span.Status().SetCode(ptrace.StatusCodeOk)
	td.ResourceSpans().At(0).ScopeSpans().At(0).SetSchemaUrl("https://example.com/schema")
	td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
	td.ResourceSpans().AppendEmpty()

	before, n := traceBytes(t, td), td.SpanCount()
	td = processTraces(t, defaultConfig(), td)
	require.Equal(t, n, td.SpanCount())
	assertSame(t, before, traceBytes(t, td))
}

// describes tells whether the attributes have what only this processor writes.
func describes(attributes pcommon.Map) bool {
	_, ok := attributes.Get("apple.mdm.error.delivery")
	return ok
}

// An error changes its own record only, wherever it stands in the batch.
func TestNeighboursOfAnErrorAreNotTouched(t *testing.T) {
	t.Parallel()
	const n = 20
	for at := range n {
		ld, records := newRecords()
		for i := range n {
			record := records.AppendEmpty()
			record.Attributes().PutInt("i", int64(i))
			record.Body().SetStr(healthyTexts[i])
			if i == at {
				record.Body().SetStr(answer9602)
			}
		}
		i := 0
		eachRecord(processLogs(t, defaultConfig(), ld), func(record plog.LogRecord) {
			v, ok := record.Attributes().Get("i")
			require.True(t, ok)
			require.EqualValues(t, i, v.Int(), "out of order")
			require.Equal(t, i == at, describes(record.Attributes()))
			if i != at {
				require.Equal(t, 1, record.Attributes().Len())
			}
			i++
		})
		require.Equal(t, n, i)
	}
}
