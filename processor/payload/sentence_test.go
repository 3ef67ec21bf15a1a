// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func TestWordingNextToItsNumber(t *testing.T) {
	t.Parallel()
	const w = "Invalid authentication token"
	assertNumber(t, 9622, "9622 "+w, "9622: "+w, "9622, '"+w+"'", "9622 - \""+w+".\"", "(9622) "+w, "[9622]\n\t"+w, "9622 || "+w, "{9622 "+w+". map[]}", "`9622` "+w, "9622 — “"+w+"”", "9622："+w,
		w+" 9622", w+" (9622)", w+". [9622]", w+"\r\n9622", w+" => 9622", `9622 \"`+w+`\"`, `9622\n`+w)
	for _, between := range []string{" x ", ", reason: ", " 12 ", " was ", "ms ", " é "} {
		assertNumber(t, 0, "9622"+between+w, w+between+"9622")
	}
	assertNumber(t, 0, "9622"+strings.Repeat("-", 2*maxPunctuation)+w)
}

func TestWordingOfAnotherNumberIsNone(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "9609: Invalid authentication token", "error 9609: Invalid authentication token", "9622: The service is temporarily unavailable. Try again later.")
}

func TestShortWordingBesideAnUnmarkedNumberNeedsTheService(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"(9610) License not found.", "License not found: 9610", "9708 Unable to find eventId."} {
		said := listen(text)
		require.Len(t, said, 1, text)
		assert.True(t, said[0].NeedsService, text)
		said = listen("VPP: " + text)
		require.Len(t, said, 1, text)
		assert.False(t, said[0].NeedsService, text)
	}
	assertNumber(t, 9616, "9616: License already assigned") // 24 characters
}

func TestMarkedNumberWithItsWordingAnywhere(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9610, "Error 9610 in job 7: License not found", "License not found while assigning (error code: 9610)", "{code=9610, job=7, reason='License not found'}")
	assertNumber(t, 9729, "errorNumber=9729 text=The service is temporarily unavailable. Try again later.")
	assertNumber(t, 0, "Error 9610 in job 7: License not", "License not found while assigning to 9610")
}

func TestMarkedNumberNeedsTheService(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []heard{{Number: 9634}}, listen("VPP error 9634"))
	assert.Equal(t, []heard{{Number: 9634, NeedsService: true}}, listen("error 9634"))
	assert.Empty(t, listen("VPP 9634"), "an unmarked number is none")
}

func TestWordingSufficientAlone(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9625, "x: The server has revoked the sToken.")
	assertNumber(t, 9637, "x: Facilitator operation not allowed")
	for _, text := range []string{"This operation isn’t supported for legacy tokens.", "Invalid authentication token.", "The provided cursor is invalid.", "License already assigned"} {
		said := listen(text)
		require.Len(t, said, 1, text)
		assert.True(t, said[0].NeedsService, text)
	}
}

// What counts by itself does so beside what doesn't.
func TestWordingSufficientAloneBesideOthers(t *testing.T) {
	t.Parallel()
	for alone, needs := range map[string]string{
		"Invalid Apple push notification token":                              "9623: Invalid APN token",
		"There aren’t enough assets available to complete this association.": "There are not enough licenses for this app or book available to assign to the selected group.",
	} {
		said := listen(needs)
		require.Len(t, said, 1)
		require.True(t, said[0].NeedsService)
		assertNumber(t, said[0].Number, alone, needs+" | "+alone, alone+" | "+needs)
	}
}

func TestWordingWithTheService(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9647, "vpp: This operation isn’t supported for legacy tokens.")
	assertNumber(t, 9616, "vpp: License already assigned")
	assertNumber(t, 9600, "vpp: Missing required argument")
}

