// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// want is what a test says of a Finding.
type want struct {
	Shape                            Shape
	Number                           int64
	AtCut, Legacy                    bool
	Affected                         int
	EventID, EventType               string
	NotificationID, NotificationType string
	Message                          string
}

func simplify(found []Finding) (out []want) {
	for i := range found {
		f := &found[i]
		message, _ := f.Message()
		out = append(out, want{
			f.Shape, f.Number, f.NumberAtCut, f.Legacy, f.Affected,
			f.EventID, f.EventType, f.NotificationID, f.NotificationType, message,
		})
	}
	return out
}

func newScanner() *Scanner { return &Scanner{MaxSize: 1 << 20} }

// shapes are payloads that are whole, so that what is found in them must not depend on the form in which they come.
var shapes = []struct {
	name    string
	payload string
	want    []want
}{
	{
		name:    "error response",
		payload: `{"errorNumber":9726,"errorMessage":"Wrong method."}`,
		want:    []want{{Number: 9726, Message: "Wrong method."}},
	},
	{
		name:    "message first, escapes",
		payload: `{"errorMessage":"isn\u2019t \"ok\"\n\ud83d\ude00","errorNumber":9637}`,
		want:    []want{{Number: 9637, Message: "isn’t \"ok\"\n😀"}},
	},
	{
		name:    "a double, as log parsers make them",
		payload: `{"errorNumber":9602.0}`,
		want:    []want{{Number: 9602}},
	},
	{
		name:    "a string of digits",
		payload: `{"errorNumber":"9650"}`,
		want:    []want{{Number: 9650}},
	},
	{name: "a fraction is no error number", payload: `{"errorNumber":9602.5}`},
	{name: "zero is no error number", payload: `{"errorNumber":0}`},
	{name: "a negative number is no error number", payload: `{"errorNumber":-9602}`},
	{name: "other values are no error number", payload: `[{"errorNumber":null},{"errorNumber":true},{"errorNumber":[9602]},{"errorNumber":"x9602"},{"errorNumber":" 9602"},{"errorNumber":"09602"}]`},
	{name: "a number too large for any type", payload: `{"errorNumber":"96029602960296029602960296029602"}`},
	{name: "keys of others", payload: `{"ErrorNumber":9617,"ErrorMessage":"x","error_number":9602,"errorCode":9602,"errors":[{"status":9602,"code":9602}]}`},
	{
		name:    "message without a readable number",
		payload: `{"errorMessage":"Login required.","errorNumber":null}`,
		want:    []want{{Message: "Login required."}},
	},
	{
		name:    "inside other objects",
		payload: `{"level":"error","response":{"code":400,"body":[{"errorNumber":9609}]}}`,
		want:    []want{{Number: 9609}},
	},
	{
		name:    "errorInfo counts the entries of its lists",
		payload: `{"errorInfo":{"clientUserIds":["a","b"],"serialNumbers":["c"],"assets":[{"adamId":"1","list":[1,2]}],"note":"{\"errorNumber\":9602}","more":{"list":["d"]}},"errorNumber":9609,"eventId":"e-1"}`,
		want:    []want{{Number: 9609, Affected: 5, EventID: "e-1"}},
	},
	{
		name:    "errorInfo that is a list",
		payload: `{"errorNumber":9609,"errorInfo":["a","b",{"c":1}]}`,
		want:    []want{{Number: 9609, Affected: 3}},
	},
	{
		name:    "errorInfo names entities, never errors",
		payload: `{"failures":[{"errorInfo":{"errorNumber":9603,"list":[{"errorNumber":9700}]},"errorNumber":9609}],"errorInfo":{"errorNumber":9602}}`,
		want:    []want{{Shape: Status, Number: 9609, Affected: 1}},
	},
	{
		name:    "event status",
		payload: `{"eventStatus":"FAILED","failures":[{"errorInfo":{"clientUserIds":["a"]},"errorNumber":9609},{"errorNumber":9603}],"eventType":"CREATE","eventId":"e-2"}`,
		want: []want{
			{Shape: Status, Number: 9609, Affected: 1, EventType: "CREATE", EventID: "e-2"},
			{Shape: Status, Number: 9603, EventType: "CREATE", EventID: "e-2"},
		},
	},
	{
		name:    "event statuses keep to themselves",
		payload: `[{"failures":[{"errorNumber":9609}],"eventType":"CREATE"},{"failures":[{"errorNumber":9603}]},{"failures":[]},{"failures":9603},{"failures":{"errorNumber":9602}}]`,
		want: []want{
			{Shape: Status, Number: 9609, EventType: "CREATE"},
			{Shape: Status, Number: 9603},
			{Number: 9602},
		},
	},
	{
		name:    "notification",
		payload: `{"notification":{"assignments":[{"adamId":"1"},{"adamId":"2"}],"error":{"errorNumber":9709},"eventId":"e-3","type":"ASSOCIATE"},"notificationId":"n-1","notificationType":"ASSET_MANAGEMENT"}`,
		want: []want{{
			Shape: Notification, Number: 9709, Affected: 2, EventID: "e-3", EventType: "ASSOCIATE",
			NotificationID: "n-1", NotificationType: "ASSET_MANAGEMENT",
		}},
	},
	{
		name:    "notification whose error counts for itself",
		payload: `{"notification":{"users":[{},{}],"error":{"errorNumber":9716,"errorInfo":{"clientUserIds":["a"]}}}}`,
		want:    []want{{Shape: Notification, Number: 9716, Affected: 1}},
	},
	{
		name:    "users are counted in notifications alone",
		payload: `{"users":[{},{}],"error":{"errorNumber":9716}}`,
		want:    []want{{Number: 9716}},
	},
	{
		name:    "legacy response",
		payload: `{"status":-1,"errorNumber":9616,"errorMessage":"License already assigned"}`,
		want:    []want{{Number: 9616, Legacy: true, Message: "License already assigned"}},
	},
	{
		name:    "a status that isn't negative is of no version",
		payload: `{"status":0,"errorNumber":9616}`,
		want:    []want{{Number: 9616}},
	},
	{
		name:    "legacy partial failure",
		payload: `{"associations":[{"serialNumber":"S1"},{"serialNumber":"S2","errorNumber":9610}],"disassociations":[{"errorNumber":9619}],"status":-3}`,
		want:    []want{{Number: 9610, Legacy: true}, {Number: 9619, Legacy: true}},
	},
	{
		name:    "a negative status further out says nothing",
		payload: `{"status":-1,"response":{"errorNumber":9609}}`,
		want:    []want{{Number: 9609}},
	},
	{
		name:    "the list of all possible errors",
		payload: `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601},{"failures":[{"errorNumber":9603}]}],"limits":{"maxAssets":25}}`,
	},
	{
		name:    "an error behind that list",
		payload: `{"errorCodes":[{"errorNumber":9601}],"next":{"errorNumber":9602}}`,
		want:    []want{{Number: 9602}},
	},
	{
		name:    "JSON in a JSON string",
		payload: `{"msg":"call failed","response":"{\"errorNumber\":9714,\"errorMessage\":\"The \\\"x\\\"\"}"}`,
		want:    []want{{Number: 9714, Message: `The "x"`}},
	},
	{
		name:    "text with JSON in a JSON string, and one more around",
		payload: `{"log":"level=error err=\"status 400: {\\\"errorNumber\\\":9700}\" id=1"}`,
		want:    []want{{Number: 9700}},
	},
	{
		name:    "the list of failures as a string",
		payload: `{"failures":"[{\"errorNumber\":9603}]","eventType":"CREATE"}`,
		want:    []want{{Shape: Status, Number: 9603, EventType: "CREATE"}},
	},
	{
		name:    "each only once, in order of appearance",
		payload: `[{"errorNumber":9602,"inner":{"errorNumber":9700}},{"errorNumber":9700},{"inner":{"errorNumber":9601},"errorNumber":9602}]`,
		want:    []want{{Number: 9602}, {Number: 9700}, {Number: 9601}},
	},
	{
		name:    "escapes in keys, ids and types",
		payload: `{"error\u004eumber":9602,"errorMessage":"x","eventId":"e\u002d1","eventType":"\u0041SSOCIATE"}`,
		want:    []want{{Number: 9602, Message: "x", EventID: "e-1", EventType: "ASSOCIATE"}},
	},
	{name: "escapes in a string of digits", payload: `{"errorNumber":"9\u00362","status":"\u002d1"}`, want: []want{{Number: 962, Legacy: true}}},
	{name: "a negative status beside a failure", payload: `{"failures":[{"errorNumber":9603,"status":-1}]}`, want: []want{{Shape: Status, Number: 9603, Legacy: true}}},
	{name: "an entity is one, whatever it holds", payload: `{"notification":{"error":{"errorNumber":9709},"assets":["{\"errorNumber\":0}"]}}`, want: []want{{Shape: Notification, Number: 9709, Affected: 1}}},
	{name: "several lists of failures in a string", payload: `{"failures":"[{\"errorNumber\":9603}] [{\"errorNumber\":9609}]"}`, want: []want{{Shape: Status, Number: 9603}, {Shape: Status, Number: 9609}}},
	{
		name:    "ids and types that are none",
		payload: `{"eventId":"a@example.com","eventType":"Create","errorNumber":9602}`,
		want:    []want{{Number: 9602}},
	},
	{
		name:    "ids and types that are too long",
		payload: `{"eventId":"` + strings.Repeat("a", 65) + `","eventType":"` + strings.Repeat("A", 65) + `","errorNumber":9602}`,
		want:    []want{{Number: 9602}},
	},
	{
		name:    "ids and types of full length",
		payload: `{"eventId":"` + strings.Repeat("a", 64) + `","eventType":"` + strings.Repeat("A", 64) + `","errorNumber":9602}`,
		want:    []want{{Number: 9602, EventID: strings.Repeat("a", 64), EventType: strings.Repeat("A", 64)}},
	},
}

