// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"cmp"
	"math"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// anchors finds wordings by a few letters of a word of each, its anchor, with q-gram sampling: a text is looked at in fixed
// steps, so large that three letters of each anchor are at one of the places, wherever it is. However many wordings there are, most of a text
// is read once and ruled out by one bit. (Wu and Manber's algorithm takes steps of the same size, but each depends on the one
// before: three times slower, measured on lines of 200 bytes.) No library serves: those for many patterns read each byte,
// allocate for each match, and need a copy to ignore case.
type anchors struct {
	wordings   []*wording
	width      int // of each anchor
	step       int
	grams      [grams / 64]uint64   // a bit for each q-gram that is looked for
	candidates [buckets][]candidate // by q-gram, hashed
}

// anchor is a word of a wording.
type anchor struct {
	word          string
	at            int // in the wording
	wording       *wording
	before, after []string // the words next to it, as one or none
}

// candidate is an anchor with a q-gram at an offset.
type candidate struct {
	*anchor
	offset int
}

// find returns where the anchor is in t if its q-gram is at t[i].
func (c *candidate) find(t string, i int) (start int, ok bool) {
	start = i - c.offset
	return start, start >= 0 && ascii.HasPrefixFold(t[start:], c.word)
}

const (
	gramSize = 3
	grams    = 1 << (5 * gramSize)
	buckets  = 1 << 10
	// minAnchor is the length of the shortest anchor. The wording with the shortest longest word decides on the length of all.
	minAnchor = 5
)

// gram numbers three letters, whatever their case. Other characters collide with letters: that costs a look, not a match.
func gram(t string) uint { return uint(t[0]&31) | uint(t[1]&31)<<5 | uint(t[2]&31)<<10 }

func bucket(gram uint) uint { return (gram ^ gram>>5) % buckets }

// add notes a wording. One without a word of minAnchor letters counts beside a number alone.
func (x *anchors) add(w *wording) {
	if longest := longestWord(w.text); longest >= minAnchor {
		x.wordings = append(x.wordings, w)
		x.width = min(longest, cmp.Or(x.width, longest))
	}
}

func longestWord(t string) (n int) {
	for i := 0; i < len(t); i++ {
		start := i
		i = wordEnd(t, i)
		n = max(n, i-start)
	}
	return n
}

// build chooses the part of each wording with the rarest q-grams as its anchor. What is rare is told by the wordings
// themselves: they are the prose of a log, more or less.
func (x *anchors) build() {
	if x.width == 0 {
		return
	}
	x.step = x.width - gramSize + 1
	count := make(map[uint]int)
	for _, w := range x.wordings {
		for i := range len(w.text) - gramSize + 1 {
			count[gram(w.text[i:])]++
		}
	}
	for _, w := range x.wordings {
		best, least := 0, math.MaxInt
		for at := range len(w.text) - x.width + 1 {
			if wordEnd(w.text, at) < at+x.width {
				continue
			}
			sum := 0
			for i := range x.step {
				sum += count[gram(w.text[at+i:])]
			}
			if sum < least {
				best, least = at, sum
			}
		}
		start, end := wordStart(w.text, best), wordEnd(w.text, best)
		a := &anchor{word: w.text[start:end], at: start, wording: w, before: lastWords(w.text[:start]), after: firstWords(w.text[end:])}
		for i := range x.step {
			g := gram(w.text[best+i:])
			x.grams[g/64] |= 1 << (g % 64)
			x.candidates[bucket(g)] = append(x.candidates[bucket(g)], candidate{a, best + i - start})
		}
	}
}

// firstWords returns the first word of a wording, or of what is left of one, as one of those that mayFollow asks for: "" if
// it isn't ASCII, as then any may be it.
func firstWords(t string) []string {
	t = strings.TrimLeft(t, notInWords)
	return []string{t[:wordEnd(t, 0)]}
}

// lastWords is the same for the last word, and mayPrecede.
func lastWords(t string) []string {
	t = strings.TrimRight(t, notInWords)
	return []string{t[wordStart(t, len(t)):]}
}

// next returns the place from i on at which an anchor may be, the anchors that it may be, and where the search goes on. The
// first place is 0.
func (x *anchors) next(t string, i int) (candidates []candidate, at, next int) {
	if x.step == 0 {
		return nil, 0, len(t)
	}
	for ; i+gramSize <= len(t); i += x.step {
		g := gram(t[i : i+gramSize])
		if x.grams[g/64]&(1<<(g%64)) != 0 {
			return x.candidates[bucket(g)], i, i + x.step
		}
	}
	return nil, 0, len(t)
}
