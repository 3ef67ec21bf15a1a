// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// next returns the next documented number in t, at or behind i, that may stand alone; start is len(t) if there is none.
func (v *Vocabulary) next(t string, i int) (start, end int, number int64) {
	for i < len(t) {
		var j int
		if len(v.first) == 1 {
			j = strings.IndexByte(t[i:], v.first[0])
		} else {
			j = strings.IndexAny(t[i:], v.first)
		}
		if j < 0 {
			break
		}
		start = i + j
		end = ascii.DigitsEnd(t, start)
		i = end
		if start > 0 && ascii.IsDigit(t[start-1]) {
			continue
		}
		if n, ok := v.numberAt(t, start, end); ok {
			return start, end, n
		}
	}
	return len(t), len(t), 0
}

// numberAt returns the documented number that these digits are, and whether they are one that ends alone.
func (v *Vocabulary) numberAt(t string, start, end int) (number int64, ok bool) {
	if start == end || end-start > v.digits {
		return 0, false
	}
	n, err := strconv.ParseInt(t[start:end], 10, 64)
	if err != nil {
		return 0, false
	}
	_, documented := v.numbers[n]
	return n, documented && endsAlone(t, end)
}

// endsAlone tells whether what ends at t[end] isn't part of something longer: a fraction, a unit, a range, a port.
func endsAlone(t string, end int) bool {
	if end == len(t) {
		return true
	}
	more := end+1 < len(t) && (ascii.IsDigit(t[end+1]) || ascii.IsLetter(t[end+1]))
	switch c := t[end]; c {
	case '.', ',', ':':
		return !more || !ascii.IsDigit(t[end+1])
	case '-', '/', '@', '+':
		return !more
	case '%':
		return false
	default:
		return !ascii.IsWord(c) && !foreign(utf8.DecodeRuneInString(t[end:]))
	}
}

// foreign tells whether a character beyond ASCII belongs to the number beside it, as a unit does, or a letter of its word.
// Punctuation doesn't, nor does a script that puts no spaces between words.
func foreign(r rune, _ int) bool {
	arrow := '\u2190' <= r && r <= '\u21ff'
	return r >= utf8.RuneSelf && r < '\u2e80' && !unicode.IsPunct(r) && !unicode.IsSpace(r) && !arrow
}

// beginsAlone is the same for the front. A letter or a colon right before it may still make a mark.
func beginsAlone(t string, start int) bool {
	if start == 0 {
		return true
	}
	if escapedSpace(t, start) {
		return true
	}
	switch c := t[start-1]; c {
	case '.', '-', '$', '@', '/', '+', '%', '&', '~', '^', ':':
		return false
	case ',':
		return start < 2 || !ascii.IsDigit(t[start-2])
	default:
		return !ascii.IsWord(c) && !foreign(utf8.DecodeLastRuneInString(t[:start]))
	}
}

func escapedSpace(t string, end int) bool {
	return end > 1 && end <= len(t) && t[end-2] == '\\' && strings.IndexByte("nrt", t[end-1]) >= 0
}

// mark is how a number is marked as an error number.
type mark uint8

const (
	unmarked mark = iota
	marked
	introduced // by a bare "error:", which may introduce something else as well
)

// maxSeparators is how many characters may stand between a mark and its number.
const maxSeparators = 12

// markBefore tells how the number that starts at t[start] is marked.
func markBefore(t string, start int) mark {
	i := start
	colon, equals, quote := false, false, false
	for i > 0 && start-i < maxSeparators {
		if escapedSpace(t, i) {
			i -= 2
			continue
		}
		if n := foreignSeparator(t[:i]); n > 0 {
			i -= n
			continue
		}
		c := t[i-1]
		if strings.IndexByte(" \t\r\n:=>#(\"'`*\\", c) < 0 {
			break
		}
		colon = colon || c == ':'
		equals = equals || c == '='
		quote = quote || c == '"' || c == '\''
		i--
	}
	front := t[:i]
	if !endsLikeMark(front) {
		return unmarked
	}
	if errorWord(front) {
		switch {
		case isLogLevel(front, t[i:start], t[start:]):
			return unmarked
		case colon || equals && quote:
			return introduced
		default:
			return marked
		}
	}
	for _, word := range [...]string{"number", "code", "no", "no."} {
		// Run together or not: errorcode, Error Code, err_no.
		if rest := len(front) - len(word); rest > 0 && strings.EqualFold(front[rest:], word) && errorWord(trimJoint(front[:rest])) {
			return marked
		}
	}
	if rest, ok := cutWord(front, "code"); ok && (colon || equals || i == start) && !otherCode(rest, equals) {
		return marked
	}
	return unmarked
}

