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
	minStart = 8   // characters; a shorter start of a wording may be chance
	maxMark  = 48  // bytes of the longest truncation mark, such as "... [truncated, 1234 bytes omitted]"
	slack    = 64  // bytes that a text may have after its wording: a truncation mark, full stops
	buffer   = 384 // bytes, enough for any documented wording and slack; a longer wording from an override costs an allocation
	// maxSpread is the largest ratio of a text's length to that of its normalised form. White space and back-ticks take no room
	// in the buffer, so without this limit a megabyte of them would be read in full.
	maxSpread = 4
)

// ByWording returns the number of which the whole text is a wording, after [Normalize]. A wording that several numbers share
// belongs to the one that is still in use: 9816, not 9805, and 9609, not 9636.
func (c *Catalog) ByWording(text string) (number int, ok bool) {
	var buf [buffer]byte
	number, ok = c.numbers[string(appendNormalized(buf[:0], text, c.longest+slack))]
	return number, ok
}

// HasWording reports whether the whole text is a wording of the number in any API, after [Normalize].
func (c *Catalog) HasWording(number int, text string) bool {
	var buf [buffer]byte
	norm := appendNormalized(buf[:0], text, c.longest+slack)
	return slices.ContainsFunc(c.texts[number], func(wording string) bool { return string(norm) == wording })
}

// StartsWording reports whether the text is the start of a wording of the number, as when a payload is cut off. The start must
// have at least 8 characters. A truncation mark of up to 48 bytes may follow: an ellipsis, or a note in brackets such as
// [truncated] or (100 more bytes).
func (c *Catalog) StartsWording(number int, text string) bool {
	var buf [buffer]byte
	norm := appendNormalized(buf[:0], text, c.longest+slack)
	return slices.ContainsFunc(c.texts[number], func(wording string) bool {
		start := commonPrefix(norm, wording)
		rest := norm[len(start):]
		return utf8.RuneCount(start) >= minStart && len(rest) <= maxMark && isMark(rest)
	})
}

// commonPrefix returns the common start of text and wording, without spaces and brackets at its end, which may be part of a
// truncation mark.
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

// markWords are the words and signs of a truncation mark in brackets.
var markWords = []string{"trunc", "more", "cut", "omit", "bytes", "snip", "..", "…"}

// isMark reports whether rest may follow a wording that was cut off: nothing, an ellipsis, or a note in brackets.
func isMark(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \ufffd") // U+FFFD replaces a character that was cut
	if len(rest) == 0 || string(rest) == "(" || bytes.HasPrefix(rest, []byte("..")) || bytes.HasPrefix(rest, []byte("…")) {
		return true
	}
	// A bracket alone isn't a mark: "Internal error (worker 7)" is another program's wording.
	return strings.IndexByte("[(<{*", rest[0]) >= 0 && slices.ContainsFunc(markWords, func(word string) bool {
		return bytes.Contains(rest, []byte(word))
	})
}

// Normalize returns the form of a text in which wordings are compared: in lower case, with straight apostrophes and single
// spaces, without back-ticks, and without white space around it and full stops at its end.
func Normalize(text string) string {
	return string(appendNormalized(nil, text, maxSpread*len(text)))
}

// appendNormalized appends the normalised text. It returns nil, which is no wording, if the result is longer than limit bytes.
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
