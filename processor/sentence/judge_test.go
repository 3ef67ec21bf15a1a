// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func TestMarkedNumberWithItsWordingAnywhere(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9610, "Error 9610 in job 7: License not found", "License not found while assigning (error code: 9610)", "{code=9610, job=7, reason='License not found'}")
	assertNumber(t, 0, "Error 9610 in job 7: License not", "License not found while assigning to 9610")
}

func TestWhatNeedsTheServicesName(t *testing.T) {
	t.Parallel()
	for text, number := range map[string]int64{
		"error 9634": 9634, "(9610) License not found.": 9610, "License not found: 9610": 9610, "9708 Unable to find eventId.": 9708, // under 24 characters
	} {
		assert.Equal(t, []Error{{Number: number, Unnamed: true}}, errorsIn(t, text), text)
		assert.Equal(t, []Error{{Number: number}}, errorsIn(t, "VPP: "+text), text)
		assert.Equal(t, []Error{{Number: number}}, namedErrorsIn(text), text)
	}
	for text, number := range map[string]int64{ // for a wording alone, the rest of the record doesn't count
		"This operation isn’t supported for legacy tokens.": 9647, "Invalid authentication token.": 9622, "The provided cursor is invalid.": 9812, "License already assigned": 9616, "Missing required argument": 9600,
	} {
		assert.Empty(t, errorsIn(t, text), text)
		assert.Equal(t, []Error{{Number: number}}, errorsIn(t, "VPP: "+text), text)
		assert.Equal(t, []Error{{Number: number}}, namedErrorsIn(text), text)
	}
	assertNumber(t, 9616, "9616: License already assigned") // 24 characters
	assertNumber(t, 9637, "x: Facilitator operation not allowed")
	v := vocabularyOf(map[int]string{20001: "Twentythree letters big", 20002: "Letter of twentyfour big"})
	assert.Empty(t, errorsWith(t, v, "vpp: twentythree letters big"))
	assert.Equal(t, []Error{{Number: 20001, Unnamed: true}}, errorsWith(t, v, "20001: twentythree letters big"))
	assert.Equal(t, []Error{{Number: 20002}}, errorsWith(t, v, "vpp: letter of twentyfour big"))
	assert.Equal(t, []Error{{Number: 20002}}, errorsWith(t, v, "20002: letter of twentyfour big"))
}

// namedErrorsIn returns the errors in a text if the rest of the record names the service.
func namedErrorsIn(text string) []Error {
	var x Text
	x.Add(text)
	return x.Errors(vocabulary, true)
}

func TestRepeatsAreOneError(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9625, strings.Repeat("Caused by: VPP error 9625: The server has revoked the sToken.\n\tat x.y(z:9)\n", 200), strings.Repeat("The server has revoked the sToken. ", 200),
		strings.Repeat("VPP error 9625 ", 200), "VPP error 9625. The sToken has been revoked. (9625) The server has revoked the sToken.")
	// An error that counts by itself does so next to one that doesn't.
	const alone, needs = "Invalid Apple push notification token", "9623: Invalid APN token"
	assert.Equal(t, []Error{{Number: 9623, Unnamed: true}}, errorsIn(t, needs))
	assertNumber(t, 9623, alone, needs+" | "+alone, alone+" | "+needs)
}

func TestSeveralErrors(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []Error{{Number: 9705}, {Number: 9625}, {Number: 9703}}, errorsIn(t, "VPP error 9705; The server has revoked the sToken.; VPP error 9703; VPP error 9705"))
	// More than a few errors are a list of possible ones.
	var all strings.Builder
	for n, number := range catalog.Default().Numbers()[:MaxDifferent+1] {
		if got := errorsIn(t, all.String()+all.String()); assert.Len(t, got, n) {
			all.WriteString("vpp error " + strconv.Itoa(number) + ", ")
		}
	}
	assert.Empty(t, errorsIn(t, all.String()))
	all.Reset()
	for _, w := range refWordings[:MaxDifferent+1] {
		all.WriteString("Code 9610 means " + w.text + "\n")
	}
	assert.Empty(t, errorsIn(t, "VPP "+all.String()))
}

func TestLineOfJSONTellsNothing(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`  "errorMessage" : "The server has revoked the sToken."`, `"errorMessage": "The server has revoked the sToken.",`, "\t\"errorNumber\": 9625, ", `  "msg" : "Apple error 9625",`, `\"msg\": \"Apple error 9625\"`,
		`mdm-1  |   "errorMessage" : "The server has revoked the sToken.",`, `VPP[7]: "errorNumber": 9625`, `vpp "errorMessage": "The server has revoked the sTok`,
	} {
		assert.Empty(t, errorsIn(t, line), line)
	}
	assertNumber(t, 9625, `"The server has revoked the sToken."`, `"quoted" The server has revoked the sToken.`, `msg" : Apple error 9625`, `"msg : Apple error 9625`, `x "msg" : "Apple error 9625"`, `"": Apple error 9625`, `"Keynote": VPP error 9625`,
		`VPP "errorNumber": 9625, "errorMessage": ""`, "VPP: {\n  \"uId\": ***,\n  \"errorNumber\": 9625\n}", `"msg": "x"`+"\nVPP error 9625")
	assertNumber(t, 0, "Config { vpp: on }\n  \"errorNumber\": 9625")
}
