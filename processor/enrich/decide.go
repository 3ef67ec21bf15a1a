// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"math"
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// httpResponse is what is known of the response that an error came with.
type httpResponse struct {
	status int         // the HTTP status that came with it; 0: none that can be trusted
	api    catalog.API // that the path of the call belongs to; "": unknown
	poll   bool        // the call asked for the status of an event
	delay  delay
}

// verdict is what there is to say about an error: what the documentation and the answer make of it.
type verdict struct {
	message    string
	expected   uint16 // the documented HTTP status; 0: none is, or it doesn't apply
	documented bool
	check      statusCheck
	urgency    urgency
}

// decide decides what to say about an error that came in a response.
func (e *Enricher) decide(number int64, shape scan.Shape, legacy bool, a httpResponse) (v verdict) {
	delivered := catalog.Response
	if shape == scan.Status || shape == scan.Notification {
		delivered = catalog.Background
		a.status = 0 // it belongs to the request that delivered the failure, not to the call that failed
	}
	api := catalog.V2 // unless the path of the call says otherwise
	if legacy {
		api = catalog.V1
	}
	var doc catalog.Error
	if number <= math.MaxInt32 {
		doc, v.documented = e.Catalog.Lookup(cmp.Or(a.api, api), int(number), delivered)
	}
	v.message, v.expected = doc.Message, uint16(doc.StatusCode)
	v.urgency = urgencyOf(cmp.Or(doc.RetryClass, catalog.ClassOfStatus(a.status)))
	if shape == scan.Message && a.status < 400 && (a.poll || e.Catalog.InBackground(int(number))) {
		return v // most likely raised while reading a healthy response
	}
	v.check = check(doc.StatusCode, a)
	return v
}

var deliveryNames = [...]string{scan.Response: deliveryResponse, scan.Status: deliveryStatus, scan.Notification: deliveryNotification, scan.Message: deliveryMessage}

// check compares a trusted status with the documented one.
func check(expected int, a httpResponse) statusCheck {
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

// urgency is a retry class, ranked by what it asks of a person: the first asks most.
type urgency uint8

var byUrgency = catalog.RetryClasses()

func urgencyOf(class catalog.RetryClass) urgency { return urgency(slices.Index(byUrgency, class)) }

func (u urgency) class() string { return string(byUrgency[u]) }

// mostUrgent returns the first of the most urgent errors, which the record's scalar attributes describe.
func mostUrgent(errors []sighting) *sighting {
	first := &errors[0]
	for i := range errors {
		if s := &errors[i]; s.urgency < first.urgency {
			first = s
		}
	}
	return first
}
