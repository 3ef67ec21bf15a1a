// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// payloads are responses of the service, in some of the possible orders and layouts.
var payloads = map[string]struct{ delivery, text string }{
	"response": {"response", `{"errorNumber":9726,"errorMessage":"This request contains an unsupported HTTP method for the requested endpoint."}`},
	"response, message first": {"response", `{
  "errorInfo": {"serialNumbers": ["SN00000017", "SN00000018"]},
  "errorMessage": "This request contains duplicate serialNumbers. Change the request to send unique serial numbers.",
  "errorNumber": 9705
}`},
	"event status":     {"status", `{"eventStatus":"FAILED","eventType":"ASSOCIATE","failures":[{"errorInfo":{"clientUserIds":["pupil-17","pupil \"18\""]},"errorNumber":9609,"errorMessage":"Unable to find registered user."}],"numCompleted":3,"uId":"4400000000000017"}`},
	"several failures": {"status", `{"failures": [{"errorNumber": 9603, "errorMessage": "Internal error."}, {"errorMessage": "Unable to find registered user.", "errorNumber": 9609}], "eventType": "CREATE"}`},
	"notification":     {"notification", `{"notification":{"assignments":[{"adamId":"1000000007","serialNumber":"SN00000017"}],"error":{"errorMessage":"There aren’t enough assets available to complete this association.","errorNumber":9709},"eventId":"3c5f0b7e-1d2c","result":"FAILURE","type":"ASSOCIATE"},"notificationId":"aa17-bb18","notificationType":"ASSET_MANAGEMENT"}`},
	"legacy":           {"response", `{"status":-1,"errorNumber":9616,"errorMessage":"License already assigned","regUsersAlreadyAssigned":[{"clientUserIdStr":"pupil-17","status":"Associated"}]}`},
	"legacy, partial":  {"response", `{"adamIdStr":"1000000007","associations":[{"clientUserIdStr":"pupil-17"},{"clientUserIdStr":"pupil-18","errorNumber":9610,"errorMessage":"License not found"}],"status":0}`},
}

var errorNumbers = regexp.MustCompile(`\\?"errorNumber\\?": ?(\d+)`)

// wraps are what may be around a payload.
var wraps = map[string]func(payload string) string{
	"string": func(payload string) string { return payload },
	"bytes":  func(payload string) string { return payload },
	"text": func(payload string) string {
		return "attempt 2 [location 17] failed, answer {body}: " + payload + " (giving up)"
	},
	"string in JSON": func(payload string) string { return `{"level": "error", "answer": ` + toJSON(payload) + `}` },
}

// If a payload is cut off after any byte, what is before the cut counts: its number as soon as it is complete, and never a
// different one, and its delivery: a failure of an event never becomes a response.
func TestTruncatedAtEveryByte(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads {
		for form, wrap := range wraps {
			t.Run(name+" as "+form, func(t *testing.T) {
				t.Parallel()
				whole := wrap(payload.text)
				allowed := []int64{0}
				for _, match := range errorNumbers.FindAllStringSubmatch(whole, -1) {
					n, err := strconv.ParseInt(match[1], 10, 64)
					require.NoError(t, err)
					allowed = append(allowed, n)
				}
				first := errorNumbers.FindStringIndex(whole)[1] // where the first number is whole
				ld, records := newLogs()
				td, spans := newTraces()
				for cut := range len(whole) + 1 {
					var value any = whole[:cut]
					if form == "bytes" {
						value = []byte(whole[:cut])
					}
					set(records.AppendEmpty().Body(), value)
					set(appendCall(spans, 400).Attributes().PutEmpty("http.response.body"), value)
				}
				for _, b := range []batch{ld, td} {
					got := process(t, defaultConfig(), clone(b))
					assertOnlyOurs(t, b, got, false)
					_, calls := b.(traces)
					for cut, attributes := range got.attributes() {
						assert.Contains(t, allowed, number(attributes), "cut off after %q", whole[:cut])
						if cut >= first {
							assert.NotZero(t, number(attributes), "cut off after %q", whole[:cut])
							assert.Equal(t, payload.delivery, attr(attributes, "apple.mdm.error.delivery"), "cut off after %q", whole[:cut])
						}
						if calls {
							assert.NotEmpty(t, attr(attributes, "apple.mdm.retry.class"), "a failed call has a class, whatever its payload")
						}
					}
				}
			})
		}
	}
}
