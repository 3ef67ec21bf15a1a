// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		payload string
		want    []want
		reason  Unreadable
	}{
		{"after the number", `{"errorNumber":9609,"errorMessage":"Unable to fin`, []want{{Number: 9609, Message: "Unable to fin"}}, Truncated},
		{"in the number", `{"errorNumber":960`, []want{{Number: 960, AtCut: true}}, Truncated},
		{"after the number and a space", `{"errorNumber":9609 `, []want{{Number: 9609, AtCut: true}}, Truncated},
		{"a space and a mark after the number", `{"errorNumber":970 [truncated]`, []want{{Number: 970, AtCut: true}}, Truncated},
		{"other words after the number", `{"failures":[{"errorNumber":970 took=5ms`, []want{{Shape: Status, Number: 970, AtCut: true}}, Malformed},
		{"in an exponent", `{"errorNumber":960e+`, []want{{Number: 960, AtCut: true}}, Truncated},
		{"the class of that list", `at com.example.ErrorCodes.from(ErrorCodes.java:12): {"errorNumber":9703}`, []want{{Number: 9703}}, None},
		{"that list as a word in a sentence", `no errorCodes in config; then {"errorNumber":9703}`, []want{{Number: 9703}}, None},
		{"in a number in quotes", `{"errorNumber":"960`, []want{{Number: 960, AtCut: true}}, Truncated},
		{"in the key", `{"errorMessage":"Login required.","errorNu`, []want{{Message: "Login required."}}, None},
		{"dots after the number", `{"errorNumber":9609...`, []want{{Number: 9609, AtCut: true}}, Truncated},
		{"an ellipsis after the number", `{"errorNumber":9609…`, []want{{Number: 9609, AtCut: true}}, Truncated},
		{"a mark in a list", `{"errorNumber":9609,"errorInfo":{"serialNumbers":["A","B"... (300 more bytes)`, []want{{Number: 9609, Rich: true, Affected: 2}}, Truncated},
		{"in an entry", `{"errorNumber":9609,"errorInfo":{"serialNumbers":["A","B`, []want{{Number: 9609, Rich: true, Affected: 1}}, Truncated},
		{"in an id", `{"notification":{"error":{"errorNumber":9709},"eventId":"e-1`, []want{{Shape: Notification, Number: 9709, Companion: true}}, Truncated},
		{"in a library's number", `{"errorNumber":9602,"uId":2049`, []want{{Number: 9602, Rich: true}}, Truncated},
		{"in a string inside", `{"body":"{\"errorNumber\":9714,\"errorMess`, []want{{Number: 9714}}, Truncated},
		{"in the list of all possible errors", `{"errorCodes":[{"errorNumber":9601},{"errorNumber":96`, nil, None},
		{"in that list, with something after", `{"errorCodes":[{"errorNumber":9601},{"errorNumber":96[cut] {"errorNumber":9602}`, nil, None},
		{"right before that list", `{"errorCodes": ... {"errorNumber":9602}`, nil, None},
		{"that list in another notation", `errorCodes=[{"errorNumber":9601},{"errorNumber":9602}]`, nil, None},
		{"no JSON after the number", `{"errorNumber":9609, oops, "errorMessage":"and a long tail that can't be a mark, whatever it says"}`, []want{{Number: 9609}}, Malformed},
		{"another notation", `{'errorNumber': 9609, 'errorMessage': 'x'}`, nil, Malformed},
		{"another notation in a sentence", `response: {errorMessage=x, errorNumber=9609}`, nil, None},
		{"after that list in another notation", `config {errorCodes=[{errorNumber=9601}]}; then 429: {"errorNumber":9703}`, []want{{Number: 9703}}, None},
		{"that list by its subscript", `config["errorCodes"] = [{"errorNumber":9601},{"errorNumber":9602}]`, nil, None},
		{"that list as Go prints it", `map[string]interface {}{"errorCodes":[]interface {}{map[string]interface {}{"errorMessage":"Login required.", "errorNumber":9601}}}`, nil, None},
		{"that list as TOML", "[[errorCodes]]\nx = [{\"errorNumber\":9601}]", nil, None},
		{"that list in capitals", `{"ERROR_CODES": [{"errorNumber":9601}], "error-codes": {"errorNumber":9602}, "errorcodes": [{"errorNumber":9603}]}`, nil, None},
		{"another map as Go prints it", `map[string]interface {}{"x":[]interface {}{map[string]interface {}{"errorMessage":"Login required.", "errorNumber":9601}}}`, []want{{Number: 9601, Message: "Login required."}}, None},
		{"a single code", `{"errorCode": 5, "error_code": {"errorNumber":9703}}`, []want{{Number: 9703}}, None},
		{"that list in another notation is no payload", `{'errorCodes': [{'errorNumber': 9601}]}`, nil, None},
		{"brackets that match nothing", `[[[{{{]]}}}{"errorNumber":9609}`, []want{{Number: 9609}}, None},
		{"brackets that are crossed", `{"a":[{"errorNumber":9609}},"b":1]`, []want{{Number: 9609}}, Malformed},
		{"in a device's code", `{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":961`, []want{{Shape: Message, Number: 961, AtCut: true, Device: true}}, None},
		{"in a device's domain", `{"ErrorCode":9610,"ErrorDomain":"ASDServerErrorDomain`, nil, None},
		{"in an XML element", `<a>{&quot;errorNumber&quot;:9609,</a>` + strings.Repeat("<b/>", 20), []want{{Number: 9609}}, Truncated},
		{"a fault, then another", `{"a" 1 {"errorNumber":9609}`, []want{{Number: 9609}}, None},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScanner()
			reason := s.ScanString(tt.payload, Payload)
			assert.Equal(t, tt.want, simplify(s.Found()))
			assert.Equal(t, tt.reason.String(), reason.String())
		})
	}
}

