// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"encoding/binary"
	"iter"
	"math"
	"unsafe"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// anchors finds wordings by one word of each, its anchor, with q-gram sampling: a text is looked at in fixed steps, so large
// that three or four letters of the word are at one of the places, wherever it is. However many wordings there are, most of a
// text is read once and ruled out by one bit. (Wu and Manber's algorithm takes steps of the same size, each of which depends on
// the one before: twice as slow on lines of 200 bytes.) No library serves: those for many patterns read each byte, allocate for
// each match, and need a copy to ignore case.
type anchors struct {
	step       int
	grams      [grams / 64]uint64  // a bit for each q-gram that is looked for
	candidates [buckets][]anchored // by the last bits of a q-gram
	others     []*wording          // without an anchor
}

// anchored is what a q-gram may be a part of.
type anchored struct {
	gram uint32
	*candidate
}

// candidate is a wording's word with a q-gram at an offset, which is -1 if the character before the word belongs to it.
type candidate struct {
	wording       *wording
	word          string
	at            int    // of the word in the wording
	before, after string // the words next to it; "" for none, or one that isn't ASCII
	offset        int
}

const (
	gramSize = 4
	grams    = 1 << 16
	buckets  = 1 << 10
	// minAnchor is the length of the shortest anchor. A text is let through for a wording without one beside a number alone.
	minAnchor = 5
)

// gram numbers four letters, whatever their case. Other characters, and other letters now and then, have the same number: that
// costs a look, not a match.
func gram(letters uint32) uint32 { return letters & 0x1f1f1f1f * 0x9e3779b1 >> 16 }

func bucket(gram uint32) uint32 { return gram % buckets }

// ordinaryWords are in lines of logs, whatever those are about.
const ordinaryWords = `time level info error warning debug message component serial request response session connection exception
	context process thread worker user agent host name status server client service permission operation function handler java`

// build chooses the part of each wording with the rarest q-grams as its anchor. What is rare is told by the wordings
// themselves, which are prose like that of logs, and by words that most lines have: without those, a text of lines takes half
// as long again. The steps are as long as the wording with the shortest words allows.
func (x *anchors) build(wordings []*wording) {
	const beside = 16 // times as many are let through for three letters and any fourth
	width := math.MaxInt
	var all []*wording
	count := make(map[string]int)
	tally := func(t string, times int) {
		for i := range t {
			for n := gramSize - 1; n <= min(gramSize, len(t)-i); n++ {
				count[t[i:i+n]] += times
			}
		}
	}
	tally(ordinaryWords, len(wordings))
	for _, w := range wordings {
		longest := longestWord(w.text)
		if longest < minAnchor {
			x.others = append(x.others, w)
			continue
		}
		all, width = append(all, w), min(width, longest)
		tally(w.text, 1)
	}
	x.step = width - 1
	for _, w := range all {
		best, start, least := 0, 0, math.MaxInt
		for at := 0; at < len(w.text); at = max(at+1, wordEnd(w.text, at)) {
			end := wordEnd(w.text, at)
			for offset := -1; at+offset+x.step <= end-gramSize+2; offset++ {
				sum := 0
				for i := offset; i < offset+x.step; i++ {
					part := w.text[max(at, at+i):min(end, at+i+gramSize)]
					if sum += count[part]; len(part) < gramSize {
						sum += beside * count[part]
					}
				}
				if at == 0 || end == len(w.text) {
					sum *= 4 // a word without a neighbour on one side is easily another's
				}
				if sum < least {
					best, start, least = offset, at, sum
				}
			}
		}
		for i := best; i < best+x.step; i++ {
			x.add(w, start, i)
		}
	}
}

// add adds the q-gram at an offset from a wording's word. A character beside the word may be any.
func (x *anchors) add(w *wording, at, offset int) {
	end := wordEnd(w.text, at)
	c := &candidate{
		wording: w, word: w.text[at:end], at: at, offset: offset,
		before: finalWord(w.text[:at]), after: firstWord(w.text[end:]),
	}
	set := func(letters uint32) {
		g := gram(letters)
		x.grams[g/64] |= 1 << (g % 64)
		x.candidates[bucket(g)] = append(x.candidates[bucket(g)], anchored{g, c})
	}
	var letters [gramSize]byte
	copy(letters[max(0, -offset):], c.word[max(0, offset):])
	beside := 0 // one of the letters
	switch n := binary.LittleEndian.Uint32(letters[:]); {
	case offset+gramSize > len(c.word):
		beside = gramSize - 1
		fallthrough
	case offset < 0:
		for other := range uint32(32) {
			set(n | other<<(8*beside))
		}
	default:
		set(n)
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
		for i, g := x.next(t, 0); i < len(t); i, g = x.next(t, i+x.step) {
			for _, c := range x.candidates[bucket(g)] {
				if start := i - c.offset; c.gram == g && c.isAt(t, start) && !yield(c.candidate, start) {
					return
				}
			}
		}
	}
}

// isAt reports whether the word is at t[i].
func (c *candidate) isAt(t string, i int) bool {
	return i >= 0 && i < len(t) && ascii.HasPrefixFold(t[i:], c.word)
}

// next returns the next of the places from i on at which one of the q-grams is, and which; len(t) if there is none.
func (x *anchors) next(t string, i int) (at int, of uint32) {
	b := unsafe.Slice(unsafe.StringData(t), len(t)) //nolint:gosec // read only
	for ; i+gramSize <= len(b); i += x.step {
		if g := gram(binary.LittleEndian.Uint32(b[i:])); x.grams[g/64]&(1<<(g%64)) != 0 {
			return i, g
		}
	}
	if i+gramSize-1 == len(t) { // a word that ends the text
		var last [gramSize]byte
		copy(last[:], t[i:])
		if g := gram(binary.LittleEndian.Uint32(last[:])); x.grams[g/64]&(1<<(g%64)) != 0 {
			return i, g
		}
	}
	return len(t), 0
}
