// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Vocabulary is what is documented, prepared for being looked for. It is read only.
type Vocabulary struct {
	numbers map[int64]*documented
	first   string // the digits that the documented numbers begin with
	digits  int    // of the longest

	alone    anchors // of the wordings that may count without a number
	wordings anchors // of all wordings
	longest  int     // wording, in bytes

	hosts     []string // in lower case
	nameStart [256]bool
}

// documented is a number with its wordings.
type documented struct {
	number   int64
	wordings []*wording
	// What may be next to the number: the words that one of its wordings starts with, and those that one or a mark ends with.
	starts, ends []string
}

// wording is a documented text as it is in a clean text, in lower case.
type wording struct {
	text    string
	numbers []int64 // that have this wording; without a number beside it, the first is meant
	alone   bool    // it identifies its error without the service's name
}

// minWording is the length in bytes of the shortest wording that is no common phrase.
const minWording = 24

func (w *wording) short() bool { return len(w.text) < minWording }

// counts reports whether w may count without a number.
func (w *wording) counts() bool { return !w.short() || w.alone }

// of reports whether w is a wording of the number.
func (w *wording) of(number int64) bool { return slices.Contains(w.numbers, number) }

// New prepares what a catalog documents, and the hosts whose names are the service's.
func New(c *catalog.Catalog, hosts []string) *Vocabulary {
	v := &Vocabulary{numbers: make(map[int64]*documented)}
	known := make(map[string]*wording)
	var all []*wording
	for _, number := range c.Numbers() {
		digits := strconv.Itoa(number)
		n := int64(number)
		d := &documented{number: n, ends: slices.Clone(markEnds)}
		v.numbers[n] = d
		v.digits = max(v.digits, len(digits))
		if !strings.Contains(v.first, digits[:1]) {
			v.first += digits[:1]
		}
		for _, said := range c.Wordings(number) {
			text := strings.ToLower(clean(catalog.Normalize(said.Text)))
			if text == "" {
				continue
			}
			w := known[text]
			if w == nil {
				w = &wording{text: text}
				known[text], all = w, append(all, w)
			}
			w.alone = w.alone || said.SufficientAlone
			if w.of(n) {
				continue
			}
			d.wordings = append(d.wordings, w)
			d.starts, d.ends = append(d.starts, firstWords(text)...), append(d.ends, lastWords(text)...)
			if owner, _ := c.ByWording(said.Text); owner == number {
				w.numbers = slices.Insert(w.numbers, 0, n)
			} else {
				w.numbers = append(w.numbers, n)
			}
		}
	}
	for _, w := range all {
		v.longest = max(v.longest, len(w.text))
		v.wordings.add(w)
		if w.counts() {
			v.alone.add(w)
		}
	}
	v.alone.build()
	v.wordings.build()
	for _, host := range hosts {
		v.hosts = append(v.hosts, strings.ToLower(host))
	}
	for _, c := range "vsa" {
		v.nameStart[c], v.nameStart[c&^0x20] = true, true
	}
	for _, host := range v.hosts {
		v.nameStart[host[0]] = true
		if ascii.IsLetter(host[0]) {
			v.nameStart[host[0]&^0x20] = true
		}
	}
	return v
}