// cutAnywhere cuts a payload off after every step bytes, starting at first. It asserts that exactly the numbers before the
// cut are found, in the same shape as in the whole payload. Only a number right at the cut may differ.
func cutAnywhere(t require.TestingT, first, step int, text string) {
	wanted, ok := sameAsReference(t, text)
	if !ok || len(wanted) >= refVariants || strings.Count(text, "rror") > 8 { // a list that is cut off may look like none
		return
	}
	for end := first % step; end < len(text); end += step {
		found, reason := scan(t, pcommon.NewValueStr(text[:end]), Payload)
		for _, f := range wanted {
			isIt := func(o want) bool { return o.Shape == f.Shape && o.Number == f.Number && !o.AtCut }
			if names(text[:end]) && 0 < f.known && f.known < end && strings.Trim(text[f.known:end], " \t\r\n") != "" {
				require.True(t, slices.ContainsFunc(found, isIt), "%d in %q", f.Number, text[:end])
				require.Equal(t, Truncated, reason, text[:end])
			}
		}
		for _, o := range found {
			isIt := func(f refFinding) bool { return o.Shape == f.Shape && o.Number == f.Number }
			require.True(t, o.AtCut || o.Number == 0 || slices.ContainsFunc(wanted, isIt), "%d in %q", o.Number, text[:end])
		}
	}
}

func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, tt := range shapes {
		cutAnywhere(t, 0, 1, tt.payload)
	}
}

func TestMaxSize(t *testing.T) {
	t.Parallel()
	const payload = `{"errorNumber":9609,"errorNumbers":[{"errorNumber":9602}]}`
	one, both := []want{{Number: 9609, Rich: true}}, []want{{Number: 9609, Rich: true}, {Number: 9602}}
	inMap := parsedValue(t, map[string]any{"response": payload})
	for _, tt := range []struct {
		v      pcommon.Value
		size   int
		want   []want
		reason Unreadable
	}{
		{pcommon.NewValueStr(payload), 36, one, TooLarge},
		{bytesValue(payload), 36, one, TooLarge},
		{inMap, 36, one, TooLarge},
		{pcommon.NewValueStr(payload), len(payload) - 1, both, TooLarge},
		{bytesValue(payload), len(payload) - 1, both, TooLarge},
		{pcommon.NewValueStr(payload), len(payload), both, None},
		{bytesValue(payload), len(payload), both, None},
		{pcommon.NewValueStr(`{"errorNumber":9609} and more`), 20, []want{{Number: 9609}}, TooLarge},
		{pcommon.NewValueStr(`{"errorNumber":9609} and more`), 19, []want{{Number: 9609, AtCut: true}}, TooLarge},
		{pcommon.NewValueStr(`{"level":"info","took":1,"x":1,"errorNumber":9609}`), 30, nil, TooLarge}, // the key is beyond MaxSize
		{pcommon.NewValueStr(`{"level":"info","took":1,"x":1,"errorNumber":9609}`), 38, nil, TooLarge},
		{pcommon.NewValueStr(`{"errorMessage":"x","took":1,"errorNumber":9609}`), 30, []want{{Message: "x", Rich: true}}, TooLarge},
		{pcommon.NewValueStr(`{"errorCodes":[{"errorMessage":"x","errorNumber":9609}]}`), 38, nil, None},
		{bytesValue(`{"msg":"Apple: 404","took":1,"errorNumber":9609}`), 30, nil, TooLarge},
		{bytesValue(`{"msg":"Apple: 404","took":1,"errorMessage":"x"}`), 30, nil, None},
	} {
		s := &Scanner{MaxSize: tt.size, Vocabulary: vocabulary}
		for _, kind := range []Kind{Payload, Text} {
			s.Reset()
			assert.Equal(t, tt.reason, s.Scan("", tt.v, kind), "%d of %s", tt.size, tt.v.AsString())
			assert.Equal(t, tt.want, simplify(s.Found()), "%d of %s", tt.size, tt.v.AsString())
		}
	}
}
