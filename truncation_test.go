// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// payloads are what the service sends, in the orders and layouts in which it may come.
var payloads = map[string]string{
	"response": `{"errorNumber":9726,"errorMessage":"This request contains an unsupported HTTP method for the requested endpoint."}`,
	"response, message first": `{
  "errorInfo": {"serialNumbers": ["SN00000017", "SN00000018"]},
  "errorMessage": "This request contains duplicate serialNumbers. Change the request to send unique serial numbers.",
  "errorNumber": 9705
}`,
	"event status":     `{"eventStatus":"FAILED","eventType":"ASSOCIATE","failures":[{"errorInfo":{"clientUserIds":["pupil-17","pupil \"18\""]},"errorNumber":9609,"errorMessage":"Unable to find registered user."}],"numCompleted":3,"uId":"4400000000000017"}`,
	"several failures": `{"failures": [{"errorNumber": 9603, "errorMessage": "Internal error."}, {"errorMessage": "Unable to find registered user.", "errorNumber": 9609}], "eventType": "CREATE"}`,
	"notification":     `{"notification":{"assignments":[{"adamId":"1000000007","serialNumber":"SN00000017"}],"error":{"errorMessage":"There aren’t enough assets available to complete this association.","errorNumber":9709},"eventId":"3c5f0b7e-1d2c","result":"FAILURE","type":"ASSOCIATE"},"notificationId":"aa17-bb18","notificationType":"ASSET_MANAGEMENT"}`,
	"legacy":           `{"status":-1,"errorNumber":9616,"errorMessage":"License already assigned","regUsersAlreadyAssigned":[{"clientUserIdStr":"pupil-17","status":"Associated"}]}`,
	"legacy, partial":  `{"adamIdStr":"1000000007","associations":[{"clientUserIdStr":"pupil-17"},{"clientUserIdStr":"pupil-18","errorNumber":9610,"errorMessage":"License not found"}],"status":0}`,
}

var errorNumbers = regexp.MustCompile(`\\?"errorNumber\\?": ?(\d+)`)

// forms are the ways in which a payload is found on a record.
var forms = map[string]func(text string) (whole string, put func(pcommon.Value, string)){
	"string": func(text string) (string, func(pcommon.Value, string)) { return text, pcommon.Value.SetStr },
	"bytes": func(text string) (string, func(pcommon.Value, string)) {
		return text, func(v pcommon.Value, s string) { v.SetEmptyBytes().FromRaw([]byte(s)) }
	},
	"text": func(text string) (string, func(pcommon.Value, string)) {
		return "attempt 2 [location 17] failed, answer {body}: " + text + " (giving up)", pcommon.Value.SetStr
	},
	"string in JSON": func(text string) (string, func(pcommon.Value, string)) {
		quoted, _ := json.Marshal(text)
		return `{"level": "error", "answer": ` + string(quoted) + `}`, pcommon.Value.SetStr
	},
}

// Cut off behind any byte, a payload is what stands before the cut: its number as soon as that is whole, and
// never another one.
func TestTruncatedAtEveryByte(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads {
		for form, wrap := range forms {
			t.Run(name+" as "+form, func(t *testing.T) {
				t.Parallel()
				whole, put := wrap(payload)
				var numbers []int64
				for _, match := range errorNumbers.FindAllStringSubmatch(whole, -1) {
					number, err := strconv.ParseInt(match[1], 10, 64)
					require.NoError(t, err)
					numbers = append(numbers, number)
				}
				first := errorNumbers.FindStringIndex(whole)[1]
				check := func(cut int, attributes pcommon.Map) {
					if i, ok := attributes.Get("cut"); assert.True(t, ok) {
						assert.EqualValues(t, cut, i.Int(), "out of order")
					}
					if number := numberOf(attributes); cut >= first || number != 0 {
						assert.Contains(t, numbers, number, "cut off behind %q", whole[:cut])
					}
				}
				ld, records := newRecords()
				td, spans := newSpans()
				for cut := range len(whole) + 1 {
					record := records.AppendEmpty()
					record.Attributes().PutInt("cut", int64(cut))
					put(record.Body(), whole[:cut])
					span := appendCall(spans, 400)
					span.Attributes().PutInt("cut", int64(cut))
					put(span.Attributes().PutEmpty("http.response.body"), whole[:cut])
				}
				cut := 0
				eachRecord(processLogs(t, defaultConfig(), ld), func(record plog.LogRecord) {
					check(cut, record.Attributes())
					assert.Len(t, record.Body().AsString(), len(stringOf(put, whole[:cut])))
					cut++
				})
				assert.Equal(t, len(whole)+1, cut)
				cut = 0
				eachSpan(processTraces(t, defaultConfig(), td), func(span ptrace.Span) {
					check(cut, span.Attributes())
					_, ok := span.Attributes().Get("apple.mdm.retry.class")
					assert.True(t, ok, "a failed call has a class, whatever its payload")
					cut++
				})
				assert.Equal(t, len(whole)+1, cut)
			})
		}
	}
}

func stringOf(put func(pcommon.Value, string), s string) string {
	v := pcommon.NewValueEmpty()
	put(v, s)
	return v.AsString()
}

// What stands before the cut tells the delivery too: a failure doesn't become a response of its own.
func TestTruncatedKeepsItsDelivery(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"response": "response", "response, message first": "response", "event status": "status", "several failures": "status",
		"notification": "notification", "legacy": "response", "legacy, partial": "response",
	} {
		ld, records := newRecords()
		for cut := errorNumbers.FindStringIndex(payloads[name])[1]; cut <= len(payloads[name]); cut++ {
			records.AppendEmpty().Body().SetStr(payloads[name][:cut])
		}
		eachRecord(processLogs(t, defaultConfig(), ld), func(record plog.LogRecord) {
			delivery, ok := record.Attributes().Get("apple.mdm.error.delivery")
			if assert.True(t, ok, record.Body().Str()) {
				assert.Equal(t, want, delivery.Str(), record.Body().Str())
			}
		})
	}
}
