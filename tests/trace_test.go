// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"encoding/binary"
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// trace appends spans of one trace, with ids that count from 1. Each lasts from 0 to 10 ns, and calls start within it.
type trace struct {
	id    pcommon.TraceID
	spans ptrace.SpanSlice
}

var aTrace = pcommon.TraceID{1}

// newTrace returns a batch with one trace, and that trace.
func newTrace(id pcommon.TraceID) (traces, trace) {
	td, spans := newTraces()
	return td, trace{id, spans}
}

func spanID(n int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

func (tr trace) span(id, parent int) ptrace.Span {
	span := tr.spans.AppendEmpty()
	span.SetTraceID(tr.id)
	span.SetSpanID(spanID(id))
	span.SetParentSpanID(spanID(parent))
	span.SetKind(ptrace.SpanKindServer)
	span.SetEndTimestamp(10)
	return span
}

// raised appends a span with an exception for each number.
func (tr trace) raised(id, parent int, numbers ...int) ptrace.Span {
	return raise(tr.span(id, parent), numbers...)
}

func raise(span ptrace.Span, numbers ...int) ptrace.Span {
	for _, n := range numbers {
		span.Events().AppendEmpty().Attributes().PutStr("exception.message", fmt.Sprintf("vpp err %d", n))
	}
	return span
}

func (tr trace) call(id, parent int, status int64) ptrace.Span {
	span := tr.span(id, parent)
	span.SetKind(ptrace.SpanKindClient)
	span.SetStartTimestamp(pcommon.Timestamp(id % 9))
	span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
	span.Attributes().PutInt("http.response.status_code", status)
	return span
}

// answered appends a call whose response has the number.
func (tr trace) answered(id, parent int, status int64, number int) {
	tr.call(id, parent, status).Attributes().PutStr("http.response.body.content", fmt.Sprintf(`{"errorNumber":%d}`, number))
}

// calls appends failed calls with one parent.
func (tr trace) calls(n, parent int) {
	for i := range n {
		tr.call(1_000_000+i, parent, 503)
	}
}

// chain appends spans, each the parent of the next.
func (tr trace) chain(n int, numbers ...int) {
	for i := range n {
		tr.raised(i+1, i, numbers...)
	}
}

// sixteen has as many numbers as are joined on one span.
var sixteen = []int{9646, 9625, 9602, 9603, 9609, 9622, 9601, 9621, 9728, 9729, 9722, 9700, 9634, 9637, 9650, 9623}

// Sizes as OTLP.
const (
	raisedSize = 85
	callSize   = 115
	pairSize   = raisedSize + callSize
)

// around returns a trace's call, with a span of the MDM server around it that raises these numbers.
func around(id pcommon.TraceID, status int64, numbers ...int) traces {
	td, tr := newTrace(id)
	tr.raised(1, 0, numbers...)
	call := tr.call(2, 1, status)
	call.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets/associate")
	return td
}

// told returns the log record of its error, as a log bridge writes a Go error.
func told(id pcommon.TraceID, number int) logs {
	ld, records := newLogs()
	lr := records.AppendEmpty()
	lr.SetTraceID(id)
	lr.SetSpanID(spanID(1))
	lr.SetTimestamp(9)
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.Body().SetStr("assigning licenses failed")
	lr.Attributes().PutStr("exception.message", fmt.Sprintf("vpp: associate: error number: %d", number))
	return ld
}
