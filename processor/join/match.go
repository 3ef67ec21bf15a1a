// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	ms = uint64(1e6) // in ns
	// recent is how long before the error a call may have ended to be joined if it has the documented status.
	recent = 1000 * ms
	// justNow is the same for a call with another status.
	justNow = 100 * ms
)

// matcher is the state while one trace is joined. Its memory is reused for the next one.
type matcher struct {
	tree
	*trace
	batch uint64
	inner uint64             // the calls whose parent is a call with the same status: the two are one call
	open  []*rememberedError // errors without a call
	made  []Pair             // new pairs, of all traces
}

// match joins the errors of a trace that have no call yet with its calls. Remembered errors get another chance only if there are
// new calls.
func (s *matcher) match(t *trace, spans []Span, following []int32) {
	s.trace, s.inner = t, 0
	s.grow(t, spans, following)
	s.matchOpen(true)
	for i, c := range t.calls {
		s.adopt(i, c)
	}
	s.matchOpen(false)
}

// matchOpen joins the errors that an earlier Collector joined, or else the others. Those with a call of their documented status
// choose first.
func (s *matcher) matchOpen(joined bool) {
	newCalls := slices.ContainsFunc(s.calls, func(c *call) bool { return c.batch == s.batch })
	s.open = slices.Grow(s.open[:0], len(s.errors))
	for _, e := range s.errors {
		if e.matched.Status == 0 && (e.batch == s.batch || newCalls) && joined == (e.Call != SpanID{}) {
			s.open = append(s.open, e)
		}
	}
	slices.SortStableFunc(s.open, func(x, y *rememberedError) int { return cmp.Compare(x.Recorded, y.Recorded) })
	for _, accusing := range []bool{false, true} {
		for s.matchAll(accusing) {
			// A new pair may leave only one call for another error.
		}
	}
}

// matchAll lets each error without a call choose one, and reports whether any did. Unless accusing, no choice may accuse its call.
func (s *matcher) matchAll(accusing bool) (some bool) {
	for _, e := range s.open {
		if e.matched.Status != 0 {
			continue
		}
		c := s.choose(e)
		if e.Again != 0 && !accusing && (c == nil || !e.isDocumented(c)) {
			c = s.chooseAgain(e)
		}
		if c != nil && (accusing || e.isDocumented(c)) {
			s.pair(e, c)
			some = some || e.matched.Status != 0
		}
	}
	return some
}

// done clears everything, and keeps the memory of the tree.
func (s *matcher) done() {
	s.clear()
	*s = matcher{tree: s.tree}
}

// adopt marks a call as inner if its parent is a call with the same status. The outer call learns what the inner one knows, and
// so on up.
func (s *matcher) adopt(i int, inner *call) {
	outer := inner.outer()
	if outer != nil {
		s.inner |= 1 << i
	}
	for outer != nil && outer.learn(inner) {
		inner, outer = outer, outer.outer()
	}
}

// learn takes over the numbers of an inner call and the error that it was joined with, and reports whether anything is new.
func (c *call) learn(inner *call) (some bool) {
	if len(c.Numbers) == 0 && len(inner.Numbers) > 0 {
		c.Numbers, some = inner.Numbers, true
	}
	if number := inner.matched.Number; number != 0 && c.matched.Number == 0 && c.fits(number) {
		c.matched, some = inner.matched, true
		if !slices.Contains(c.Numbers, number) {
			c.Given = number
		}
	}
	return some
}

// outer returns the call that this one is a part of.
func (c *call) outer() *call { return first(c.trace.calls, c.isIn) }

// first returns the first of the calls that matches; nil if none does.
func first(calls []*call, matches func(*call) bool) *call {
	if i := slices.IndexFunc(calls, matches); i >= 0 {
		return calls[i]
	}
	return nil
}

func (c *call) isIn(outer *call) bool {
	return c != outer && c.Parent != (SpanID{}) && outer.ID == c.Parent && outer.Status == c.Status
}

// isPart reports whether a call is counted, or has been, as part of an outer or an inner one.
func (c *call) isPart(batch uint64) bool {
	return c.part || slices.ContainsFunc(c.trace.calls, func(o *call) bool { return c.isPartOf(o, batch) })
}

// isPartOf is isPart for two calls.
func (c *call) isPartOf(o *call, batch uint64) bool {
	return c.isIn(o) || o.isIn(c) && (o.batch != batch || len(o.Numbers) > 0)
}

// pair joins an error with a call. At least one of them has to be in this batch: else there is no record to write the join on.
func (s *matcher) pair(e *rememberedError, c *call) {
	if e.batch != s.batch && c.batch != s.batch {
		return
	}
	e.matched = MatchedCall{c.ID, c.Response}
	switch {
	case c.matched.Number == 0, e.Number == c.matched.Number && c.matched.Span == (SpanID{}),
		e.Number != c.matched.Number && slices.Index(c.Numbers, e.Number) == 0:
		c.matched = MatchedError{Number: e.Number, Legacy: e.Legacy, Span: e.ID}
	}
	if c.Given != 0 || slices.Contains(c.Numbers, e.Number) {
		return
	}
	c.Given = e.Number
	order := SameBatch
	if e.batch != s.batch {
		order = ErrorFirst
	} else if slices.ContainsFunc(s.calls, func(o *call) bool { return (o == c || o.isIn(c)) && o.batch != s.batch }) {
		order = CallFirst
	}
	s.made = append(s.made, Pair{e.matched, e.Number, e.Legacy, order})
}

