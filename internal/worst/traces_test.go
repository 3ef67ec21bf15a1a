// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"encoding/binary"
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// trace makes the spans of a trace, with ids that count from 1.
type trace struct {
	batch
	spans ptrace.SpanSlice
}

func newTrace() *trace {
	b, spans := newSpans()
	return &trace{b, spans}
}

func spanID(n int) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], uint64(n))
	return id
}

func (t *trace) span(id, parent int, kind ptrace.SpanKind) ptrace.Span {
	span := t.spans.AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(spanID(id))
	span.SetParentSpanID(spanID(parent))
	span.SetKind(kind)
	span.SetEndTimestamp(10)
	return span
}

// raises says that the span ended with these errors.
func raises(span ptrace.Span, numbers ...int) {
	for _, n := range numbers {
		span.Events().AppendEmpty().Attributes().PutStr("exception.message", fmt.Sprintf("vpp err %d", n))
	}
}

func (t *trace) call(id, parent int, status int64) ptrace.Span {
	span := t.span(id, parent, ptrace.SpanKindClient)
	span.SetStartTimestamp(pcommon.Timestamp(id % 9))
	span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
	span.Attributes().PutInt("http.response.status_code", status)
	return span
}

var sixteen = []int{9646, 9625, 9602, 9603, 9609, 9622, 9601, 9621, 9728, 9729, 9722, 9700, 9634, 9637, 9650, 9623}

// Sizes of what the functions above make, as OTLP.
const (
	spanBytes  = 40
	eventBytes = 45
	callBytes  = 115
)

// traces are batches of spans: arrange fills a trace with so many bytes.
var traces = []struct {
	name    string
	arrange func(t *trace, size int)
	want    int64
}{
	{"errors alone, below each other", func(t *trace, size int) { t.errors(size/(spanBytes+eventBytes), 1, 9646) }, 9646},
	{"calls alone", func(t *trace, size int) { t.calls(size/callBytes, 0, 200) }, 0},
	{"failed calls alone", func(t *trace, size int) { t.calls(size/callBytes, 0, 503) }, 0},
	{"calls with a delay each", func(t *trace, size int) {
		for i := range size / (callBytes + 50) {
			t.call(i+1, 0, 429).Attributes().PutDouble("http.response.header.retry-after", float64(i)/8)
		}
	}, 0},
	{"a star", func(t *trace, size int) {
		t.errors(1, 16, 0)
		t.calls(size/callBytes, 1, 503)
	}, 9625},
	{"a chain of errors over calls", func(t *trace, size int) {
		n := size / (spanBytes + eventBytes + callBytes)
		t.errors(n, 1, 9646)
		t.calls(n, n, 503)
	}, 9646},
	{"16 errors a span over calls", func(t *trace, size int) {
		n := size / (spanBytes + 16*eventBytes + callBytes)
		t.errors(n, 16, 0)
		t.calls(n, n, 503)
	}, 9625},
	{"pairs of an error and its call", func(t *trace, size int) {
		for i := range size / (spanBytes + eventBytes + callBytes) {
			raises(t.span(2*i+1, 0, ptrace.SpanKindServer), 9602)
			t.call(2*i+2, 2*i+1, 503)
		}
	}, 9602},
	{"a cycle", func(t *trace, size int) {
		n := size / (spanBytes + eventBytes + callBytes)
		t.errors(n, 1, 9646)
		t.spans.At(0).SetParentSpanID(spanID(n))
		t.calls(n, n, 503)
	}, 9646},
	{"orphans", func(t *trace, size int) {
		for i := range size / (spanBytes + eventBytes + callBytes) {
			raises(t.span(2*i+1, 1e9+i, ptrace.SpanKindServer), 9602)
			t.call(2*i+2, 2e9+i, 503)
		}
	}, 9602},
	{"the same ids", func(t *trace, size int) {
		for range size / (spanBytes + eventBytes + callBytes) {
			raises(t.span(1, 1, ptrace.SpanKindServer), 9602)
			t.call(1, 1, 503)
		}
	}, 9602},
	{"no ids", func(t *trace, size int) {
		for range size / (spanBytes + eventBytes + callBytes) {
			raises(t.span(0, 0, ptrace.SpanKindServer), 9602)
			t.call(0, 0, 503)
		}
	}, 9602},
	{"a call with many numbers", func(t *trace, size int) {
		n := size / 2 / (spanBytes + eventBytes)
		t.errors(n, 1, 9602)
		call := t.call(n+1, n, 503)
		call.Attributes().PutStr("apple.mdm.error.delivery", "response")
		call.Attributes().PutInt("apple.mdm.error.number", 9602)
		list(5, func(v pcommon.Value, i int) { v.SetInt(int64(size/10 - i + 9601)) })(call.Attributes().PutEmpty("apple.mdm.error.numbers"), size/2)
	}, 9602},
	{"all numbers on each span", func(t *trace, size int) {
		for i := range size / (spanBytes + len(preamble)) {
			t.span(i+1, i, ptrace.SpanKindInternal).Status().SetMessage("vpp " + preamble)
		}
	}, 9601},
	{"events, the same error", func(t *trace, size int) {
		span := t.span(1, 0, ptrace.SpanKindServer)
		for range size / eventBytes {
			raises(span, 9646)
		}
	}, 9646},
	{"events, an error each", func(t *trace, size int) {
		span := t.span(1, 0, ptrace.SpanKindServer)
		for i := range size / 60 {
			span.Events().AppendEmpty().Attributes().PutStr("error", fmt.Sprintf(`{"failures":[{"errorNumber":%d}]}`, 10_000+i))
		}
	}, 10_000},
	{"events with nothing", func(t *trace, size int) {
		span := t.span(1, 0, ptrace.SpanKindServer)
		for range size / 2 {
			span.Events().AppendEmpty()
		}
	}, 0},
	{"empty spans", func(t *trace, size int) {
		for range size / 2 {
			t.spans.AppendEmpty()
		}
	}, 0},
}

// errors adds n spans, each below the one before, with so many errors; of one, the number.
func (t *trace) errors(n, each, number int) {
	for i := range n {
		span := t.span(i+1, i, ptrace.SpanKindInternal)
		if each == 1 {
			raises(span, number)
		} else {
			raises(span, sixteen[:each]...)
		}
	}
}

// calls adds n calls below a span.
func (t *trace) calls(n, parent int, status int64) {
	for i := range n {
		t.call(1_000_000+i, parent, status)
	}
}

// records are batches of many small records.
var records = []struct {
	name, kind, body string
	want             int64
}{
	{"records with the shortest error", kindJSON, `{"errorNumber":9609}`, 9609},
	{"records with the shortest sentence", kindText, "err 9625 vpp", 9625},
	{"empty records", kindText, "", 0},
}

func small(text string) func(size int) batch {
	return func(size int) batch {
		b, records := newRecords()
		for range size / (len(text) + 6) {
			record := records.AppendEmpty()
			if text != "" {
				record.Body().SetStr(text)
			}
		}
		return b
	}
}
