// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"slices"
	"time"
)

// parents are the known parents of a trace's spans; zero after a root.
type parents map[SpanID]SpanID

// parentsOf takes the parents from the remembered calls, then from the batch. The first one counts.
func (r *reference) parentsOf(t TraceID, spans []Span) parents {
	p := parents{}
	learn := func(id, parent SpanID) {
		if _, known := p[id]; !known && id != (SpanID{}) {
			p[id] = parent
		}
	}
	for _, c := range r.callsOf(t) {
		at := c.ID
		for _, parent := range c.way {
			learn(at, parent)
			at = parent
		}
	}
	for _, s := range spans {
		if s.Trace == t {
			learn(s.ID, s.Parent)
		}
	}
	return p
}

// up returns the ancestors of a call, and whether all are known, up to a root or a cycle.
func (p parents) up(c *refCall) (way []SpanID, ended bool) {
	var been []SpanID
	for at, known := c.Parent, true; known; at, known = p[at] {
		way = append(way, at)
		if at == (SpanID{}) || slices.Contains(been, at) {
			return way, true
		}
		been = append(been, at)
	}
	return way, false
}

type relation int

const (
	isUnknown relation = iota
	isNear
	isApart
)

func (p parents) relation(e *refError, c *refCall) relation {
	way, ended := p.up(c)
	switch {
	case e.ID == SpanID{}:
		return isUnknown
	case e.Log && e.ID == c.ID, slices.Contains(way, e.ID), p.isChild(e, c):
		return isNear
	case ended:
		return isApart
	default:
		return isUnknown
	}
}

// isChild reports whether the span of the error is a child of the call.
func (p parents) isChild(e *refError, c *refCall) bool {
	parent := e.Parent
	if e.Log {
		parent = p[e.ID]
	}
	return e.ID != SpanID{} && parent != SpanID{} && parent == c.ID
}

// fits reports whether there is no evidence that the call was answered with another number.
func (c *refCall) fits(number int64) bool {
	return (len(c.Numbers) == 0 || c.knows(number)) && (!c.given || c.told.Number == number)
}

func (c *refCall) knows(number int64) bool { return slices.Contains(c.Numbers, number) }

// isOuterOf reports whether the two are one call, recorded by two clients, and this is the outer one.
func (c *refCall) isOuterOf(inner *refCall) bool {
	return c != inner && c.Trace == inner.Trace && c.ID == inner.Parent && c.ID != SpanID{} && c.Status == inner.Status
}

