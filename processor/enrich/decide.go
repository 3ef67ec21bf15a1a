// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"net/http"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// explanation is what there is to say about one error.
type explanation struct {
	documented bool
	message    string
	expected   int // the documented HTTP status; 0: none is, or it doesn't apply
	check      statusCheck
	class      catalog.RetryClass
}

// explain decides what to say about an error of that number and shape. path is the API that the path
// belongs to, if one tells; status is the HTTP status that may be trusted, or 0.
func explain(c *catalog.Catalog, number int64, shape scan.Shape, legacy bool, path catalog.API, status int) explanation {
	background := shape == scan.Status || shape == scan.Notification
	if background {
		status = 0 // it tells how the news of the failure came, not the failure
	}
	delivered := catalog.Response
	if background {
		delivered = catalog.Background
	}
	api := path
	if api == "" {
		api = catalog.V2
		if legacy {
			api = catalog.V1
		}
	}
	var x explanation
	if message, expected, class, ok := c.Meaning(api, int(number), delivered); ok && number <= math.MaxInt32 {
		x = explanation{documented: true, message: message, expected: expected, class: class}
	}
	if x.class == "" {
		x.class = classOf(status)
	}
	if shape == scan.Message && status < 400 && c.InBackground(int(number)) {
		return x // most likely raised by reading a healthy answer
	}
	x.check = check(status, x.expected, path)
	return x
}

// check compares a trusted status with the documented one.
func check(status, expected int, path catalog.API) statusCheck {
	switch {
	case status == 0:
		return unchecked
	case path == catalog.V2 && status < 400:
		return mismatch // a failure that looks like a success
	case expected == 0:
		return undocumented
	case status == expected:
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

// urgency ranks the classes by what they ask of a person: the first asks most.
func urgency(class catalog.RetryClass) int {
	for i, c := range byUrgency {
		if c == class {
			return i
		}
	}
	return len(byUrgency)
}

var byUrgency = catalog.RetryClasses()

// foremost returns the sighting that the record's scalar attributes describe.
func foremost(seen []sighting) *sighting {
	first := &seen[0]
	for i := range seen[1:] {
		if s := &seen[i+1]; urgency(s.class) < urgency(first.class) {
			first = s
		}
	}
	return first
}
