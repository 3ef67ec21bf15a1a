// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// joins is what a batch has to join, and the pending record that each item belongs to.
type joins struct {
	join.Batch
	calls   []int
	errors  []onRecord
	events  []onRecord
	numbers []int64 // of the calls, concatenated
}

// onRecord is one of the errors of a pending record, both by index.
type onRecord struct{ pending, error int32 }

// apis are those that the path of a call may belong to.
var apis = [join.APIs]catalog.API{catalog.V2, catalog.V1, ""}

// offerErrors offers the errors of the record that comes next that may be joined, either with the call that was answered with them
// or with the call that started the failed event. It reports whether there are any.
func (b *batch) offerErrors(r *record, p *pending) (some bool) {
	about, j := b.about(r), &b.joins
	hasStatus := about.status != 0 && about.call
	for i := range p.errors {
		s, at := &p.errors[i], onRecord{int32(len(b.pending)), int32(i)}
		switch {
		case s.ofEvent():
			if b.Memory.RemembersEvents() && s.EventID != "" {
				j.Events, j.events, some = append(j.Events, s.EventID), append(j.events, at), true
			}
		case hasStatus || p.isReport(s.recorded) || !s.joinable(r.kind) || b.Catalog.BackgroundOnly(int(s.Number)):
		case p.stays && (s.Number != p.earlier.number || p.earlier.peer == join.SpanID{}): // the earlier run didn't join it
		case p.joinError.Trace != join.TraceID{}:
			j.Errors, j.errors, some = append(j.Errors, b.joinErrorOf(p, s)), append(j.errors, at), true
		case p.joinError.Log:
			b.untraced++
		}
	}
	return some
}

// joinErrorOf returns what join needs to know of an error.
func (b *batch) joinErrorOf(p *pending, s *sighting) join.Error {
	e := p.joinError
	e.Number, e.Legacy, e.Status, e.Background = s.Number, s.Legacy, uint16(s.status), b.Catalog.InBackground(int(s.Number))
	recorded := cmp.Or(s.recorded, pcommon.Timestamp(e.Recorded))
	e.Recorded, e.Inexact = latest(recorded), e.Inexact || recorded%second == 0
	e.AtEnd = !e.Log && s.recorded == 0
	if p.stays {
		e.Call = p.earlier.peer
	}
	for i, api := range apis {
		e.Documented[i] = b.decide(s.Number, s.Shape, s.Legacy, httpResponse{api: api}).expected
	}
	return e
}

// offerCall offers a call, with the numbers that its own record names.
func (b *batch) offerCall(p *pending, c join.Call) {
	c.Status, c.API, c.Poll, c.Delay = uint16(p.status), uint8(slices.Index(apis[:], p.api)), p.poll, p.delay
	j := &b.joins
	first := len(j.numbers)
	for i := range p.errors {
		j.numbers = append(j.numbers, p.errors[i].Number)
	}
	c.Numbers = j.numbers[first:]
	if len(p.errors) > 1 {
		described := slices.Index(c.Numbers, mostUrgent(p.errors).Number)
		c.Numbers[0], c.Numbers[described] = c.Numbers[described], c.Numbers[0]
	}
	if len(p.errors) == 0 && p.earlier.found() {
		c.Numbers = p.earlier.ownNumbers()
		if p.earlier.delivery == deliveryTrace {
			c.Given = p.earlier.number
		}
	}
	j.Calls, j.calls = append(j.Calls, c), append(j.calls, len(b.pending))
}

// offerStart offers a call that started an event. A call that reports how an event failed didn't start it.
func (b *batch) offerStart(r *record, span join.Span) {
	if b.Memory == nil || !b.Memory.RemembersEvents() || b.about(r).status >= 400 || span.Trace == (join.TraceID{}) || span.ID == (join.SpanID{}) ||
		anyOf(b.found, (*sighting).ofEvent) {
		return
	}
	if id := b.startedEvent(r); id != "" {
		b.joins.Starts = append(b.joins.Starts, join.Start{Event: id, Origin: join.Origin{Trace: span.Trace, Span: span.ID}})
	}
}

// offerSpans offers the spans of the traces that have a call or an error in the batch.
func (b *batch) offerSpans(td ptrace.Traces) {
	j := &b.joins
	if len(j.Calls) == 0 && len(j.Errors) == 0 {
		return
	}
	traces := make(map[join.TraceID]bool, len(j.Calls))
	for i := range j.Calls {
		traces[j.Calls[i].Trace] = true
	}
	for i := range j.Errors {
		traces[j.Errors[i].Trace] = true
	}
	for _, span := range spansOf(td) {
		if traces[join.TraceID(span.TraceID())] {
			j.Spans = append(j.Spans, idsOf(span))
		}
	}
}

// join joins what was offered.
func (b *batch) join() {
	j := &b.joins
	if b.untraced > 0 {
		b.Memory.CountNoTraceID(b.untraced)
	}
	if len(j.Calls)+len(j.Errors)+len(j.Starts)+len(j.Events) == 0 {
		return // most batches
	}
	result := b.Memory.Join(&j.Batch)
	for i, call := range j.calls {
		b.pending[call].matched = result.Calls[i]
	}
	for i, at := range j.errors {
		if a := &result.Errors[i]; a.Status != 0 && !b.pending[at.pending].stays {
			b.pending[at.pending].errors[at.error].call = a
		}
	}
	for i, at := range j.events {
		b.pending[at.pending].errors[at.error].origin = result.Origins[i]
	}
	for i := range result.Made {
		m := &result.Made[i]
		b.tally.join(m, b.decide(m.Number, scan.Message, m.Legacy, responseOf(&m.MatchedCall)))
	}
}

const second = pcommon.Timestamp(time.Second)

// latest returns the latest time that a timestamp may mean. Many clocks count whole seconds only, so a whole second may be any
// time within it.
func latest(then pcommon.Timestamp) uint64 {
	if then%second == 0 && then != 0 {
		then += second - 1
	}
	return uint64(then)
}

func responseOf(a *join.MatchedCall) httpResponse {
	return httpResponse{int(a.Status), apis[a.API], a.Poll, a.Delay}
}

// emptied returns empty joins that reuse the memory of these.
func (j *joins) emptied() joins {
	clear(j.Calls)
	clear(j.Starts)
	clear(j.Events)
	return joins{
		Batch: join.Batch{Spans: j.Spans[:0], Calls: j.Calls[:0], Errors: j.Errors[:0], Starts: j.Starts[:0], Events: j.Events[:0]},
		calls: j.calls[:0], errors: j.errors[:0], events: j.events[:0], numbers: j.numbers[:0],
	}
}
