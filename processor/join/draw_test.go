// SPDX-License-Identifier: Apache-2.0

package join

import (
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"
)

const ids = 7

// drawer draws batches with few different ids, times, statuses and numbers, so that they collide.
type drawer struct {
	*rapid.T
	limits     Limits
	plain      bool // only attempts below one span, with log records that report their errors
	parents    [3][ids + 1]int
	documented [4][APIs]uint16
	calls      []Call // sent so far
	errors     []Error
	last       Call
}

func newDrawer(t *rapid.T) *drawer {
	d := &drawer{T: t}
	d.limits = Limits{
		TTL:      one(d, 10500*time.Millisecond, 10500*time.Millisecond, 0),
		EventTTL: one(d, 20500*time.Millisecond, 3500*time.Millisecond, 0),
		MaxItems: one(d, 1000, 1000, 70, 5, 3, 1),
	}
	if d.plain = d.below(2) == 0; d.plain {
		d.limits = usual
	}
	for trace := range d.parents {
		for span := 1; span <= ids; span++ {
			d.parents[trace][span] = d.below(span)
			if d.plain {
				d.parents[trace][span] = one(d, 1, 1, span-1)
				continue
			}
			if d.rarely(6) {
				d.parents[trace][span] = d.below(ids + 3) // may be itself, below itself, or a missing span
			}
		}
	}
	for number := range d.documented {
		for api := range APIs {
			d.documented[number][api] = one[uint16](d, 400, 401, 0)
		}
	}
	if d.below(2) == 0 {
		d.documented = [4][APIs]uint16{d.documented[0], d.documented[0], d.documented[0], d.documented[0]}
	}
	return d
}

func (d *drawer) below(n int) int { return rapid.IntRange(0, n-1).Draw(d.T, "") }

func (d *drawer) rarely(n int) bool { return d.below(n) == n-1 }

func one[T any](d *drawer, some ...T) T { return some[d.below(len(some))] }

// gap draws a duration near one of the limits.
func (d *drawer) gap() uint64 {
	return uint64(one(d, 0, 50*time.Millisecond, 100*time.Millisecond, 100*time.Millisecond+1, time.Second, time.Second+1, 2*time.Second))
}

func (d *drawer) time() uint64 {
	if d.rarely(30) {
		return one[uint64](d, 0, 1, math.MaxInt64, math.MaxUint64)
	}
	return 10*uint64(time.Second) + d.gap() + d.gap()
}

// again draws the last time of an error; mostly, it was recorded once.
func (d *drawer) again() uint64 {
	if !d.rarely(5) {
		return 0
	}
	return d.time()
}

func (d *drawer) span(trace int) Span {
	n := 1 + d.below(ids)
	s := Span{traceID(trace), id(n), id(d.parents[trace][n])}
	if d.plain {
		return s
	}
	if d.rarely(40) {
		s.Parent = id(d.below(ids + 3)) // not always the same
	}
	if d.rarely(20) {
		s.ID = SpanID{}
	}
	return s
}

func (d *drawer) call(s Span) Call {
	c := Call{
		Span: s, Start: d.time(),
		Response: Response{Delay: one(d, Delay{}, Delay{5, true}), Status: one[uint16](d, 200, 400, 401, 503, 200), API: uint8(d.below(APIs))},
	}
	if d.plain {
		c.End = c.Start + d.gap()
		return c
	}
	c.Poll = c.Status >= 400 && d.rarely(6) // successful polls are left out
	c.End = c.Start + d.gap()
	if d.rarely(10) {
		c.End = d.time() // may be before the start
	}
	for range d.below(6) / 3 {
		c.Numbers = append(c.Numbers, int64(1+d.below(3)))
	}
	if d.rarely(30) {
		c.Numbers = []int64{1, 11, 12, 13, 14, 15, 16, 2, 3}
	}
	if d.rarely(12) {
		c.Given = int64(1 + d.below(3))
	}
	return c
}

