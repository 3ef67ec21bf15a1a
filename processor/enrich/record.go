// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// recordKind is what kind of record the one at hand is, as far as that decides whom its HTTP status belongs to.
type recordKind uint8

const (
	otherSpan recordKind = iota // a span that is never a call to the service, whatever it says
	clientSpan
	internalSpan
	logRecord
)

// about is what the record at hand is about, as its URL attributes tell.
type about struct {
	named bool        // the service
	other bool        // another host
	call  bool        // a call to the service
	api   catalog.API // that the path belongs to, if one tells
}

// lookAround finds out what the record is about. Few records are worth that, so it isn't done before it is needed.
func (b *batch) lookAround() {
	if b.looked {
		return
	}
	b.looked = true
	b.record.collect(b.attributes, circumstances)
	named, other := b.record.named(b.hosts)
	b.about = about{named: named, other: other, call: named && b.kind != otherSpan, api: b.record.api()}
}

// status returns the HTTP status, or 0 if there is none.
func (o *offer) status() int {
	if !o.has(1<<slotStatus | 1<<slotLegacyStatus) {
		return 0
	}
	for s := slotStatus; s <= slotLegacyStatus; s++ {
		if !o.has(s.bit()) {
			continue
		}
		if n, ok := scan.Integer(o.values[s]); ok && 100 <= n && n <= 599 {
			return int(n)
		}
	}
	return 0
}

// trusts tells whether the record's HTTP status is the service's answer with that error.
func (b *batch) trusts(s *sighting) bool {
	switch {
	case b.about.call:
		return true
	case b.kind == clientSpan:
		return !b.record.has(addresses) && (s.origin == fromPayload || s.origin == fromKeys) && !s.inEvent
	case b.kind == logRecord:
		return s.Shape == scan.Response && !b.record.has(addressed) && !hasURL(b.attributes)
	default:
		return false
	}
}

// look looks at the attributes of the next record.
func (b *batch) look(attributes pcommon.Map) {
	b.record.have = 0
	b.record.collect(attributes, b.searched)
}

// start turns to the record that was looked at, but for its kind.
func (b *batch) start(attributes pcommon.Map) {
	b.attributes, b.looked, b.inEvent = attributes, false, false
	b.seen = b.seen[:0]
}

// conclude decides what to say about the record's errors, and writes it. then is the time that a delay counts from.
// It returns the error that the service has answered with to this very call, nil if there is none.
func (b *batch) conclude(then pcommon.Timestamp) (answer *sighting) {
	status := b.record.status()
	if len(b.seen) == 0 {
		if status >= 400 && b.kind != otherSpan {
			b.failedCall(status, then)
		}
		return nil
	}
	trusted := false
	for i := range b.seen {
		s := &b.seen[i]
		s.trusted = b.trusts(s)
		trusted = trusted || s.trusted
		credible := s.TextStatus
		if credible == 0 && s.trusted {
			credible = status
		}
		s.explanation = explain(b.Catalog, s.Number, s.Shape, s.Legacy, b.about.api, credible)
		b.tally.detect(s)
		if s.trusted && s.Shape == scan.Response && (answer == nil || urgency(s.class) < urgency(answer.class)) {
			answer = s
		}
	}
	described := foremost(b.seen)
	if b.joined() {
		return answer
	}
	var wait delay
	if trusted {
		wait = b.delay(described.class, then)
	}
	for i := range b.seen {
		b.seen[i].delay = wait
	}
	b.description.describe(b.seen, described, wait)
	b.description.write(b.attributes, b.record.has(slotOurs.bit()))
	return answer
}

// failedCall says what can be said of a failed call to the service whose payload isn't known.
func (b *batch) failedCall(status int, then pcommon.Timestamp) {
	if b.lookAround(); !b.about.call {
		return
	}
	if _, explained := b.attributes.Get(attrNumber); explained {
		return // by an earlier run, which knew more
	}
	class := classOf(status)
	b.tally.fail(status, class)
	wait := b.delay(class, then)
	d := &b.description
	d.n = 0
	d.str(attrRetryClass, string(class))
	d.delay(wait)
	d.write(b.attributes, false)
}

// joined tells whether an earlier run knew the answer to the call behind an error, which this one may not see.
func (b *batch) joined() bool {
	if b.kind == logRecord || !b.record.has(slotOurs.bit()) {
		return false
	}
	if _, checked := b.attributes.Get(attrStatusCheck); !checked {
		return false
	}
	number, ok := b.attributes.Get(attrNumber)
	return ok && number.Type() == pcommon.ValueTypeInt && slices.ContainsFunc(b.seen, func(s sighting) bool {
		return s.Number == number.Int() && joinable(s) && !s.trusted
	})
}

// delay is how many seconds the service asks to wait.
type delay struct {
	seconds float64
	known   bool
}

// delay returns the one that the record tells, and counts it.
func (b *batch) delay(class catalog.RetryClass, then pcommon.Timestamp) delay {
	seconds, ok := b.record.retryDelay(then)
	if ok {
		b.tally.wait(retryDelay{seconds, class})
	}
	return delay{seconds, ok}
}
