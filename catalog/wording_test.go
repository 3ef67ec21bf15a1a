// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

var megabyte = strings.Repeat("This request ", 1<<20/13)

// firstOf has the number that a shared wording belongs to.
var firstOf = map[string]int{
	"registered user not found": 9609, // and 9636
	"this request exceeds the maximum subscriptions limit. change the request to stay within the specified limit": 9816, // and 9805
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
	assert.False(t, c.HasWording(9602, "Login required."))
	assert.False(t, c.HasWording(9999, "Login required."))
	assert.False(t, c.StartsWording(9999, "Login required."))
}

func TestStartsWording(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		number int
		text   string
		want   bool
	}{
		{9700, "This request exceeds", true},
		{9700, "this  REQUEST exceeds the maximum as", true},
		{9700, "This request exceeds the maximum as...", true},
		{9700, "This request exceeds the maximum as…", true},
		{9700, "This request exceeds the [truncated]", true},
		{9700, "This request exceeds the maximum assets limit. [1234 bytes cut]", true},
		{9700, "This request exceeds the (truncated)", true},
		{9700, "This request exceeds the <cut>", true},
		{9700, "This request exceeds the{...}", true},
		{9700, "This request exceeds the *** 40 bytes omitted ***", true},
		{9700, "This request exceeds the ***", false},
		{9601, "Login required. Please sign in", false},
		{9603, "Internal error (worker 7)", false},
		{9700, "Max assets limit on req", true},
		{9700, "This req", true},
		{9700, "This re", false},
		{9700, "", false},
		{9700, "This re [truncated]", false},
		{9700, "This request exceeds the quota", false},
		{9700, "This request exceeds the maximum books limit.", false},
		{9700, "request exceeds the maximum assets limit.", false},
		{9700, "This request exceeds the [" + strings.Repeat("x", 60) + "]", false},
		{9701, "This request exceeds the maximum as", false},
		{9701, "This request exceeds the maximum `clientUse", true},
		{9635, "The Apple ID passed for iTunes Store association cannot be found or is not applicable to organization of the user (truncated)", true},
		{9637, "This operation isn\xe2\x80", true},
		{9637, "This operation isn\xe2\x80 [truncated]", true},
		{9637, "This operation isn\ufffdt it", false},
		{9637, "\xe2\x80\x80\xff\xff\xff\xff\xff\xff", false},
	} {
		assert.Equal(t, tt.want, Default().StartsWording(tt.number, tt.text), "%d %q", tt.number, tt.text)
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

func TestBufferHoldsEveryDocumentedWording(t *testing.T) {
	t.Parallel()
	assert.LessOrEqual(t, Default().longest+slack+utf8.UTFMax, buffer)
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
		if c.HasWording(number, text) {
			assert.True(t, ok)
		}
		assert.Equal(t, Normalize(text), Normalize(Normalize(text)))
	})
}
