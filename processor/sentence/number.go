// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// nextNumber returns the next documented number from i on that ends alone, nil after the last.
func (v *Vocabulary) nextNumber(t string, i int) (d *documented, at span) {
	for {
		start := v.nextFirstDigit(t, i)
		if start == len(t) {
			return nil, span{}
		}
		i = ascii.DigitsEnd(t, start)
		if start > 0 && ascii.IsDigit(t[start-1]) {
			continue
		}
		if d := v.numbers[t[start:i]]; d != nil && endsAlone(t[i:]) {
			return d, span{start, i}
		}
	}
}

// endsAlone reports whether what ends before t is no part of something longer: a fraction, a unit, a range, a port.
func endsAlone(t string) bool {
	if t == "" {
		return true
	}
	followed := len(t) > 1 && (ascii.IsDigit(t[1]) || ascii.IsLetter(t[1]))
	switch c := t[0]; c {
	case '.', ',', ':':
		return !followed || !ascii.IsDigit(t[1])
	case '-', '/', '@', '+':
		return !followed
	case '%':
		return false
	default:
		r, _ := utf8.DecodeRuneInString(t)
		return !ascii.IsWord(c) && !isLetterBeyond(r)
	}
}

// beginsAlone is the same for what begins after t.
func beginsAlone(t string) bool {
	if t == "" {
		return true
	}
	switch c := t[len(t)-1]; c {
	case ',':
		return len(t) < 2 || !ascii.IsDigit(t[len(t)-2])
	default:
		r, _ := utf8.DecodeLastRuneInString(t)
		return !ascii.IsWord(c) && strings.IndexByte(".-$@/+%&~^:", c) < 0 && !isLetterBeyond(r)
	}
}

// isLetterBeyond reports whether a character beyond ASCII belongs to the number or the word beside it. Scripts that put
// no spaces between words begin at U+2E80.
func isLetterBeyond(r rune) bool { return r >= utf8.RuneSelf && r < '\u2e80' }

// wordEnd returns the end of the letters that start at t[i].
func wordEnd(t string, i int) int {
	for i < len(t) && ascii.IsLetter(t[i]) {
		i++
	}
	return i
}

// wordStart returns the start of the letters that end at t[i].
func wordStart(t string, i int) int {
	for i > 0 && ascii.IsLetter(t[i-1]) {
		i--
	}
	return i
}

// notInWords is what ASCII has besides letters and digits.
const notInWords = " \t\n\v\f\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// firstWord returns the word that t begins with, after punctuation; "" if that isn't ASCII.
func firstWord(t string) string {
	t = strings.TrimLeft(t, notInWords)
	return t[:wordEnd(t, 0)]
}

// finalWord returns the word that t ends with, before punctuation.
func finalWord(t string) string {
	t = strings.TrimRight(t, notInWords)
	return t[wordStart(t, len(t)):]
}
