// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"encoding/binary"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	apple     = "vpp.itunes.apple.com"
	elsewhere = "api.example.com"

	// BodyAttribute is where instrumentation puts the body of an answer.
	BodyAttribute = "http.response.body.content"
)

// start is that of every record: nothing here depends on the time of day.
var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// call fills in what otelhttp records of a call, by the semantic conventions for HTTP clients: 12 attributes.
func call(span ptrace.Span, host string, status int) {
	span.SetName("GET")
	span.SetKind(ptrace.SpanKindClient)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(230 * time.Millisecond)))
	a := span.Attributes()
	a.PutStr("http.request.method", "GET")
	a.PutStr("url.full", "https://"+host+"/mdm/v2/assets?pageIndex=3")
	a.PutStr("url.scheme", "https")
	a.PutStr("server.address", host)
	a.PutInt("server.port", 443)
	a.PutStr("network.protocol.version", "2")
	a.PutStr("network.peer.address", "192.0.2.1")
	a.PutInt("network.peer.port", 443)
	a.PutStr("user_agent.original", "mdm-server/1.0")
	a.PutInt("http.request.body.size", 0)
	a.PutInt("http.response.status_code", int64(status))
	a.PutInt("http.response.body.size", 4096)
}

// callWith is a call whose answer was recorded.
func callWith(span ptrace.Span, status int, body string) {
	call(span, apple, status)
	if status >= 400 {
		span.Status().SetCode(ptrace.StatusCodeError)
	}
	span.Attributes().PutStr(BodyAttribute, body)
}

// failedCall is one that the service answered with e.
func failedCall(span ptrace.Span, e catalog.Error) { callWith(span, e.StatusCode, errorBody(e)) }

// operation fills in one of the ten spans of a trace in which an MDM server makes calls and one of them fails. What the
// service answered is on the span around it, the HTTP status on that of the call.
func operation(i int, span ptrace.Span) {
	e := Answer(i / 10)
	switch i % 10 {
	case 0:
		span.SetKind(ptrace.SpanKindServer)
		span.Attributes().PutStr("url.path", "/api/v1/assignments")
		span.Attributes().PutStr("http.route", "/api/v1/assignments")
		span.Attributes().PutInt("http.response.status_code", 502)
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.SetTimestamp(pcommon.NewTimestampFromTime(start.Add(240 * time.Millisecond)))
		event.Attributes().PutStr("exception.type", "*vpp.Error")
		event.Attributes().PutStr("exception.message", sentence(e))
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(250 * time.Millisecond)))
		return
	case 9:
		call(span, apple, e.StatusCode)
	default:
		call(span, apple, 200)
	}
	span.SetParentSpanID(spanID(i/10*10 + 1))
}

// spans returns n, each filled in by its place. So many of them are of one trace.
func spans(n, perTrace int, fill func(i int, span ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	resource(rs.Resource())
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp")
	ss.Scope().SetVersion("0.69.0")
	list := ss.Spans()
	list.EnsureCapacity(n)
	for i := range n {
		span := list.AppendEmpty()
		span.SetTraceID(traceID(i/perTrace + 1))
		span.SetSpanID(spanID(i + 1))
		fill(i, span)
	}
	return td
}

// Ordinary returns n spans of calls that have nothing to do with the service.
func Ordinary(n int) ptrace.Traces {
	return spans(n, 10, func(_ int, span ptrace.Span) { call(span, elsewhere, 200) })
}

// records returns n log records, each with the body of its place.
func records(n int, body func(i int) string) plog.Logs {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	resource(rl.Resource())
	list := rl.ScopeLogs().AppendEmpty().LogRecords()
	list.EnsureCapacity(n)
	for i := range n {
		r := list.AppendEmpty()
		r.SetTimestamp(pcommon.NewTimestampFromTime(start))
		r.Body().SetStr(body(i))
		r.Attributes().PutStr("log.file.name", "mdm.log")
	}
	return ld
}

func resource(r pcommon.Resource) {
	a := r.Attributes()
	a.PutStr("service.name", "mdm-server")
	a.PutStr("service.version", "1.0.0")
	a.PutStr("telemetry.sdk.language", "go")
	a.PutStr("telemetry.sdk.name", "opentelemetry")
	a.PutStr("telemetry.sdk.version", "1.44.0")
}

func traceID(i int) (id pcommon.TraceID) {
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	return id
}

func spanID(i int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(i))
	return id
}
