// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// minStart is the least number of characters that tells one wording's start from chance.
	minStart = 8
	// maxMark is the length in bytes of the longest truncation mark, such as "... [truncated, 1234 bytes omitted]".
	maxMark = 48
	// slack is what a text may have beyond a wording: a truncation mark, final full stops.
	slack = 64
	// bufferSize holds every documented wording with its slack. A longer, configured one costs an allocation.
	bufferSize = 384
	// maxSpread is how much longer than its wording a text may be before it's normalised: white space and back-ticks
	// take no room in the buffer, so without it a megabyte of them would be read to its end.
	maxSpread = 4
)

// ByWording returns the number whose documented wording the whole text is. Case, white space, the kind of the
// apostrophes, back-ticks and final full stops don't matter. A wording that several numbers share belongs to the
// one that a caller can meet today: 9816, not 9805, and 9609, not 9636.
func (c *Catalog) ByWording(text string) (number int, ok bool) {
	var buf [bufferSize]byte
	norm, ok := c.normalized(buf[:0], text)
	if !ok {
		return 0, false
	}
	number, ok = c.wordings[string(norm)]
	return number, ok
}

// HasWording reports whether the whole text is a documented wording of this number, in whichever API.
func (c *Catalog) HasWording(number int, text string) bool {
	ent := c.find(number)
	if ent == nil {
		return false
	}
	var buf [bufferSize]byte
	norm, ok := c.normalized(buf[:0], text)
	if !ok {
		return false
	}
	for _, w := range ent.wordings { //nolint:modernize // slices.Contains would want a string, and have it made
		if string(norm) == w {
			return true
		}
	}
	return false
}

// StartsWording reports whether the text is the start of a documented wording of this number, at least 8 characters
// of it, as it is left when a payload is cut off: a truncation mark of up to 48 bytes may follow, which is an ellipsis
// or says in brackets that something was left out, such as [truncated] or (100 more bytes).
func (c *Catalog) StartsWording(number int, text string) bool {
	ent := c.find(number)
	if ent == nil {
		return false
	}
	var buf [bufferSize]byte
	norm, ok := c.normalized(buf[:0], text)
	if !ok {
		return false
	}
	for _, w := range ent.wordings {
		start := commonPrefix(norm, w)
		if utf8.RuneCount(start) >= minStart && isMark(norm[len(start):]) {
			return true
		}
	}
	return false
}

// commonPrefix returns what text and wording have in common at their start, without a space or a bracket at its end,
// which may as well belong to the truncation mark.
func commonPrefix(text []byte, wording string) []byte {
	n := 0
	for n < len(text) && n < len(wording) && text[n] == wording[n] {
		n++
	}
	// Not within a character: a configured wording may have any.
	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return bytes.TrimRight(text[:n], " (")
}

func isMark(rest []byte) bool {
	if len(rest) > maxMark {
		return false
	}
	rest = bytes.TrimLeft(rest, " ")
	// What a cut within a character leaves of it.
	for bytes.HasPrefix(rest, replacement) {
		rest = rest[len(replacement):]
	}
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) == 0 || string(rest) == "(" { // of the wording, as far as one can tell
		return true
	}
	if bytes.HasPrefix(rest, []byte("..")) || bytes.HasPrefix(rest, []byte("…")) {
		return true
	}
	// A bracket alone is none: "Internal error (worker 7)" is somebody else's wording.
	return strings.IndexByte("[(<{*", rest[0]) >= 0 && slices.ContainsFunc(markWords, func(word string) bool {
		return bytes.Contains(rest, []byte(word))
	})
}

// markWords are what a truncation mark in brackets says.
var markWords = []string{"trunc", "more", "cut", "omit", "bytes", "snip", "..", "…"}

var replacement = []byte(string(utf8.RuneError))

// normalized appends the normalised text to dst, unless the text is too long for any wording.
func (c *Catalog) normalized(dst []byte, text string) ([]byte, bool) {
	limit := c.longest + slack
	if len(text) > maxSpread*limit {
		return nil, false
	}
	return appendNormalized(dst, text, limit)
}

// Normalize returns a text in the form in which wordings are compared: in lower case, with straight apostrophes and
// single spaces, without back-ticks and without full stops and white space at its end.
func Normalize(text string) string {
	norm, _ := appendNormalized(nil, text, maxSpread*len(text))
	return string(norm)
}

// appendNormalized appends the text to dst in the form in which wordings are compared: lower case, straight
// apostrophes, single spaces, without back-ticks and without full stops and white space at the end.
// It gives up when that takes more than limit bytes.
func appendNormalized(dst []byte, text string, limit int) ([]byte, bool) {
	space := false
	for _, r := range text {
		switch {
		case r == '`':
			continue
		case unicode.IsSpace(r):
			space = len(dst) > 0
			continue
		case r == '’' || r == '‘':
			r = '\''
		default:
			r = unicode.ToLower(r)
		}
		if space {
			dst = append(dst, ' ')
			space = false
		}
		dst = utf8.AppendRune(dst, r)
		if len(dst) > limit {
			return nil, false
		}
	}
	return bytes.TrimRight(dst, " ."), true
}
