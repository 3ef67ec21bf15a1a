// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"net/http"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// answer is what an error is held against.
type answer struct {
	status int         // the HTTP status that came with it; 0: none that can be trusted
	api    catalog.API // that the path of the call belongs to, if one tells
	poll   bool        // the call asked for the status of an event
	delay  delay
}

// verdict is what there is to say about an error: what the documentation and the answer make of it.
type verdict struct {
	documented bool
	message    string
	delivery   string
	expected   int // the documented HTTP status; 0: none is, or it doesn't apply
	check      statusCheck
	urgency    urgency
	delay      delay
}

// explain decides what to say about an error.
func explain(c *catalog.Catalog, f *scan.Finding, a answer) verdict {
	v, delivered := verdict{delivery: deliveryOf(f.Shape), delay: a.delay}, catalog.Response
	if f.Shape == scan.Status || f.Shape == scan.Notification {
		delivered = catalog.Background
		a.status = 0 // it tells how the news of the failure came, not the failure
	}
	api := a.api
	if api == "" {
		api = catalog.V2
		if f.Legacy {
			api = catalog.V1
		}
	}
	var class catalog.RetryClass
	if f.Number <= math.MaxInt32 {
		v.message, v.expected, class, v.documented = c.Meaning(api, int(f.Number), delivered)
	}
	if class == "" {
		class = classOf(a.status)
	}
	v.urgency = urgencyOf(class)
	if f.Shape == scan.Message && a.status < 400 && (a.poll || c.InBackground(int(f.Number))) {
		return v // most likely raised by reading a healthy answer
	}
	v.check = check(v.expected, a)
	return v
}

func deliveryOf(s scan.Shape) string { return deliveryNames[s] }

var deliveryNames = [...]string{scan.Response: deliveryResponse, scan.Status: deliveryStatus, scan.Notification: deliveryNotification, scan.Message: deliveryMessage}

// check compares a trusted status with the documented one.
func check(expected int, a answer) statusCheck {
	switch {
	case a.status == 0:
		return unchecked
	case a.api == catalog.V2 && a.status < 400, expected != 0 && a.status != expected: // the first looks like a success
		return mismatch
	case expected == 0:
		return undocumented
	default:
		return match
	}
}

// classOf returns the retry class of a failure about which nothing is known but a trusted status.
func classOf(status int) catalog.RetryClass {
	switch {
	case status == http.StatusUnauthorized:
		return catalog.Reauthenticate
	case status == http.StatusGone:
		return catalog.Never
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests:
		return catalog.Backoff
	case status < 400, status == http.StatusForbidden, status == http.StatusProxyAuthRequired: // proxies answer so too
		return catalog.Unknown
	default:
		return catalog.FixRequest
	}
}

// urgency is a retry class, ranked by what it asks of a person: the first asks most.
type urgency uint8

var byUrgency = catalog.RetryClasses()

func urgencyOf(class catalog.RetryClass) urgency { return urgency(slices.Index(byUrgency, class)) }

func (u urgency) class() string { return string(byUrgency[u]) }

// foremost returns the first of the most urgent errors, which the record's scalar attributes describe.
func foremost(errors []sighting) *sighting {
	first := &errors[0]
	for i := range errors {
		if s := &errors[i]; s.urgency < first.urgency {
			first = s
		}
	}
	return first
}

// report is a record with errors, and all that is decided by.
type report struct {
	answer     // its own, but for the status, which may be another for each error
	attributes pcommon.Map
	errors     []sighting
	again      bool // an earlier run has written on it
	stays      bool // what that has written, unless a join of this run knows better
}

// report returns the report on the errors that were found. then is the time that a delay counts from.
func (b *batch) report(r *record, then pcommon.Timestamp) report {
	about := b.about(r)
	rep := report{
		answer: answer{api: about.api, poll: about.poll}, attributes: r.attributes, errors: b.found,
		again: about.has(ours), stays: about.has(ours) && joinedBefore(r, b.found),
	}
	if !rep.stays && anyOf(b.found, func(s *sighting) bool { return s.trusted }) {
		rep.delay = about.retryDelay(then)
	}
	return rep
}

// joinedBefore reports whether an earlier run has joined an error with its call, which this run may not see.
func joinedBefore(r *record, found []sighting) bool {
	_, checked := r.attributes.Get(attrStatusCheck)
	number, ok := r.attributes.Get(attrNumber)
	return r.kind != logRecord && checked && ok && number.Type() == pcommon.ValueTypeInt && anyOf(found, func(s *sighting) bool {
		return s.Number == number.Int() && s.joinable() && !s.trusted
	})
}

// conclude concludes a record with errors. It returns the most urgent one that the service has answered with to this very
// call, nil if there is none.
func (b *batch) conclude(r *report) (answered *sighting) {
	for i := range r.errors {
		s := &r.errors[i]
		s.verdict = explain(b.Catalog, &s.Finding, answer{s.status, r.api, r.poll, r.delay})
	}
	b.tally.wait(r.delay, foremost(r.errors).urgency) // with what its own answer is about
	for i := range r.errors {
		s := &r.errors[i]
		if s.call != nil { // whose answer is better evidence
			s.verdict, r.stays = explain(b.Catalog, &s.Finding, s.call.answer), false
		}
		b.tally.detect(s)
		if s.trusted && s.Shape == scan.Response && (answered == nil || s.urgency < answered.urgency) {
			answered = s
		}
	}
	if !r.stays {
		write(r.attributes, r.errors, r.again)
	}
	return answered
}

// concludeCall concludes a call, if there is anything to say of it that isn't written yet.
func (b *batch) concludeCall(c *call) {
	if len(c.errors) > 0 {
		for i := range c.errors {
			s := &c.errors[i]
			s.Shape = scan.Message // to the call, it is told
			s.verdict = explain(b.Catalog, &s.Finding, c.answer)
			s.delivery = deliveryTrace
		}
		if c.failed {
			b.tally.wait(c.delay, foremost(c.errors).urgency)
		}
		write(c.span.Attributes(), c.errors, c.again)
	} else if c.failed {
		b.concludeFailed(c.span.Attributes(), c.answer)
	}
}

// concludeFailed concludes a call that failed for a reason that nobody knows.
func (b *batch) concludeFailed(attributes pcommon.Map, a answer) {
	v := verdict{urgency: urgencyOf(classOf(a.status)), delay: a.delay}
	b.tally.fail(a.status, v.urgency)
	b.tally.wait(v.delay, v.urgency)
	attributes.EnsureCapacity(attributes.Len() + 2)
	v.writeClass(attributes)
}
