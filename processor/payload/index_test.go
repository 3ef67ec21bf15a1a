// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// indexed returns the wordings that count without a number.
func indexed() (list []*wording) {
	seen := make(map[*wording]bool)
	for _, of := range vocabulary.numbers {
		for _, w := range of {
			if (!w.short() || w.alone) && !seen[w] {
				seen[w] = true
				list = append(list, w)
			}
		}
	}
	return list
}

// inIndex returns the numbers of the wordings that the index finds in a text.
func inIndex(text string) map[int64]bool {
	found := make(map[int64]bool)
	for c := (cursor{}); ; {
		w, _, next := vocabulary.index.next(text, c)
		if w == nil {
			return found
		}
		found[w.numbers[0]] = true
		c = next
	}
}

func TestIndexFindsEachWordingAnywhere(t *testing.T) {
	t.Parallel()
	for _, w := range indexed() {
		for at := range 24 {
			text := strings.Repeat("-", at) + strings.ToUpper(w.text) + strings.Repeat("-", 24-at)
			got, start, _ := vocabulary.index.next(text, cursor{})
			if assert.NotNil(t, got, text) {
				assert.Equal(t, w.numbers[0], got.numbers[0], text)
				assert.LessOrEqual(t, at, start)
			}
		}
	}
}

func TestIndexFindsWhatASlowSearchFinds(t *testing.T) {
	t.Parallel()
	var words []string
	list := indexed()
	for _, w := range list {
		words = append(words, strings.Fields(w.text)...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var b strings.Builder
		for b.Len() < 2000 {
			switch w := list[r.IntN(len(list))]; r.IntN(4) {
			case 0:
				b.WriteString(w.text)
			case 1:
				b.WriteString(w.text[:r.IntN(len(w.text))])
			case 2:
				b.WriteString(w.text[r.IntN(len(w.text)):])
			default:
				b.WriteString(words[r.IntN(len(words))])
			}
			b.WriteString([]string{" ", "", ". ", "\n", "  "}[r.IntN(5)])
		}
		text := b.String()
		want := make(map[int64]bool)
		for _, w := range list {
			if w.standsIn(text) {
				want[w.numbers[0]] = true
			}
		}
		assert.Equal(t, want, inIndex(text), text)
	}
}

func TestIndexHasNoShortWordings(t *testing.T) {
	t.Parallel()
	assert.Empty(t, inIndex("Login required. Invalid argument. Internal error. License not found. Service removed."))
}

// A configured wording may have no word long enough to look for; then it counts beside a number alone.
func TestWordingWithoutALongWord(t *testing.T) {
	t.Parallel()
	v := NewVocabulary(catalog.New(catalog.Override{Number: 20001, Message: "It is as it was and so it is"}), nil)
	assert.Equal(t, []heard{{Number: 20001}}, listenWith(v, "20001: It is as it was and so it is"))
	assert.Equal(t, []heard{{Number: 9625}}, listenWith(v, "The server has revoked the sToken."))
}