func TestWordingOfTwentyFourCharacters(t *testing.T) {
	t.Parallel()
	v := NewVocabulary(catalog.New(
		catalog.Override{Number: 20001, Message: "Twentythree letters big"},
		catalog.Override{Number: 20002, Message: "Letter of twentyfour big"},
	), nil)
	assert.Empty(t, listenWith(v, "vpp: twentythree letters big"))
	assert.Equal(t, []heard{{Number: 20001, NeedsService: true}}, listenWith(v, "20001: twentythree letters big"))
	assert.Equal(t, []heard{{Number: 20002}}, listenWith(v, "vpp: letter of twentyfour big"))
	assert.Equal(t, []heard{{Number: 20002}}, listenWith(v, "20002: letter of twentyfour big"))
}

func TestShortWordingAloneIsNone(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"Login required.", "Invalid argument.", "Internal error.", "License not found.", "License not associated.", "License is irrevocable.", "Unable to find eventId.", "Invalid APN token", "Service removed."} {
		assert.Empty(t, listen("vpp: "+w), w)
		assert.Empty(t, listen(w), w)
	}
}

func TestWordingOfSeveralNumbersIsTheFirst(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9609, "vpp: Registered user not found.")
	assertNumber(t, 9636, "vpp: No registered user found.", "vpp: 9636 Registered user not found.", "vpp: error 9636: Registered user not found.")
	assertNumber(t, 9816, "vpp: This request exceeds the maximum subscriptions limit. Change the request to stay within the specified limit.")
	assertNumber(t, 9805, "vpp: 9805 This request exceeds the maximum subscriptions limit. Change the request to stay within the specified limit.")
}

func TestRepeatsAreOneError(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9625, strings.Repeat("Caused by: VPP error 9625: The server has revoked the sToken.\n\tat x.y(z:9)\n", 200))
	assertNumber(t, 9625, strings.Repeat("The server has revoked the sToken. ", 200), strings.Repeat("VPP error 9625 ", 200), "VPP error 9625. The sToken has been revoked. (9625) The server has revoked the sToken.")
}

func TestSeveralErrorsInOneText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []int64{9705, 9625, 9703}, numbersIn("VPP error 9705; The server has revoked the sToken.; VPP error 9703; VPP error 9705"))
	var all strings.Builder
	documented := catalog.Default().Numbers()
	for n := documented[0]; n <= slices.Max(documented); n++ {
		fmt.Fprintf(&all, "vpp error %d, ", n)
	}
	assert.Len(t, numbersIn(all.String()), min(MaxFindings, len(documented)))
}

