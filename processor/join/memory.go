// SPDX-License-Identifier: Apache-2.0

package join

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"
	"time"
)

// Limits bound what is remembered.
type Limits struct {
	TTL      time.Duration // of calls and errors, from their arrival; 0: they are joined only within one batch
	EventTTL time.Duration // of the calls that started an event; 0: these aren't remembered
	MaxItems int           // maximum number of calls, of errors, and of events
}

const (
	maxPerTrace  = 64 // remembered calls, and errors, of one trace; sets of calls are bit masks
	maxAncestors = 16 // remembered ancestors of a call
	maxNumbers   = 8  // remembered numbers of a call's own record
)

// Memory joins the batches of all pipelines that share it, and remembers for a while what may have its counterpart in a later one.
// It may be used by many goroutines at once, and needs none of its own: the next use removes what is too old.
type Memory struct {
	limits Limits
	start  time.Time

	mu     sync.Mutex
	batch  uint64 // the serial number of the current one
	now    time.Duration
	traces map[TraceID]*trace
	calls  queue[call, *call]
	errors queue[rememberedError, *rememberedError]
	events queue[event, *event]
	starts map[uint64]*event // by key
	seed   maphash.Seed      // of the keys
	stats  Stats
	work   matcher
}

// Stats count what is remembered now, and what has happened since the beginning.
type Stats struct {
	Calls, Errors, Events                            int64 // remembered
	ForgottenCalls, ForgottenErrors, ForgottenEvents int64 // before their time, because of MaxItems
	NoCall                                           int64 // errors whose time ran out without a call
	NoTraceID                                        int64 // errors on log records without a trace id
}

// New returns a Memory that holds nothing yet.
func New(l Limits) *Memory {
	m := &Memory{
		limits: l, start: time.Now(), traces: make(map[TraceID]*trace), starts: make(map[uint64]*event), seed: maphash.MakeSeed(),
	}
	m.calls.init(m.forgetCall)
	m.errors.init(m.forgetError)
	m.events.init(func(e *event, _ bool) { delete(m.starts, e.key) })
	return m
}

// trace is what is remembered of a trace.
type trace struct {
	calls  []*call // by arrival, at most maxPerTrace
	errors []*rememberedError
	batch  uint64 // the last batch with a call or an error of it
	spans  int32  // 1 + the index of its first span in that batch; 0: none
	lossy  bool   // one of its calls had to be forgotten
}

// call is a call that is remembered.
type call struct {
	Call
	matched   MatchedError // the error that it was joined with first, or the one that it describes
	returned  bool         // Join has returned it before
	part      bool         // it is counted as part of another, one of which has been forgotten
	trace     *trace
	ancestors []SpanID // as far as they are known, its parent first; zero after a root
	batch     uint64   // that it came in
	links[call]
}

type rememberedError struct {
	Error
	trace   *trace
	matched MatchedCall // the call that it was joined with, if any
	batch   uint64      // that it came in
	links[rememberedError]
}

// Join returns what belongs together in this batch and the memory, and remembers the batch's items.
func (m *Memory) Join(b *Batch) Result {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expire()
	m.batch++
	m.stats.NoTraceID += b.NoTraceID
	var r Result
	calls, errors := make([]*call, len(b.Calls)), make([]*rememberedError, len(b.Errors))
	var touched []*trace
	for i := range b.Calls {
		t := m.touch(b.Calls[i].Trace, &touched)
		calls[i] = m.addCall(t, &b.Calls[i])
	}
	for i := range b.Errors {
		t := m.touch(b.Errors[i].Trace, &touched)
		errors[i] = m.addError(t, &b.Errors[i])
	}
	following := m.chain(b.Spans)
	m.work.batch = m.batch
	for _, t := range touched {
		m.work.match(t, b.Spans, following)
	}
	r.Made = m.work.made
	m.work.done()
	r.Calls = make([]MatchedError, len(calls))
	for i, c := range calls {
		r.Calls[i] = c.matched
		r.Calls[i].Counted = c.returned || c.isPart(m.batch)
		c.returned = true
	}
	r.Errors = make([]MatchedCall, len(errors))
	for i, e := range errors {
		r.Errors[i] = e.matched
	}
	r.Origins = m.originsOf(b)
	m.trim(touched)
	return r
}

// Stats returns the current counts.
func (m *Memory) Stats() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expire()
	s := m.stats
	s.Calls, s.Errors, s.Events = int64(m.calls.length), int64(m.errors.length), int64(m.events.length)
	return s
}

// touch returns the trace of a call or an error in the batch, and adds it to touched.
func (m *Memory) touch(id TraceID, touched *[]*trace) *trace {
	t := m.traces[id]
	if t == nil {
		t = &trace{}
		m.traces[id] = t
	}
	if t.batch != m.batch {
		t.batch, t.spans = m.batch, 0
		*touched = append(*touched, t)
	}
	return t
}

