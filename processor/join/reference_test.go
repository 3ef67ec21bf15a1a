// SPDX-License-Identifier: Apache-2.0

package join

import (
	"slices"
	"time"
)

// The documented limits.
const (
	refPerTrace  = 64
	refAncestors = 16
	refNumbers   = 8
)

// reference is a slow and obvious Memory, with lists and linear search.
type reference struct {
	Limits
	batch  int
	calls  []*refCall // by arrival, like the other lists
	errors []*refError
	starts []refStart
	lossy  map[TraceID]bool
	stats  Stats
}

type refCall struct {
	Call
	arrived time.Time
	batch   int
	told    MatchedError
	came    bool     // returned before
	given   bool     // its number is from a join, not from its own record
	part    bool     // counted as part of another, one of which has been forgotten
	way     []SpanID // its ancestors, the parent first; zero after a root
}

type refError struct {
	Error
	arrived time.Time
	batch   int
	call    *refCall
	answer  MatchedCall // of the call, at the time of the join
}

type refStart struct {
	Start
	arrived time.Time
}

func (r *reference) join(b *Batch) (result Result) {
	r.expire()
	r.batch++
	var calls []*refCall
	var errors []*refError
	traces := map[TraceID]bool{}
	for _, c := range b.Calls {
		traces[c.Trace] = true
		calls = append(calls, r.addCall(c))
	}
	for _, e := range b.Errors {
		traces[e.Trace] = true
		errors = append(errors, r.addError(e))
	}
	for t := range traces {
		parents := r.parentsOf(t, b.Spans)
		for _, c := range r.callsOf(t) {
			way, _ := parents.up(c)
			c.way = way[:min(len(way), refAncestors)]
		}
		result.Made = append(result.Made, r.settle(t, parents)...)
	}
	for _, c := range calls {
		told := c.told
		told.Counted = c.came || r.isPart(c)
		c.came = true
		result.Calls = append(result.Calls, told)
	}
	for _, e := range errors {
		result.Errors = append(result.Errors, e.answer)
	}
	result.Origins = r.origins(b)
	r.bound(traces)
	return result
}

func (r *reference) callsOf(t TraceID) []*refCall {
	return filter(r.calls, func(c *refCall) bool { return c.Trace == t })
}

func (r *reference) errorsOf(t TraceID) []*refError {
	return filter(r.errors, func(e *refError) bool { return e.Trace == t })
}

func (c *refCall) answer() MatchedCall { return MatchedCall{c.ID, c.Response} }

func (r *reference) addCall(c Call) *refCall {
	same := r.callsOf(c.Trace)
	for _, old := range same {
		if old.ID == c.ID {
			if old.told.Number == 0 && c.Given != 0 {
				old.told, old.given = MatchedError{Number: c.Given}, true
			}
			if len(old.Numbers) == 0 {
				old.Numbers = slices.Clone(c.Numbers[:min(len(c.Numbers), refNumbers)])
			}
			if !old.Delay.Known {
				old.Delay = c.Delay
			}
			return old
		}
	}
	n := &refCall{Call: c, arrived: time.Now(), batch: r.batch}
	n.End = max(n.Start, n.End)
	n.Numbers = slices.Clone(c.Numbers[:min(len(c.Numbers), refNumbers)])
	if c.Given != 0 {
		n.told, n.given = MatchedError{Number: c.Given}, true
	}
	if len(same) == refPerTrace {
		idle := filter(same, func(old *refCall) bool { return !failed(old) && old.told.Number == 0 && len(old.Numbers) == 0 })
		gone := append(idle, same...)[0]
		gone.part = r.isPart(gone)
		for _, c := range same {
			c.part = c.part || r.isPartOf(c, gone)
		}
		r.calls = without(r.calls, gone)
		r.lossy[c.Trace] = true
	}
	r.calls = append(r.calls, n)
	return n
}

func (r *reference) addError(e Error) *refError {
	same := r.errorsOf(e.Trace)
	for _, old := range same[:min(len(same), refPerTrace)] {
		if old.ID == e.ID && old.Recorded == e.Recorded && old.Number == e.Number && old.Status == e.Status {
			if (old.Quiet || old.Inexact) && !e.Quiet && !e.Inexact {
				old.Quiet, old.Inexact, old.batch = false, false, r.batch
			}
			return old
		}
	}
	n := &refError{Error: e, arrived: time.Now(), batch: r.batch}
	r.errors = append(r.errors, n)
	return n
}

func (r *reference) isPart(c *refCall) bool {
	return c.part || slices.ContainsFunc(r.calls, func(o *refCall) bool { return r.isPartOf(c, o) })
}

func (r *reference) isPartOf(c, o *refCall) bool {
	return o.isOuterOf(c) || c.isOuterOf(o) && (o.batch < r.batch || len(o.Numbers) > 0)
}

func (r *reference) origins(b *Batch) (origins []Span) {
	if r.EventTTL > 0 {
		for _, s := range b.Starts {
			if !slices.ContainsFunc(r.starts, func(old refStart) bool { return old.Event == s.Event }) {
				r.starts = append(r.starts, refStart{s, time.Now()})
			}
		}
	}
	for _, event := range b.Events {
		var o Span
		for _, s := range r.starts {
			if s.Event == event {
				o = s.Call
			}
		}
		origins = append(origins, o)
	}
	return origins
}

// bound forgets what exceeds the limits.
func (r *reference) bound(traces map[TraceID]bool) {
	for t := range traces {
		for same := r.errorsOf(t); len(same) > refPerTrace; same = same[1:] {
			r.errors = without(r.errors, same[0])
		}
	}
	if r.TTL == 0 {
		r.expire()
	}
	for len(r.calls) > r.MaxItems {
		r.lossy[r.calls[0].Trace] = true
		r.calls = r.calls[1:]
		r.stats.ForgottenCalls++
	}
	for len(r.errors) > r.MaxItems {
		r.errors = r.errors[1:]
		r.stats.ForgottenErrors++
	}
	for len(r.starts) > r.MaxItems {
		r.starts = r.starts[1:]
		r.stats.ForgottenEvents++
	}
	r.sweep()
}

// expire forgets what is too old.
func (r *reference) expire() {
	old := func(arrived time.Time, ttl time.Duration) bool { return time.Since(arrived) >= ttl }
	r.calls = slices.DeleteFunc(r.calls, func(c *refCall) bool { return old(c.arrived, r.TTL) })
	r.starts = slices.DeleteFunc(r.starts, func(s refStart) bool { return old(s.arrived, r.EventTTL) })
	r.errors = slices.DeleteFunc(r.errors, func(e *refError) bool {
		if !old(e.arrived, r.TTL) {
			return false
		}
		if e.call == nil && e.Call == (SpanID{}) {
			r.stats.NoCall++
		}
		return true
	})
	r.sweep()
}

// sweep drops the state of traces that have no calls or errors left.
func (r *reference) sweep() {
	for t := range r.lossy {
		if len(r.callsOf(t)) == 0 && len(r.errorsOf(t)) == 0 {
			delete(r.lossy, t)
		}
	}
}

func (r *reference) count() Stats {
	r.expire()
	s := r.stats
	s.Calls, s.Errors, s.Events = int64(len(r.calls)), int64(len(r.errors)), int64(len(r.starts))
	return s
}

func without[T comparable](all []T, one T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return x == one })
}
