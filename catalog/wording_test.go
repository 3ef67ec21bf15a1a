// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

var megabyte = strings.Repeat("This request ", 1<<20/13)

// firstOf maps a shared wording to the number that it belongs to.
var firstOf = map[string]int{
	"registered user not found": 9609, // and 9636
	"this request exceeds the maximum subscriptions limit. change the request to stay within the specified limit": 9816, // and 9805
}

func TestTableWordings(t *testing.T) {
	t.Parallel()
	alone := map[string]bool{} // by number and text, in any row
	for _, e := range All() {
		inRow := map[string]bool{}
		for _, w := range e.wordings() {
			text := fmt.Sprint(e.Number, " ", Normalize(w.Text))
			assert.False(t, inRow[text], "a row says twice: %s", text)
			inRow[text] = true
			before, ok := alone[text]
			assert.True(t, !ok || before == w.SufficientAlone, "rows differ: %s", text)
			alone[text] = w.SufficientAlone
		}
	}
}

func TestEveryWordingFindsItsNumber(t *testing.T) {
	t.Parallel()
	c := Default()
	for _, e := range All() {
		for _, w := range e.wordings() {
			want := cmp.Or(firstOf[Normalize(w.Text)], e.Number)
			for _, variant := range []string{
				w.Text,
				strings.ToUpper(w.Text),
				strings.ReplaceAll(w.Text, "’", "'"),
				strings.ReplaceAll(w.Text, "'", "’"),
				strings.ReplaceAll(w.Text, "'", "‘"),
				" \t" + strings.ReplaceAll(w.Text, " ", " \r\n\u00a0") + "\n",
				"`" + strings.ReplaceAll(w.Text, " ", "` `") + "`",
				strings.TrimRight(w.Text, "."),
				w.Text + ".",
			} {
				assertByWording(t, c, variant, want)
				assert.True(t, c.HasWording(e.Number, variant), "%d: %s", e.Number, variant)
				assert.True(t, c.StartsWording(e.Number, variant), "%d: %s", e.Number, variant)
			}
		}
	}
}

func TestNoWording(t *testing.T) {
	t.Parallel()
	c := Default()
	for _, text := range []string{
		"", " ", ".", "...", "`", "\xff\xfe", "Login", "Login required. Really.", "xLogin required.", "Login-required",
		"Log\xffin required.", megabyte, strings.Repeat(" ", 1<<20) + "Login required.",
		"Login required." + strings.Repeat("`", 1<<20), strings.Repeat("\xff", 1<<10),
	} {
		assertByWording(t, c, text, 0)
		assert.False(t, c.HasWording(9601, text), "%.40q", text)
	}
	assert.False(t, c.HasWording(9602, "Login required."), "another number's")
	assert.False(t, c.StartsWording(9602, "Login required."), "another number's")
}

// Other starts and the mark [truncated] are tested with every wording.
func TestStartsWording(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		number int
		starts bool
		texts  []string
	}{
		{9700, true, []string{
			"Max assets limit on req", "This request exceeds the maximum as...", "This request exceeds the maximum as…",
			"This request exceeds the maximum assets limit. [1234 bytes cut]", "This request exceeds the (truncated)",
			"This request exceeds the <cut>", "This request exceeds the{...}", "This request exceeds the *** 40 bytes omitted ***",
		}},
		{9635, true, []string{
			"The Apple ID passed for iTunes Store association cannot be found or is not applicable to organization of the user (truncated)",
		}},
		{9637, true, []string{"This operation isn\xe2\x80", "This operation isn\xe2\x80 [truncated]"}},
		{9700, false, []string{
			"", "This re", "This re [truncated]", "This request exceeds the ***", "This request exceeds the quota",
			"This request exceeds the maximum books limit.", "request exceeds the maximum assets limit.",
			"This request exceeds the [" + strings.Repeat("x", 60) + "]",
		}},
		{9701, false, []string{"This request exceeds the maximum as"}},
		{9601, false, []string{"Login required. Please sign in"}},
		{9603, false, []string{"Internal error (worker 7)"}},
		{9637, false, []string{"This operation isn\ufffdt it", "\xe2\x80\x80\xff\xff\xff\xff\xff\xff"}},
	} {
		for _, text := range tt.texts {
			assert.Equal(t, tt.starts, Default().StartsWording(tt.number, text), "%d %q", tt.number, text)
		}
	}
}

func TestEveryCutStartsItsWording(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		for _, w := range e.wordings() {
			for cut := range len(w.Text) {
				start := w.Text[:cut]
				norm := Normalize(strings.TrimRight(strings.ToValidUTF8(start, ""), " ("))
				want := utf8.RuneCountInString(norm) >= minStart
				assert.Equal(t, want, Default().StartsWording(e.Number, start), "%d: %q", e.Number, start)
				assert.Equal(t, want, Default().StartsWording(e.Number, start+"... [truncated]"), "%d: %q", e.Number, start)
			}
		}
	}
}

func FuzzWordings(f *testing.F) {
	for _, seed := range []string{"", "Login required.", "This operation isn’t", "\xff`. ", "[truncated]"} {
		f.Add(9601, seed)
	}
	c := Default()
	f.Fuzz(func(t *testing.T, number int, text string) {
		got, ok := c.ByWording(text)
		if ok {
			assert.True(t, c.HasWording(got, text))
			assert.True(t, c.StartsWording(got, text))
		}
		assert.True(t, ok || !c.HasWording(number, text))
		assert.Equal(t, Normalize(text), Normalize(Normalize(text)))
	})
}
