// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

// joins is what a batch has to join, and the records and errors that it belongs to.
type joins struct {
	join.Batch
	calls   []int // index of the pending record
	errors  []*sighting
	events  []*sighting
	numbers []int64 // of the calls, concatenated
}

// offer offers a call, the start of an event, and the errors that may be joined, either with the call that was answered with them or
// with the call that started the failed event. It reports whether the record has to wait for the result.
func (b *batch) offer(r *record, p *pending, isCall bool, common join.Error) (wait bool) {
	about, j := b.about(r), &b.joins
	known := common.Trace != join.TraceID{}
	if known && common.ID != (join.SpanID{}) && isCall {
		b.offerStart(r, common.Span)
		if r.kind != logRecord {
			b.offerCall(p, common.Span)
			wait = true
		}
	}
	common.Quiet = common.Quiet || len(p.errors) > 1
	hasStatus := about.call && about.Status != 0
	for i := range p.errors {
		s := &p.errors[i]
		switch {
		case s.ofEvent():
			if b.Memory.RemembersEvents() && s.EventID != "" {
				j.Events, j.events = append(j.Events, s.EventID), append(j.events, s)
				wait = true
			}
		case hasStatus || p.isReport(s.recorded) || !s.joinable(r.kind) || b.Catalog.BackgroundOnly(int(s.Number)):
		case p.stays && (s.Number != p.earlier.number || p.earlier.peer == join.SpanID{}): // the earlier run didn't join it
		case known:
			j.Errors, j.errors = append(j.Errors, b.joinErrorOf(p, s, common)), append(j.errors, s)
			wait = true
		case common.Log:
			j.NoTraceID++
		}
	}
	return wait
}

// joinErrorOf returns what join needs to know of an error.
func (b *batch) joinErrorOf(p *pending, s *sighting, e join.Error) join.Error {
	e.Number, e.Legacy, e.Status, e.Background = s.Number, s.Legacy, s.status, b.Catalog.InBackground(int(s.Number))
	recorded := cmp.Or(s.recorded, pcommon.Timestamp(e.Recorded))
	e.Recorded, e.Inexact = latest(recorded), e.Inexact || recorded%second == 0
	e.AtEnd = !e.Log && s.recorded == 0
	if s.again > s.recorded {
		e.Again = latest(s.again)
	}
	if p.stays {
		e.Call = p.earlier.peer
	}
	for api := range e.Documented {
		e.Documented[api] = b.decide(&s.Finding, join.Response{API: uint8(api)}).expected
	}
	return e
}

// offerCall offers a call, with the numbers that its own record names.
func (b *batch) offerCall(p *pending, span join.Span) {
	j := &b.joins
	first := len(j.numbers)
	for i := range p.errors {
		j.numbers = append(j.numbers, p.errors[i].Number)
	}
	c := join.Call{
		Span: span, Response: p.Response, Numbers: j.numbers[first:],
		Start: uint64(p.span.StartTimestamp()), End: uint64(p.span.EndTimestamp()),
	}
	if len(p.errors) > 1 {
		described := slices.Index(c.Numbers, mostUrgent(p.errors).Number)
		c.Numbers[0], c.Numbers[described] = c.Numbers[described], c.Numbers[0]
	}
	switch e := p.earlier; {
	case len(p.errors) > 0 || !e.found():
	case e.delivery == deliveryTrace:
		c.Given = e.number
	case len(e.numbers) > 0:
		c.Numbers = e.numbers
	default:
		c.Numbers = []int64{e.number}
	}
	j.Calls, j.calls = append(j.Calls, c), append(j.calls, len(b.pending))
}

// offerStart offers a call that started an event. A call that reports how an event failed didn't start it.
func (b *batch) offerStart(r *record, span join.Span) {
	if !b.Memory.RemembersEvents() || b.about(r).Status >= 400 || slices.ContainsFunc(b.found(), func(s sighting) bool { return s.ofEvent() }) {
		return
	}
	if id := b.startedEvent(r); id != "" {
		b.joins.Starts = append(b.joins.Starts, join.Start{Event: id, Call: span})
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

// join joins what was offered, and finishes the records that wait for it.
func (b *batch) join() {
	j := &b.joins
	if len(j.Calls)+len(j.Errors)+len(j.Starts)+len(j.Events) == 0 && j.NoTraceID == 0 {
		return // most batches
	}
	result := b.Memory.Join(&j.Batch)
	for i, call := range j.calls {
		b.pending[call].matched = result.Calls[i]
	}
	for i, s := range j.errors {
		if result.Errors[i].Status != 0 {
			s.call = &result.Errors[i]
		}
	}
	for i, s := range j.events {
		s.origin = result.Origins[i]
	}
	for i := range result.Made {
		m := &result.Made[i]
		f := told(m.Number, m.Legacy)
		v := b.decide(&f, m.Response)
		b.tally.countError(series{counter: joined, status: m.Status, order: m.Order}, m.Number, &v)
	}
	for i := range b.pending {
		b.finish(&b.pending[i])
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

// emptied returns empty joins that reuse the memory of these, unless that is too much.
func (j *joins) emptied() joins {
	if cap(j.Spans) > maxKept {
		j.Spans = nil
	}
	return joins{
		Batch: join.Batch{
			Spans: j.Spans[:0], Calls: emptied(j.Calls), Errors: j.Errors[:0], Starts: emptied(j.Starts), Events: emptied(j.Events),
		},
		calls: j.calls[:0], errors: emptied(j.errors), events: emptied(j.events), numbers: j.numbers[:0],
	}
}
