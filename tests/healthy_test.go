// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"testing"

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
	`{"errorNumber": 12001}`, `{"errorNumber": 96020}`, `{"errorNumber": 960}`, `{"errorNumber": 4294976898}`, `{"errorNumber": "09602"}`, `{"errorNumber": 09602}`, `{"errorNumber": 99999999999999999999}`,
	`{"ErrorNumber": 9602}`, `{"error_number": 9602}`, `{"errorCode": 9602}`, `{"errno": 9602}`, `{"errors": [{"status": "400", "code": "9602"}]}`,
	`{"errorMessage": "Quota exceeded."}`, `{"message": "Quota exceeded.", "errorMessage": null}`,
	`{"errorCodes": [{"errorNumber": 9602, "errorMessage": "Invalid argument."}]}`,
	`{"errorCodes": [{"errorNumber": 9602, "errorMessage": "Invalid arg`,
	`{"config": {"errorCodes": [{"errorNumber": 9602}]}}`,
	`{"assets": [{"adamId": "1000009602", "pricingParam": "STDQ", "availableCount": 9609}], "totalPages": 1}`,
	`{"eventStatus": "PENDING", "eventType": "ASSOCIATE", "numCompleted": 9602, "numRequested": 9609}`,
	`{"notification": {"assets": [{"adamId": "1000000007"}], "result": "SUCCESS", "type": "ASSOCIATE"}, "notificationId": "aa17"}`,
	"null", "{", `"`, `\`, `}]}"errorNumber"`, "{" + quoted(`"errorNumber"`, 14) + ":1}",
	"\x00\x01\x02\x7f\x80\xfe\xff\x00" + `{"errorNumber":` + "\x00}",
	`{"errorNumber": "` + "\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28" + `", "errorMessage": "` + "\xff" + `"}`,
	`{"errorMessage": "\ud800\udc00\ud800\u12", "a": "\ud800`,
	"<html><head><title>502 Bad Gateway</title></head></html>",
	"naïve café ☕ \u0000 \U0001F600 " + strings.Repeat("x", 100_000),
}

var healthyValues = map[string]func(pcommon.Value){
	"nothing":     func(pcommon.Value) {},
	"bool":        func(v pcommon.Value) { v.SetBool(false) },
	"int":         func(v pcommon.Value) { v.SetInt(9602) },
	"double":      func(v pcommon.Value) { v.SetDouble(-0.5) },
	"bytes":       func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte{0, 0xff, '{', '"'}) },
	"negative":    func(v pcommon.Value) { v.SetInt(-1 << 63) },
	"fraction":    func(v pcommon.Value) { v.SetDouble(9602.5) },
	"huge":        func(v pcommon.Value) { v.SetDouble(1e308) },
	"empty map":   func(v pcommon.Value) { v.SetEmptyMap() },
	"empty list":  func(v pcommon.Value) { v.SetEmptySlice() },
	"empty bytes": func(v pcommon.Value) { v.SetEmptyBytes() },
	"empty key":   func(v pcommon.Value) { v.SetEmptyMap().PutEmpty("") },
	"many keys": func(v pcommon.Value) {
		m := v.SetEmptyMap()
		for range 1000 {
			m.PutEmptyMap("failures").PutEmptySlice("errorInfo").AppendEmpty()
		}
	},
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

// healthyNames are names of attributes that are searched, and some that are not.
var healthyNames = []string{
	"http.response.body.content", "http.response.body", "http.response.body.text", "response.body", "http.response_body",
	"exception.message", "error.message", "err", "error", "internal", "msg", "message",
	"http.request.body.content", "http.request.body", "errorNumber", "failures", "notification", "associations", "disassociations",
	"http.response.header.retry-after", "apple.mdm.error.number", "apple.mdm.retry.class", "status", "custom",
}

// eachHealthyValue calls visit with each value that is no error.
func eachHealthyValue(visit func(put func(pcommon.Value))) {
	for _, text := range healthyTexts {
		visit(func(v pcommon.Value) { v.SetStr(text) })
		visit(func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte(text)) })
	}
	for _, put := range healthyValues {
		visit(put)
	}
}

func TestHealthyLogsAreUntouched(t *testing.T) {
	t.Parallel()
	ld, records := newLogs()
	eachHealthyValue(func(put func(pcommon.Value)) {
		put(records.AppendEmpty().Body())
		for _, name := range healthyNames {
			put(records.AppendEmpty().Attributes().PutEmpty(name))
		}
	})
	// Every other field.
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
	ld.ResourceLogs().At(0).SetSchemaUrl("https://example.com/schema")
	ld.ResourceLogs().At(0).Resource().Attributes().PutStr("service.name", "mdm-server")
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().Scope().SetName("empty")
	ld.ResourceLogs().AppendEmpty()
	assertUntouched(t, defaultConfig(), ld)
}

func TestHealthySpansAreUntouched(t *testing.T) {
	t.Parallel()
	td, spans := newTraces()
	for kind := ptrace.SpanKindUnspecified; kind <= ptrace.SpanKindConsumer; kind++ {
		eachHealthyValue(func(put func(pcommon.Value)) {
			span := spans.AppendEmpty()
			span.SetKind(kind)
			event := span.Events().AppendEmpty()
			event.SetName("exception")
			for _, name := range healthyNames {
				put(span.Attributes().PutEmpty(name))
				put(event.Attributes().PutEmpty(name))
			}
		})
	}
	for _, text := range healthyTexts {
		spans.AppendEmpty().Status().SetMessage(text)
	}
	// Every other field.
	span := spans.AppendEmpty()
	span.SetName(response9602)
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
	span.Links().AppendEmpty().Attributes().PutStr("http.response.body", response9602) // a link is about another trace
	span.Status().SetCode(ptrace.StatusCodeOk)
	td.ResourceSpans().At(0).ScopeSpans().At(0).SetSchemaUrl("https://example.com/schema")
	td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
	td.ResourceSpans().AppendEmpty()
	assertUntouched(t, defaultConfig(), td)
}