// fits reports whether the call may have been answered with the number: its record has no others, and it was joined with no other.
func (c *call) fits(number int64) bool {
	return (len(c.Numbers) == 0 || slices.Contains(c.Numbers, number)) && (c.Given == 0 || c.Given == number)
}

// has reports whether the call was answered with the number, according to its own record or another.
func (c *call) has(number int64) bool { return c.Given == number || slices.Contains(c.Numbers, number) }

// isDocumented reports whether the call has the status that is documented for the error.
func (e *Error) isDocumented(c *call) bool { return c.Status == e.Documented[c.API] }

// choose returns the call that was answered with the error, nil if none is known.
func (s *matcher) choose(e *rememberedError) *call {
	if e.Call != (SpanID{}) { // an earlier Collector has joined them
		return first(s.calls, func(c *call) bool { return c.ID == e.Call && c.fits(e.Number) })
	}
	candidates := s.only((1<<len(s.calls)-1)&^s.inner, func(c *call) bool {
		return c.Start <= e.Recorded && (e.Status == 0 || e.Status == c.Status) && c.fits(e.Number)
	})
	if candidates == 0 {
		return nil // without looking at how they are related, which takes longest
	}
	near, direct, uncertain := s.related(&e.Error, s.calls)
	near, direct, uncertain = near&candidates, direct&candidates, uncertain&candidates

	documented := s.only(near, e.isDocumented)
	answered := s.only(documented, e.isRecent)
	if n := bits.OnesCount64(answered); n > 1 {
		for range min(s.yetToChoose(e), n-1) {
			answered &^= 1 << slices.Index(s.calls, s.last(answered))
		}
	}
	if c := s.last(answered); c != nil {
		return c
	}
	var other *call // may be related: the way up from it isn't known to its end
	if failed := s.only(uncertain, (*call).failed); bits.OnesCount64(failed) == 1 {
		other = s.last(s.only(s.only(failed, e.isDocumented), e.isRecent))
	}
	if documented != 0 || !e.accuses() || s.lossy {
		return other
	}
	now := s.only(near, e.isJustNow) | direct
	chosen := s.last(s.only(now, (*call).failed))
	isRepeated := now&direct == 0 && s.only((near|uncertain)&^now, func(c *call) bool { return c.has(e.Number) }) != 0
	if bits.OnesCount64(now) == 1 && !e.Background && !isRepeated && s.only(near, e.mayHaveFailed) == 0 {
		chosen = s.last(now)
	}
	// The span of a log record may still be open, and so may those between it and a later call: that call can't be ruled out yet.
	if chosen == nil || e.Log && direct == 0 && other != nil && chosen.Start < other.Start {
		return other
	}
	return chosen
}

// chooseAgain is choose for the last time at which the error was recorded: the call may have been made since the first time.
func (s *matcher) chooseAgain(e *rememberedError) *call {
	first := e.Recorded
	e.Recorded = e.Again
	c := s.choose(e)
	e.Recorded = first
	return c
}

// yetToChoose returns how many errors of the same record choose after e among the same calls. The errors are probably in the order
// of their calls, so the last call belongs to the last error.
func (s *matcher) yetToChoose(e *rememberedError) (n int) {
	for _, o := range s.open[slices.Index(s.open, e)+1:] {
		isGiven := func(c *call) bool { return c.Given == o.Number }
		if o.Span == e.Span && o.Recorded == e.Recorded && o.Documented == e.Documented && first(s.calls, isGiven) == nil {
			n++
		}
	}
	return n
}

// accuses reports whether the error is evidence against a call whose status isn't the documented one.
func (e *Error) accuses() bool { return !e.Quiet && !e.Inexact }

func (c *call) failed() bool { return c.Status >= 400 }

// since returns how long before the error the call ended, 0 if it was still running.
func (e *Error) since(c *call) uint64 {
	end := max(c.Start, c.End)
	return max(e.Recorded, end) - end
}

func (e *Error) isRecent(c *call) bool { return e.Inexact || e.since(c) <= recent }

// mayHaveFailed reports whether the error may be that of this call, which failed: shortly before, with no documented status for the
// error, or at any time if the error is only known to be older than the end of its span.
func (e *Error) mayHaveFailed(c *call) bool {
	return c.failed() && (e.AtEnd || e.isRecent(c) && e.Documented[c.API] == 0)
}

// isJustNow reports whether the call was still running when the error was recorded, or had ended just before, no longer ago than
// it had lasted.
func (e *Error) isJustNow(c *call) bool {
	return e.since(c) <= justNow && e.since(c) <= max(c.Start, c.End)-c.Start
}

// only returns the calls that match.
func (s *matcher) only(calls uint64, matches func(*call) bool) (matching uint64) {
	for rest := calls; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros64(rest); matches(s.calls[i]) {
			matching |= 1 << i
		}
	}
	return matching
}

// last returns the last of the calls by its start, then by arrival; nil if there are none.
func (s *matcher) last(calls uint64) (last *call) {
	for rest := calls; rest != 0; rest &= rest - 1 {
		if c := s.calls[bits.TrailingZeros64(rest)]; last == nil || c.Start >= last.Start {
			last = c
		}
	}
	return last
}