func (d *drawer) error(s Span, log bool) Error {
	n := 1 + d.below(3)
	if d.plain {
		s.ID = id(1)
		return Error{Span: Span{Trace: s.Trace, ID: s.ID}, Recorded: d.time(), Again: d.again(), Number: int64(n), Documented: d.documented[n], Log: true}
	}
	e := Error{
		Span: s, Recorded: d.time(), Number: int64(n), Documented: d.documented[n], Log: log, Inexact: d.rarely(6), Quiet: d.rarely(6), AtEnd: d.rarely(4),
		Background: d.rarely(6), Legacy: d.rarely(3),
	}
	if d.below(2) == 0 && d.last.End < math.MaxInt64 {
		e.Recorded = d.last.End + d.gap()
	}
	if d.rarely(6) {
		e.Status = one[uint16](d, 400, 200, 401)
	}
	if d.rarely(10) {
		e.Call = id(d.below(ids + 1))
	}
	if d.rarely(10) {
		e.ID, e.Parent = one(d, id(deepest-16), id(deepest-17), id(deepest-15), id(deepest)), SpanID{}
	}
	if log {
		e.Parent = SpanID{}
		if d.rarely(6) {
			e.ID = SpanID{}
		}
	}
	return e
}

// batch draws the spans of one or two traces, some with calls and errors, log records, and copies from earlier batches.
func (d *drawer) batch(n int) (b Batch) {
	for range 1 + d.below(7) {
		trace := 1 + d.below(6)/5
		s := d.span(trace)
		switch d.below(5) {
		case 0, 1:
			d.last = d.call(s)
			b.Calls = append(b.Calls, d.last)
		case 2:
			b.Errors = append(b.Errors, d.error(s, false))
		case 3:
			b.Errors = append(b.Errors, d.error(s, true))
			continue
		}
		b.Spans = append(b.Spans, s)
	}
	for len(b.Errors) > 0 && d.below(2) == 0 { // others on the same record, or at the same time
		e := b.Errors[len(b.Errors)-1]
		if d.rarely(3) {
			e.ID, e.Parent, e.Log = one(d, e.ID, id(d.below(ids))), SpanID{}, true
		} else {
			e.Number = 1 + e.Number%3
			e.Documented = d.documented[e.Number]
		}
		b.Errors = append(b.Errors, e)
	}
	for len(d.calls) > 0 && d.rarely(5) {
		c := one(d, d.calls...)
		if d.rarely(3) {
			c.Delay, c.Numbers = d.last.Delay, d.last.Numbers
		}
		b.Calls = append(b.Calls, c)
		b.Spans = append(b.Spans, c.Span)
	}
	for len(d.errors) > 0 && d.rarely(4) {
		e := one(d, d.errors...)
		if d.rarely(3) {
			e.Quiet, e.Inexact = d.rarely(3), d.rarely(3)
		}
		b.Errors = append(b.Errors, e)
		if !e.Log {
			b.Spans = append(b.Spans, e.Span)
		}
	}
	d.deep(&b)
	d.flood(n, &b)
	d.calls = append(d.calls, b.Calls...)
	d.errors = append(d.errors, b.Errors...)
	b.Spans = rapid.Permutation(b.Spans).Draw(d.T, "")
	for range d.below(3) {
		b.Starts = append(b.Starts, Start{one(d, "A", "B", "C", "D"), Span{Trace: traceID(d.below(3)), ID: id(d.below(9))}})
	}
	for range d.below(3) {
		b.Events = append(b.Events, one(d, "A", "B", "C", "D"))
	}
	return b
}

const deepest = 70

// deep sometimes adds a call with more ancestors than are remembered.
func (d *drawer) deep(b *Batch) {
	if !d.rarely(12) {
		return
	}
	s := Span{traceID(1), id(deepest - 18), id(d.below(2))} // a root, or below another
	for at := deepest - 17; at <= deepest; at++ {
		b.Spans = append(b.Spans, s)
		s = Span{s.Trace, id(at), s.ID}
	}
	b.Spans = append(b.Spans, s)
	b.Calls = append(b.Calls, d.call(s))
}

// flood sometimes adds about as many calls or errors as are remembered of one trace.
func (d *drawer) flood(n int, b *Batch) {
	if !d.rarely(25) {
		return
	}
	many, calls := 60+d.below(8), d.below(2) == 0
	c, e := d.call(d.span(1)), d.error(d.span(1), true)
	e.Call = SpanID{}
	for i := range many {
		if calls {
			c.ID = id(100 + 100*n + i)
			b.Calls = append(b.Calls, c)
		} else {
			e.Recorded++
			b.Errors = append(b.Errors, e)
		}
	}
	if calls {
		slices.Reverse(b.Calls)
	}
}
