// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

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
