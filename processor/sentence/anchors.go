// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"encoding/binary"
	"iter"
	"math"
	"unsafe"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// anchors finds wordings by q-gram sampling. Each wording has an anchor, one of its words. A text is read in fixed steps, short
// enough that one of them hits three or four letters of any anchor. However many wordings there are, one bit rules out most
// positions. (Wu-Manber takes steps of the same size, but each depends on the previous one, which is twice as slow on lines of
// 200 bytes.) No library fits: those for many patterns read each byte, allocate for each match, and need a copy of the text to
// ignore case.
type anchors struct {
	step    int
	grams   [grams / 64]uint64 // a bit for each q-gram that is looked for
	samples [buckets][]sample  // by the last bits of a q-gram
	others  []*wording         // wordings without an anchor
}

// sample is a q-gram of an anchor, at an offset from its start; at -1 if it includes the character before.
type sample struct {
	gram          uint32
	offset        int
	wording       *wording
	word          string // the anchor
	at            int    // offset of the anchor in the wording
	before, after string // the words next to the anchor; "" if there is none, or if it isn't ASCII
}

const (
	gramSize = 4
	gramBits = 17 // of a hash: with 16, twice as many positions pass by accident, and real log lines take 5 % longer
	grams    = 1 << gramBits
	buckets  = 1 << 10
	// minAnchor is the length of the shortest anchor. A wording without an anchor is found only next to its number.
	minAnchor = 5
)

// gram returns the hash of four letters, ignoring case. Other characters may collide, which costs a comparison.
func gram(letters *[gramSize]byte) uint32 {
	return binary.LittleEndian.Uint32(letters[:]) & 0x1f1f1f1f * 0x9e3779b1 >> (32 - gramBits)
}

func bucket(gram uint32) uint32 { return gram % buckets }

// ordinaryWords are common in log lines of all kinds.
const ordinaryWords = `time level info error warning debug message component serial request response session connection exception
	context process thread worker user agent host name status server client service permission operation function handler java`

// build chooses the anchor of each wording: the word with the rarest q-grams. Rarity is estimated from the wordings themselves and
// from ordinary words, without which log lines take half as long again. The steps are as long as the shortest anchor allows.
func (x *anchors) build(wordings []*wording) {
	const beside = 16 // three letters with any fourth let through this many times as much
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
		longest := 0
		for at := range w.text {
			longest = max(longest, wordEnd(w.text, at)-at)
		}
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
					sum *= 4 // a word without a neighbor on one side lets through more
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

// add adds the q-gram at an offset from the anchor at w.text[at]. It matches any character before or after the anchor.
func (x *anchors) add(w *wording, at, offset int) {
	end := wordEnd(w.text, at)
	c := sample{
		offset: offset, wording: w, word: w.text[at:end], at: at, before: lastToken(w.text[:at]), after: firstWord(w.text[end:]),
	}
	var letters [gramSize]byte
	set := func() {
		c.gram = gram(&letters)
		x.grams[c.gram/64] |= 1 << (c.gram % 64)
		x.samples[bucket(c.gram)] = append(x.samples[bucket(c.gram)], c)
	}
	copy(letters[max(0, -offset):], c.word[max(0, offset):])
	beside := 0 // the index of the character that may be anything
	switch {
	case offset+gramSize > len(c.word):
		beside = gramSize - 1
		fallthrough
	case offset < 0:
		for letters[beside] = range byte(32) {
			set()
		}
	default:
		set()
	}
}

// in yields the anchors in t and their positions.
func (x *anchors) in(t string) iter.Seq2[*sample, int] {
	return func(yield func(*sample, int) bool) {
		for i, g := x.next(t, 0); i < len(t); i, g = x.next(t, i+x.step) {
			all := x.samples[bucket(g)]
			for k := range all {
				c := &all[k]
				start := i - c.offset
				if c.gram == g && start >= 0 && ascii.HasPrefixFold(t[start:], c.word) && !yield(c, start) {
					return
				}
			}
		}
	}
}

func (x *anchors) has(gram uint32) bool { return x.grams[gram/64]&(1<<(gram%64)) != 0 }

// next returns the next index from i on, in steps, that has one of the q-grams, and its hash; len(t) if there is none.
func (x *anchors) next(t string, i int) (at int, of uint32) {
	start, end := unsafe.Pointer(unsafe.StringData(t)), len(t)-gramSize //nolint:gosec // read only
	for step := x.step; i <= end; i += step {
		letters := (*[gramSize]byte)(unsafe.Add(start, i)) // checking the bounds would take a third as long again
		if g := gram(letters); x.has(g) {
			return i, g
		}
	}
	if i == end+1 { // the last three letters of the text
		var letters [gramSize]byte
		copy(letters[:], t[i:])
		if g := gram(&letters); x.has(g) {
			return i, g
		}
	}
	return len(t), 0
}