func (r *reference) candidates(e *refError) (all []*refCall) {
	all = filter(r.callsOf(e.Trace), func(c *refCall) bool {
		inner := slices.ContainsFunc(r.calls, func(o *refCall) bool { return o.isOuterOf(c) })
		return c.Start <= e.Recorded && c.fits(e.Number) && !inner && (e.Status == 0 || e.Status == c.Status)
	})
	slices.SortStableFunc(all, func(a, b *refCall) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

func filter[T any](all []T, is func(T) bool) (some []T) {
	for _, one := range all {
		if is(one) {
			some = append(some, one)
		}
	}
	return some
}

func last(all []*refCall) *refCall {
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// ended returns how long before the error the call ended; zero if it was still running.
func (c *refCall) ended(e *refError) time.Duration {
	if c.End >= e.Recorded {
		return 0
	}
	return time.Duration(min(e.Recorded-c.End, uint64(time.Hour)))
}

func failed(c *refCall) bool { return c.Status >= 400 }

// choose returns the call that was answered with the error. The errors after it in the same record leave it an earlier one.
func (r *reference) choose(e *refError, after []*refError, p parents) *refCall {
	all := r.candidates(e)
	documented := func(c *refCall) bool { return c.Status == e.Documented[c.API] }
	fresh := func(c *refCall) bool { return e.Inexact || c.ended(e) <= time.Second }
	around := filter(all, func(c *refCall) bool { return p.relation(e, c) == isNear })
	siblings := filter(after, func(o *refError) bool {
		taken := slices.ContainsFunc(r.callsOf(e.Trace), func(c *refCall) bool { return c.given && c.told.Number == o.Number })
		return o.ID == e.ID && o.Recorded == e.Recorded && o.Documented == e.Documented && !taken
	})
	if fitting := filter(around, func(c *refCall) bool { return documented(c) && fresh(c) }); len(fitting) > 0 {
		return fitting[max(0, len(fitting)-1-len(siblings))]
	}
	var perhaps *refCall
	if some := filter(all, func(c *refCall) bool { return failed(c) && p.relation(e, c) == isUnknown }); len(some) == 1 {
		if c := some[0]; documented(c) && fresh(c) {
			perhaps = c
		}
	}
	within := filter(all, func(c *refCall) bool { return e.Log && c.ID == e.ID || p.isChild(e, c) })
	preferred := func(c *refCall) *refCall {
		if perhaps != nil && e.Log && len(within) == 0 && perhaps.Start > c.Start {
			return perhaps
		}
		return c
	}
	if len(filter(around, documented)) == 0 && !e.Inexact && !e.Quiet && !r.lossy[e.Trace] {
		right := filter(around, func(c *refCall) bool {
			past := c.ended(e)
			return past == 0 || past <= 100*time.Millisecond && uint64(past) <= c.End-c.Start || slices.Contains(within, c)
		})
		if c := last(filter(right, failed)); c != nil {
			return preferred(c)
		}
		suspect := func(c *refCall) bool { return failed(c) && (e.AtEnd || fresh(c) && e.Documented[c.API] == 0) }
		reported := func(c *refCall) bool {
			return (c.knows(e.Number) || c.told.Number == e.Number) && p.relation(e, c) != isApart && !slices.Contains(right, c)
		}
		isRepeated := len(filter(all, reported)) > 0 && !slices.ContainsFunc(right, func(c *refCall) bool { return slices.Contains(within, c) })
		if len(right) == 1 && !e.Background && len(filter(around, suspect)) == 0 && !isRepeated {
			return preferred(right[0])
		}
	}
	return perhaps
}

// settle joins the errors of a trace. Those that an earlier Collector has joined come first, then those that a call with the
// documented status fits, then all others; within each group, by time.
func (r *reference) settle(t TraceID, p parents) (made []Pair) {
	isNew := func(c *refCall) bool { return c.batch == r.batch }
	ofTrace := r.callsOf(t)
	hasNews := slices.ContainsFunc(ofTrace, isNew)
	tried := filter(r.errorsOf(t), func(e *refError) bool { return e.call == nil && (e.batch == r.batch || hasNews) })
	pair := func(e *refError, c *refCall) {
		if c == nil || e.batch < r.batch && !isNew(c) {
			return
		}
		e.call, e.answer = c, c.answer()
		order := SameBatch
		innerCame := slices.ContainsFunc(ofTrace, func(o *refCall) bool { return c.isOuterOf(o) && o.came })
		if c.batch < r.batch || e.batch == r.batch && innerCame {
			order = CallFirst
		} else if e.batch < r.batch {
			order = ErrorFirst
		}
		isFirst := c.told.Number == 0
		sameWithoutSpan := c.told.Number == e.Number && c.told.Span == SpanID{}
		if isFirst || sameWithoutSpan || c.told.Number != e.Number && c.knows(e.Number) && c.Numbers[0] == e.Number {
			c.told = MatchedError{Number: e.Number, Legacy: e.Legacy, Span: e.ID}
		}
		if isFirst && !c.knows(e.Number) {
			c.given = true
			made = append(made, Pair{c.answer(), e.Number, e.Legacy, order})
		}
	}
	slices.SortStableFunc(tried, func(a, b *refError) int { return cmp.Compare(a.Recorded, b.Recorded) })
	for _, all := range []bool{false, true} {
		for _, e := range tried {
			c := last(filter(ofTrace, func(c *refCall) bool { return c.ID == e.Call && c.fits(e.Number) }))
			if e.Call != (SpanID{}) && e.call == nil && c != nil && (all || c.Status == e.Documented[c.API]) {
				pair(e, c)
			}
		}
	}
	// The outer call takes over what the inner one has on its own record or was joined with, at any time, and so on up.
	for _, inner := range ofTrace {
		for isNews := true; isNews; {
			isNews = false
			if c := last(filter(ofTrace, func(c *refCall) bool { return c.isOuterOf(inner) })); c != nil {
				if len(c.Numbers) == 0 && len(inner.Numbers) > 0 {
					c.Numbers, isNews = inner.Numbers, true
				}
				if c.told.Number == 0 && inner.told.Number != 0 && c.fits(inner.told.Number) {
					c.told, c.given, isNews = inner.told, !c.knows(inner.told.Number), true
				}
				inner = c
			}
		}
	}
	for _, all := range []bool{false, true} {
		for before := -1; ; {
			for i, e := range tried {
				if e.Call != (SpanID{}) || e.call != nil {
					continue
				}
				c := r.choose(e, tried[i+1:], p)
				if again := *e; !all && e.Again != 0 && (c == nil || c.Status != e.Documented[c.API]) {
					again.Recorded = e.Again
					c = r.choose(&again, tried[i+1:], p)
				}
				if c != nil && (all || c.Status == e.Documented[c.API]) {
					pair(e, c)
				}
			}
			joined := len(filter(tried, func(e *refError) bool { return e.call != nil }))
			if joined == before {
				break
			}
			before = joined
		}
	}
	return made
}
