// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var vocabulary = NewVocabulary(catalog.Default(), []string{"vpp.itunes.apple.com"})

// want is what a test expects of a Finding.
type want struct {
	Shape                            Shape
	Number                           int64
	AtCut, Legacy                    bool
	Rich                             bool // not Bare
	Database, Companion, Device      bool
	Affected                         int
	EventID, EventType               string
	NotificationID, NotificationType string
	LibraryUID                       string
	Message                          string
}

func simplify(found []Finding) (out []want) {
	for i := range found {
		f := &found[i]
		message, _ := f.Message()
		out = append(out, want{
			f.Shape, f.Number, f.NumberAtCut, f.Legacy, !f.Bare && f.Shape != Message, f.Database, f.Companion, f.Device, f.Affected,
			f.EventID, f.EventType, f.NotificationID, f.NotificationType, f.LibraryUID, message,
		})
	}
	return out
}

func newScanner() *Scanner { return &Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary} }

// found returns what is found in a text.
func found(text string, kind Kind) []want {
	s := newScanner()
	s.ScanString(text, kind)
	return simplify(s.Found())
}

func bytesValue(s string) pcommon.Value {
	v := pcommon.NewValueBytes()
	v.Bytes().FromRaw([]byte(s))
	return v
}

func parsedValue(t require.TestingT, raw any) pcommon.Value {
	v := pcommon.NewValueEmpty()
	require.NoError(t, v.FromRaw(raw))
	return v
}