// addCall returns the remembered call with these ids, or adds it. The first copy stays, and takes over what it lacks from later
// ones.
func (m *Memory) addCall(t *trace, c *Call) *call {
	for _, known := range t.calls {
		if known.ID == c.ID {
			if known.matched.Number == 0 {
				known.Given, known.matched.Number = c.Given, c.Given
			}
			if len(known.Numbers) == 0 {
				known.Numbers = c.numbers()
			}
			if !known.Delay.Known {
				known.Delay = c.Delay
			}
			return known
		}
	}
	added := &call{Call: *c, matched: MatchedError{Number: c.Given}, trace: t, batch: m.batch}
	added.Numbers = c.numbers()
	m.calls.push(added, m.now)
	if len(t.calls) == maxPerTrace {
		oldest := t.calls[max(0, slices.IndexFunc(t.calls, (*call).isIdle))]
		oldest.part = oldest.isPart(m.batch)
		for _, c := range t.calls {
			c.part = c.part || c.isPartOf(oldest, m.batch)
		}
		m.calls.remove(oldest, true)
	}
	t.calls = append(t.calls, added)
	return added
}

// numbers returns the numbers of a call that are remembered.
func (c *Call) numbers() []int64 { return slices.Clone(c.Numbers[:min(len(c.Numbers), maxNumbers)]) }

// isIdle reports whether the call succeeded and has no number: such calls are forgotten first.
func (c *call) isIdle() bool { return !c.failed() && c.matched.Number == 0 && len(c.Numbers) == 0 }

// addError returns the remembered copy of the error, or adds it. A copy that accuses makes the remembered error accuse, too, and
// look for a call again.
func (m *Memory) addError(t *trace, e *Error) *rememberedError {
	for _, known := range t.errors[:min(len(t.errors), maxPerTrace)] {
		if known.isCopy(e) {
			if !known.accuses() && e.accuses() {
				known.Quiet, known.Inexact, known.batch = false, false, m.batch
			}
			return known
		}
	}
	added := &rememberedError{Error: *e, trace: t, batch: m.batch}
	m.errors.push(added, m.now)
	t.errors = append(t.errors, added)
	return added
}

// isCopy reports whether two errors of a trace are the same. The status matters because timestamps may be whole seconds: two
// errors in one second with different statuses are those of different calls.
func (e *Error) isCopy(o *Error) bool {
	return e.ID == o.ID && e.Recorded == o.Recorded && e.Number == o.Number && e.Status == o.Status
}

// chain links the spans of each trace with a call or an error in the batch, from the first to the last.
func (m *Memory) chain(spans []Span) (following []int32) {
	following = make([]int32, len(spans))
	for i, s := range slices.Backward(spans) {
		if t := m.traces[s.Trace]; t != nil && t.batch == m.batch {
			following[i], t.spans = t.spans, int32(i)+1
		}
	}
	return following
}

// expire forgets what is too old.
func (m *Memory) expire() {
	m.now = time.Since(m.start)
	m.calls.expire(m.now - m.limits.TTL)
	m.errors.expire(m.now - m.limits.TTL)
	m.events.expire(m.now - m.limits.EventTTL)
}

// trim forgets what exceeds the limits, after it had its chance to be joined with this batch.
func (m *Memory) trim(touched []*trace) {
	for _, t := range touched {
		for len(t.errors) > maxPerTrace {
			m.errors.remove(t.errors[0], true)
		}
	}
	m.expire() // all of it, if nothing is to be remembered
	m.stats.ForgottenCalls += m.calls.trim(m.limits.MaxItems)
	m.stats.ForgottenErrors += m.errors.trim(m.limits.MaxItems)
	m.stats.ForgottenEvents += m.events.trim(m.limits.MaxItems)
	if len(touched) > m.limits.MaxItems {
		m.traces = maps.Collect(maps.All(m.traces)) // a map doesn't shrink
	}
}

// forgetCall removes a call from its trace.
func (m *Memory) forgetCall(c *call, early bool) {
	c.trace.lossy = c.trace.lossy || early
	i := slices.Index(c.trace.calls, c)
	c.trace.calls = slices.Delete(c.trace.calls, i, i+1)
	m.forgetTrace(c.Trace, c.trace)
}

// forgetError removes an error from its trace, of which it is the oldest.
func (m *Memory) forgetError(e *rememberedError, early bool) {
	if !early && e.matched.Status == 0 && e.Call == (SpanID{}) {
		m.stats.NoCall++
	}
	e.trace.errors[0] = nil
	e.trace.errors = e.trace.errors[1:]
	m.forgetTrace(e.Trace, e.trace)
}

func (m *Memory) forgetTrace(id TraceID, t *trace) {
	if len(t.calls) == 0 && len(t.errors) == 0 {
		delete(m.traces, id)
	}
}
