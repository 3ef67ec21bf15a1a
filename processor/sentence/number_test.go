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

func TestNumbersBesideQuotesOfXML(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9610, "VPP 9610: &quot;License not found&quot;", "VPP &quot;License not found&quot; 9610", "VPP error &apos;9610")
	assertNumber(t, 9709, "There aren&#39;t enough assets available to complete this association")
	assertNumber(t, 9610, "Apps &amp; Books: error 9610", "<Data>App&amp;Book error 9610</Data>", "Apps &amp; Books: 9610 &amp; License not found")
	assertNumber(t, 0, "Apps &amp;amp; Books: error 9610", "Apps &lt; Books: error 9610", "VPP &amp;error=9610", "VPP ?x=1&amp;errorCode=9610")
	assertNumber(t, 0, "VPP &9610;", "VPP &9610; License not found", "VPP &error=9610")
}
