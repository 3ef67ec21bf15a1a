// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"iter"
	"math"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// anchors finds wordings by a few letters of one word of each, its anchor, with q-gram sampling: a text is looked at in fixed
// steps, so large that three of these letters are at one of the places, wherever the word is. However many wordings there
// are, most of a text is read once and ruled out by one bit. (Wu and Manber's algorithm takes steps of the same size, each of
// which depends on the one before: twice as slow on lines of 200 bytes.) No library serves: those for many patterns read each
// byte, allocate for each match, and need a copy to ignore case.
type anchors struct {
	step       int
	grams      [grams / 64]uint64   // a bit for each q-gram that is looked for
	candidates [buckets][]candidate // by q-gram, hashed
	others     []*wording           // without an anchor
}

// candidate is a wording's word with a q-gram at an offset.
type candidate struct {
	wording       *wording
	word          string
	at            int    // of the word in the wording
	before, after string // the words next to it; "" for none, or one that isn't ASCII
	offset        int
}

const (
	gramSize = 3
	grams    = 1 << (5 * gramSize)
	buckets  = 1 << 10
	// minAnchor is the length of the shortest anchor. A text is let through for a wording without one beside a number alone.
	minAnchor = 5
)

// gram numbers three letters, whatever their case. Other characters collide with letters: that costs a look, not a match.
func gram(t string) uint { return uint(t[0]&31) | uint(t[1]&31)<<5 | uint(t[2]&31)<<10 }

func bucket(gram uint) uint { return (gram ^ gram>>5) % buckets }

// build chooses the part of each wording with the rarest q-grams as its anchor. What is rare is told by the wordings
// themselves: they are prose like that of logs. The anchors are as long as the wording with the shortest words allows.
func (x *anchors) build(wordings []*wording) {
	width := math.MaxInt
	var anchored []*wording
	count := make(map[uint]int)
	for _, w := range wordings {
		longest := longestWord(w.text)
		if longest < minAnchor {
			x.others = append(x.others, w)
			continue
		}
		anchored, width = append(anchored, w), min(width, longest)
		for i := range len(w.text) - gramSize + 1 {
			count[gram(w.text[i:])]++
		}
	}
	x.step = width - gramSize + 1
	for _, w := range anchored {
		best, least := 0, math.MaxInt
		for at := range len(w.text) - width + 1 {
			sum := 0
			for i := range x.step {
				sum += count[gram(w.text[at+i:])]
			}
			if wordStart(w.text, at) == 0 || wordEnd(w.text, at) == len(w.text) {
				sum *= 4 // a word without a neighbour on one side is easily another's
			}
			if sum < least && wordEnd(w.text, at) >= at+width {
				best, least = at, sum
			}
		}
		start, end := wordStart(w.text, best), wordEnd(w.text, best)
		for i := range x.step {
			g := gram(w.text[best+i:])
			x.grams[g/64] |= 1 << (g % 64)
			x.candidates[bucket(g)] = append(x.candidates[bucket(g)], candidate{
				wording: w, word: w.text[start:end], at: start, offset: best + i - start,
				before: finalWord(w.text[:start]), after: firstWord(w.text[end:]),
			})
		}
	}
}

func longestWord(t string) (n int) {
	for i := 0; i < len(t); i++ {
		end := wordEnd(t, i)
		n, i = max(n, end-i), end
	}
	return n
}

// in yields where in t the anchors' words are.
func (x *anchors) in(t string) iter.Seq2[*candidate, int] {
	return func(yield func(*candidate, int) bool) {
		for i := 0; i+gramSize <= len(t); i += x.step {
			g := gram(t[i : i+gramSize])
			if x.grams[g/64]&(1<<(g%64)) == 0 {
				continue
			}
			candidates := x.candidates[bucket(g)]
			for j := range candidates {
				c := &candidates[j]
				if start := i - c.offset; start >= 0 && ascii.HasPrefixFold(t[start:], c.word) && !yield(c, start) {
					return
				}
			}
		}
	}
}
