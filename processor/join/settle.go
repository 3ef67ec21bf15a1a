// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	ms = uint64(1e6) // in ns
	// recent is how long before the error a call with the documented status may have ended.
	recent = 1000 * ms
	// justNow is how long before it one may have ended that is accused.
	justNow = 100 * ms
)

// settling is what is needed to join what belongs to one trace. Its room is used again for the next one.
type settling struct {
	tree
	*trace
	batch uint64
	inner uint64     // the calls whose parent is a call with the same status: they are one
	open  []*failure // errors without a call
	made  []Pair     // that are new, of all traces
}

// settle joins the errors of a trace that have no call yet with its calls. What is remembered is asked again only when there
// are new calls.
func (s *settling) settle(t *trace) {
	s.trace, s.inner = t, 0
	newCalls := slices.ContainsFunc(t.calls, func(c *call) bool { return c.batch == s.batch })
	isOpen := func(e *failure) bool { return e.answer.Status == 0 && (e.batch == s.batch || newCalls) }
	s.pairThose(func(e *failure) bool { return isOpen(e) && e.Call != SpanID{} })
	for i, c := range t.calls {
		s.adopt(i, c)
	}
	s.pairThose(func(e *failure) bool { return isOpen(e) && e.Call == SpanID{} })
}

// pairThose joins those errors of the trace that are so. Those whose documented status a call has choose first.
func (s *settling) pairThose(are func(*failure) bool) {
	s.open = slices.Grow(s.open[:0], len(s.errors))
	for _, e := range s.errors {
		if are(e) {
			s.open = append(s.open, e)
		}
	}
	slices.SortStableFunc(s.open, func(x, y *failure) int { return cmp.Compare(x.Recorded, y.Recorded) })
	s.pairAll(false)
	for s.pairAll(true) {
		// A pair may leave another error a single call.
	}
}

// pairAll lets each error choose that has no call yet, and reports whether one did. Unless accusing, it has to be one of the
// documented status.
func (s *settling) pairAll(accusing bool) (some bool) {
	for _, e := range s.open {
		if e.answer.Status != 0 {
			continue
		}
		if c, accused := s.choose(e); c != nil && (accusing || !accused) {
			s.pair(e, c)
			some = some || e.answer.Status != 0
		}
	}
	return some
}

// done leaves nothing but room.
func (s *settling) done() {
	s.clear()
	*s = settling{tree: s.tree}
}

// adopt finds out whether the parent of a call is a call with the same status, which knows what the inner one does; and so does
// the parent of that.
func (s *settling) adopt(i int, inner *call) {
	outer := inner.outer()
	if outer != nil {
		s.inner |= 1 << i
	}
	for outer != nil && outer.learn(inner) {
		inner, outer = outer, outer.outer()
	}
}

// learn takes over what an inner call tells and was told, and reports whether any of it is new.
func (c *call) learn(inner *call) (some bool) {
	if len(c.Numbers) == 0 && len(inner.Numbers) > 0 {
		c.Numbers, some = inner.Numbers, true
	}
	if number := inner.told.Number; number != 0 && c.told.Number == 0 && c.fits(number) {
		c.told, some = inner.told, true
		if !slices.Contains(c.Numbers, number) {
			c.Given = number
		}
	}
	return some
}

// outer returns the call that this one is a part of.
func (c *call) outer() *call {
	i := slices.IndexFunc(c.trace.calls, func(o *call) bool { return c.isIn(o) })
	if i < 0 {
		return nil
	}
	return c.trace.calls[i]
}

func (c *call) isIn(outer *call) bool {
	return c != outer && c.Parent != (SpanID{}) && outer.ID == c.Parent && outer.Status == c.Status
}

// isPart reports whether a call is one with another that is counted, or has been.
func (c *call) isPart(batch uint64) bool {
	return c.outer() != nil || slices.ContainsFunc(c.trace.calls, func(o *call) bool {
		return o.isIn(c) && (o.batch != batch || len(o.Numbers) > 0)
	})
}

// kept returns the call that an earlier Collector has joined the error with.
func (s *settling) kept(e *failure) *call {
	i := slices.IndexFunc(s.calls, func(c *call) bool { return c.ID == e.Call && c.fits(e.Number) })
	if i < 0 {
		return nil
	}
	return s.calls[i]
}

