// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// words is a set of words in lower case. Most words of a text are in none of the sets, and one bit rules them out: searching each
// list would take longer than reading the sentence.
type words struct {
	all []string
	beginnings
}

// wordsOf returns the set of words in a list, separated by spaces.
func wordsOf(list string) *words {
	all := strings.Fields(list)
	return &words{all, beginningsOf(all)}
}

// has reports whether the set has the word, in any case.
func (ws *words) has(word string) bool { return word != "" && ws.at(word, 0) && isOneOf(ws.all, word) }

// isOneOf reports whether a list of words in lower case has the word, in any case.
func isOneOf(words []string, word string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return ascii.EqualFold(word, w) })
}

// startsWith reports whether t begins with one of the words, in any case.
func startsWith(t string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return ascii.HasPrefixFold(t, w) })
}

// beginnings are the first two characters of some words or phrases, ignoring case: for each first one, a bit mask of the second.
type beginnings [1 << 5]uint32

func beginningsOf(lists ...[]string) (b beginnings) {
	for _, w := range slices.Concat(lists...) {
		if len(w) == 1 {
			b[w[0]&31] = 1<<32 - 1
		} else {
			b[w[0]&31] |= 1 << (w[1] & 31)
		}
	}
	return b
}

// at reports whether one of the words may begin at t[i].
func (b *beginnings) at(t string, i int) bool { return b[t[i]&31]>>(byteAt(t, i+1)&31)&1 != 0 }

// next returns the next index from i on at which one of the words may begin; len(t) if there is none.
func (b *beginnings) next(t string, i int) int {
	for i < len(t) && !b.at(t, i) {
		i++
	}
	return i
}

// span is a part of a text, t[start:end].
type span struct{ start, end int }

// within reports whether at is in one of the spans, which are in order.
func within(spans []span, at int) bool {
	i, _ := slices.BinarySearchFunc(spans, at, func(s span, at int) int { return s.end - at - 1 })
	return i < len(spans) && spans[i].start <= at
}

// byteAt returns t[i], or 0 if i is out of range.
func byteAt(t string, i int) byte {
	if i < 0 || i >= len(t) {
		return 0
	}
	return t[i]
}

// skip returns the end of the bytes of a class that start at t[i].
func skip(t string, i int, class func(byte) bool) int {
	for i < len(t) && class(t[i]) {
		i++
	}
	return i
}

// skipBack returns the start of the bytes of a class that end before t[i].
func skipBack(t string, i int, class func(byte) bool) int {
	for i > 0 && class(t[i-1]) {
		i--
	}
	return i
}

// bracketEnd returns the end of the bracket that closes the first one in t; len(t) if there is none.
func bracketEnd(t string, opening, closing byte) int {
	depth := 0
	for i := range len(t) {
		switch t[i] {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(t)
}

// wordEnd returns the end of the letters that start at t[i].
func wordEnd(t string, i int) int { return skip(t, i, ascii.IsLetter) }

// wordStart returns the start of the letters that end before t[i].
func wordStart(t string, i int) int { return skipBack(t, i, ascii.IsLetter) }

// leadingWord returns the letters that t begins with, at most 16, because no known word is longer.
func leadingWord(t string) string {
	const enough = 16
	return t[:wordEnd(t[:min(len(t), enough)], 0)]
}

// lastLetters returns the letters that t ends with, at most 16 as well.
func lastLetters(t string) string {
	const enough = 16
	t = t[max(0, len(t)-enough):]
	return t[wordStart(t, len(t)):]
}

// nextWord is leadingWord after white space.
func nextWord(t string) string { return leadingWord(skipSpace(t)) }

// lastPart returns the letters that t ends with, but of an identifier only the last part: Error of VPPError, all of STDERR.
func lastPart(t string) string {
	for i := len(t); i > 0; {
		i--
		if !ascii.IsLetter(t[i]) {
			return t[i+1:]
		}
		if i > 0 && ascii.IsUpper(t[i]) && ascii.IsLetter(t[i-1]) && (!ascii.IsUpper(t[i-1]) || i+1 < len(t) && !ascii.IsUpper(t[i+1])) {
			return t[i:]
		}
	}
	return t
}

// notInWord reports whether c is between words: punctuation, white space, or another character of ASCII that isn't a letter or a digit.
func notInWord(c byte) bool { return !isWordByte(c) || c == '_' }

// firstWord returns the word that t begins with after punctuation; "" if it isn't ASCII.
func firstWord(t string) string {
	start := skip(t, 0, notInWord)
	return t[start:wordEnd(t, start)]
}

// lastToken returns the word or number that t ends with before punctuation.
func lastToken(t string) string {
	end := skipBack(t, len(t), notInWord)
	return t[skipBack(t, end, ascii.IsAlphanumeric):end]
}

// skipSpace returns t without the white space that it begins with.
func skipSpace(t string) string { return t[skip(t, 0, isSpace):] }

// lineStart returns the start of the line of t[i].
func lineStart(t string, i int) int { return skipBack(t, i, isInLine) }

// lineEnd returns the end of the line of t[i].
func lineEnd(t string, i int) int { return skip(t, i, isInLine) }
