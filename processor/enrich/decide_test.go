// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name             string
		status, expected int
		path             catalog.API
		want             statusCheck
	}{
		{"equal", 429, 429, catalog.V2, match},
		{"equal, without a path", 429, 429, "", match},
		{"another", 503, 429, catalog.V2, mismatch},
		{"a failure that looks like a success", 200, 0, catalog.V2, mismatch},
		{"a redirection does too", 302, 0, catalog.V2, mismatch},
		{"the legacy API does so always", 200, 0, catalog.V1, undocumented},
		{"without a path, one can't know", 200, 0, "", undocumented},
		{"nothing to hold it against", 401, 0, catalog.V2, undocumented},
		{"no status that can be trusted", 0, 429, catalog.V2, unchecked},
	} {
		assert.Equal(t, tt.want, check(tt.expected, answer{tt.status, tt.path}), tt.name)
	}
}

func TestClassOf(t *testing.T) {
	t.Parallel()
	for class, statuses := range map[catalog.RetryClass][]int{
		catalog.Reauthenticate: {401},
		catalog.Never:          {410},
		catalog.Backoff:        {408, 425, 429, 500, 502, 503, 504, 599},
		catalog.Unknown:        {0, 100, 200, 204, 302, 399, 403, 407},
		catalog.FixRequest:     {400, 402, 404, 405, 409, 415, 418, 422, 499},
	} {
		for _, status := range statuses {
			assert.Equal(t, class, classOf(status), status)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	c := catalog.New(catalog.Override{Number: 9999, Message: "New.", StatusCode: 422})
	for _, tt := range []struct {
		name   string
		number int64
		shape  scan.Shape
		legacy bool
		path   catalog.API
		status int
		want   explanation
	}{
		{"documented", 9646, scan.Response, false, catalog.V2, 503, explanation{documented: true, message: message(9646), expected: 429, check: mismatch, class: catalog.Backoff}},
		{"path before the form of the payload", 9602, scan.Response, true, catalog.V2, 400, explanation{documented: true, message: "Invalid argument.", expected: 400, check: match, class: catalog.FixRequest}},
		{"the form of the payload", 9602, scan.Response, true, "", 400, explanation{documented: true, message: "Invalid argument.", check: undocumented, class: catalog.FixRequest}},
		{"of the other API, without its status", 9700, scan.Response, false, catalog.V1, 400, explanation{documented: true, message: message(9700), check: undocumented, class: catalog.FixRequest}},
		{"only the legacy API has it", 9622, scan.Response, false, catalog.V2, 401, explanation{documented: true, message: "Invalid authentication token.", check: undocumented, class: catalog.Reauthenticate}},
		{"background", 9603, scan.Status, false, catalog.V2, 200, explanation{documented: true, message: "Internal error.", class: catalog.Backoff}},
		{"documented for responses alone", 9700, scan.Notification, false, "", 200, explanation{documented: true, message: message(9700), class: catalog.FixRequest}},
		{"undocumented, on a call", 4711, scan.Response, false, catalog.V2, 429, explanation{check: undocumented, class: catalog.Backoff}},
		{"undocumented, without a status", 4711, scan.Response, false, catalog.V2, 0, explanation{class: catalog.Unknown}},
		{"undocumented, in the background", 4711, scan.Status, false, catalog.V2, 503, explanation{class: catalog.Unknown}},
		{"configured without a class", 9999, scan.Response, false, catalog.V2, 422, explanation{documented: true, message: "New.", expected: 422, check: match, class: catalog.FixRequest}},
		{"beyond all numbers", 1 << 40, scan.Response, false, catalog.V2, 0, explanation{class: catalog.Unknown}},
	} {
		assert.Equal(t, tt.want, explain(c, finding(tt.number, tt.legacy), tt.shape, answer{tt.status, tt.path}), tt.name)
	}
}

func message(number int) string {
	e, _ := catalog.Lookup(number)
	return e.Message
}

func TestForemost(t *testing.T) {
	t.Parallel()
	of := func(classes ...catalog.RetryClass) (verdicts []verdict) {
		for _, class := range classes {
			verdicts = append(verdicts, verdict{explanation: explanation{class: class}})
		}
		return verdicts
	}
	verdicts := of(catalog.Unknown, catalog.Reauthenticate, catalog.Reauthenticate)
	assert.Same(t, &verdicts[1], foremost(verdicts), "among equals, the first")
	for i, class := range byUrgency[1:] {
		verdicts := of(class, byUrgency[i])
		assert.Same(t, &verdicts[1], foremost(verdicts), class)
	}
}

func finding(number int64, legacy bool) *scan.Finding {
	f := &scan.Finding{}
	f.Number, f.Legacy = number, legacy
	return f
}
