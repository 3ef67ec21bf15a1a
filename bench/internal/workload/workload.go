// SPDX-License-Identifier: Apache-2.0

// Package workload has the data that the benchmarks are run on, and what is to be found in it. All of it is made up.
package workload

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Workload is a batch, and what a processor has to make of it.
type Workload struct {
	Name   string
	Source Source
	// Want returns the error of the record at this place, if it has one.
	Want func(i int) (catalog.Error, bool)
	// Responses is whether all errors, if any, are plain JSON error responses: what the transform processor is asked for.
	Responses bool
	// Condition is whether it shows what one condition of the transform processor costs when there is nothing to do.
	Condition bool
	// Frugal is whether no more may be allocated for an error than its values need, and a little.
	Frugal bool
	// Search is whether the look for a text in each body, which doesn't have it, is of interest.
	Search bool
}

// All is whether each of its records has an error.
func (w *Workload) All() bool {
	for i := range w.Source.Len {
		if _, ok := w.Want(i); !ok {
			return false
		}
	}
	return true
}

func none(int) (catalog.Error, bool) { return catalog.Error{}, false }

// oneIn returns what is wanted where one record in n has an error.
func oneIn(n int, what func(i int) catalog.Error) func(int) (catalog.Error, bool) {
	return func(i int) (catalog.Error, bool) {
		if i%n != 0 {
			return catalog.Error{}, false
		}
		return what(i), true
	}
}

func always(e catalog.Error) func(int) (catalog.Error, bool) {
	return func(int) (catalog.Error, bool) { return e, true }
}

const (
	size     = 1000
	pages    = 100
	pageSize = 64 << 10
)

// All returns the workloads to compare processors on.
func All() []Workload {
	return []Workload{
		{Name: "spans, to another host", Source: tracesSource(Ordinary(size)), Want: none, Responses: true, Condition: true},
		{Name: "spans, to Apple, all well", Source: Failing("", size, 0).Source, Want: none, Responses: true, Condition: true},
		Failing("spans, 10 % failed", size, 10),
		Failing("spans, all failed", size, 1),
		{Name: "spans, event status", Frugal: true, Want: always(statusError), Source: tracesSource(spans(size, 10, func(_ int, span ptrace.Span) {
			callWith(span, 200, statusBody(statusError))
		}))},
		Joined("spans, to be joined", size, 10),
		Page("spans, healthy 64-kB assets", pages, HealthyPage(pageSize)),
		Page("spans, healthy 64-kB assignments", pages, assignmentsPage(pageSize)),
		{Name: "logs, ordinary line", Source: logsSource(records(size, line)), Want: none, Responses: true},
		logged("logs, 10 % JSON", 10, errorBody, true),
		logged("logs, all JSON", 1, errorBody, true),
		logged("logs, 10 % sentence", 10, sentence, false),
		logged("logs, all sentence", 1, sentence, false),
		{Name: "logs, notification", Want: always(notificationError), Source: logsSource(records(size, func(int) string {
			return notificationBody(notificationError)
		}))},
	}
}

// Failing returns n calls to the service, of which one in so many fails; 0: none does.
func Failing(name string, n, in int) Workload {
	want := none
	if in > 0 {
		want = oneIn(in, Answer)
	}
	return Workload{Name: name, Want: want, Responses: true, Frugal: true, Source: tracesSource(spans(n, 10, func(i int, span ptrace.Span) {
		if e, ok := want(i); ok {
			failedCall(span, e)
		} else {
			call(span, apple, 200)
		}
	}))}
}

// Joined returns n spans, so many to a trace, of which one in ten tells an error and one in ten is the call that it is of.
func Joined(name string, n, perTrace int) Workload {
	return Workload{Name: name, Source: tracesSource(spans(n, perTrace, operation)), Want: func(i int) (catalog.Error, bool) {
		return Answer(i / 10), i%10 == 0 || i%10 == 9
	}}
}

// Page returns n calls that went well, all with this body.
func Page(name string, n int, body string) Workload {
	return Workload{Name: name, Want: none, Responses: true, Search: true, Source: tracesSource(spans(n, 10, func(_ int, span ptrace.Span) {
		callWith(span, 200, body)
	}))}
}

// Late returns n calls, all with a body of about so many bytes, at whose end there is an error.
func Late(name string, n, bytes int) Workload {
	e := Answer(0)
	body := lateError(bytes, e)
	return Workload{Name: name, Want: always(e), Source: tracesSource(spans(n, 10, func(_ int, span ptrace.Span) {
		callWith(span, e.StatusCode, body)
	}))}
}

// Text returns n log records, all with about so many bytes of text.
func Text(name string, n, bytes int) Workload {
	text := healthyText(bytes)
	return Workload{Name: name, Want: none, Search: true, Source: logsSource(records(n, func(int) string { return text }))}
}

// logged returns log records of which one in so many is told an error.
func logged(name string, in int, told func(catalog.Error) string, responses bool) Workload {
	want := oneIn(in, Answer)
	return Workload{Name: name, Want: want, Responses: responses, Frugal: responses, Source: logsSource(records(size, func(i int) string {
		if e, ok := want(i); ok {
			return told(e)
		}
		return line(i)
	}))}
}

// line is an ordinary one of 200 bytes.
func line(i int) string {
	const more = ` user_agent="mdm-server/1.0 (platform; linux; amd64)" request=00000000-0000-4000-8000-000000000001`
	return (strings.TrimSuffix(logLine(i), "\n") + more)[:200]
}
