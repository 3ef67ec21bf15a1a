// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// variants are ways to write a wording.
var variants = map[string]func(string) string{
	"as it is":          func(w string) string { return w },
	"upper case":        strings.ToUpper,
	"lower case":        strings.ToLower,
	"straight quotes":   func(w string) string { return strings.ReplaceAll(w, "’", "'") },
	"curly quotes":      func(w string) string { return strings.ReplaceAll(w, "'", "’") },
	"no full stop":      func(w string) string { return strings.TrimRight(w, ".") },
	"three full stops":  func(w string) string { return strings.TrimRight(w, ".") + "..." },
	"much white space":  func(w string) string { return strings.ReplaceAll(w, " ", strings.Repeat(" ", 20)) },
	"line breaks":       func(w string) string { return strings.ReplaceAll(w, " ", "\r\n\t") },
	"no-break spaces":   func(w string) string { return strings.ReplaceAll(w, " ", "\u00a0") },
	"back-ticks":        func(w string) string { return "`" + strings.ReplaceAll(w, " ", "` `") + "`" },
	"escaped once":      func(w string) string { return escaped(w, 1) },
	"escaped twice":     func(w string) string { return escaped(w, 2) },
	"escaped thrice":    func(w string) string { return escaped(w, 3) },
	"back-tick between": func(w string) string { return strings.Replace(w, " ", "`", 1) },
	"acute accents":     func(w string) string { return apostrophized(w, "´") },
	"modifiers":         func(w string) string { return apostrophized(w, "ʼ") },
	"back-ticks within": func(w string) string { return apostrophized(w, "`") },
	"HTML":              func(w string) string { return apostrophized(w, "&rsquo;") },
	"hexadecimal":       func(w string) string { return apostrophized(w, "&#x2019;") },
	"Windows-1252":      func(w string) string { return apostrophized(w, "â€™") },
	"Latin-1":           func(w string) string { return apostrophized(w, "â\u0080\u0099") },
	"escaped bytes":     func(w string) string { return apostrophized(w, `\xe2\x80\x99`) },
	"escaped in JSON":   func(w string) string { return apostrophized(w, `\\xE2\\x80\\x99`) },
	"ASCII":             func(w string) string { return apostrophized(w, "?") },
	"not UTF-8":         func(w string) string { return apostrophized(w, "\x92") },
	"lost characters":   func(w string) string { return apostrophized(w, "\ufffd\ufffd\ufffd") },
}

var variantNames = slices.Sorted(maps.Keys(variants))

// escaped escapes everything that may be escaped, to the given depth of JSON in JSON.
func escaped(w string, depth int) string {
	backslashes := strings.Repeat(`\`, 1<<depth-1)
	return strings.NewReplacer(" ", backslashes+"n", "’", backslashes+"u2019", "'", backslashes+"u0027", "/", backslashes+"/").Replace(w)
}

// apostrophized replaces the apostrophes, but no quotes.
func apostrophized(w, apostrophe string) string {
	return re(`([A-Za-z])['’]([A-Za-z])`).ReplaceAllString(w, "${1}"+apostrophe+"${2}")
}

func TestEveryWording(t *testing.T) {
	t.Parallel()
	c := catalog.Default()
	for _, number := range c.Numbers() {
		n, digits := int64(number), strconv.Itoa(number)
		for _, said := range c.Wordings(number) {
			owner, _ := c.ByWording(said.Text)
			for variant, write := range variants {
				w := write(said.Text)
				for _, text := range []string{"vpp: " + digits + ": " + w, w + " (" + digits + ") vpp", w + " [x] error " + digits} {
					assert.Contains(t, errorsIn(t, text), Error{Number: n}, "%s: %s", variant, text)
				}
				if long := len(catalog.Normalize(said.Text)) >= 24; owner == number && (long || said.SufficientAlone) {
					assert.Equal(t, []Error{{Number: n}}, errorsIn(t, "vpp said "+w), "%s: %s", variant, w)
					assert.Equal(t, said.SufficientAlone, len(errorsIn(t, strings.ReplaceAll(w, digits, "x"))) > 0, "%s: %s", variant, w)
				} else if !long {
					assert.Empty(t, errorsIn(t, "vpp said "+w), "%s: %s", variant, w)
				}
			}
		}
	}
}

func TestEachWordingIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	for _, w := range refWordings {
		for at := range 2 * vocabulary.wordings.step {
			text := strings.Repeat("-", at) + strings.ToUpper(w.text) + strings.Repeat(" x", at)
			found := vocabulary.findWordings(text, nil, nil)
			require.Len(t, found, 1, text)
			assert.Equal(t, span{at, at + len(w.text)}, found[0].span, text)
		}
	}
}
