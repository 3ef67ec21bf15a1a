// SPDX-License-Identifier: Apache-2.0

// Package workload has the telemetry that the benchmarks run on, and the errors in it. All of it is made up.
package workload

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Workload is a batch as it is received.
type Workload struct {
	Name string
	Len  int // how many records it has
	// Want returns the error number of the i-th record; 0: none.
	Want func(i int) int
	// Responses reports whether its errors, if any, are JSON error responses: those that the OTTL statements find.
	Responses bool
	// Search reports whether each record has a text, and none holds an error.
	Search bool

	logs bool
	wire []byte
}

// Size returns how many bytes a record has on the wire.
func (w *Workload) Size() float64 { return float64(len(w.wire)) / float64(w.Len) }

// Batch is what a processor is given: spans or log records, whichever is set.
type Batch struct {
	Traces *ptrace.Traces
	Logs   *plog.Logs
}

// batches counts the batches. Each has its own traces, because calls and errors are remembered by trace.
var batches atomic.Uint64

// Batch returns a batch as a receiver makes it, with each string separately allocated: names that share the memory of a
// literal are compared too fast.
func (w *Workload) Batch() Batch {
	if w.logs {
		ld := must((&plog.ProtoUnmarshaler{}).UnmarshalLogs(w.wire))
		return Batch{Logs: &ld}
	}
	td := must((&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(w.wire))
	batch := batches.Add(1)
	for _, span := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		id := span.TraceID()
		binary.BigEndian.PutUint64(id[:8], batch)
		span.SetTraceID(id)
	}
	return Batch{Traces: &td}
}

// must returns v: marshalling what this package made can't fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Each calls f with the attributes of each record, and its text: a log's body, or the response body on a span.
func (b Batch) Each(f func(i int, attributes pcommon.Map, text pcommon.Value)) {
	if b.Logs != nil {
		for i, r := range b.Logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			f(i, r.Attributes(), r.Body())
		}
		return
	}
	for i, span := range b.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		text, _ := span.Attributes().Get(BodyAttribute)
		f(i, span.Attributes(), text)
	}
}

func none(int) int { return 0 }

const size = 1000

// All returns the workloads to compare processors on.
func All() []Workload {
	body := func(of func(i int) string) func(int, plog.LogRecord) {
		return func(i int, r plog.LogRecord) { r.Body().SetStr(of(i)) }
	}
	list := []Workload{
		elsewhere(size),
		miss(size),
		hit(size),
		page(64 << 10),
		joined(size, 10),
		logs("log line, 200 B", size, none, body(line)),
		text(10 << 10),
		logs("log with 8 attributes", size, none, structured),
		logs("log, JSON with an error", size, number, body(func(i int) string { return errorBody(answer(i)) })),
		logs("log, sentence with an error", size, number, body(func(i int) string { return sentence(answer(i)) })),
	}
	list[len(list)-1].Responses = false
	for _, attributes := range []int{0, 8, 20} {
		list = append(list, formed(false, attributes), formed(true, attributes))
	}
	return list
}

// Growth returns payloads and batches of increasing size: the time per byte, or per record, should stay about the same.
func Growth() (list []Workload) {
	for _, payload := range []func(bytes int) Workload{page, text} {
		for bytes := 1 << 10; bytes <= 1<<20; bytes <<= 2 {
			list = append(list, payload(bytes))
		}
	}
	oneTrace := func(n int) Workload { return joined(n, n) }
	for _, batch := range []func(n int) Workload{miss, hit, oneTrace} {
		for n := 10; n <= 100_000; n *= 10 {
			w := batch(n)
			w.Name = fmt.Sprintf("%s, %d records", w.Name, n)
			list = append(list, w)
		}
	}
	return list
}

func miss(n int) Workload {
	return spans("span, healthy call", n, 10, none, func(_ int, span ptrace.Span) { call(span, 200) })
}

// elsewhere returns calls to another host, as most spans are.
func elsewhere(n int) Workload {
	return spans("span, another host", n, 10, none, func(_ int, span ptrace.Span) {
		call(span, 200)
		span.Attributes().PutStr("url.full", "https://api.example.com/v1/assets?pageIndex=3")
		span.Attributes().PutStr("server.address", "api.example.com")
	})
}

func hit(n int) Workload {
	return spans("span, error response", n, 10, number, func(i int, span ptrace.Span) {
		e := answer(i)
		call(span, e.StatusCode)
		span.Attributes().PutStr(BodyAttribute, errorBody(e))
	})
}

// page returns successful calls, each with a body of this many bytes.
func page(bytes int) Workload {
	body := assets(bytes)
	w := spans(fmt.Sprintf("span, healthy body, %d KiB", bytes>>10), inAll(bytes), 10, none, func(_ int, span ptrace.Span) {
		call(span, 200)
		span.Attributes().PutStr(BodyAttribute, body)
	})
	w.Search = true
	return w
}

// text returns log records with this many bytes of ordinary lines.
func text(bytes int) Workload {
	body := lines(bytes)
	return logs(fmt.Sprintf("log text, %d KiB", bytes>>10), inAll(bytes), none, func(_ int, r plog.LogRecord) { r.Body().SetStr(body) })
}

// inAll returns how many records of this size make a batch of about 4 MiB.
func inAll(bytes int) int { return max(2, min(size, 4<<20/bytes)) }

// joined returns n spans, perTrace to a trace; of each ten, one is the failed call and another has its error.
func joined(n, perTrace int) Workload {
	w := spans(fmt.Sprintf("spans to be joined, traces of %d", perTrace), n, perTrace, func(i int) int {
		if i%10 > 0 && i%10 < 9 {
			return 0
		}
		return number(i / 10)
	}, operation)
	w.Responses = false
	return w
}

// Calls returns spans without an error, as OTLP.
func Calls(n int) []byte { return miss(n).wire }

// answers are the documented error responses of about 120 bytes. The records go through them in turn, so that no contender
// gains by being fast for one number.
var answers = func() (list []catalog.Error) {
	for _, e := range catalog.All() {
		if n := len(errorBody(e)); e.API == catalog.V2 && e.Delivered == catalog.Response && n >= 105 && n <= 135 {
			list = append(list, e)
		}
	}
	return list
}()

func answer(i int) catalog.Error { return answers[i%len(answers)] }

func number(i int) int { return answer(i).Number }

// Median returns the median.
func Median(list []float64) float64 { return slices.Sorted(slices.Values(list))[len(list)/2] }
