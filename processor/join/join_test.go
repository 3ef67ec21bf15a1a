// SPDX-License-Identifier: Apache-2.0

package join

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var usual = Limits{TTL: 5 * time.Minute, EventTTL: time.Hour, MaxItems: 10000}

const sec = uint64(time.Second)

// attempt returns a call below span 1 of a trace.
func attempt(trace, span int, start, end uint64, status uint16) Call {
	return Call{Span: Span{traceID(trace), id(span), id(1)}, Start: start, End: end, Status: status}
}

// logged returns an error that a log record within span 1 reports, and for which 400 is documented.
func logged(trace int, number int64, at uint64) Error {
	e := Error{Span: Span{Trace: traceID(trace), ID: id(1)}, Recorded: at, Number: number, Log: true}
	for api := range e.Documented {
		e.Documented[api] = 400
	}
	return e
}

// A near call isn't accused if another call, whose ancestors aren't known yet, has just failed with the documented status.
func TestUnknownCallGoesBeforeAnAccusation(t *testing.T) {
	t.Parallel()
	near, err := attempt(1, 2, 0, sec, 200), logged(1, 9, sec)
	for status, chosen := range map[uint16]SpanID{400: id(3), 503: id(2)} {
		unknown := attempt(1, 3, sec/2, sec, status)
		unknown.Parent = id(7)
		assert.Equal(t, chosen, New(usual).Join(&Batch{Calls: []Call{near, unknown}, Errors: []Error{err}}).Errors[0].Call, status)
	}
	old := attempt(1, 3, 0, sec/2, 400)
	old.Parent = id(7)
	err.Recorded, near.End = 2*sec, 2*sec
	assert.Equal(t, near.ID, New(usual).Join(&Batch{Calls: []Call{near, old}, Errors: []Error{err}}).Errors[0].Call, "an old one")
}

// The 16th ancestor of a call in an earlier batch is remembered, the 17th isn't.
func TestAncestorsAreBounded(t *testing.T) {
	t.Parallel()
	for above, made := range map[int]int{16: 1, 17: 0} {
		m, b := New(usual), Batch{}
		for i := 1; i <= 20; i++ {
			b.Spans = append(b.Spans, Span{traceID(1), id(i), id(i - 1)})
		}
		b.Calls = []Call{{Span: b.Spans[19], End: sec, Status: 503}}
		m.Join(&b)
		err := logged(1, 9, sec)
		err.ID = id(20 - above)
		assert.Len(t, m.Join(&Batch{Errors: []Error{err}}).Made, made, above)
	}
}

// When one client calls another, the error of the inner call is that of the outer one, too, and is counted once. The outer call
// keeps an error of its own. If it has two numbers, it may still be joined with the other one.
func TestOuterCallTakesOver(t *testing.T) {
	t.Parallel()
	inner := attempt(1, 3, 0, sec, 400)
	inner.Parent = id(2)
	for name, tt := range map[string]struct {
		outer Call
		told  int64
		joins bool // a later error with another number is joined
	}{
		"knows none":      {Call{}, 9, false},
		"knows the other": {Call{Numbers: []int64{8}}, 0, true},
		"knows both":      {Call{Numbers: []int64{8, 9}}, 9, true},
		"was told":        {Call{Given: 8}, 8, true},
	} {
		outer := tt.outer
		outer.Span, outer.End, outer.Status = Span{traceID(1), id(2), id(1)}, sec, 400
		m := New(usual)
		assert.Len(t, m.Join(&Batch{Calls: []Call{inner}, Errors: []Error{logged(1, 9, sec)}}).Made, 1, name)
		r := m.Join(&Batch{Calls: []Call{outer}})
		assert.Empty(t, r.Made, name)
		assert.Equal(t, tt.told, r.Calls[0].Number, name)
		assert.True(t, r.Calls[0].Counted, name)
		r = m.Join(&Batch{Errors: []Error{logged(1, 8, sec)}})
		assert.Empty(t, r.Made, name)
		assert.Equal(t, tt.joins, r.Errors[0].Status != 0, name)
	}
}

// With three nested clients in one batch, the error of the innermost call reaches the outermost one, in any order.
func TestOutermostCallTakesOver(t *testing.T) {
	t.Parallel()
	calls := make([]Call, 3)
	for i := range calls {
		calls[i] = attempt(1, 3-i, 0, sec, 400) // the innermost first
		calls[i].Parent = id(2 - i)
	}
	calls[0].Given = 9
	for range 2 {
		told := New(usual).Join(&Batch{Calls: calls}).Calls
		assert.Equal(t, []int64{9, 9, 9}, []int64{told[0].Number, told[1].Number, told[2].Number})
		slices.Reverse(calls)
	}
}

