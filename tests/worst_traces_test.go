// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"encoding/binary"
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// trace appends spans of one trace, with ids that count from 1.
type trace struct{ spans ptrace.SpanSlice }

func spanID(n int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

func (tr trace) span(id, parent int) ptrace.Span {
	span := tr.spans.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(spanID(id))
	span.SetParentSpanID(spanID(parent))
	span.SetKind(ptrace.SpanKindServer)
	span.SetEndTimestamp(10)
	return span
}

// raised appends a span with an exception for each number.
func (tr trace) raised(id, parent int, numbers ...int) ptrace.Span {
	span := tr.span(id, parent)
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
