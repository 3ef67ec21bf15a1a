// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// pending is a record with errors, or of a call, and all that is needed to decide on it. It may have to wait for the rest of the
// batch.
type pending struct {
	join.Response // its own; the status of an error may be another
	attributes    pcommon.Map
	span          ptrace.Span       // unless it is a log record
	matched       join.MatchedError // the error on another record that a call was joined with
	errors        []sighting        // found on this record
	earlier       *earlier          // what an earlier run has written; nil: nothing
	stays         bool              // what an earlier run has written stays, because this run doesn't know more
}

// add handles a record with errors, or of a call. The record waits for the join if that may add to it. common is what its errors
// have in common.
func (b *batch) add(r *record, isCall bool, common join.Error) {
	about := b.about(r)
	p := pending{
		Response: about.Response, attributes: r.attributes, span: r.span, errors: b.found(), earlier: about.earlier(),
	}
	for i := range p.errors {
		s := &p.errors[i]
		s.verdict = b.decide(&s.Finding, join.Response{Status: s.status, API: p.API, Poll: p.Poll})
	}
	p.stays = p.earlier.stay(p.errors)
	p.nameEvents(about)
	if isCall || !p.stays && slices.ContainsFunc(p.errors, func(s sighting) bool { return s.trusted }) {
		p.Delay = about.retryDelay(pcommon.Timestamp(common.Recorded))
	}
	if b.Memory != nil && b.offer(r, &p, isCall, common) {
		b.pending = append(b.pending, p)
		return
	}
	b.finish(&p)
	b.forget(b.first)
}

// isReport reports whether more errors were recorded at this time than one response may have. Such errors aren't joined: they are
// old ones, and each would be held against every call of the trace.
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

// finish decides on a record, writes and counts it.
func (b *batch) finish(p *pending) {
	if p.earlier.found() {
		restoreNumbers(p.attributes) // which may stay
	}
	switch {
	case len(p.errors) > 0:
		b.setStatus(p.span, b.finishErrors(p))
	case p.matched.Number != 0:
		b.finishMatched(p)
	case p.earlier.found(): // the earlier run has explained it
	case p.Status >= 400:
		b.finishFailed(p)
	}
}

// finishErrors finishes a record with errors. It returns the most urgent error that this very call was answered with,
// according to its own body or a join; nil if there is none.
func (b *batch) finishErrors(p *pending) (answered *sighting) {
	for i := range p.errors {
		s := &p.errors[i]
		b.tally.countError(series{shape: s.Shape}, s.Number, &s.verdict) // as the record itself reports it: joins are counted separately
		if s.Number == p.matched.Number {
			s.peer = p.matched.Span
		}
	}
	b.tally.delay(p.Delay, mostUrgent(p.errors).urgency) // by the record's own response, before a join changes the urgency
	for i := range p.errors {
		s := &p.errors[i]
		if s.call != nil && !p.stays { // its status is better evidence
			s.verdict, s.peer = b.decide(&s.Finding, s.call.Response), s.call.Call
		}
		isAnswer := s.trusted && s.Shape == scan.Response || s.Number == p.matched.Number
		if isAnswer && (answered == nil || s.urgency < answered.urgency) {
			answered = s
		}
	}
	if !p.stays {
		s, wait := mostUrgent(p.errors), p.Delay
		if s.call != nil && !wait.Known { // the record's own delay takes precedence
			wait = s.call.Delay
		}
		p.earlier.complete(s)
		p.write(s, deliveryNames[s.Shape], wait)
	}
	return answered
}

// finishMatched finishes a call that an error on another record explains.
func (b *batch) finishMatched(p *pending) {
	s := sighting{Finding: told(p.matched.Number, p.matched.Legacy), peer: p.matched.Span}
	s.verdict = b.decide(&s.Finding, p.Response)
	if !p.earlier.found() { // else it is written already
		b.tally.delay(p.Delay, s.urgency)
		p.write(&s, deliveryTrace, p.Delay)
	}
	b.setStatus(p.span, &s)
}

// told returns the finding of an error that another record reports.
func told(number int64, legacy bool) scan.Finding {
	return scan.Finding{Number: number, Shape: scan.Message, Legacy: legacy}
}

// finishFailed finishes a call that failed for an unknown reason.
func (b *batch) finishFailed(p *pending) {
	u := urgencyOf(catalog.ClassOfStatus(int(p.Status)))
	if !p.matched.Counted {
		b.tally.count(series{counter: failed, status: p.Status, urgency: u})
		b.tally.delay(p.Delay, u)
	}
	p.attributes.EnsureCapacity(p.attributes.Len() + 2)
	writeClass(p.attributes, u, p.Delay)
}