// shapes are complete payloads: what is found must not depend on the form in which they are received.
var shapes = []struct {
	name, payload string
	want          []want
}{
	{"error response", `{"errorNumber":9726,"errorMessage":"Wrong method."}`, []want{{Number: 9726, Message: "Wrong method."}}},
	{"message first, escapes", `{"errorMessage":"isn\u2019t \"ok\"\n\ud83d\ude00","errorNumber":9637}`, []want{{Number: 9637, Message: "isn’t \"ok\"\n😀"}}},
	{"a double, as log parsers make them", `{"errorNumber":9602.0}`, []want{{Number: 9602}}},
	{"a string of digits", `{"errorNumber":"9650"}`, []want{{Number: 9650}}},
	{"other values are no error number", `[{"errorNumber":9602.5},{"errorNumber":0},{"errorNumber":-9602},{"errorNumber":null},{"errorNumber":true},{"errorNumber":[9602]},{"errorNumber":"x9602"},{"errorNumber":" 9602"},{"errorNumber":"09602"}]`, nil},
	{"keys of others", `{"ErrorNumber":9617,"ErrorMessage":"x","error_number":9602,"errorCode":9602,"errors":[{"status":9602,"code":9602}]}`, nil},
	{"message without a readable number", `{"errorMessage":"Login required.","errorNumber":null}`, []want{{Message: "Login required."}}},
	{"errorInfo counts the entries of its lists", `{"errorInfo":{"clientUserIds":["a","b"],"serialNumbers":["c"],"assets":[{"adamId":"1","list":[1,2]}],"note":"{\"errorNumber\":9602}","more":{"list":["d"]}},"errorNumber":9609,"eventId":"e-1"}`, []want{{Number: 9609, Rich: true, Affected: 5, EventID: "e-1"}}},
	{"errorInfo names entities, never errors", `{"failures":[{"errorInfo":{"errorNumber":9603,"list":[{"errorNumber":9700}]},"errorNumber":9609}],"errorInfo":{"errorNumber":9602}}`, []want{{Shape: Status, Number: 9609, Rich: true, Affected: 1}}},
	{"event status", `{"eventStatus":"FAILED","failures":[{"errorInfo":{"clientUserIds":["a"]},"errorNumber":9609},{"errorNumber":9603}],"eventType":"CREATE","eventId":"e-2"}`, []want{{Shape: Status, Number: 9609, Rich: true, Companion: true, Affected: 1, EventType: "CREATE", EventID: "e-2"}, {Shape: Status, Number: 9603, Companion: true, EventType: "CREATE", EventID: "e-2"}}},
	{"event statuses keep to themselves", `[{"failures":[{"errorNumber":9609}],"eventType":"CREATE"},{"failures":[{"errorNumber":9603}]},{"failures":[]},{"failures":9603},{"failures":{"errorNumber":9602}}]`, []want{{Shape: Status, Number: 9609, Companion: true, EventType: "CREATE"}, {Shape: Status, Number: 9603}, {Number: 9602}}},
	{"failures that are no list", `{"failures":{"first":{"errorNumber":9609}}}`, []want{{Number: 9609}}},
	{"a database's key beside one of two", `[{"errorNumber":9602,"sqlState":"x"},{"errorNumber":9602}]`, []want{{Number: 9602, Rich: true}}},
	{"a status of each association", `{"associations":[{"status":-1,"errorNumber":9616}]}`, []want{{Number: 9616, Legacy: true, Rich: true}}},
	{"a status beside failures, or in one", `[{"status":-1,"failures":[{"errorNumber":9609}]},{"failures":[{"status":-1,"errorNumber":9603}]}]`, []want{{Shape: Status, Number: 9609, Legacy: true}, {Shape: Status, Number: 9603, Legacy: true, Rich: true}}},
	{"associations that are no list", `{"status":-1,"associations":{"first":{"errorNumber":9616}}}`, []want{{Number: 9616}}},
	{"what is around an event, or an association, isn't its own", `{"eventId":"e-9","uId":"9","status":-1,"a":[{"failures":[{"errorNumber":9609}]},{"associations":[{"errorNumber":9616}]},{"notification":{"error":{"errorNumber":9709}}}]}`, []want{{Shape: Status, Number: 9609}, {Number: 9616}, {Shape: Notification, Number: 9709}}},
	{"notification", `{"notification":{"assignments":[{"adamId":"1"},{"adamId":"2"}],"error":{"errorNumber":9709},"eventId":"e-3","type":"ASSOCIATE"},"notificationId":"n-1","notificationType":"ASSET_MANAGEMENT"}`, []want{{Shape: Notification, Number: 9709, Companion: true, Affected: 2, EventID: "e-3", EventType: "ASSOCIATE", NotificationID: "n-1", NotificationType: "ASSET_MANAGEMENT"}}},
	{"notification whose error counts for itself", `{"notification":{"users":[{},{}],"error":{"errorNumber":9716,"errorInfo":{"clientUserIds":["a"]}}}}`, []want{{Shape: Notification, Number: 9716, Rich: true, Affected: 1}}},
	{"legacy response", `{"status":-1,"errorNumber":9616,"errorMessage":"License already assigned"}`, []want{{Number: 9616, Legacy: true, Rich: true, Message: "License already assigned"}}},
	{"legacy partial failure", `{"associations":[{"serialNumber":"S1"},{"serialNumber":"S2","errorNumber":9610}],"disassociations":[{"errorNumber":9619}],"status":-3}`, []want{{Number: 9610, Legacy: true, Rich: true}, {Number: 9619, Legacy: true}}},
	{"the list of all possible errors", `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601},{"failures":[{"errorNumber":9603}]}],"limits":{"maxAssets":25}}`, nil},
	{"an error after that list", `{"errorCodes":[{"errorNumber":9601}],"next":{"errorNumber":9602}}`, []want{{Number: 9602}}},
	{"JSON in a JSON string", `{"msg":"call failed","response":"{\"errorNumber\":9714,\"errorMessage\":\"The \\\"x\\\"\"}"}`, []want{{Number: 9714, Message: `The "x"`}}},
	{"text with JSON in a JSON string, and one more around", `{"log":"level=error err=\"status 400: {\\\"errorNumber\\\":9700}\" id=1"}`, []want{{Number: 9700}}},
	{"the list of failures as a string", `{"failures":"[{\"errorNumber\":9603}]","eventType":"CREATE"}`, []want{{Shape: Status, Number: 9603, Companion: true, EventType: "CREATE"}}},
	{"each only once, in order of appearance", `[{"errorNumber":9602,"inner":{"errorNumber":9700}},{"errorNumber":9700},{"inner":{"errorNumber":9601},"errorNumber":9602}]`, []want{{Number: 9602, Rich: true}, {Number: 9700}, {Number: 9601}}},
	{"an error and its cause, the same", `{"status":-1,"errorNumber":9602,"errorMessage":"x","eventId":"e-1","cause":{"errorNumber":9602,"errorMessage":"x"}}`, []want{{Number: 9602, Legacy: true, Rich: true, Message: "x", EventID: "e-1"}}},
	{"the cause first", `{"cause":{"errorNumber":9602,"eventId":"e-2","errorInfo":{"a":[1,2]}},"errorNumber":9602,"eventId":"e-1","eventType":"CREATE","uId":"7","status":-1}`, []want{{Number: 9602, Legacy: true, Rich: true, Affected: 2, EventID: "e-2", EventType: "CREATE", LibraryUID: "7"}}},
	{"a cause that knows more", `{"errorNumber":9602,"errorInfo":{"a":[1]},"reason":{"errorNumber":9602,"eventId":"e-2","uId":"7","errorInfo":{"a":[1,2]}}}`, []want{{Number: 9602, Rich: true, Affected: 1, EventID: "e-2", LibraryUID: "7"}}},
	{"causes with others between", `{"errorNumber":9602,"causes":[{"errorNumber":9603},{"errorNumber":9700},{"errorNumber":9602}]}`, []want{{Number: 9602, Rich: true}, {Number: 9603}, {Number: 9700}}},
	{"equals beside each other know nothing of each other", `[{"errorNumber":9602},{"errorNumber":9602,"eventId":"e-2","errorInfo":{"a":[1,2]},"status":-1}]`, []want{{Number: 9602, Rich: true}}},
	{"a failure in a failure", `{"failures":[{"errorNumber":9609,"x":{"failures":[{"errorNumber":9609}],"eventId":"e-2"}}],"eventId":"e-1"}`, []want{{Shape: Status, Number: 9609, Rich: true, Companion: true, EventID: "e-1"}}},
	{"escapes in keys, ids and types", `{"error\u004eumber":9602,"errorMessage":"x","eventId":"e\u002d1","eventType":"\u0041SSOCIATE"}`, []want{{Number: 9602, Rich: true, Message: "x", EventID: "e-1", EventType: "ASSOCIATE"}}},
	{"escapes in a string of digits", `{"errorNumber":"9\u00362","status":"\u002d1"}`, []want{{Number: 962, Legacy: true, Rich: true}}},
	{"an entity is one, whatever it holds", `{"notification":{"error":{"errorNumber":9709},"assets":["{\"errorNumber\":0}"]}}`, []want{{Shape: Notification, Number: 9709, Affected: 1}}},
	{"several lists of failures in a string", `{"failures":"[{\"errorNumber\":9603}] [{\"errorNumber\":9609}]"}`, []want{{Shape: Status, Number: 9603}, {Shape: Status, Number: 9609}}},
	{"ids and types that are none", `{"eventId":"a@example.com","eventType":"Create","errorNumber":9602}`, []want{{Number: 9602, Rich: true}}},
	{"the library of an event status", `{"failures":[{"uId":"1","errorNumber":9609}],"uId":"2000000000000001"}`, []want{{Shape: Status, Number: 9609, Rich: true, Companion: true, LibraryUID: "2000000000000001"}}},
	{"the library of a notification", `{"uId":"20","notification":{"error":{"errorNumber":9709,"uId":"3"},"uId":"4"}}`, []want{{Shape: Notification, Number: 9709, Rich: true, Companion: true, LibraryUID: "20"}}},
	{"the library of a response", `{"uId":"20","inner":{"errorNumber":9602},"errorNumber":9603}`, []want{{Number: 9602}, {Number: 9603, Rich: true, LibraryUID: "20"}}},
	{"an association with its error twice", `{"associations":[{"notification":{"errorNumber":9609},"errorNumber":9609}],"status":-1}`, []want{{Number: 9609, Legacy: true, Rich: true}}},
	{"the library of the legacy API", `{"uId":"20","associations":[{"errorNumber":9610}]}`, []want{{Number: 9610, LibraryUID: "20"}}},
	{"a library whose digits are a number", `[{"uId":2049025000431439,"errorNumber":9602},{"uId":7.0,"errorNumber":9603},{"uId":1,"uId":"2","errorNumber":9605}]`, []want{{Number: 9602, Rich: true, LibraryUID: "2049025000431439"}, {Number: 9603, Rich: true, LibraryUID: "7"}, {Number: 9605, Rich: true, LibraryUID: "2"}}},
	{"no number of a library", `[{"uId":2.5,"errorNumber":9602},{"uId":-2,"errorNumber":9603},{"uId":0,"errorNumber":9601},{"uId":1e300,"errorNumber":9605}]`, []want{{Number: 9602, Rich: true}, {Number: 9603, Rich: true}, {Number: 9601, Rich: true}, {Number: 9605, Rich: true}}},
	{"no uId", `[{"uId":"2e7","errorNumber":9602},{"uId":"-2","errorNumber":9603},{"uId":"` + strings.Repeat("1", 33) + `","errorNumber":9601}]`, []want{{Number: 9602, Rich: true}, {Number: 9603, Rich: true}, {Number: 9601, Rich: true}}},
	{"failures without another key of the service", `{"failures":[{"errorNumber":9609}],"status":"x","type":"y"}`, []want{{Shape: Status, Number: 9609}}},
	{"failures with a count", `{"failures":[{"errorNumber":9609}],"numRequested":2}`, []want{{Shape: Status, Number: 9609, Companion: true}}},
	{"a notification with one", `{"notification":{"result":"FAILURE","error":{"errorNumber":9709}}}`, []want{{Shape: Notification, Number: 9709, Companion: true}}},
	{"a notification without, whatever its error has", `{"notification":{"error":{"errorNumber":9709,"eventId":"e-1"},"type":"X"}}`, []want{{Shape: Notification, Number: 9709, Rich: true, EventType: "X"}}},
	{"a key of the service too far out", `{"eventId":"e-1","x":{"notification":{"error":{"errorNumber":9709}}}}`, []want{{Shape: Notification, Number: 9709}}},
	{"a database's error", `[{"errorNumber":9602,"sqlState":"x"},{"errorNumber":9603,"severity":16},{"errorNumber":9609,"severity":16.5},{"lineNumber":1,"errorNumber":9700},{"procedure":"","errorNumber":9704},{"errorNumber":9701,"serverName":""},{"errorNumber":9702,"sql":"x"}]`, []want{{Number: 9602, Rich: true, Database: true}, {Number: 9603, Rich: true, Database: true}, {Number: 9609, Rich: true, Database: true}, {Number: 9700, Rich: true, Database: true}, {Number: 9704, Rich: true, Database: true}, {Number: 9701, Rich: true}, {Number: 9702, Rich: true, Database: true}}},
	{"no database's error", `{"sql":"x","errors":[{"errorNumber":9602,"severity":"16."},{"errorNumber":9603,"inner":{"procedure":"x"}}]}`, []want{{Number: 9602, Rich: true}, {Number: 9603, Rich: true}}},
	{"a device's error", `[{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9610},{"ErrorCode":"9625","ErrorDomain":"ASDServerErrorDomain"},{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9602.0}]`, []want{{Shape: Message, Number: 9610, Device: true}, {Shape: Message, Number: 9625, Device: true}, {Shape: Message, Number: 9602, Device: true}}},
	{"a device's errors of other domains", `[{"ErrorDomain":"ASDErrorDomain","ErrorCode":9610},{"ErrorCode":9625},{"ErrorDomain":"ASDServerErrorDomain"},{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":-9602},{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9602.5},{"ErrorDomain":"ASDServerErrorDomain","inner":{"ErrorCode":9603}},{"errorCodes":[{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9603}]}]`, nil},
	{"negative statuses as log parsers make them", `[{"status":-1,"errorNumber":9602},{"status":"-1","errorNumber":9603},{"status":-1.0,"errorNumber":9609},{"status":1,"errorNumber":9616},{"status":"x-1","errorNumber":9700}]`, []want{{Number: 9602, Legacy: true, Rich: true}, {Number: 9603, Legacy: true, Rich: true}, {Number: 9609, Legacy: true, Rich: true}, {Number: 9616, Rich: true}, {Number: 9700, Rich: true}}},
	{"eight errors are no list of possible ones", `[` + list(8) + `]`, []want{{Number: 9001}, {Number: 9002}, {Number: 9003}, {Number: 9004}, {Number: 9005}, {Number: 9006}, {Number: 9007}, {Number: 9008}}},
	{"nine errors are, whatever the list is called", `{"failures":[` + list(9) + `]}`, nil},
	{"an error that is more than a number and a message is none of them", `{"table":[` + list(9) + `],"errorNumber":9602}`, []want{{Number: 9602, Rich: true}}},
	{"nine messages without a number", `[{"errorMessage":"a"},{"errorMessage":"b"},{"errorMessage":"c"},{"errorMessage":"d"},{"errorMessage":"e"},{"errorMessage":"f"},{"errorMessage":"g"},{"errorMessage":"h"},{"errorMessage":"i"}]`, nil},
	{"the error of a notification beside nine", `[{"notification":{"error":{"errorNumber":9709}}},` + list(9) + `]`, []want{{Shape: Notification, Number: 9709}}},
}