// pair joins an error with a call, of which one at least is new: else there is nothing to write it on.
func (s *settling) pair(e *failure, c *call) {
	if e.batch != s.batch && c.batch != s.batch {
		return
	}
	e.answer = c.answer()
	if c.told.Number == 0 || e.Number != c.told.Number && slices.Index(c.Numbers, e.Number) == 0 {
		c.told = Told{Number: e.Number, Legacy: e.Legacy, Span: e.ID}
	}
	if c.Given != 0 || slices.Contains(c.Numbers, e.Number) {
		return
	}
	c.Given = e.Number
	order := SameBatch
	if e.batch != s.batch {
		order = ErrorFirst
	} else if c.batch != s.batch {
		order = CallFirst
	}
	s.made = append(s.made, Pair{c.answer(), e.Number, e.Legacy, order})
}

func (c *call) answer() Answer { return Answer{c.ID, c.Status, c.API, c.Poll, c.Delay} }

// fits reports whether the call may have been answered with the number: it names no other number, and was joined with none.
func (c *call) fits(number int64) bool {
	return (len(c.Numbers) == 0 || slices.Contains(c.Numbers, number)) && (c.Given == 0 || c.Given == number)
}

// isDocumented reports whether the call has the status that is documented for the error.
func (e *Error) isDocumented(c *call) bool { return c.Status == e.Documented[c.API] }

// choose returns the call that was answered with the error, nil if none is known to have been. It reports whether that
// accuses the call of another status than the documented one.
func (s *settling) choose(e *failure) (chosen *call, accused bool) {
	if e.Call != (SpanID{}) {
		c := s.kept(e)
		return c, c != nil && !e.isDocumented(c)
	}
	var candidates uint64
	for i, c := range s.calls {
		if c.Start <= e.Recorded && (e.Status == 0 || e.Status == c.Status) && c.fits(e.Number) {
			candidates |= 1 << i
		}
	}
	candidates &^= s.inner
	if candidates == 0 {
		return nil, false
	}
	near, direct, unrelated := s.related(&e.Error, s.calls)
	near, direct, unrelated = near&candidates, direct&candidates, unrelated&candidates

	documented := s.those(near, e.isDocumented)
	if c := s.last(s.those(documented, e.isRecent)); c != nil {
		return c, false
	}
	var other *call // that may as well be related
	if failed := s.those(unrelated, (*call).failed); bits.OnesCount64(failed) == 1 {
		other = s.last(s.those(s.those(failed, e.isDocumented), e.isRecent))
	}
	if documented != 0 || !e.accuses() || s.lossy || other != nil && direct == 0 {
		return other, false
	}
	now := s.those(near, e.isJustNow) | direct
	chosen = s.last(s.those(now, (*call).failed))
	if chosen == nil && bits.OnesCount64(now) == 1 && !e.Background && s.those(near, e.mayHaveFailed) == 0 {
		chosen = s.last(now)
	}
	if chosen == nil {
		return other, false
	}
	return chosen, true
}

// accuses reports whether the error is evidence against a call whose status isn't the documented one.
func (e *Error) accuses() bool { return !e.Quiet && !e.Inexact }

func (c *call) failed() bool { return c.Status >= 400 }

// since returns how long before the error the call had ended, 0 if it was still running.
func (e *Error) since(c *call) uint64 {
	end := max(c.Start, c.End)
	return max(e.Recorded, end) - end
}

func (e *Error) isRecent(c *call) bool { return e.Inexact || e.since(c) <= recent }

// mayHaveFailed reports whether the call failed shortly before the error, and whether nobody knows with which status it would have
// been answered with that.
func (e *Error) mayHaveFailed(c *call) bool {
	return c.failed() && e.isRecent(c) && e.Documented[c.API] == 0
}

// isJustNow reports whether the call was running when the error was recorded, or had ended shortly before, for its length.
func (e *Error) isJustNow(c *call) bool {
	return e.since(c) <= justNow && e.since(c) <= max(c.Start, c.End)-c.Start
}

// those returns which of the calls are so.
func (s *settling) those(calls uint64, are func(*call) bool) (those uint64) {
	for rest := calls; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros64(rest); are(s.calls[i]) {
			those |= 1 << i
		}
	}
	return those
}

// last returns the last of the calls by its start, then by arrival; nil if there are none.
func (s *settling) last(calls uint64) (last *call) {
	for rest := calls; rest != 0; rest &= rest - 1 {
		if c := s.calls[bits.TrailingZeros64(rest)]; last == nil || c.Start >= last.Start {
			last = c
		}
	}
	return last
}