// A first attempt is answered with 503, and the second one with the error. If a clock is wrong, so that neither seems to be
// running when the error is recorded, the error is never joined with the first.
func TestWrongClocksAccuseNobody(t *testing.T) {
	t.Parallel()
	const start, far = 1000 * sec, uint64(math.MaxInt64)
	shifted := func(by int64) func(uint64) uint64 { return func(at uint64) uint64 { return at + uint64(by)*sec } }
	always := func(at uint64) func(uint64) uint64 { return func(uint64) uint64 { return at } }
	right := shifted(0)
	for name, clock := range map[string]struct{ start, end, log func(uint64) uint64 }{
		"spans ahead by 4 s":    {shifted(4), shifted(4), right},
		"spans ahead by 1 h":    {shifted(3600), shifted(3600), right},
		"spans behind by 1 s":   {shifted(-1), shifted(-1), right},
		"spans behind by 600 s": {shifted(-600), shifted(-600), right},
		"spans at zero":         {always(0), always(0), right},
		"spans in far future":   {always(far), always(far), right},
		"spans at the maximum":  {always(math.MaxUint64), always(math.MaxUint64), right},
		"starts at zero":        {always(0), right, right},
		"ends at zero":          {right, always(0), right},
		"starts after ends":     {shifted(60), right, right},
		"starts in far future":  {always(far), right, right},
		"log at zero":           {right, right, always(0)},
		"log in far future":     {right, right, always(far)},
		"log at the maximum":    {right, right, always(math.MaxUint64)},
		"log behind by 4 s":     {right, right, shifted(-4)},
		"log ahead by 2 s":      {right, right, shifted(2)},
	} {
		first := attempt(1, 2, clock.start(start), clock.end(start+sec), 503)
		second := attempt(1, 3, clock.start(start+2*sec), clock.end(start+3*sec), 400)
		err := logged(1, 9, clock.log(start+3*sec+sec/1000))
		for order, batches := range map[string][]Batch{
			"together":      {{Calls: []Call{first, second}, Errors: []Error{err}}},
			"error last":    {{Calls: []Call{first}}, {Calls: []Call{second}}, {Errors: []Error{err}}},
			"error first":   {{Errors: []Error{err}}, {Calls: []Call{first}}, {Calls: []Call{second}}},
			"error between": {{Calls: []Call{first}}, {Errors: []Error{err}}, {Calls: []Call{second}}},
		} {
			m := New(usual)
			for _, b := range batches {
				for _, p := range m.Join(&b).Made {
					assert.Equal(t, second.ID, p.Call, "%s, %s", name, order)
				}
			}
		}
	}
}

// Pipelines share the memory: the second of a pair to arrive joins it, and each pair is counted once.
func thousand(base int) (b Batch) {
	for i := range 500 {
		server := Span{traceID(base + i), id(1), id(0)}
		b.Spans = append(b.Spans, server)
		for j := range 2 {
			c := attempt(base+i, 2+j, uint64(j)*2*sec, uint64(j)*2*sec+sec, 400)
			b.Spans, b.Calls = append(b.Spans, c.Span), append(b.Calls, c)
			b.Errors = append(b.Errors, logged(base+i, int64(1+j), c.End))
		}
	}
	return b
}

func BenchmarkJoin(b *testing.B) {
	batch := thousand(0)
	perRecord := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2000, "ns/record")
	}
	b.Run("batch", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if made := New(usual).Join(&batch).Made; len(made) != 1000 {
				b.Fatal(len(made))
			}
		}
		perRecord(b)
	})
	// The steady state: each new item displaces an old one.
	b.Run("full", func(b *testing.B) {
		b.ReportAllocs()
		m := New(usual)
		batches := make([]Batch, 64)
		for i := range batches {
			batches[i] = thousand(500 * i)
			m.Join(&batches[i])
		}
		for i := 0; b.Loop(); i++ {
			m.Join(&batches[i%len(batches)])
		}
		perRecord(b)
	})
	b.Run("pipelines", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(8)
		m := New(usual)
		var next sync.Mutex
		n := 0
		b.RunParallel(func(pb *testing.PB) {
			next.Lock()
			own := thousand(500 * n)
			n++
			next.Unlock()
			for pb.Next() {
				m.Join(&own)
			}
		})
		perRecord(b)
	})
}
