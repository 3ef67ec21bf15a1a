// SPDX-License-Identifier: Apache-2.0

// Package workload makes the batches that the benchmarks are run on.
package workload

import (
	"encoding/binary"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	// Apple is the service's host, Elsewhere one that has nothing to do with it.
	Apple     = "vpp.itunes.apple.com"
	Elsewhere = "api.example.com"

	// BodyAttribute is where instrumentation, and the statements for the transform processor, have the body.
	BodyAttribute = "http.response.body.content"
)

// start is that of every span: nothing here depends on the time of day.
var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Call fills in what otelhttp records of a call, by the semantic conventions for HTTP clients: 12 attributes, the most
// that a successful one has.
func Call(span ptrace.Span, host string, status int64) {
	span.SetName("GET")
	span.SetKind(ptrace.SpanKindClient)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(230 * time.Millisecond)))
	a := span.Attributes()
	a.EnsureCapacity(13)
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
	a.PutInt("http.response.status_code", status)
	a.PutInt("http.response.body.size", 4096)
}

// FailedCall is a call that the service answered with e, whose body was recorded.
func FailedCall(span ptrace.Span, e catalog.Error) {
	Call(span, Apple, int64(e.StatusCode))
	span.Status().SetCode(ptrace.StatusCodeError)
	span.Attributes().PutStr(BodyAttribute, ErrorBody(e))
}

// Spans returns a batch of n, each filled in by its place; traces have ten spans.
func Spans(n int, fill func(i int, span ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	resource(rs.Resource())
	ss := rs.ScopeSpans().AppendEmpty()
	ss.Scope().SetName("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp")
	ss.Scope().SetVersion("0.69.0")
	spans := ss.Spans()
	spans.EnsureCapacity(n)
	for i := range n {
		span := spans.AppendEmpty()
		span.SetTraceID(TraceID(i / 10))
		span.SetSpanID(SpanID(i + 1))
		fill(i, span)
	}
	return td
}

func resource(r pcommon.Resource) {
	a := r.Attributes()
	a.PutStr("service.name", "mdm-server")
	a.PutStr("service.version", "1.0.0")
	a.PutStr("telemetry.sdk.language", "go")
	a.PutStr("telemetry.sdk.name", "opentelemetry")
	a.PutStr("telemetry.sdk.version", "1.44.0")
}

// TraceID returns the id of the trace with this number.
func TraceID(i int) (id pcommon.TraceID) {
	binary.BigEndian.PutUint64(id[8:], uint64(i)+1)
	return id
}

// SpanID returns the id of the span with this number.
func SpanID(i int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(i))
	return id
}
