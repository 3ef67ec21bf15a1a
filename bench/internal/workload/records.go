// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"encoding/binary"
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// BodyAttribute is where instrumentation puts the body of a response.
const BodyAttribute = "http.response.body.content"

// start is when everything begins; the ten spans of an operation follow one another.
const (
	start = pcommon.Timestamp(1_767_322_800_123_456_789)
	apart = pcommon.Timestamp(20e6)
	takes = pcommon.Timestamp(15e6)
)

func spans(name string, n int, want func(i int) int, fill func(i int, span ptrace.Span)) Workload {
	td := ptrace.NewTraces()
	records := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		span := records.AppendEmpty()
		var trace pcommon.TraceID
		binary.BigEndian.PutUint64(trace[8:], uint64(i/10+1))
		span.SetTraceID(trace)
		span.SetSpanID(spanID(i + 1))
		begun := start + pcommon.Timestamp(i%10)*apart
		span.SetStartTimestamp(begun)
		span.SetEndTimestamp(begun + takes)
		fill(i, span)
	}
	text := ""
	if body, ok := records.At(0).Attributes().Get(BodyAttribute); ok {
		text = body.Str()
	}
	w := newWorkload(name, n, want, text)
	w.wire = must((&ptrace.ProtoMarshaler{}).MarshalTraces(td))
	return w
}

func logs(name string, n int, want func(i int) int, fill func(i int, r plog.LogRecord)) Workload {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for i := range n {
		r := records.AppendEmpty()
		r.SetTimestamp(start)
		r.Attributes().PutStr("log.file.name", "mdm.log")
		fill(i, r)
	}
	w := newWorkload(name, n, want, records.At(0).Body().Str())
	w.logs, w.wire = true, must((&plog.ProtoMarshaler{}).MarshalLogs(ld))
	return w
}

func spanID(i int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(i))
	return id
}

// call is what otelhttp records of a call to the service: 12 attributes.
func call(span ptrace.Span, status int) {
	span.SetName("GET")
	span.SetKind(ptrace.SpanKindClient)
	if status >= 400 {
		span.Status().SetCode(ptrace.StatusCodeError)
	}
	a := span.Attributes()
	a.PutStr("http.request.method", "GET")
	a.PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets?pageIndex=3")
	a.PutStr("url.scheme", "https")
	a.PutStr("server.address", "vpp.itunes.apple.com")
	a.PutInt("server.port", 443)
	a.PutStr("network.protocol.version", "2")
	a.PutStr("network.peer.address", "192.0.2.1")
	a.PutInt("network.peer.port", 443)
	a.PutStr("user_agent.original", "mdm-server/1.0")
	a.PutInt("http.request.body.size", 0)
	a.PutInt("http.response.status_code", int64(status))
	a.PutInt("http.response.body.size", 4096)
}

// operation is one of ten spans: a server's, whose event has the error of the service, and its calls, of which the last
// one failed.
func operation(i int, span ptrace.Span) {
	e, status := answer(i/10), 200
	if i%10 == 9 {
		status = e.StatusCode
	}
	if i%10 > 0 {
		call(span, status)
		span.SetParentSpanID(spanID(i/10*10 + 1))
		return
	}
	span.SetKind(ptrace.SpanKindServer)
	span.Attributes().PutStr("http.route", "/api/v1/assignments")
	span.Attributes().PutInt("http.response.status_code", 502)
	span.SetEndTimestamp(start + 10*apart)
	event := span.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(start + 10*apart - 1e6)
	event.Attributes().PutStr("exception.type", "*vpp.Error")
	event.Attributes().PutStr("exception.message", sentence(e))
}

// structured is what a structured logger writes: a short message, and 8 attributes in all.
func structured(i int, r plog.LogRecord) {
	r.Body().SetStr("device checked in")
	a := r.Attributes()
	a.PutStr("component", "sync")
	a.PutStr("serial", fmt.Sprintf("SERIAL%06d", i))
	a.PutStr("tenant", "example")
	a.PutStr("request.id", fmt.Sprintf("00000000-0000-4000-8000-%012d", i))
	a.PutInt("attempt", 1)
	a.PutInt("took_ms", int64(i%450))
	a.PutBool("cached", i%2 == 0)
}

func errorBody(e catalog.Error) string {
	return fmt.Sprintf(`{"errorInfo":{},"errorMessage":%q,"errorNumber":%d}`, e.Message, e.Number)
}

// sentence is how an MDM server logs the error.
func sentence(e catalog.Error) string {
	return fmt.Sprintf("Apple VPP endpoint returned error: %s (error number: %d)", e.Message, e.Number)
}

// messages are what programs log, of which none is an error of the service.
var messages = []string{
	"device checked in", "profile installed", "connection reset by peer, retrying", "sync of library finished, 9710 assets",
	"request failed with status 503", "cache miss", "command acknowledged", "error reading file: permission denied",
}

// line is an ordinary one of 200 bytes.
func line(i int) string {
	return fmt.Sprintf("2026-01-02T03:04:05.%03dZ level=info component=sync msg=%q serial=SERIAL%06d queue=%d took=%dms attempt=1 "+
		"peer=192.0.2.%d:443 request=00000000-0000-4000-8000-%012d user_agent=%q", i%1000, messages[i%len(messages)], i, i%97, i%450,
		i%250, i, "mdm-server/1.0 (platform; linux; amd64)")[:200]
}

// lines returns a text of about this many bytes.
func lines(bytes int) string {
	var b strings.Builder
	for i := 0; b.Len() < bytes; i++ {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

// assets returns a page of about this many bytes.
func assets(bytes int) string {
	const asset = `{"adamId":"1000000001","assignedCount":5000,"availableCount":10000,"deviceAssignable":true,"pricingParam":"STDQ",` +
		`"productType":"App","retiredCount":0,"revocable":true,"supportedPlatforms":["iOS"],"totalCount":15000}`
	return `{"assets":[` + strings.Repeat(asset+",", bytes/len(asset)) + asset + `],"currentPageIndex":3,"totalPages":7,"uId":"2000000000000001"}`
}
