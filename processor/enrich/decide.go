// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"math"
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// apis are the APIs that the path of a call may belong to, by join.Response.API.
var apis = [join.APIs]catalog.API{"", catalog.V2, catalog.V1}

// verdict is what there is to say about an error: what the documentation and the answer make of it.
type verdict struct {
	message    string
	expected   uint16 // the documented HTTP status; 0: none is, or it doesn't apply
	documented bool
	check      statusCheck
	urgency    urgency
}

// decide returns what to say about an error that came in a response, whose status is 0 if there is none that can be trusted.
func (e *Enricher) decide(f *scan.Finding, a join.Response) (v verdict) {
	delivered := catalog.Response
	if f.Shape == scan.Status || f.Shape == scan.Notification {
		delivered = catalog.Background
		a.Status = 0 // it belongs to the request that delivered the failure, not to the call that failed
	}
	api := catalog.V2 // unless the path of the call says otherwise
	if f.Legacy {
		api = catalog.V1
	}
	var doc catalog.Error
	if f.Number <= math.MaxInt32 {
		doc, v.documented = e.Catalog.Lookup(cmp.Or(apis[a.API], api), int(f.Number), delivered)
	}
	v.message, v.expected = doc.Message, uint16(doc.StatusCode)
	v.urgency = urgencyOf(cmp.Or(doc.RetryClass, catalog.ClassOfStatus(int(a.Status))))
	if f.Shape == scan.Message && a.Status < 400 && (a.Poll || e.Catalog.InBackground(int(f.Number))) {
		return v // most likely raised while reading a healthy response
	}
	v.check = check(v.expected, a)
	return v
}

// check compares a trusted status with the documented one.
func check(expected uint16, a join.Response) statusCheck {
	switch {
	case a.Status == 0:
		return unchecked
	case apis[a.API] == catalog.V2 && a.Status < 400, expected != 0 && a.Status != expected: // the first looks like a success
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
