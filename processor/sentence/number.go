// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// number returns what is documented for the number that these digits are.
func (v *Vocabulary) number(digits string) (d *documented, ok bool) {
	if len(digits) > v.digits || digits == "" || digits[0] == '0' {
		return nil, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil, false
	}
	d, ok = v.numbers[n]
	return d, ok
}

// numberAt returns the documented number that starts at t[start], if nothing after it belongs to it.
func (v *Vocabulary) numberAt(t string, start int) (d *documented, end int, ok bool) {
	end = ascii.DigitsEnd(t, start)
	d, ok = v.number(t[start:end])
	return d, end, ok && endsAlone(t[end:])
}

// nextNumber returns the next documented number from i on that ends alone; ok is false after the last.
func (v *Vocabulary) nextNumber(t string, i int) (d *documented, at span, ok bool) {
	for i < len(t) {
		start := v.nextFirstDigit(t, i)
		if start == len(t) {
			break
		}
		if start > 0 && ascii.IsDigit(t[start-1]) {
			i = ascii.DigitsEnd(t, start)
			continue
		}
		if d, i, ok = v.numberAt(t, start); ok {
			return d, span{start, i}, true
		}
	}
	return nil, span{}, false
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
		return !isWord(c) && !isLetterBeyond(r)
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
		return !isWord(c) && strings.IndexByte(".-$@/+%&~^:", c) < 0 && !isLetterBeyond(r)
	}
}

// isLetterBeyond reports whether a character beyond ASCII belongs to the number or the word beside it. Scripts that put
// no spaces between words begin at U+2E80.
func isLetterBeyond(r rune) bool { return r >= utf8.RuneSelf && r < '\u2e80' }

func isWord(c byte) bool { return ascii.IsWord(c) }

// notInWords is what ASCII has besides letters and digits.
const notInWords = " \t\n\v\f\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

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
