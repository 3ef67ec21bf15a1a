// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// pending is a record with errors, or of a call, and all that is decided by. It may have to wait for the rest of the batch.
type pending struct {
	answer     // its own; the status of an error may be another
	attributes pcommon.Map
	span       ptrace.Span // unless it is a log record
	call       bool        // to the service, as isCall says
	told       join.Told   // of a call, by an error elsewhere
	errors     []sighting  // that were found on it
	source     join.Error  // what those that may be joined have in common
	earlier    *earlier    // what an earlier run has written; nil: nothing
	stays      bool        // the latter, as this run doesn't know more
}

// newPending adds a record to those that are pending, with what there is to say of it. then is the time that a delay counts from.
func (b *batch) newPending(r *record, then pcommon.Timestamp) *pending {
	about := b.about(r)
	b.pending = append(b.pending, pending{})
	p := &b.pending[len(b.pending)-1]
	p.api, p.poll, p.earlier = about.api, about.poll, about.earlier()
	p.attributes, p.span, p.errors = r.attributes, r.span, b.found
	p.stays = p.earlier.stay(p.errors)
	if p.call = b.isCall(r); p.call {
		p.status = r.status
	}
	if p.call || !p.stays && anyOf(p.errors, func(s *sighting) bool { return s.trusted }) {
		p.delay = about.retryDelay(then)
	}
	for i := range p.errors {
		s := &p.errors[i]
		s.verdict = explain(b.Catalog, &s.Finding, answer{s.status, p.api, p.poll, p.delay})
	}
	return p
}

// errors takes up a record with errors. If nobody else can know more of them, it is decided on at once.
func (b *batch) errors(r *record, common join.Error, then pcommon.Timestamp) {
	if about := b.about(r); about.call && about.poll {
		nameEvents(b.found, about.eventID())
	}
	p := b.newPending(r, then)
	p.source = common
	p.source.Quiet = common.Quiet || len(p.errors) > 1
	if b.Memory != nil && b.mayJoin(r, p) {
		b.wait(p)
	} else {
		b.concludeLast()
	}
}

// call takes up a span that is a call to the service, with the errors that were found on it. Without ids, it can't be told from
// others.
func (b *batch) call(r *record, c join.Call) {
	p := b.newPending(r, pcommon.Timestamp(c.End))
	known := b.Memory != nil && c.Trace != (join.TraceID{}) && c.ID != (join.SpanID{})
	if known {
		b.start(r, c.Span)
		b.offerCall(p, c)
	}
	if joins := b.Memory != nil && b.mayJoin(r, p); known || joins {
		b.wait(p)
	} else {
		b.concludeLast()
	}
}

// maxTold is how many errors the record of an answer tells. One that tells more is a report: that isn't joined.
const maxTold = 4

// wait keeps the errors on a record until the batch has been joined.
func (b *batch) wait(p *pending) {
	if n := len(p.errors); n > 0 {
		if n > cap(b.waiting)-len(b.waiting) {
			b.waiting = make([]sighting, 0, max(n, 2*cap(b.waiting), minWaiting)) // rather than to copy all that wait already
		}
		b.waiting = append(b.waiting, p.errors...)
		p.errors = b.waiting[len(b.waiting)-n:]
	}
}

// concludeLast concludes the record that was added last, which needn't wait.
func (b *batch) concludeLast() {
	last := len(b.pending) - 1
	b.conclude(&b.pending[last])
	b.pending[last] = pending{}
	b.pending = b.pending[:last]
}

// settle joins what may be joined, then concludes all that is pending.
func (b *batch) settle() {
	b.join()
	for i := range b.pending {
		b.conclude(&b.pending[i])
	}
}

// conclude decides on a record, writes and counts it.
func (b *batch) conclude(p *pending) {
	switch {
	case len(p.errors) > 0:
		b.mark(p.span, b.concludeErrors(p))
	case !p.call:
	case p.told.Number != 0:
		b.concludeTold(p)
	case p.earlier.found(): // which has explained it
	case p.status >= 400:
		b.concludeFailed(p)
	}
}

// concludeErrors concludes a record with errors. It returns the most urgent one that the service has answered with to this
// very call, as its own body or a join says, nil if there is none.
func (b *batch) concludeErrors(p *pending) (answered *sighting) {
	for i := range p.errors {
		s := &p.errors[i]
		b.tally.detect(s) // as the record tells it: what a call is told is counted in a join
		if s.Number == p.told.Number {
			s.peer = p.told.Span
		}
	}
	b.tally.wait(p.delay, foremost(p.errors).urgency) // with what its own answer is about
	for i := range p.errors {
		s := &p.errors[i]
		if s.call != nil { // whose answer is better evidence
			s.verdict, s.peer = explain(b.Catalog, &s.Finding, answerOf(s.call)), s.call.Call
		}
		isAnswer := s.trusted && s.Shape == scan.Response || s.Number == p.told.Number
		if isAnswer && (answered == nil || s.urgency < answered.urgency) {
			answered = s
		}
	}
	if !p.stays {
		write(p, p.errors, "")
	}
	return answered
}

// concludeTold concludes a call of which an error elsewhere says why it failed.
func (b *batch) concludeTold(p *pending) {
	s := sighting{Finding: scan.Finding{Shape: scan.Message, Number: p.told.Number, Legacy: p.told.Legacy}, peer: p.told.Span}
	s.verdict = explain(b.Catalog, &s.Finding, p.answer)
	if !p.earlier.found() { // which has said so
		b.tally.wait(p.delay, s.urgency)
		write(p, []sighting{s}, deliveryTrace)
	}
	b.mark(p.span, &s)
}

// concludeFailed concludes a call that failed for a reason that nobody knows.
func (b *batch) concludeFailed(p *pending) {
	u := urgencyOf(catalog.ClassOfStatus(p.status))
	if !p.told.Counted {
		b.tally.fail(p.status, u)
		b.tally.wait(p.delay, u)
	}
	p.attributes.EnsureCapacity(p.attributes.Len() + 2)
	writeClass(p.attributes, u, p.delay)
}