func TestListOfAllErrorsInAnyPrint(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"JSON":       `{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]}`,
		"cut JSON":   `{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNum`,
		"Python":     `{'errorCodes': [{'errorMessage': 'The server has revoked the sToken.', 'errorNumber': 9625}]}`,
		"dataclass":  `C(error_codes=[E(error_message='The server has revoked the sToken.', error_number=9625)])`,
		"Go":         `&{ErrorCodes:[{ErrorMessage:The server has revoked the sToken. ErrorNumber:9625}]}`,
		"Java":       `C(errorCodes=[E(errorMessage=The server has revoked the sToken., errorNumber=9625)])`,
		"Ruby":       `{"errorCodes"=>[{"errorMessage"=>"The server has revoked the sToken.", "errorNumber"=>9625}]}`,
		"symbols":    `{:error_codes=>[{:error_message=>"The server has revoked the sToken.", :error_number=>9625}]}`,
		"Rust":       `C { error_codes: [E { error_message: "The server has revoked the sToken.", error_number: 9625 }] }`,
		"YAML":       "errorCodes:\n- errorMessage: The server has revoked the sToken.\n  errorNumber: 9625\n",
		"PHP":        "Array\n(\n    [errorCodes] => Array\n (\n [errorMessage] => The server has revoked the sToken.\n [errorNumber] => 9625\n",
		"Swift":      "errorCodes =     (\n        {\n        errorMessage = \"The server has revoked the sToken.\";\n        errorNumber = 9625;\n",
		"var_dump":   "array(1) { [\"errorCodes\"]=> array(1) { [0]=> array(2) { [\"errorMessage\"]=> string(33) \"The server has revoked the sToken.\" [\"errorNumber\"]=> int(9625) } } }",
		"subscript":  `config[ "errorCodes" ] = [{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]`,
		"no index":   `errorCodes.errorMessage="The server has revoked the sToken." errorCodes.errorNumber=9625`,
		"flattened":  `errorCodes.0.errorMessage="The server has revoked the sToken." errorCodes.0.errorNumber=9625`,
		"JSON in it": `errorCodes=[{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]`,
		"a string":   `{"errorCodes":"Apple error 9625"}`,
		"quoted":     `msg="{\"errorCodes\":[{\"errorMessage\":\"The server has revoked the sToken.\",\"errorNumber\":9625}]}"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, listen(text))
			assert.Empty(t, listen("Apple config "+text))
			assert.Equal(t, []int64{9703}, numbersIn("Apple error 9703 with "+text), "what stands before it counts")
		})
	}
}

func TestWhatFollowsTheListOfAllErrorsCounts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"config {errorCodes=[{errorNumber=9601, errorMessage=Login required.}]}\nERROR Apple VPP error 9703",
		"ErrorCodes:[{ErrorNumber:9601 ErrorMessage:Login required.}]} Apple error 9703, error_codes: {E(number=9602), E(number=9625)}",
		"com.example.vpp.ErrorCodes.throwFor(ErrorCodes.java:12): Apple error 9703",
		"errorCodes=[{errorNumber=9703, x}] Apple errorNumber=9703", // what the list says isn't said before
	} {
		assert.Equal(t, []heard{{Number: 9703}}, listen(text), text)
	}
	for name, text := range map[string]string{
		"its type in front": "ErrorCodes: ([]api.ErrorCode) (len=1) { ErrorNumber: 9703 } Apple error 9703",
		"an index":          "errorCodes: [0] message Apple error 9703",
		"cut off":           "errorCodes=[{errorNumber=9601, Apple error 9703",
	} {
		assert.Empty(t, listen(text), name)
	}
}

func TestLoneLineOfJSONIsNoText(t *testing.T) {
	t.Parallel()
	lines := []string{
		`  "errorMessage" : "The server has revoked the sToken."`, `"errorMessage": "The server has revoked the sToken.",`, "\t\"errorNumber\": 9625, ", `  "msg" : "Apple error 9625",`,
	}
	for _, line := range lines {
		assert.Empty(t, listen(line), line)
		assert.Empty(t, listen(`{"log":`+quote(line+"\n")+`,"stream":"stdout"}`), line)
	}
	assertNumber(t, 9625, `"The server has revoked the sToken."`, `"quoted" The server has revoked the sToken.`, `x "msg" : "Apple error 9625"`)
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

func TestEveryStringInJSONIsText(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9625, `{"msg":"Apple error 9625"}`, `{"a":{"b":["x","Apple error 9625"]}}`, `{"a":"{\"b\":\"Apple error 9625\"}"}`, `x {"err":"Apple error 9625"} y`, `{"msg":"Apple error 9625: The ser`,
		`{"error":"Apple error 9625","n":`, `x={\"msg\":\"Apple error 9625\"}`, `{"msg":"The server\nhas revoked\tthe sToken."}`)
	assertNumber(t, 0, `{"service":"Apple","error":9625}`, `{"service":"Apple","msg":"error 9625"}`, `["Apple","error","9625"]`, `{"Apple error 9625":1}`)
	// What stands on the two sides of JSON isn't next to each other.
	assertNumber(t, 0, `9622 {"a":1} Invalid authentication token`)
	assertNumber(t, 9625, `Apple {"a":1} error 9625`)
}

// Go escapes angle brackets and ampersands in JSON, .NET quotes as well.
func TestEscapesBeforeANumberInJSON(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9610, `{"msg":"vpp \u003c9610\u003e License not found."}`, `{"msg":"vpp error=\u003e9610"}`, `{"msg":"vpp error: \u00279610\u0027"}`, `{"msg":"vpp error \u00239610"}`,
		`{"log":"{\"msg\":\"vpp error: \\u00229610\\u0022\"}"}`)
	assertNumber(t, 0, `{"msg":"vpp error \u00249610"}`, `{"msg":"vpp \u00279610\u0027"}`, `{"msg":"vpp error=\u003e96101"}`)
}

