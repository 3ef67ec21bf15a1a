// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// documentedWordings are all of them as they are in clean texts, the longest first.
var documentedWordings = func() (all []string) {
	c := catalog.Default()
	for _, number := range c.Numbers() {
		for _, w := range c.Wordings(number) {
			all = append(all, catalog.Normalize(w.Text))
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(all)
}()

func foundIn(text string) (out []string) {
	for _, f := range vocabulary.findWordings(text, nil) {
		out = append(out, strings.ToLower(text[f.start:f.end]))
	}
	return out
}

func TestEachWordingIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	for _, w := range documentedWordings {
		for at := range 2 * vocabulary.wordings.step {
			assert.Equal(t, []string{w}, foundIn(strings.Repeat("-", at)+strings.ToUpper(w)), "%d", at)
			assert.Equal(t, []string{w}, foundIn(strings.Repeat("-", at)+w+strings.Repeat(" x", at)), "%d", at)
		}
	}
}

// A configured wording may have no word long enough to look for; then it counts beside a number alone.
func TestWordingWithoutALongWord(t *testing.T) {
	t.Parallel()
	v := vocabularyOf(map[int]string{20001: "It is as it was and so it is"})
	assert.Empty(t, errorsWith(t, v, "20001: It is as it was and so it is"))
	assert.Equal(t, []Error{{Number: 9625}}, errorsWith(t, v, "The server has revoked the sToken."))
}
