// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// The third phase, in which a record is decided on, written and counted, once.

// report returns what a record with errors is decided by. then is the time that a delay counts from.
func (b *batch) report(r *record, found []sighting, then pcommon.Timestamp) report {
	report := report{
		attributes: r.attributes, errors: found, api: r.about(b.service).api, again: r.has(ours), stays: joinedBefore(r, found),
	}
	if !report.stays && anyOf(found, func(s *sighting) bool { return s.trusted }) {
		report.delay = r.delay(then)
	}
	return report
}

// joinedBefore reports whether an earlier run has joined an error with its call, which this run may not see.
func joinedBefore(r *record, found []sighting) bool {
	if r.kind == logRecord || !r.has(ours) {
		return false
	}
	if _, checked := r.attributes.Get(attrStatusCheck); !checked {
		return false
	}
	number, ok := r.attributes.Get(attrNumber)
	return ok && number.Type() == pcommon.ValueTypeInt && anyOf(found, func(s *sighting) bool {
		return s.Number == number.Int() && s.joinable() && !s.trusted
	})
}

// conclude concludes a record with errors. It returns the one that the service has answered with to this very call, nil if
// there is none.
func (b *batch) conclude(r *report) (answer *verdict) {
	verdicts := decide(b.Catalog, r, b.verdicts[:0])
	b.verdicts = verdicts
	b.tally.wait(r.delay, foremost(verdicts).class) // with what its own answer is about
	decideJoined(b.Catalog, r, verdicts)
	for i := range verdicts {
		b.tally.detect(&verdicts[i])
	}
	if !r.stays || len(r.calls) > 0 {
		b.description.describe(verdicts, "")
		b.description.write(r.attributes, r.again)
	}
	return ownAnswer(verdicts)
}

// concludeCall concludes a call, if there is anything to say of it that isn't written yet.
func (b *batch) concludeCall(c *call) {
	attributes := c.span.Attributes()
	if len(c.errors) == 0 {
		if c.failed {
			b.concludeFailed(attributes, c.status, c.delay)
		}
		return
	}
	verdicts := decideCall(b.Catalog, c, b.verdicts[:0])
	b.verdicts = verdicts
	if c.failed {
		b.tally.wait(c.delay, foremost(verdicts).class)
	}
	b.description.describe(verdicts, deliveryTrace)
	b.description.write(attributes, c.again)
}

// concludeFailed concludes a call that failed for a reason that nobody knows.
func (b *batch) concludeFailed(attributes pcommon.Map, status int, wait delay) {
	class := classOf(status)
	b.tally.fail(status, class)
	b.tally.wait(wait, class)
	b.description.describeFailed(class, wait)
	b.description.write(attributes, false)
}
