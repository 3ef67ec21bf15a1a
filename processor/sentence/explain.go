// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"
)

// Candidate is a documented number or wording in a text, and what was decided about it.
type Candidate struct {
	Number  int64
	At      int    // in the text, when it is clean
	Mark    string // what marks it as an error number; empty: nothing does
	Wording string // beside the number, or without one; empty: none is
	Alone   bool   // it is a wording without a number
	Named   bool   // the service is, where that counts
	Reason  Reason
}

// Explain returns all documented numbers and wordings in a text, in its order, and why they count as errors or don't; named is
// whether its surroundings name the service as if it did so itself. It decides as [Text.Errors] does, but isn't meant to be fast.
func (v *Vocabulary) Explain(t string, named bool) []Candidate {
	var x Text
	x.Add(t)
	x.claim(v, true)
	named = x.judge(v, named)
	whole := Reason(0) // what holds for all
	switch {
	case isLineOfJSON(x.whole):
		whole = LineOfJSON
	case len(x.errors) > maxDifferent:
		whole = TooMany
	}
	var all []Candidate
	for _, c := range x.claims {
		e := Candidate{Number: c.number, At: c.at.start, Alone: c.alone, Reason: x.decide(&c, named)}
		e.Named = (named || c.company) && !x.namesSQLServer()
		if whole != 0 && (e.Reason.Counts() || e.Reason.NeedsName()) {
			e.Reason = whole
		}
		if c.marked {
			e.Mark = strings.TrimRight(x.whole[c.mark:c.at.start], separators)
		}
		if c.wording != nil {
			e.Wording = c.wording.text
		}
		all = append(all, e)
	}
	all = append(all, v.hidden(t, x.whole)...)
	slices.SortStableFunc(all, func(a, b Candidate) int { return a.At - b.At })
	return all
}

// hidden returns the numbers and wordings that are masked in a text.
func (v *Vocabulary) hidden(t, whole string) (all []Candidate) {
	var c cleaner
	c.add(t)
	plain := string(c.flush())
	for d, at := v.nextNumber(plain, 0); d != nil; d, at = v.nextNumber(plain, at.end) {
		if whole[at.start] == masked {
			all = append(all, Candidate{Number: d.number, At: at.start, Reason: Hidden})
		}
	}
	for _, f := range v.findWordings(plain, listCursor{}, nil) {
		if whole[f.start] == masked {
			all = append(all, Candidate{Number: f.wording.numbers[0], At: f.start, Wording: f.wording.text, Alone: true, Reason: Hidden})
		}
	}
	return all
}
