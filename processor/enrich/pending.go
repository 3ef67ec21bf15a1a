// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// pending is a record with errors, or of a call, and all that is needed to decide on it. It may have to wait for the rest of the
// batch.
type pending struct {
	httpResponse // its own; the status of an error may be another
	attributes   pcommon.Map
	span         ptrace.Span       // unless it is a log record
	answered     bool              // it is a call, as isAnswered says
	matched      join.MatchedError // the error on another record that a call was joined with
	errors       []sighting        // found on this record
	joinError    join.Error        // what its joinable errors have in common
	earlier      *earlier          // what an earlier run has written; nil: nothing
	stays        bool              // what an earlier run has written stays, because this run doesn't know more
}

// newPending returns what is known of a record with errors, or of a call. then is the time from which a delay counts.
func (b *batch) newPending(r *record, then pcommon.Timestamp) (p pending) {
	about := b.about(r)
	p.api, p.poll, p.earlier = about.api, about.poll, about.earlier()
	p.attributes, p.span, p.errors = r.attributes, r.span, b.found
	for i := range p.errors {
		s := &p.errors[i]
		s.verdict = b.decide(s.Number, s.Shape, s.Legacy, httpResponse{status: s.status, api: p.api, poll: p.poll})
	}
	p.stays = p.earlier.stay(p.errors)
	p.nameEvents(about)
	if p.answered = b.isAnswered(r); p.answered {
		p.status = about.status
	}
	if p.answered || !p.stays && anyOf(p.errors, func(s *sighting) bool { return s.trusted }) {
		p.delay = about.retryDelay(then)
	}
	return p
}

// errors handles a record with errors. If no other record can add to them, it is finished at once.
func (b *batch) errors(r *record, common join.Error) {
	p := b.newPending(r, pcommon.Timestamp(common.Recorded))
	p.joinError = common
	p.joinError.Quiet = common.Quiet || len(p.errors) > 1
	b.waitOrFinish(r, &p, false)
}

// call handles a span that is a call to the service, with the errors that were found on it. Without ids, it can't be joined.
func (b *batch) call(r *record, c join.Call) {
	p := b.newPending(r, pcommon.Timestamp(c.End))
	known := b.Memory != nil && c.Trace != (join.TraceID{}) && c.ID != (join.SpanID{})
	if known {
		b.offerStart(r, c.Span)
		b.offerCall(&p, c)
	}
	b.waitOrFinish(r, &p, known)
}

// waitOrFinish lets a record wait for the join if it is offered to it, or if one of its errors may be joined; else it finishes it.
func (b *batch) waitOrFinish(r *record, p *pending, offered bool) {
	if joins := b.Memory != nil && b.offerErrors(r, p); !joins && !offered {
		b.finish(p)
		return
	}
	n := len(b.waiting)
	b.waiting = append(b.waiting, p.errors...) // the next record reuses where they are
	p.errors = b.waiting[n:]
	b.pending = append(b.pending, *p)
}

// isReport reports whether more errors were recorded at this time than one response may have. Such errors aren't joined: they are
// past, and each would be held against every call of the trace.
func (p *pending) isReport(recorded pcommon.Timestamp) bool {
	const most = 4
	n := 0
	for i := range p.errors {
		if p.errors[i].recorded == recorded {
			n++
		}
	}
	return n > most
}

// joinAndFinish joins what may be joined, then finishes all that is pending.
func (b *batch) joinAndFinish() {
	b.join()
	for i := range b.pending {
		b.finish(&b.pending[i])
	}
}

// finish decides on a record, writes and counts it.
func (b *batch) finish(p *pending) {
	if p.earlier.found() {
		restoreNumbers(p.attributes) // which may stay
	}
	switch {
	case len(p.errors) > 0:
		b.setStatus(p.span, b.finishErrors(p))
	case !p.answered:
	case p.matched.Number != 0:
		b.finishMatched(p)
	case p.earlier.found(): // the earlier run has explained it
	case p.status >= 400:
		b.finishFailed(p)
	}
}

// finishErrors finishes a record with errors. It returns the most urgent error that this very call was answered with,
// according to its own body or a join; nil if there is none.
func (b *batch) finishErrors(p *pending) (answered *sighting) {
	for i := range p.errors {
		s := &p.errors[i]
		b.tally.detect(s) // as the record itself reports it: joins are counted separately
		if s.Number == p.matched.Number {
			s.peer = p.matched.Span
		}
	}
	b.tally.delay(p.delay, mostUrgent(p.errors).urgency) // by the record's own response, before a join changes the urgency
	for i := range p.errors {
		s := &p.errors[i]
		if s.call != nil { // its status is better evidence
			s.verdict, s.peer = b.decide(s.Number, s.Shape, s.Legacy, responseOf(s.call)), s.call.Call
		}
		isAnswer := s.trusted && s.Shape == scan.Response || s.Number == p.matched.Number
		if isAnswer && (answered == nil || s.urgency < answered.urgency) {
			answered = s
		}
	}
	if !p.stays {
		s, wait := mostUrgent(p.errors), p.delay
		if s.call != nil && !wait.Known { // the record's own delay takes precedence
			wait = responseOf(s.call).delay
		}
		p.earlier.complete(s)
		p.write(s, deliveryNames[s.Shape], wait)
	}
	return answered
}

// finishMatched finishes a call that an error on another record explains.
func (b *batch) finishMatched(p *pending) {
	s := sighting{Finding: scan.Finding{Number: p.matched.Number}, peer: p.matched.Span}
	s.verdict = b.decide(p.matched.Number, scan.Message, p.matched.Legacy, p.httpResponse)
	if !p.earlier.found() { // else it is written already
		b.tally.delay(p.delay, s.urgency)
		p.write(&s, deliveryTrace, p.delay)
	}
	b.setStatus(p.span, &s)
}

// finishFailed finishes a call that failed for an unknown reason.
func (b *batch) finishFailed(p *pending) {
	u := urgencyOf(catalog.ClassOfStatus(p.status))
	if !p.matched.Counted {
		b.tally.fail(p.status, u)
		b.tally.delay(p.delay, u)
	}
	p.attributes.EnsureCapacity(p.attributes.Len() + 2)
	writeClass(p.attributes, u, p.delay)
}
