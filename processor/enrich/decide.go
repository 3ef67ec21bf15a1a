// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"net/http"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// report is a record with errors, and all that is decided by.
type report struct {
	attributes pcommon.Map
	errors     []sighting
	api        catalog.API // that the record's own path belongs to, if one tells
	delay      delay       // that the record itself tells
	again      bool        // an earlier run has written on it
	stays      bool        // what that has written, unless a join of this run knows better

	calls []*call // that the errors were joined with, nil for those that weren't; empty: none was
}

// verdict is what there is to say about one error.
type verdict struct {
	*sighting
	explanation
	delay delay
}

// explanation is what the documentation and the HTTP status make of an error.
type explanation struct {
	documented bool
	message    string
	expected   int // the documented HTTP status; 0: none is, or it doesn't apply
	check      statusCheck
	class      catalog.RetryClass
}

// answer is what an error is held against: the HTTP status that came with it, or 0 if none can be trusted, and the API that
// the path of the call belongs to, if one tells.
type answer struct {
	status int
	api    catalog.API
}

// decide appends the verdicts by what the record itself tells.
func decide(c *catalog.Catalog, r *report, verdicts []verdict) []verdict {
	for i := range r.errors {
		s := &r.errors[i]
		verdicts = append(verdicts, verdict{s, explain(c, &s.Finding, s.Shape, answer{s.status, r.api}), r.delay})
	}
	return verdicts
}

// decideJoined replaces the verdicts of errors that were joined: the answer to the call is better evidence.
func decideJoined(c *catalog.Catalog, r *report, verdicts []verdict) {
	for i, call := range r.calls {
		if call != nil {
			s := verdicts[i].sighting
			verdicts[i] = verdict{s, explain(c, &s.Finding, s.Shape, call.answer), call.delay}
		}
	}
}

// decideCall appends the verdicts on the errors that a call was joined with: to it, each is told in a message.
func decideCall(c *catalog.Catalog, call *call, verdicts []verdict) []verdict {
	for _, s := range call.errors {
		verdicts = append(verdicts, verdict{s, explain(c, &s.Finding, scan.Message, call.answer), call.delay})
	}
	return verdicts
}

// explain decides what to say about an error of that shape.
func explain(c *catalog.Catalog, f *scan.Finding, shape scan.Shape, a answer) explanation {
	delivered := catalog.Response
	if shape == scan.Status || shape == scan.Notification {
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
	var x explanation
	if message, expected, class, ok := c.Meaning(api, int(f.Number), delivered); ok && f.Number <= math.MaxInt32 {
		x = explanation{documented: true, message: message, expected: expected, class: class}
	}
	if x.class == "" {
		x.class = classOf(a.status)
	}
	if shape == scan.Message && a.status < 400 && c.InBackground(int(f.Number)) {
		return x // most likely raised by reading a healthy answer
	}
	x.check = check(x.expected, a)
	return x
}

// check compares a trusted status with the documented one.
func check(expected int, a answer) statusCheck {
	switch {
	case a.status == 0:
		return unchecked
	case a.api == catalog.V2 && a.status < 400:
		return mismatch // a failure that looks like a success
	case expected == 0:
		return undocumented
	case a.status == expected:
		return match
	default:
		return mismatch
	}
}

// classOf returns the retry class of a failure about which nothing is known but a trusted status.
func classOf(status int) catalog.RetryClass {
	switch status {
	case http.StatusUnauthorized:
		return catalog.Reauthenticate
	case http.StatusGone:
		return catalog.Never
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return catalog.Backoff
	case http.StatusForbidden, http.StatusProxyAuthRequired: // proxies answer so too
		return catalog.Unknown
	}
	switch {
	case status >= 500:
		return catalog.Backoff
	case status >= 400:
		return catalog.FixRequest
	default:
		return catalog.Unknown
	}
}

var byUrgency = catalog.RetryClasses()

// urgency ranks the classes by what they ask of a person: the first asks most.
func urgency(class catalog.RetryClass) int {
	for i, c := range byUrgency {
		if c == class {
			return i
		}
	}
	return len(byUrgency)
}

// foremost returns the verdict that the record's scalar attributes describe.
func foremost(verdicts []verdict) *verdict {
	return mostUrgent(verdicts, func(*verdict) bool { return true })
}

// ownAnswer returns the error that the service has answered with to this very call, nil if there is none.
func ownAnswer(verdicts []verdict) *verdict {
	return mostUrgent(verdicts, func(v *verdict) bool { return v.trusted && v.Shape == scan.Response })
}

// mostUrgent returns the first of the most urgent verdicts that count.
func mostUrgent(verdicts []verdict, counts func(*verdict) bool) (first *verdict) {
	for i := range verdicts {
		if v := &verdicts[i]; counts(v) && (first == nil || urgency(v.class) < urgency(first.class)) {
			first = v
		}
	}
	return first
}