// list returns n different errors as in a list of possible errors.
func list(n int) string {
	var errors []string
	for i := range n {
		errors = append(errors, fmt.Sprintf(`{"errorNumber":%d}`, 9001+i))
	}
	return strings.Join(errors, ",")
}

func TestShapes(t *testing.T) {
	t.Parallel()
	for _, tt := range shapes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parsed := pcommon.NewValueEmpty()
			refParse(tt.payload).put(parsed)
			var indented bytes.Buffer
			require.NoError(t, json.Indent(&indented, []byte(tt.payload), "", "\t"))
			forms := map[string]pcommon.Value{
				"string":    pcommon.NewValueStr(tt.payload),
				"indented":  pcommon.NewValueStr(indented.String()),
				"in text":   pcommon.NewValueStr(`[GIN] {id} 400: ` + tt.payload + ` took 9ms`),
				"in quotes": pcommon.NewValueStr(`level=error err="400: ` + escape(tt.payload) + `" id={7}`),
				"bytes":     bytesValue(tt.payload),
				"parsed":    parsed,
			}
			if !strings.Contains(tt.payload, `"failures":"`) { // a list in a string isn't recognized under a flattened name
				forms["flat"], forms["flat, joined by _"] = flattened(parsed, "."), flattened(parsed, "_")
				inJSON, err := json.Marshal(forms["flat"].Map().AsRaw())
				require.NoError(t, err)
				forms["flat, in JSON"], forms["flat, in bytes"] = pcommon.NewValueStr(string(inJSON)), bytesValue(string(inJSON))
			}
			for form, v := range forms {
				s := newScanner()
				assert.Equal(t, None, s.Scan("", v, Payload), form)
				if form == "parsed" || strings.HasPrefix(form, "flat") { // findings in maps are ordered by key
					assert.ElementsMatch(t, tt.want, simplify(s.Found()), form)
				} else {
					assert.Equal(t, tt.want, simplify(s.Found()), form)
				}
			}
		})
	}
}

