// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// front is what is directly in front of a mark. If the service is named elsewhere in the record only, a word there says whose
// error it is: redis error 9700.
type front uint8

const (
	free  front = iota // nothing, punctuation, or a word that says nothing
	taken              // any other word
)

var (
	// freeWords say nothing about whose error it is.
	freeWords = fields("the an with got returned api")
	// betweenWords may be between the company's name and a mark: Apple returned an error.
	betweenWords = fields("api the an with returned responded answered s")
)

// frontOf returns what is in front of a mark at t[i], and where the word ends that would be the company's name there.
func frontOf(t string, i int) (f front, company int) {
	const maxBetween, enough = 3, 32
	between := func() bool { // skips what isn't words, up to a line's start, and reports whether there is punctuation
		start, punctuated := i, false
		for ; i > 0 && start-i < enough && !isLineBreak(t[i-1]) && (!isWordByte(t[i-1]) || t[i-1] == skipped[0]); i-- {
			c := t[i-1]
			isQuote := (c == '"' || c == '\'') && i < start && isWordByte(byteAt(t, i-2)) // "redis" error
			isJoint := i == start && (strings.IndexByte(`._-/\`, c) >= 0 || c == ':' && byteAt(t, i-2) == ':') ||
				i == start-1 && c == ':' && t[i] == ':' // Redis::Error
			punctuated = punctuated || !isSpace(c) && !isQuote && !isJoint
		}
		return punctuated || i == 0 || isLineBreak(t[i-1])
	}
	if byteAt(t, i-1) == '[' && ascii.HasPrefixFold(t[i:], "errno") { // Python's
		f = taken
	} else if i == 0 || !between() {
		word := t[wordStart(t[:i], i):i]
		if i > 0 && !freeWords.have(word) {
			f = taken
		}
	}
	for range maxBetween {
		word := t[wordStart(t[:i], i):i]
		if !betweenWords.have(word) {
			break
		}
		i -= len(word)
		between()
	}
	return f, i
}

// companyEndsAt reports whether the company is named right before t[i].
func (x *Text) companyEndsAt(i int) bool {
	n, found := slices.BinarySearchFunc(x.names, i, func(n name, i int) int { return n.end - i })
	return found && x.names[n].company
}

// lineCursor goes from one line to the next.
type lineCursor struct {
	end     int
	company bool // is named in it
}

// namesCompany reports whether the company is named in the line of t[at]. Each place is after the one before.
func (c *lineCursor) namesCompany(t string, names []name, at int) bool {
	if c.end == 0 || at >= c.end {
		start := strings.LastIndexAny(t[:at], "\n\v") + 1
		next := strings.IndexAny(t[at:], "\n\v")
		if c.end = at + next; next < 0 {
			c.end = len(t)
		}
		first, _ := slices.BinarySearchFunc(names, start, func(n name, i int) int { return n.start - i })
		c.company = false
		for ; first < len(names) && names[first].start < c.end; first++ {
			c.company = c.company || names[first].company
		}
	}
	return c.company
}

// endsSentence reports whether a sentence ends before what follows a wording: no word is left of it, quoted or not. The key of
// a pair is none.
func endsSentence(after string) bool {
	for i := range len(after) {
		switch c := after[i]; {
		case isLineBreak(c) || strings.IndexByte(";|!?", c) >= 0:
			return true
		case c == '.':
			return !isWordByte(byteAt(after, i+1))
		case c == skipped[0]:
			return true
		case isWordByte(c):
			end := i
			for end < len(after) && (isWordByte(after[end]) || strings.IndexByte(".-", after[end]) >= 0) {
				end++
			}
			next := byteAt(after, end)
			isQuoted := i > 0 && strings.IndexByte(`"'`, after[i-1]) >= 0
			return next == '=' || isQuoted && next == after[i-1] && strings.HasPrefix(skipSpace(after[end+1:]), ":")
		}
	}
	return true
}
