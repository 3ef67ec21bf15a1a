// SPDX-License-Identifier: Apache-2.0

// Package workload has the telemetry that the benchmarks run on, and the errors in it. All of it is made up.
package workload

import (
	"encoding/binary"
	"slices"
	"strings"
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

// newWorkload returns a workload whose first record has this text, if any.
func newWorkload(name string, n int, want func(i int) int, text string) Workload {
	healthy := want(0) == 0
	return Workload{Name: name, Len: n, Want: want, Responses: healthy || strings.HasPrefix(text, "{"), Search: healthy && text != ""}
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

// must returns v: marshaling what this package made can't fail.
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

// size is how many records a batch has, unless they are large.
const size = 1000

// All returns the workloads to compare processors on.
func All() []Workload {
	body := func(of func(i int) string) func(int, plog.LogRecord) {
		return func(i int, r plog.LogRecord) { r.Body().SetStr(of(i)) }
	}
	list := []Workload{
		spans("span, another host", size, none, func(_ int, span ptrace.Span) {
			call(span, 200)
			span.Attributes().PutStr("url.full", "https://api.example.com/v1/assets?pageIndex=3")
			span.Attributes().PutStr("server.address", "api.example.com")
		}),
		instrumented(),
		spans("span, healthy call", size, none, func(_ int, span ptrace.Span) { call(span, 200) }),
		spans("span, error response", size, number, func(i int, span ptrace.Span) {
			e := answer(i)
			call(span, e.StatusCode)
			span.Attributes().PutStr(BodyAttribute, errorBody(e))
		}),
		spans("span, healthy body, 64 KiB", 64, none, func(_ int, span ptrace.Span) {
			call(span, 200)
			span.Attributes().PutStr(BodyAttribute, assets(64<<10))
		}),
		spans("spans to be joined, traces of 10", size, func(i int) int {
			if i%10 > 0 && i%10 < 9 {
				return 0
			}
			return number(i / 10)
		}, operation),
		logs("log line, 200 B", size, none, body(line)),
		logs("log text, 10 KiB", 400, none, body(func(int) string { return lines(10 << 10) })),
		logs("log with 8 attributes", size, none, structured),
		logs("log, JSON with an error", size, number, body(func(i int) string { return errorBody(answer(i)) })),
		logs("log, sentence with an error", size, number, body(func(i int) string { return sentence(answer(i)) })),
	}
	for _, attributes := range []int{0, 8, 20} {
		list = append(list, formed(false, attributes), formed(true, attributes))
	}
	return list
}

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