func TestShapes(t *testing.T) {
	t.Parallel()
	for _, tt := range shapes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBytes := pcommon.NewValueBytes()
			inBytes.Bytes().FromRaw([]byte(tt.payload))
			var parsed any
			require.NoError(t, json.Unmarshal([]byte(tt.payload), &parsed))
			asMap := pcommon.NewValueEmpty()
			require.NoError(t, asMap.FromRaw(parsed))

			for form, v := range map[string]pcommon.Value{
				"string":    pcommon.NewValueStr(tt.payload),
				"indented":  pcommon.NewValueStr(indent(t, tt.payload)),
				"in text":   pcommon.NewValueStr(`[GIN] {id} 400: ` + tt.payload + ` took 9ms`),
				"in quotes": pcommon.NewValueStr(`level=error err="400: ` + escape(t, tt.payload) + `" id={7}`),
				"bytes":     inBytes,
				"parsed":    asMap,
			} {
				s := newScanner()
				assert.Equal(t, None, s.Scan(v, Payload), form)
				if got := simplify(s.Found()); form == "parsed" {
					// A parsed map has lost the order of its keys.
					assert.ElementsMatch(t, tt.want, got, form)
				} else {
					assert.Equal(t, tt.want, got, form)
				}
				assert.Zero(t, s.depth, form)
			}
		})
	}
}

