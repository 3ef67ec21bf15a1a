// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumbersThatEndAlone(t *testing.T) {
	t.Parallel()
	for _, after := range []string{
		"", ".", ", again", ": no", ")", "; no", "\"", "?", " - no", "- no", "... no", "\n", "]", "}", "<", "→", "、", "漢", " 条件", ".Log out", " 1440147259", " ", "\u00a0", "`", `\n`, `\tno`, `\u0027`, "/ x", "@ x", "|code", "| c", "..",
	} {
		assertNumber(t, 9609, "VPP error 9609"+after)
	}
	for _, after := range []string{"0", "ms", "µs", "é", "_1", ".5", ",512", "%", "％", "€", "°C", "件", "-1", "-x", "/x", "@example.com", ":30", "+x", "..9622", "–9622", "|c", "|ms|#a:b", " GWh"} {
		assert.Empty(t, errorsIn(t, "VPP error 9609"+after), after)
	}
	assertNumber(t, 9609, "VPP error 9609✖ x", "VPP error \u200b9609\ufeff", "error 9609-Unable to find the registered user", "VPP 9609 -Registered user not found")
	assertNumber(t, 0, "VPP 9610-9609 License not found", "VPP 9610-License not assigned")
}

// A number next to its wording counts only if it isn't part of something longer.
func TestNumbersThatBeginAlone(t *testing.T) {
	t.Parallel()
	const wording = " License was refunded and is no longer valid."
	for _, before := range []string{"", "x,", "\n", `x\n`, "(", "[", "\"", "=", "#", "*", ">", "，", "。", "—", "件", "`", "\u00a0", `\u003c`} {
		assertNumber(t, 9624, before+"9624"+wording)
	}
	for _, before := range []string{"1", "0", "x", "é", "_", "3.", "3,", "id-", "page/", "192.0.2.7:", "$", "me@", "+", "%", "&", "~", "^"} {
		for _, e := range errorsIn(t, before+"9624"+wording) {
			assert.True(t, e.Unnamed, "%s: only the wording counts", before)
		}
		assert.Empty(t, errorsIn(t, "VPP error "+before+"9624"), before)
	}
}

func TestNumbersBesideQuotesOfXML(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9610, "VPP 9610: &quot;License not found&quot;", "VPP &quot;License not found&quot; 9610", "VPP error &apos;9610")
	assertNumber(t, 9709, "There aren&#39;t enough assets available to complete this association")
	assertNumber(t, 9610, "Apps &amp; Books: error 9610", "<Data>App&amp;Book error 9610</Data>", "Apps &amp; Books: 9610 &amp; License not found")
	assertNumber(t, 0, "Apps &amp;amp; Books: error 9610", "Apps &lt; Books: error 9610", "VPP &amp;error=9610", "VPP ?x=1&amp;errorCode=9610")
	assertNumber(t, 0, "VPP &9610;", "VPP &9610; License not found", "VPP &error=9610")
}

// Digits may be grouped only after "number" or "code", because counts are grouped, too.
func TestNumbersInGroups(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9634, "VPP error number 9,634", "VPP: error code: 9,634.", "VPP errorNumber=9,634, x", "VPP error_no 9,634 of 1,200 users", "9,007 VPP users, error number 9,634", "VPP: code=9,634")
	assertNumber(t, 0, "VPP error 9,634", "VPP error: 9,634", "VPPError: 9,634", "VPP 9,634: Service removed.", "VPP error number 9,6340", "VPP error number 9,634,000", "VPP error number 1,009,634", "VPP error number 9,63", "VPP error number 9, 634", "VPP error number 9.634", "VPP error number 96,34")
}

func TestDocumentedNumbersOnly(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "VPP error 9599", "VPP error 9648", "VPP error 9806", "VPP error 9819", "VPP error 500", "VPP error 1", "VPP error 96252", "VPP error 999999999999999999999999", "VPP error ９６２５")
	assertNumber(t, 9600, "VPP error 9600")
	assertNumber(t, 9805, "VPP error 9805")
	v := vocabularyOf(map[int]string{12345: "The new rule is broken by far."})
	assert.Equal(t, []Error{{Number: 12345}}, errorsWith(t, v, "VPP error 12345"))
	assert.Equal(t, []Error{{Number: 12345}}, errorsWith(t, v, "12345: the new rule is broken by far"))
	assert.Empty(t, errorsIn(t, "VPP error 12345"))
	v = vocabularyOf(map[int]string{7: "Far too few.", 45: "Too few.", 12345: "Too many.", 123456: "Far too many."})
	assert.Equal(t, []Error{{Number: 7}, {Number: 45}, {Number: 12345}, {Number: 123456}},
		errorsWith(t, v, "VPP error 7, VPP error 45, VPP error number 12,345, VPP error number 123,456"))
}
