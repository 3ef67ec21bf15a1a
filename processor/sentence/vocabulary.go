// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Vocabulary is what the documentation says in words, prepared for being looked for in text. It is read only.
type Vocabulary struct {
	numbers map[int64][]*wording // of each documented number, the longest first
	hosts   []string             // in lower case
	first   string               // the digits that documented numbers start with
	digits  int                  // of the longest number
	index   index
}

// wording is a documented text as catalog.Normalize leaves it.
type wording struct {
	text    string
	numbers []int64 // that it stands for; without a number beside it, the first
	alone   bool    // it identifies its error without the service's name
	longer  []part  // the wordings of other numbers that it is a part of
}

// part is where a wording begins in a longer one.
type part struct {
	at    int
	whole *wording
}

// minWording is the length from which a wording is no common phrase.
const minWording = 24

func (w *wording) short() bool { return len(w.text) < minWording }

// of tells whether w is a wording of the number.
func (w *wording) of(number int64) bool { return slices.Contains(w.numbers, number) }

// New prepares what a catalog documents, and the hosts whose names are the service's.
func New(c *catalog.Catalog, hosts []string) *Vocabulary {
	v := &Vocabulary{numbers: make(map[int64][]*wording)}
	for _, host := range hosts {
		v.hosts = append(v.hosts, strings.ToLower(host))
	}
	known := make(map[string]*wording)
	for _, number := range c.Numbers() {
		n := int64(number)
		digits := strconv.Itoa(number)
		v.digits = max(v.digits, len(digits))
		if !strings.Contains(v.first, digits[:1]) {
			v.first += digits[:1]
		}
		v.numbers[n] = nil
		for _, said := range c.Wordings(number) {
			w := known[catalog.Normalize(said.Text)]
			if w == nil {
				w = &wording{text: catalog.Normalize(said.Text)}
				known[w.text] = w
			}
			w.alone = w.alone || said.SufficientAlone
			if w.of(n) {
				continue
			}
			w.numbers = append(w.numbers, n)
			if owner, _ := c.ByWording(said.Text); owner == number {
				slices.Reverse(w.numbers) // of two at most
			}
			v.numbers[n] = append(v.numbers[n], w)
		}
		slices.SortFunc(v.numbers[n], func(a, b *wording) int { return len(b.text) - len(a.text) })
	}
	for _, w := range known {
		for _, other := range known {
			if at := strings.Index(other.text, w.text); at >= 0 && !slices.ContainsFunc(other.numbers, w.of) {
				w.longer = append(w.longer, part{at, other})
			}
		}
		if !w.short() || w.alone { // the others never count without a number
			v.index.add(w)
		}
	}
	v.index.build()
	return v
}
