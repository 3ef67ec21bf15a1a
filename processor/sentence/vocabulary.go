// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Vocabulary is what a catalog documents, prepared for finding it in texts. It is read only.
type Vocabulary struct {
	numbers    map[string]*documented // by their digits
	statuses   map[int64][]int        // the documented HTTP statuses, if any, by number
	numberless anchors                // of the wordings that may count without a number, and of the keys
	wordings   anchors                // of all wordings

	hosts        []string // in lower case
	beginsName   beginnings
	beginsNumber beginnings
	firstDigits  string // of the numbers
}

// documented is a documented number, and the words that may be next to it.
type documented struct {
	number int64
	starts []string // words that one of its wordings starts with
	ends   []string // words that one of its wordings, or a mark, ends with
}

// wording is a documented text, clean and in lower case.
type wording struct {
	text       string
	numbers    []int64 // that have this wording; without a number, the first of them is meant
	sufficient bool    // it identifies its error without the service's name
	key        bool    // it is a key of JSON instead
}

// minWording is the length in bytes of the shortest wording that isn't a common phrase.
const minWording = 24

// short reports whether the wording may be a common phrase.
func (w *wording) short() bool { return len(w.text) < minWording }

// counts reports whether the wording may count without a number.
func (w *wording) counts() bool { return !w.short() || w.sufficient }

// of reports whether the number has this wording.
func (w *wording) of(number int64) bool { return slices.Contains(w.numbers, number) }

// Documents reports whether the catalog has a number.
func (v *Vocabulary) Documents(number int64) bool {
	_, ok := v.statuses[number]
	return ok
}

// New returns the vocabulary of a catalog. The hosts are names of the service; the messages are words that, besides marks, may
// precede a number: {"error_message": "9610"}. [Vocabulary.Prefilter] looks for the keys, too.
func New(documentation *catalog.Catalog, hosts, messages []string, keys ...string) *Vocabulary {
	v := &Vocabulary{numbers: make(map[string]*documented), statuses: make(map[int64][]int)}
	known := make(map[string]*wording)
	var all []*wording
	var numbers []string
	for _, number := range documentation.Numbers() {
		d := &documented{number: int64(number), ends: slices.Concat(markEnds, messages)}
		digits := strconv.Itoa(number)
		v.numbers[digits] = d
		numbers = append(numbers, digits, digits[:1]+",") // as in 9,625
		if !strings.Contains(v.firstDigits, digits[:1]) {
			v.firstDigits += digits[:1]
		}
		v.statuses[d.number] = nil
		for _, api := range []catalog.API{catalog.V1, catalog.V2} {
			if e, _ := documentation.Lookup(api, number, catalog.Response); e.StatusCode != 0 {
				v.statuses[d.number] = append(v.statuses[d.number], e.StatusCode)
			}
		}
		for _, said := range documentation.Wordings(number) {
			owner, _ := documentation.ByWording(said.Text)
			for _, text := range [...]string{catalog.Normalize(said.Text), said.Text} { // without quotes, and with them
				text = strings.ToLower(strings.TrimRight(clean(text), " ."))
				w := known[text]
				if w == nil {
					w = &wording{text: text}
					known[text], all = w, append(all, w)
				}
				w.sufficient = w.sufficient || said.SufficientAlone
				if !w.of(d.number) {
					d.starts, d.ends = append(d.starts, firstWord(text)), append(d.ends, lastToken(text))
					at := len(w.numbers)
					if owner == number {
						at = 0
					}
					w.numbers = slices.Insert(w.numbers, at, d.number)
				}
			}
		}
	}
	v.wordings.build(all)
	all = slices.DeleteFunc(all, func(w *wording) bool { return !w.counts() })
	for _, key := range keys {
		all = append(all, &wording{text: strings.ToLower(key), key: true})
	}
	v.numberless.build(all)
	for _, host := range hosts {
		v.hosts = append(v.hosts, strings.ToLower(host))
	}
	v.beginsNumber = beginningsOf(numbers)
	first := []string{"apple"}
	for _, p := range phrases {
		first = append(first, p.words[0])
	}
	v.beginsName = beginningsOf(first, sqlServerNames, severities, v.hosts)
	return v
}