// endsLikeMark tells whether t ends with the last letter of any mark, which spares most numbers a closer look.
func endsLikeMark(t string) bool {
	return t != "" && strings.IndexByte("rReEoO.", t[len(t)-1]) >= 0
}

// foreignSeparator returns the length of the no-break space, typographic quote or wide colon that t ends with.
func foreignSeparator(t string) int {
	if t == "" || t[len(t)-1] < utf8.RuneSelf {
		return 0
	}
	for _, c := range [...]string{"\u00a0", "‘", "“", "„", "：", "（"} {
		if strings.HasSuffix(t, c) {
			return len(c)
		}
	}
	return 0
}

// isLogLevel tells whether the word that front ends with is the level of a line, ERROR, and the number the process, behind
// which the line goes on:
//
//	2026-01-01 12:00:00.000 ERROR 9610 --- [main] ...
//	ERROR:9610:vpp:...
func isLogLevel(front, separators, behind string) bool {
	const level = "ERROR"
	if !strings.HasSuffix(front, level) {
		return false
	}
	behind = behind[ascii.DigitsEnd(behind, 0):]
	if separators == ":" {
		return len(behind) > 1 && behind[0] == ':' && !ascii.IsSpace(behind[1])
	}
	if strings.Trim(separators, " ") != "" || len(behind) < 2 || behind[0] != ' ' || behind[1] == '(' {
		return false
	}
	before := strings.TrimRight(strings.TrimSuffix(front, level), " \t")
	if before == "" {
		return true
	}
	c := before[len(before)-1]
	return ascii.IsDigit(c) || c == 'Z' || c == ']' || c == '|'
}

// errorWord tells whether t ends with error, err or errno, as a word or as the last part of an identifier.
func errorWord(t string) bool {
	for _, word := range [...]string{"error", "err", "errno"} {
		if _, ok := cutWord(t, word); ok {
			return true
		}
	}
	return false
}

// cutWord removes a word from the end of t. In an identifier, it has to begin with a capital. The name of a parameter in
// a query is none.
func cutWord(t, word string) (rest string, ok bool) {
	at := len(t) - len(word)
	if at < 0 || !strings.EqualFold(t[at:], word) {
		return "", false
	}
	return t[:at], startsWord(t, at) && (at == 0 || t[at-1] != '?' && t[at-1] != '&')
}

// startsWord tells whether a word, or a part of an identifier, begins at t[at].
func startsWord(t string, at int) bool {
	if at == 0 || !ascii.IsLetter(t[at-1]) || escapedSpace(t, at) {
		return true
	}
	// VPPError, but not STDERR
	return ascii.IsUpper(t[at]) && (!ascii.IsUpper(t[at-1]) || !ascii.IsUpper(t[at+1]))
}

// trimJoint removes what joins the words of an identifier, or of a phrase.
func trimJoint(t string) string {
	if spaces := strings.TrimRight(t, " \t\r\n"); len(spaces) < len(t) {
		return spaces
	}
	if escapedSpace(t, len(t)) {
		return t[:len(t)-2]
	}
	if t != "" && strings.IndexByte("_-.", t[len(t)-1]) >= 0 {
		return t[:len(t)-1]
	}
	return t
}

// otherCode tells whether the word before "code" says that it is the code of something else: a status code, a promo
// code. key says that it is followed by an equals sign, and so the key of a pair: then the word before it most likely
// belongs to another pair.
func otherCode(before string, key bool) bool {
	phrase := strings.TrimRight(before, " \t")
	if escapedSpace(phrase, len(phrase)) {
		return false // it begins a line
	}
	joined := len(phrase) == len(before) // statusCode, status_code, or nothing at all
	phrase = strings.TrimRight(phrase, "_-.")
	start := wordStart(phrase, len(phrase))
	if start == len(phrase) {
		return false
	}
	word := strings.ToLower(phrase[start:])
	if key && !joined {
		return slices.Contains(otherCodes, word)
	}
	return !slices.Contains(ownCodes, word)
}

var (
	// ownCodes are the words that may stand before "code": what is listed, because so much else has codes.
	ownCodes = []string{"with", "returned", "returns", "return", "got", "received", "apple", "vpp", "failure", "fault", "api", "the", "a", "and", "reason", "result", "service"}
	// otherCodes are those whose codes are something else even in front of an equals sign.
	otherCodes = []string{
		"status", "promo", "exit", "zip", "postal", "area", "country", "product", "discount", "coupon", "redemption", "verification",
		"security", "access", "pin", "invite", "currency", "language", "bar", "qr", "source", "response", "http",
	}
)
