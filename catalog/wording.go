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
	minStart = 8   // characters that tell one wording's start from chance
	maxMark  = 48  // bytes of the longest truncation mark, such as "... [truncated, 1234 bytes omitted]"
	slack    = 64  // bytes that a text may have beyond a wording: a truncation mark, final full stops
	buffer   = 384 // bytes of every documented wording with its slack; a longer, configured one costs an allocation
	// maxSpread is how many times as long as its wording a text may be before it's normalised: white space and back-ticks
	// take no room in the buffer, so without it a megabyte of them would be read to its end.
	maxSpread = 4
)

// ByWording returns the number whose documented wording the whole text is, as [Normalize] compares them. A wording that
// several numbers share belongs to the one that a caller can meet today: 9816, not 9805, and 9609, not 9636.
func (c *Catalog) ByWording(text string) (number int, ok bool) {
	var buf [buffer]byte
	number, ok = c.numbers[string(appendNormalized(buf[:0], text, c.longest+slack))]
	return number, ok
}

// HasWording reports whether the whole text is a documented wording of this number, in whichever API.
func (c *Catalog) HasWording(number int, text string) bool {
	var buf [buffer]byte
	norm := appendNormalized(buf[:0], text, c.longest+slack)
	return slices.ContainsFunc(c.texts[number], func(wording string) bool { return string(norm) == wording })
}

// StartsWording reports whether the text is the start of a documented wording of this number, at least 8 characters
// of it, as it is left when a payload is cut off: a truncation mark of up to 48 bytes may follow, which is an ellipsis
// or says in brackets that something was left out, such as [truncated] or (100 more bytes).
func (c *Catalog) StartsWording(number int, text string) bool {
	var buf [buffer]byte
	norm := appendNormalized(buf[:0], text, c.longest+slack)
	return slices.ContainsFunc(c.texts[number], func(wording string) bool {
		start := commonPrefix(norm, wording)
		rest := norm[len(start):]
		return utf8.RuneCount(start) >= minStart && len(rest) <= maxMark && isMark(rest)
	})
}

// commonPrefix returns what text and wording have in common at their start, without a space or a bracket at its end,
// which may as well belong to the truncation mark.
func commonPrefix(text []byte, wording string) []byte {
	n := 0
	for n < len(text) && n < len(wording) && text[n] == wording[n] {
		n++
	}
	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) { // not within a character
		n--
	}
	return bytes.TrimRight(text[:n], " (")
}

// markWords are what a truncation mark in brackets says.
var markWords = []string{"trunc", "more", "cut", "omit", "bytes", "snip", "..", "…"}

// isMark reports whether rest is what may follow where a wording was cut: nothing, an ellipsis, or brackets that say so.
func isMark(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \ufffd") // U+FFFD is left of a character that was cut
	if len(rest) == 0 || string(rest) == "(" || bytes.HasPrefix(rest, []byte("..")) || bytes.HasPrefix(rest, []byte("…")) {
		return true
	}
	// A bracket alone is none: "Internal error (worker 7)" is somebody else's wording.
	return strings.IndexByte("[(<{*", rest[0]) >= 0 && slices.ContainsFunc(markWords, func(word string) bool {
		return bytes.Contains(rest, []byte(word))
	})
}

// Normalize returns a text in the form in which wordings are compared: in lower case, with straight apostrophes and
// single spaces, without back-ticks and without full stops and white space at its end.
func Normalize(text string) string {
	return string(appendNormalized(nil, text, maxSpread*len(text)))
}

// appendNormalized gives up, and returns nil, which is no wording, when the result takes more than limit bytes.
func appendNormalized(dst []byte, text string, limit int) []byte {
	if len(text) > maxSpread*limit {
		return nil
	}
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
			return nil
		}
	}
	return bytes.TrimRight(dst, " .")
}