// flattened returns a map with the members and elements of v, flattened below a name as log pipelines do.
func flattened(v pcommon.Value, joint string) pcommon.Value {
	flat := pcommon.NewValueMap()
	var flatten func(name string, v pcommon.Value)
	flatten = func(name string, v pcommon.Value) {
		switch v.Type() {
		case pcommon.ValueTypeMap:
			for k, member := range v.Map().All() {
				flatten(name+joint+k, member)
			}
		case pcommon.ValueTypeSlice:
			for i, element := range v.Slice().All() {
				flatten(name+joint+strconv.Itoa(i), element)
			}
		default:
			v.CopyTo(flat.Map().PutEmpty(name))
		}
	}
	flatten("response", v)
	return flat
}

func escape(payload string) string { return strings.TrimSuffix(quote(payload)[1:], `"`) }

func TestScannerCollectsUntilReset(t *testing.T) {
	t.Parallel()
	s := newScanner()
	s.ScanString(`{"failures":[{"errorNumber":9603}],"eventType":"CREATE"}`, Payload)
	s.ScanString(`{"x":{"y":{"errorNumber":9609}},"eventType":"OTHER"}`, Payload)
	assert.Equal(t, []want{{Shape: Status, Number: 9603, Companion: true, EventType: "CREATE"}, {Number: 9609}}, simplify(s.Found()))
	s.Reset()
	assert.Empty(t, s.Found())

	for _, text := range []string{
		`{"failures":[{"errorNumber":9603,"errorMessage":"x"}],"eventId":"e-1","eventType":"CREATE"}`, `{"errorMessage":"Apple error 9625"}`,
		"Apple returned 401: error 9625", `Apple returned 401: {"body":"{\"errorNumber\":9625}"} and more`, strings.Repeat("[", 100) + `"errorNumber"`,
	} {
		search := func() weak.Pointer[byte] {
			payload := strings.Clone(text)
			s.ScanString(payload, Text)
			s.Scan("", parsedValue(t, map[string]any{"a": payload, "b": []any{payload}}), Text)
			return weak.Make(unsafe.StringData(payload))
		}
		kept := search()
		s.Reset()
		runtime.GC()
		assert.Nil(t, kept.Value(), text)
	}
	runtime.KeepAlive(s)
}
