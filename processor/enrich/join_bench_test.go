// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// arrangement is a way in which n spans, or about so many, make a batch.
type arrangement struct {
	name  string
	sizes []int
	build func(n int) *trace
}

// quiet adds n spans of an MDM server at work, each below one of those before it, ten on a level.
func (b *trace) quiet(n int) {
	for i := b.spans.Len() + 1; n > 0; i, n = i+1, n-1 {
		span := b.span(uint64(i), uint64((i+8)/10), ptrace.SpanKindInternal, 0, 10)
		span.Attributes().PutStr("code.function.name", "sync")
		span.Attributes().PutStr("db.system.name", "postgresql")
	}
}

// nested adds n spans, each below the one before, that tell errors of these numbers in turn.
func (b *trace) nested(n int, numbers ...int64) {
	for i := range n {
		id := uint64(b.spans.Len() + 1)
		raises(b.span(id, id-1, ptrace.SpanKindInternal, 0, 10), int64(4+i%6), numbers[i%len(numbers)])
	}
}

// failing adds n calls below a span, with these statuses in turn.
func (b *trace) failing(n int, parent uint64, statuses ...int64) {
	for i := range n {
		call := starts(b.call(uint64(b.spans.Len()+1), parent, statuses[i%len(statuses)]), int64(i*10/n))
		call.Attributes().PutInt("http.response.header.retry-after", int64(i))
	}
}

var documentedNumbers = []int64{9646, 9625, 9602, 9603, 9609, 9622, 9601, 9621, 9728, 9729, 9722, 9700, 9634, 9637, 9650, 9623}

var arrangements = []arrangement{
	{"nothing to join", []int{1000, 100_000}, func(n int) *trace {
		b := newTrace()
		b.server(1, 0)
		b.call(2, 1, 200)
		b.quiet(n - 2)
		return b
	}},
	{"one error", []int{10, 1000, 100_000}, func(n int) *trace {
		b := newTrace()
		raises(b.server(1, 0), 9, 9646)
		b.call(2, 1, 503)
		b.quiet(n - 2)
		return b
	}},
	{"as many errors as calls, below each other", []int{20, 2000, 200_000}, func(n int) *trace {
		b := newTrace()
		b.nested(n/2, documentedNumbers...)
		b.failing(n/2, uint64(n/2), 503, 429, 401, 400, 200)
		return b
	}},
	{"16 errors a span, below each other", []int{20, 2000, 100_000}, func(n int) *trace {
		b := newTrace()
		for i := range uint64(n / 2) {
			around := b.server(i+1, i)
			for _, number := range documentedNumbers {
				raises(around, 9, number)
			}
		}
		b.failing(n/2, uint64(n/2), 200, 503)
		return b
	}},
	{"calls that know 128 numbers", []int{20, 2000}, func(n int) *trace {
		b := newTrace()
		b.nested(n/2, documentedNumbers...)
		for i := range n / 2 {
			call := b.call(uint64(n/2+i+1), uint64(n/2), 503)
			for number := range 128 {
				call.Events().AppendEmpty().Attributes().PutStr("error", fmt.Sprintf(`{"errorNumber":%d}`, 9600+number))
			}
		}
		return b
	}},
	{"nested", []int{10, 1000, 100_000}, deep},
	{"a cycle", []int{10, 1000, 100_000}, func(n int) *trace {
		b := deep(n)
		b.spans.At(0).SetParentSpanID(spanID(uint64(n)))
		return b
	}},
	{"all ids equal", []int{10, 1000, 100_000}, func(n int) *trace {
		b := newTrace()
		for i := range n {
			if i%2 == 0 {
				raises(b.server(1, 1), 9, documentedNumbers[i/2%len(documentedNumbers)])
			} else {
				b.call(1, 1, 503)
			}
		}
		return b
	}},
}

// BenchmarkJoin tells the time for each span of a batch, which must not grow much with the batch, whatever it is like.
func BenchmarkJoin(b *testing.B) {
	for _, a := range arrangements {
		for _, n := range a.sizes {
			for _, on := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/%d/join=%v", a.name, n, on), func(b *testing.B) {
					e, td := newEnricher(b, func(s *Settings) { s.JoinTraces = on }), a.build(n).td
					count := td.SpanCount()
					b.ReportAllocs()
					for b.Loop() {
						b.StopTimer()
						work := ptrace.NewTraces()
						td.CopyTo(work)
						b.StartTimer()
						_, _ = e.Traces(b.Context(), work)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/span")
				})
			}
		}
	}
}

// A batch in which there is nothing to join needs no memory for it, however many calls there are.
func TestJoinOfNothingAllocatesNothing(t *testing.T) {
	e := newEnricher(t, withJoin)
	for name, change := range map[string]func(*trace){
		"no error":              func(*trace) {},
		"an error of a call":    func(b *trace) { answers(b.call(9001, 1, 200), 9602) },
		"an error in a payload": func(b *trace) { answers(b.server(9001, 1), 9602) },
	} {
		var b *trace
		build := func(n int) {
			b = newTrace()
			b.server(1, 0)
			for i := range uint64(n) {
				b.call(i+2, 1, 200)
			}
			change(b)
			_, err := e.Traces(t.Context(), b.td) // which writes what there is to write
			require.NoError(t, err)
		}
		build(10)
		few := testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) })
		build(1000)
		assert.Equal(t, few, testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) }), name)
	}
}

// Memory grows with the batch, and no faster.
func TestJoinAllocatesLinearly(t *testing.T) {
	e := newEnricher(t, withJoin)
	for _, a := range arrangements {
		perSpan := func(n int) float64 {
			td := a.build(n).td
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := e.Traces(t.Context(), td)
			require.NoError(t, err)
			runtime.ReadMemStats(&after)
			return float64(after.TotalAlloc-before.TotalAlloc) / float64(td.SpanCount())
		}
		few, many := perSpan(200), perSpan(2000)
		assert.LessOrEqual(t, many, 2*few+512, "%s: bytes a span", a.name)
	}
}
