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

// sixteen are as many as are joined of one span.
var sixteen = []int{9646, 9625, 9602, 9603, 9609, 9622, 9601, 9621, 9728, 9729, 9722, 9700, 9634, 9637, 9650, 9623}

// Sizes as OTLP.
const (
	raisedSize = 85
	callSize   = 115
	pairSize   = raisedSize + callSize
)

var worstTraces = []struct {
	name    string
	arrange func(tr trace, size int)
	want    int64
}{
	{"a cycle of errors over calls", func(tr trace, size int) {
		n := size / pairSize
		tr.chain(n, 9646)
		tr.spans.At(0).SetParentSpanID(spanID(n))
		tr.calls(n, n)
	}, 9646},
	{"16 errors a span over calls", func(tr trace, size int) {
		n := size / (16*raisedSize/2 + callSize)
		tr.chain(n, sixteen...)
		tr.calls(n, n)
	}, 9625},
	{"pairs of an error and its call", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.raised(2*i+1, 0, 9602)
			tr.call(2*i+2, 2*i+1, 503)
		}
	}, 9602},
	{"the same ids", func(tr trace, size int) {
		for range size / pairSize {
			tr.raised(1, 1, 9602)
			tr.call(1, 1, 503)
		}
	}, 9602},
	{"a call with many numbers", func(tr trace, size int) {
		n := size / 2 / raisedSize
		tr.chain(n, 9602)
		attributes := tr.call(n+1, n, 503).Attributes()
		attributes.PutStr("apple.mdm.error.delivery", "response")
		attributes.PutInt("apple.mdm.error.number", 9602)
		list(5, func(v pcommon.Value, i int) { v.SetInt(int64(size/10 - i + 9601)) })(attributes.PutEmpty("apple.mdm.error.numbers"), size/2)
	}, 9602},
	{"all numbers on each span", func(tr trace, size int) {
		for i := range size / (40 + len(allNumbers)) {
			tr.span(i+1, i).Status().SetMessage("vpp " + allNumbers)
		}
	}, 9601},
	{"events, the same error", func(tr trace, size int) {
		events := tr.span(1, 0).Events()
		for range size / 45 {
			events.AppendEmpty().Attributes().PutStr("exception.message", "vpp err 9646")
		}
	}, 9646},
}
