// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

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
		want   verdict
	}{
		{"documented", 9646, scan.Response, false, catalog.V2, 503, verdict{documented: true, message: message(9646), expected: 429, check: mismatch, urgency: urgencyOf(catalog.Backoff)}},
		{"path before the form of the payload", 9602, scan.Response, true, catalog.V2, 400, verdict{documented: true, message: "Invalid argument.", expected: 400, check: match, urgency: urgencyOf(catalog.FixRequest)}},
		{"the form of the payload", 9602, scan.Response, true, "", 400, verdict{documented: true, message: "Invalid argument.", check: undocumented, urgency: urgencyOf(catalog.FixRequest)}},
		{"of the other API, without its status", 9700, scan.Response, false, catalog.V1, 400, verdict{documented: true, message: message(9700), check: undocumented, urgency: urgencyOf(catalog.FixRequest)}},
		{"only the legacy API has it", 9622, scan.Response, false, catalog.V2, 401, verdict{documented: true, message: "Invalid authentication token.", check: undocumented, urgency: urgencyOf(catalog.Reauthenticate)}},
		{"background", 9603, scan.Status, false, catalog.V2, 200, verdict{documented: true, message: "Internal error.", urgency: urgencyOf(catalog.Backoff)}},
		{"documented for responses alone", 9700, scan.Notification, false, "", 200, verdict{documented: true, message: message(9700), urgency: urgencyOf(catalog.FixRequest)}},
		{"undocumented, on a call", 4711, scan.Response, false, catalog.V2, 429, verdict{check: undocumented, urgency: urgencyOf(catalog.Backoff)}},
		{"undocumented, without a status", 4711, scan.Response, false, catalog.V2, 0, verdict{urgency: urgencyOf(catalog.Unknown)}},
		{"undocumented, in the background", 4711, scan.Status, false, catalog.V2, 503, verdict{urgency: urgencyOf(catalog.Unknown)}},
		{"configured without a class", 9999, scan.Response, false, catalog.V2, 422, verdict{documented: true, message: "New.", expected: 422, check: match, urgency: urgencyOf(catalog.FixRequest)}},
		{"beyond all numbers", 1 << 40, scan.Response, false, catalog.V2, 0, verdict{urgency: urgencyOf(catalog.Unknown)}},
	} {
		f := finding(tt.number, tt.legacy)
		f.Shape = tt.shape
		assert.Equal(t, tt.want, explain(c, f, answer{status: tt.status, api: tt.path}), tt.name)
	}
}

func message(number int) string {
	e, _ := catalog.Lookup(number)
	return e.Message
}

func finding(number int64, legacy bool) *scan.Finding {
	f := &scan.Finding{}
	f.Number, f.Legacy = number, legacy
	return f
}
