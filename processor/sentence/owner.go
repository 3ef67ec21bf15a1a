// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

var (
	// freeWords are the words before a mark that don't say whose error it is.
	freeWords = wordsOf("the an with got returned api")
	// betweenWords may be between the company's name and a mark: Apple returned an error.
	betweenWords = wordsOf("api the an with returned responded answered s")
)

// ownerBefore reports whether the word before a mark at t[i] says that the error is somebody else's, as in redis error 9700, and
// whether it is the company's name.
func (x *Text) ownerBefore(t string, i int) (other, company bool) {
	const maxBetween = 3
	end, apart := wordBefore(t, i)
	other = !apart && !freeWords.have(t[wordStart(t, end):end])
	if byteAt(t, i-1) == '[' && ascii.HasPrefixFold(t[i:], "errno") { // Python's
		end, other = i, true
	}
	for range maxBetween {
		start := wordStart(t, end)
		if !betweenWords.have(t[start:end]) {
			break
		}
		end, _ = wordBefore(t, start)
	}
	n, isName := slices.BinarySearchFunc(x.names, end, func(n name, end int) int { return n.end - end })
	return other, isName && x.names[n].company
}

// wordBefore returns where the word before t[i] ends, in the same line. It is apart if punctuation is between, or if there is
// no such word. A quote that ends the word isn't punctuation, nor is what joins an identifier: "redis" error, Redis::Error.
func wordBefore(t string, i int) (end int, apart bool) {
	const enough = 32
	end = i
	if strings.HasSuffix(t[:i], "::") {
		end -= len("::")
	} else if i > 0 && strings.IndexByte(`.-/\`, t[i-1]) >= 0 {
		end--
	}
	for end > 0 && i-end < enough && !isLineBreak(t[end-1]) && (!isWordByte(t[end-1]) || t[end-1] == skipped[0]) {
		end--
		isQuote := end < i-1 && (t[end] == '"' || t[end] == '\'') && isWordByte(byteAt(t, end-1))
		apart = apart || !isSpace(t[end]) && !isQuote
	}
	return end, apart || end == 0 || isLineBreak(t[end-1])
}

// lineCursor goes from one line to the next.
type lineCursor struct {
	end     int
	company bool // is named in the line
}

// namesCompany reports whether the company is named in the line of t[at]. Each call must be for a later place.
func (c *lineCursor) namesCompany(t string, names []name, at int) bool {
	if c.end == 0 || at >= c.end {
		start := lineStart(t, at)
		c.end, c.company = lineEnd(t, at), false
		first, _ := slices.BinarySearchFunc(names, start, func(n name, i int) int { return n.start - i })
		for ; first < len(names) && names[first].start < c.end; first++ {
			c.company = c.company || names[first].company
		}
	}
	return c.company
}
