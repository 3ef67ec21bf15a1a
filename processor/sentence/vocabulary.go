// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Vocabulary is what is documented, prepared for being looked for. It is read only.
type Vocabulary struct {
	numbers  map[string]*documented // by their digits
	starts   beginnings             // of their digits
	alone    anchors                // of the wordings that may count without a number, and of the keys
	wordings anchors                // of all wordings
	longest  int                    // wording, in bytes

	hosts      []string // in lower case
	beginsName pairs
	beginsHost [256]bool // by the byte, with the bit of small letters
}

// documented is a number, and the words that may be next to it: those that one of its wordings starts with, and those that
// one of them or a mark ends with.
type documented struct {
	number       int64
	starts, ends []string
}

// wording is a documented text as it is in a clean text, in lower case.
type wording struct {
	text    string
	numbers []int64 // that have this wording; without a number beside it, the first is meant
	alone   bool    // it identifies its error without the service's name
	key     bool    // it is none, but a key of JSON
}

// minWording is the length in bytes of the shortest wording that is no common phrase.
const minWording = 24

func (w *wording) short() bool { return len(w.text) < minWording }

// counts reports whether the wording may count without a number.
func (w *wording) counts() bool { return !w.short() || w.alone }

// of reports whether it is a wording of that number.
func (w *wording) of(number int64) bool { return slices.Contains(w.numbers, number) }

// New prepares what a catalog documents, the hosts whose names are the service's, and keys to look for on the way: they have
// no words.
func New(documentation *catalog.Catalog, hosts []string, keys ...string) *Vocabulary {
	v := &Vocabulary{numbers: make(map[string]*documented)}
	known := make(map[string]*wording)
	var all []*wording
	for _, number := range documentation.Numbers() {
		d := &documented{number: int64(number), ends: slices.Clone(markEnds)}
		digits := strconv.Itoa(number)
		v.numbers[digits] = d
		v.starts.add(digits)
		for _, said := range documentation.Wordings(number) {
			var c cleaner
			c.add(catalog.Normalize(said.Text))
			text := strings.ToLower(string(c.flush()))
			if text == "" {
				continue
			}
			w := known[text]
			if w == nil {
				w = &wording{text: text}
				known[text], all = w, append(all, w)
			}
			w.alone = w.alone || said.SufficientAlone
			if w.of(d.number) {
				continue
			}
			d.starts, d.ends = append(d.starts, firstWord(text)), append(d.ends, finalWord(text))
			if owner, _ := documentation.ByWording(said.Text); owner == number {
				w.numbers = slices.Insert(w.numbers, 0, d.number)
			} else {
				w.numbers = append(w.numbers, d.number)
			}
		}
	}
	for _, w := range all {
		v.longest = max(v.longest, len(w.text))
	}
	v.wordings.build(all)
	all = slices.DeleteFunc(all, func(w *wording) bool { return !w.counts() })
	for _, key := range keys {
		all = append(all, &wording{text: strings.ToLower(key), key: true})
	}
	v.alone.build(all)
	for _, host := range hosts {
		v.hosts = append(v.hosts, strings.ToLower(host))
		v.beginsHost[host[0]|0x20] = true
	}
	v.beginsName.add(starts...)
	v.beginsName.add(hosts...)
	return v
}
