// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	minStart = 8  // characters; a shorter start of a wording may be a coincidence
	maxMark  = 48 // bytes of the longest truncation mark, such as "... [truncated, 1234 bytes omitted]"
	slack    = 64 // bytes that a text may have after its wording: a truncation mark, full stops
)

// ByWording returns the number that has the whole text as a wording, after [Normalize]. A wording that several numbers share
// belongs to the one that is still in use: 9816, not 9805, and 9609, not 9636.
func (c *Catalog) ByWording(text string) (number int, ok bool) {
	number, ok = c.numbers[c.normalize(text)]
	return number, ok
}

// HasWording reports whether the whole text is a wording of the number in any API, after [Normalize].
func (c *Catalog) HasWording(number int, text string) bool {
	return slices.Contains(c.texts[number], c.normalize(text))
}

// StartsWording reports whether the text is the start of a wording of the number, as when a payload is cut off. The start must
// have at least 8 characters. A truncation mark of up to 48 bytes may follow: an ellipsis, or a note in brackets such as
// [truncated] or (100 more bytes).
func (c *Catalog) StartsWording(number int, text string) bool {
	norm := c.normalize(text)
	return slices.ContainsFunc(c.texts[number], func(wording string) bool {
		start := commonPrefix(norm, wording)
		rest := norm[len(start):]
		return utf8.RuneCountInString(start) >= minStart && len(rest) <= maxMark && isMark(rest)
	})
}

// commonPrefix returns the common start of text and wording, without spaces and brackets at its end, which may be part of a
// truncation mark.
func commonPrefix(text, wording string) string {
	n := 0
	for n < len(text) && n < len(wording) && text[n] == wording[n] {
		n++
	}
	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) { // not within a character
		n--
	}
	return strings.TrimRight(text[:n], " (")
}

// markWords are the words and signs of a truncation mark in brackets.
var markWords = []string{"trunc", "more", "cut", "omit", "bytes", "snip", "..", "…"}

// isMark reports whether rest may follow a wording that was cut off: nothing, an ellipsis, or a note in brackets.
func isMark(rest string) bool {
	rest = strings.TrimLeft(rest, " \ufffd") // U+FFFD replaces a character that was cut
	if rest == "" || rest == "(" || strings.HasPrefix(rest, "..") || strings.HasPrefix(rest, "…") {
		return true
	}
	// A bracket alone isn't a mark: "Internal error (worker 7)" is another program's wording.
	return strings.IndexByte("[(<{*", rest[0]) >= 0 && slices.ContainsFunc(markWords, func(word string) bool {
		return strings.Contains(rest, word)
	})
}

// Normalize returns the form of a text in which wordings are compared: in lower case, with straight apostrophes and single
// spaces, without quotes and backticks, and without white space around it and full stops at its end.
func Normalize(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	space := false
	for i, r := range text {
		switch {
		case r == '`', strings.ContainsRune(`'‘’"“”`, r) && !isInWord(text[:i], text[i+utf8.RuneLen(r):]):
			continue
		case unicode.IsSpace(r):
			space = out.Len() > 0
			continue
		case r == '’' || r == '‘':
			r = '\''
		default:
			r = unicode.ToLower(r)
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteRune(r)
	}
	return strings.TrimRight(out.String(), " .")
}

// isInWord reports whether what is between two texts is in a word, as an apostrophe is.
func isInWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.IsLetter(last) && unicode.IsLetter(first)
}

// normalize is [Normalize] for a text that may be a wording. If it is far too long for that, it returns "", which is none.
func (c *Catalog) normalize(text string) string {
	if len(text) > 4*(c.longest+slack) {
		return ""
	}
	return Normalize(text)
}
