// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// nextNumber returns the next documented number from i on, nil after the last.
func (v *Vocabulary) nextNumber(t string, i int) (*documented, span) {
	for start := v.starts.next(t, i); start < len(t); start = v.starts.next(t, i) {
		i = ascii.DigitsEnd(t, start)
		if ascii.IsDigit(byteAt(t, start-1)) {
			continue
		}
		if d, end := v.numberAt(t, start); d != nil {
			return d, span{start, end}
		}
	}
	return nil, span{}
}

// numberAt returns the documented number that t[start] begins, nil if it is none, and where its digits end. Java's
// MessageFormat writes 9,625.
func (v *Vocabulary) numberAt(t string, start int) (d *documented, end int) {
	const group = len(",625")
	end = ascii.DigitsEnd(t, start)
	if byteAt(t, end) == ',' && end-start < group && ascii.DigitsEnd(t, end+1) == end+group {
		return v.numbers[t[start:end]+t[end+1:end+group]], end + group
	}
	return v.numbers[t[start:end]], end
}

// isGrouped reports whether the digits of a number are.
func isGrouped(t string, at span) bool { return strings.IndexByte(t[at.start:at.end], ',') >= 0 }

var (
	kindsOfMetrics = wordsOf("c", "g", "h", "d", "s", "ms")
	// units are what a number before them is the measure or the count of.
	units = fields(`ms s sec secs second seconds min mins minute minutes hour hours day days b kb mb gb kib mib gib byte bytes
		hz khz mhz ghz v mv w kw mw kwh mwh percent eur usd gbp packets frames drops bits times retries attempts requests calls errors
		warnings failures records rows lines items entries users devices tokens licenses licences assets assignments seats`)
)

// measures reports whether a unit follows a number, in the same line: 9609 ms, 9603 users. The key of a pair is none.
func measures(after string) bool {
	rest := skipSpace(after)
	if len(rest) == len(after) || isLineBreak(after[0]) {
		return false
	}
	word := rest[:wordEnd(rest, 0)]
	next := byteAt(rest, len(word))
	return rest != "" && rest[0] == '%' || units.have(word) && next != '=' && next != ':'
}

// endsAlone reports whether what ends before t is no part of something longer: a fraction, a unit, a range, a port.
func endsAlone(t string) bool {
	next := byteAt(t, 1)
	switch c := byteAt(t, 0); c {
	case '.', ',', ':':
		return !ascii.IsDigit(next) && (next != c || !ascii.IsDigit(byteAt(t, 2)))
	case mark: // 9609–9622
		return !ascii.IsDigit(next)
	case '|': // a metric: vpp.error:9609|c
		return !kindsOfMetrics.have(t[1:wordEnd(t, 1)])
	case '-', '/', '@', '+':
		return !ascii.IsDigit(next) && !ascii.IsLetter(next)
	default:
		r, _ := utf8.DecodeRuneInString(t)
		return c != '%' && !ascii.IsWord(c) && !isLetterBeyond(r)
	}
}

// beginsAlone is the same for what begins after t.
func beginsAlone(t string) bool {
	c := byteAt(t, len(t)-1)
	if c == ',' {
		return !ascii.IsDigit(byteAt(t, len(t)-2))
	}
	r, _ := utf8.DecodeLastRuneInString(t)
	return !ascii.IsWord(c) && strings.IndexByte(".-$@/+%&~^:", c) < 0 && !isLetterBeyond(r)
}

// isLetterBeyond reports whether a character beyond ASCII belongs to the number or the word beside it. Scripts that put
// no spaces between words begin at U+2E80.
func isLetterBeyond(r rune) bool { return r >= utf8.RuneSelf && r < '\u2e80' }

// byteAt returns t[i], 0 beside t.
func byteAt(t string, i int) byte {
	if i < 0 || i >= len(t) {
		return 0
	}
	return t[i]
}

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

// finalWord returns the word or number that t ends with, before punctuation.
func finalWord(t string) string {
	t = strings.TrimRight(t, notInWords)
	start := len(t)
	for start > 0 && (ascii.IsLetter(t[start-1]) || ascii.IsDigit(t[start-1])) {
		start--
	}
	return t[start:]
}
