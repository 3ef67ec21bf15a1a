// SPDX-License-Identifier: Apache-2.0

// Package workload has the telemetry that the benchmarks run on, and the errors in it. All of it is made up.
package workload

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Workload is a batch as it comes over the wire.
type Workload struct {
	Name string
	Logs bool // its records are those of logs, not spans
	Len  int  // how many records it has
	// Want returns the error number of the record at this place; 0: none.
	Want func(i int) int
	// Responses reports whether its errors, if any, are JSON error responses: what OTTL is asked for.
	Responses bool
	// Search reports whether each record has a text, and none holds an error.
	Search bool

	wire []byte
}

// Size returns how many bytes a record has on the wire.
func (w *Workload) Size() float64 { return float64(len(w.wire)) / float64(w.Len) }

// Batch is what a processor is given: spans or log records.
type Batch struct {
	Traces ptrace.Traces
	Logs   plog.Logs
}

// Batch returns a batch as a receiver makes it, each string in memory of its own: names that share the memory of a literal
// are compared too fast.
func (w *Workload) Batch() (b Batch, err error) {
	if w.Logs {
		b.Logs, err = (&plog.ProtoUnmarshaler{}).UnmarshalLogs(w.wire)
	} else {
		b.Traces, err = (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(w.wire)
	}
	return b, err
}

func none(int) int { return 0 }

const size = 1000

// All returns the workloads to compare processors on.
func All() []Workload {
	lines := logs("log line, 200 B", size, none, func(i int, r plog.LogRecord) { r.Body().SetStr(line(i)) })
	lines.Responses, lines.Search = true, true
	wide := logs("log with 8 attributes", size, none, structured)
	wide.Responses, wide.Search = true, true
	json := logs("log, JSON with an error", size, number, func(i int, r plog.LogRecord) { r.Body().SetStr(errorBody(answer(i))) })
	json.Responses = true
	return []Workload{
		miss(size),
		hit(size),
		page(64 << 10),
		Joined(size, 10),
		lines,
		text(10 << 10),
		wide,
		json,
		logs("log, sentence with an error", size, number, func(i int, r plog.LogRecord) { r.Body().SetStr(sentence(answer(i))) }),
	}
}

// Growth returns larger and larger payloads and batches: what a byte, or a record, takes should stay about the same.
func Growth() (list []Workload) {
	for _, payload := range []func(bytes int) Workload{page, text} {
		for bytes := 1 << 10; bytes <= 1<<20; bytes <<= 2 {
			w := payload(bytes)
			w.Name = fmt.Sprintf("%s, %d KiB", w.Name, bytes>>10)
			list = append(list, w)
		}
	}
	oneTrace := func(n int) Workload { return Joined(n, n) }
	inTraces := func(n int) Workload { return Joined(n, 10) }
	for _, batch := range []func(n int) Workload{miss, hit, inTraces, oneTrace} {
		for n := 10; n <= 100_000; n *= 10 {
			w := batch(n)
			w.Name = fmt.Sprintf("%s, %d records", w.Name, n)
			list = append(list, w)
		}
	}
	return list
}

func miss(n int) Workload {
	w := spans("span, no error", n, 10, none, func(_ int, span ptrace.Span) { call(span, 200) })
	w.Responses = true
	return w
}

func hit(n int) Workload {
	w := spans("span, error response", n, 10, number, func(i int, span ptrace.Span) {
		e := answer(i)
		call(span, e.StatusCode)
		span.Attributes().PutStr(BodyAttribute, errorBody(e))
	})
	w.Responses = true
	return w
}

// page returns calls that went well, each with a body of so many bytes.
func page(bytes int) Workload {
	body := assets(bytes)
	w := spans("span, healthy body", inAll(bytes), 10, none, func(_ int, span ptrace.Span) {
		call(span, 200)
		span.Attributes().PutStr(BodyAttribute, body)
	})
	w.Responses, w.Search = true, true
	return w
}

// text returns log records with so many bytes of ordinary lines.
func text(bytes int) Workload {
	body := lines(bytes)
	w := logs("log text", inAll(bytes), none, func(_ int, r plog.LogRecord) { r.Body().SetStr(body) })
	w.Responses, w.Search = true, true
	return w
}

// inAll returns how many records of so many bytes make a batch of about 4 MiB.
func inAll(bytes int) int { return max(2, min(size, 4<<20/bytes)) }

// Joined returns spans, so many to a trace; of each ten, one is the failed call and another tells its error.
func Joined(n, perTrace int) Workload {
	name := fmt.Sprintf("spans to be joined, traces of %d", perTrace)
	if n == perTrace {
		name = "spans to be joined, one trace"
	}
	return spans(name, n, perTrace, func(i int) int {
		if i%10 == 0 || i%10 == 9 {
			return answer(i / 10).Number
		}
		return 0
	}, operation)
}

// Calls returns spans without an error, for a whole Collector.
func Calls(n int) (ptrace.Traces, error) {
	w := miss(n)
	b, err := w.Batch()
	return b.Traces, err
}

// answers are the documented error responses of about 120 bytes. The records go through them in turn, so that nobody wins
// by being fast for one number.
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
