// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// index finds wordings in text by a word of each, its anchor, in steps of several letters (after Wu and Manber):
// for any two letters it knows how far behind them the end of an anchor is at least. However many wordings there
// are, most of a text is never looked at.
type index struct {
	anchors []anchor
	width   int // of the part of each anchor that is searched for: the length of the shortest
	shift   [blocks]uint8
	ending  [blocks][]anchor // by the last two letters of that part
}

// anchor is a word of a wording.
type anchor struct {
	word    string
	at      int // in the wording
	wording *wording
}

// blocks is how many pairs of letters there are; whatever isn't a letter counts as one more.
const blocks = 1 << 10

func block(a, b byte) int { return int(letters[a])<<5 | int(letters[b]) }

// letters numbers the letters, in either case, from 1.
var letters = func() (table [256]uint8) {
	for c := range byte(26) {
		table['a'+c], table['A'+c] = c+1, c+1
	}
	return table
}()

// frequent are words that stand in much of what is logged: as anchors they would cost more than they find.
var frequent = []string{"request", "service", "available", "account", "already", "provided", "internal", "allowed", "associated", "failed", "create", "change", "another", "contains", "required"}

func (x *index) add(w *wording) {
	best := anchor{wording: w}
	for start := 0; start < len(w.text); {
		end := start
		for end < len(w.text) && letters[w.text[end]] != 0 {
			end++
		}
		if word := w.text[start:end]; weight(word) > weight(best.word) {
			best.word, best.at = word, start
		}
		start = end + 1
	}
	if len(best.word) >= minAnchor {
		x.anchors = append(x.anchors, best)
	}
}

// minAnchor is the length of the shortest word that makes an anchor: the longer, the larger are the steps.
const minAnchor = 5

// weight says how good an anchor a word is: long ones are rare.
func weight(word string) int {
	if slices.Contains(frequent, word) {
		return min(len(word), minAnchor)
	}
	return len(word)
}

func (x *index) build() {
	for i, a := range x.anchors {
		if i == 0 || len(a.word) < x.width {
			x.width = len(a.word)
		}
	}
	for b := range x.shift {
		x.shift[b] = uint8(max(1, x.width-1))
	}
	for _, a := range x.anchors {
		for i := 1; i < x.width; i++ {
			b := block(a.word[i-1], a.word[i])
			x.shift[b] = min(x.shift[b], uint8(x.width-1-i))
		}
		last := block(a.word[x.width-2], a.word[x.width-1])
		x.ending[last] = append(x.ending[last], a)
	}
}

// cursor is where a search goes on: at a place in the text, with one of the anchors that end there.
type cursor struct{ at, anchor int }

// next returns the next wording in t, where it starts, and where the search goes on. There is none if w is nil.
func (x *index) next(t string, c cursor) (w *wording, start int, next cursor) {
	for i := max(c.at, x.width-1); i < len(t); {
		b := block(t[i-1], t[i])
		if step := x.shift[b]; step > 0 {
			i += int(step)
			continue
		}
		at := i + 1 - x.width
		for j := c.anchor; j < len(x.ending[b]); j++ {
			a := &x.ending[b][j]
			if !ascii.HasPrefixFold(t[at:], a.word) {
				continue
			}
			start := matchBefore(t, at, a.wording.text[:a.at])
			if start >= 0 && a.wording.standsAt(t, start) >= 0 {
				return a.wording, start, cursor{i, j + 1}
			}
		}
		i++
		c.anchor = 0
	}
	return nil, 0, cursor{at: len(t)}
}