func indent(t *testing.T, payload string) string {
	var b strings.Builder
	for i, part := range strings.Split(payload, `,"`) { // whatever stands in strings stays
		if i > 0 {
			b.WriteString(",\n\t \"")
		}
		b.WriteString(part)
	}
	require.True(t, json.Valid([]byte(payload)))
	return b.String()
}

func escape(t *testing.T, payload string) string {
	quoted, err := json.Marshal(payload)
	require.NoError(t, err)
	return string(quoted[1 : len(quoted)-1])
}

func TestScannerGathersUntilReset(t *testing.T) {
	t.Parallel()
	s := newScanner()
	s.ScanString(`{"failures":[{"errorNumber":9603}],"eventType":"CREATE"}`, Payload)
	s.ScanString(`{"x":{"y":{"errorNumber":9609}},"eventType":"OTHER"}`, Payload)
	assert.Equal(t, []want{{Shape: Status, Number: 9603, EventType: "CREATE"}, {Number: 9609}}, simplify(s.Found()))
	s.Reset()
	assert.Empty(t, s.Found())
}

func TestScanAttributes(t *testing.T) {
	t.Parallel()
	attributes := pcommon.NewMap()
	require.NoError(t, attributes.FromRaw(map[string]any{
		"errorNumber": 9609.0, "errorMessage": "x", "errorInfo": map[string]any{"clientUserIds": []any{"a"}},
		"status": "-1", "error": map[string]any{"errorNumber": 9602},
		"http.response.body": `{"errorNumber":9700}`, "errorCodes": []any{map[string]any{"errorNumber": 9601}},
	}))
	s := newScanner()
	assert.Equal(t, None, s.ScanAttributes(attributes))
	assert.Equal(t, []want{{Number: 9609, Message: "x", Affected: 1, Legacy: true}}, simplify(s.Found()))

	attributes = pcommon.NewMap()
	require.NoError(t, attributes.FromRaw(map[string]any{
		"notification":   map[string]any{"error": map[string]any{"errorNumber": 9709}, "type": "REVOKE"},
		"notificationId": "n-1",
	}))
	s.Reset()
	s.ScanAttributes(attributes)
	assert.Equal(t, []want{{Shape: Notification, Number: 9709, EventType: "REVOKE", NotificationID: "n-1"}}, simplify(s.Found()))
}