func TestEveryStringInAMapIsText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		raw  any
		want []Finding
	}{
		{map[string]any{"msg": "Apple error 9625"}, []Finding{{Shape: Message, Number: 9625}}},
		{map[string]any{"a": []any{map[string]any{"b": "Apple error 9625"}}}, []Finding{{Shape: Message, Number: 9625}}},
		{[]any{[]byte("Apple error 9625"), "x"}, []Finding{{Shape: Message, Number: 9625}}},
		{map[string]any{"errorMessage": "Apple error 9625"}, []Finding{{Shape: Response}, {Shape: Message, Number: 9625}}},
		{map[string]any{"errorNumber": 500, "errorMessage": "Apple error 9625"}, []Finding{{Shape: Response, Number: 500}}},
		{map[string]any{"errorInfo": map[string]any{"note": "Apple error 9625", "list": []any{"Apple error 9625"}}}, nil},
		{map[string]any{"errorInfo": "Apple error 9625"}, nil},
		{map[string]any{"errorCodes": []any{"Apple error 9625"}}, nil},
		{map[string]any{"errorCodes.0.errorMessage": "The server has revoked the sToken."}, nil},
		{map[string]any{"vpp.errorCodes.0.errorMessage": "The server has revoked the sToken."}, nil},
		{map[string]any{"service": "Apple", "error": 9625}, nil},
	} {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(tt.raw))
		s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
		s.Scan(v, Text)
		var got []Finding
		for _, f := range s.Found() {
			got = append(got, Finding{Shape: f.Shape, Number: f.Number})
		}
		assert.Equal(t, tt.want, got, tt.raw)
	}
}

func TestBytesAreText(t *testing.T) {
	t.Parallel()
	s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
	for _, text := range []string{"Apple error 9625", strings.Repeat("x ", 10_000) + "The server has revoked the sToken."} {
		v := pcommon.NewValueBytes()
		v.Bytes().FromRaw([]byte(text))
		s.Scan(v, Text)
		require.Len(t, s.Found(), 1)
		assert.Equal(t, int64(9625), s.Found()[0].Number)
		s.Reset()
	}
}

func TestNoTextInPayloads(t *testing.T) {
	t.Parallel()
	s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
	for _, text := range []string{"Apple error 9625", `{"msg":"Apple error 9625"}`, "The server has revoked the sToken."} {
		s.ScanString(text, Payload)
		s.Scan(pcommon.NewValueStr(text), Payload)
		assert.Empty(t, s.Found(), text)
	}
}

func TestNoTextBesideAnErrorNumber(t *testing.T) {
	t.Parallel()
	assert.Empty(t, listen(`{"errorNumber":500,"errorMessage":"Apple error 9625"}`))
	assert.Empty(t, listen(`{"errorMessage":"Apple error 9625","errorNumber":500}`))
	assertNumber(t, 9625, `{"errorMessage":"Apple error 9625"}`, `{"errorNumber":500,"other":"Apple error 9625"}`)
}

func TestNoTextInErrorInfo(t *testing.T) {
	t.Parallel()
	assert.Empty(t, listen(`{"errorInfo":{"note":"Apple error 9625","list":["Apple error 9625"],"x":{"y":"Apple error 9625"}}}`))
	assert.Empty(t, listen(`{"errorInfo":"Apple error 9625"}`))
	assert.Empty(t, listen(`{"errorInfo":{"errorMessage":"Apple error 9625"}}`))
	assertNumber(t, 9625, `{"errorInfo":{"note":"x"},"msg":"Apple error 9625"}`)
}

func TestWithoutAVocabularyThereIsNoText(t *testing.T) {
	t.Parallel()
	assert.Empty(t, listenWith(nil, "Apple error 9625"))
	assert.Empty(t, listenWith(nil, `{"msg":"The server has revoked the sToken."}`))
}
