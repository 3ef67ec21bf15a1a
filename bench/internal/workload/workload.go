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
	Name string
	// Batch is never changed: processors get copies.
	Batch Batch
	// Want returns the error of the record at this place, if it has one.
	Want func(i int) (catalog.Error, bool)
	// Responses is whether all errors are plain JSON error responses, the one thing that is asked of the transform processor.
	Responses bool
	// Condition is whether it shows what one condition of the transform processor costs, when there is nothing to do.
	Condition bool
	// Text is searched, for comparison, once a record; empty: there is no such comparison.
	Text func(i int) string
}

func none(int) (catalog.Error, bool) { return catalog.Error{}, false }

func every(n int, what func(i int) catalog.Error) func(int) (catalog.Error, bool) {
	return func(i int) (catalog.Error, bool) {
		if i%n != 0 {
			return catalog.Error{}, false
		}
		return what(i), true
	}
}

func always(e catalog.Error) func(int) catalog.Error {
	return func(int) catalog.Error { return e }
}

const (
	size     = 1000
	pages    = 100
	pageSize = 64 << 10
)

// All returns the workloads of the table.
func All() []Workload {
	texts := make([]string, pages) // each in memory of its own, as they come from a receiver
	for i := range texts {
		texts[i] = HealthyPage(pageSize)
	}
	list := []Workload{
		{Name: "spans to another host", Batch: Batch{traces: Ordinary(size)}, Want: none, Responses: true, Condition: true},
		{Name: "spans to Apple, all well", Batch: spans(size, func(_ int, s ptrace.Span) { Call(s, apple, 200) }), Want: none, Responses: true, Condition: true},
		failing("spans, 10 % failed", 10),
		failing("spans, all failed", 1),
		{Name: "spans, event status", Batch: spans(size, func(_ int, s ptrace.Span) { callWith(s, 200, statusBody(statusError)) }), Want: every(1, always(statusError))},
		{Name: "spans, to be joined", Batch: spans(size, operation), Want: func(i int) (catalog.Error, bool) { return Answer(i / 10), i%10 == 0 || i%10 == 9 }},
		{Name: "spans, healthy 64-kB page", Batch: spans(pages, func(i int, s ptrace.Span) { callWith(s, 200, texts[i]) }), Want: none, Responses: true,
			Text: func(i int) string { return texts[i] }},
		{Name: "logs, ordinary line", Batch: records(size, line), Want: none, Responses: true},
	}
	for _, kind := range []struct {
		name string
		body func(catalog.Error) string
	}{{"JSON", errorBody}, {"sentence", sentence}} {
		for _, n := range []int{10, 1} {
			share := map[int]string{10: "10 % ", 1: "all "}[n]
			want := every(n, Answer)
			list = append(list, Workload{Name: "logs, " + share + kind.name, Want: want, Responses: kind.name == "JSON", Batch: records(size, func(i int) string {
				if e, ok := want(i); ok {
					return kind.body(e)
				}
				return line(i)
			})})
		}
	}
	return append(list, Workload{Name: "logs, notification", Want: every(1, always(notificationError)),
		Batch: records(size, func(int) string { return notificationBody(notificationError) })})
}

// line is an ordinary one of 200 bytes.
func line(i int) string {
	const more = ` user_agent="mdm-server/1.0 (platform; linux; amd64)" request=00000000-0000-4000-8000-000000000001`
	return (strings.TrimSuffix(logLine(i), "\n") + more)[:200]
}

// failing returns calls to the service of which one in n fails.
func failing(name string, n int) Workload {
	want := every(n, Answer)
	return Workload{Name: name, Want: want, Responses: true, Batch: spans(size, func(i int, s ptrace.Span) {
		if e, ok := want(i); ok {
			failedCall(s, e)
		} else {
			Call(s, apple, 200)
		}
	})}
}
