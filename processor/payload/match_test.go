// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// TestEveryWording puts each documented wording of each number into a text, in all variants.
func TestEveryWording(t *testing.T) {
	t.Parallel()
	c := catalog.Default()
	variants := map[string]func(string) string{
		"as it is":           func(w string) string { return w },
		"upper case":         strings.ToUpper,
		"lower case":         strings.ToLower,
		"straight quotes":    func(w string) string { return strings.ReplaceAll(w, "’", "'") },
		"curly quotes":       func(w string) string { return strings.ReplaceAll(w, "'", "’") },
		"no full stop":       func(w string) string { return strings.TrimRight(w, ".") },
		"three full stops":   func(w string) string { return strings.TrimRight(w, ".") + "..." },
		"two spaces":         func(w string) string { return strings.ReplaceAll(w, " ", "  ") },
		"line breaks":        func(w string) string { return strings.ReplaceAll(w, " ", "\r\n\t") },
		"escaped breaks":     func(w string) string { return strings.ReplaceAll(w, " ", `\n`) },
		"no-break spaces":    func(w string) string { return strings.ReplaceAll(w, " ", "\u00a0") },
		"back-ticks":         func(w string) string { return "`" + strings.ReplaceAll(w, " ", "` `") + "`" },
		"escaped apostrophe": func(w string) string { return strings.NewReplacer("’", `\u2019`, "'", `\u2019`).Replace(w) },
		"escaped slash":      func(w string) string { return strings.ReplaceAll(w, "/", `\/`) },
	}
	for _, number := range c.Numbers() {
		n := int64(number)
		for _, wording := range c.Wordings(number) {
			for variant, write := range variants {
				text := write(wording.Text)
				digits := strconv.Itoa(number)
				assert.Contains(t, numbersIn("vpp: "+digits+": "+text), n, "number before: %s: %s", variant, text)
				assert.Contains(t, numbersIn(text+" ("+digits+") vpp"), n, "number behind: %s: %s", variant, text)
				assert.Contains(t, numbersIn(text+" [x] error "+digits), n, "mark: %s: %s", variant, text)
			}
			if owner, _ := c.ByWording(wording.Text); owner == number && (wording.SufficientAlone || len(catalog.Normalize(wording.Text)) >= minWording) {
				for variant, write := range variants {
					text := write(wording.Text)
					assert.Equal(t, []int64{n}, numbersIn("vpp said "+text), "alone: %s: %s", variant, text)
				}
			}
		}
	}
}

func TestBackTicksInAWording(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9718, "This request doesn’t contain an `asset`, which is a required argument. Change the request to provide an asset.")
	assertNumber(t, 9814, "Unable to find an associated registered user for the provided `clientUserId`.")
	assertNumber(t, 9704, "`Duplicate clientUserIds` found in `request`, please send unique clients.", "9704 - `Duplicate clientUserIds found in request`, please send unique clients.")
}

func TestOtherDocumentedWordings(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9625, "The server has revoked the sToken.", "The server has revoked the cToken.", "The sToken has been revoked")
	assertNumber(t, 9700, "Max assets limit on request has been passed, please stay within given limit.")
}

func TestLongestWordingCounts(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9626, "vpp: License already assigned to other user")
	assertNumber(t, 9626, "vpp: License already assigned to a different user. The MDM server should retry the assignment with a different license.")
	assertNumber(t, 9616, "vpp: License already assigned to group")
	// Nor does a part of another number's wording stand next to a number.
	assertNumber(t, 9626, "vpp: 9616: License already assigned to other user")
	assertNumber(t, 9603, "vpp: Internal error. See Error Code 9603 for more information.")
	v := NewVocabulary(catalog.New(
		catalog.Override{Number: 20001, Message: "The red cable is loose somewhere"},
		catalog.Override{Number: 20002, Message: "Warning: the red cable is loose somewhere, call us"},
	), nil)
	assert.Equal(t, []heard{{Number: 20002}}, listenWith(v, "vpp: warning: the red cable is loose somewhere, call us."))
	assert.Equal(t, []heard{{Number: 20001}}, listenWith(v, "vpp: the red cable is loose somewhere, call us."))
}

func TestWordingsAreWhole(t *testing.T) {
	t.Parallel()
	assertNumber(t, 0, "The server has revoked the sToke", "The server has revoked the sTokens", "xThe server has revoked the sToken.", "The server has revoked thesToken.", "The server has revoked the, sToken.",
		"server has revoked the sToken.", "The server has, revoked the sToken", "vpp: 9610 License not foundry", "vpp: 9610 License not found_x")
	assertNumber(t, 0, "The server has "+strings.Repeat(" ", 2*maxGap)+"revoked the sToken.")
}
