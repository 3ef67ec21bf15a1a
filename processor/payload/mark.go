// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"strconv"
	"strings"
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
		end = digitsEnd(t, start)
		i = end
		if end-start > v.digits || start > 0 && isDigit(t[start-1]) {
			continue
		}
		n, err := strconv.ParseInt(t[start:end], 10, 64)
		if err != nil {
			continue
		}
		if _, documented := v.numbers[n]; documented && endsAlone(t, end) {
			return start, end, n
		}
	}
	return len(t), len(t), 0
}

// endsAlone tells whether what ends at t[end] isn't part of something longer: a fraction, a unit, a range, a port.
func endsAlone(t string, end int) bool {
	if end == len(t) {
		return true
	}
	more := end+1 < len(t) && (isDigit(t[end+1]) || isLetter(t[end+1]))
	switch c := t[end]; c {
	case '.', ',', ':':
		return !more || !isDigit(t[end+1])
	case '-', '/', '@', '+':
		return !more
	case '%':
		return false
	default:
		return !isWord(c)
	}
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
		return start < 2 || !isDigit(t[start-2])
	default:
		return !isWord(c)
	}
}

func escapedSpace(t string, end int) bool {
	return end > 1 && t[end-2] == '\\' && strings.IndexByte("nrt", t[end-1]) >= 0
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
	colon, equals := false, false
	for i > 0 && start-i < maxSeparators {
		if c := t[i-1]; strings.IndexByte(" \t:=#(\"'[`*\\{", c) >= 0 {
			colon = colon || c == ':'
			equals = equals || c == '='
			i--
			continue
		}
		break
	}
	attached := i == start
	front := t[:i]
	if rest, ok := cutWord(strings.TrimSuffix(front, "."), "no"); ok && errorWord(trimJoint(rest)) {
		return marked
	}
	if rest, ok := cutWord(front, "number"); ok && errorWord(trimJoint(rest)) {
		return marked
	}
	if rest, ok := cutWord(front, "code"); ok {
		if errorWord(trimJoint(rest)) || (colon || equals || attached) && !otherCode(rest) {
			return marked
		}
		return unmarked
	}
	if !errorWord(front) {
		return unmarked
	}
	if colon {
		return introduced
	}
	return marked
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

// cutWord removes a word from the end of t. In an identifier, it has to begin with a capital.
func cutWord(t, word string) (rest string, ok bool) {
	at := len(t) - len(word)
	if at < 0 || !strings.EqualFold(t[at:], word) {
		return "", false
	}
	return t[:at], startsWord(t, at)
}

// startsWord tells whether a word, or a part of an identifier, begins at t[at].
func startsWord(t string, at int) bool {
	return at == 0 || !isLetter(t[at-1]) || isUpper(t[at]) || escapedSpace(t, at)
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// trimJoint removes what joins the words of an identifier, or of a phrase.
func trimJoint(t string) string {
	if t != "" && strings.IndexByte(" _-.", t[len(t)-1]) >= 0 {
		return t[:len(t)-1]
	}
	return t
}

// otherCode tells whether the word before "code" says that it is the code of something else: a status code, a promo
// code. What may stand there otherwise is listed, because so much else has codes.
func otherCode(before string) bool {
	word := strings.TrimRight(before, " \t_-.")
	if len(word) == len(before) && (word == "" || !isLetter(word[len(word)-1])) {
		return false // nothing, or punctuation
	}
	end := len(word)
	start := end
	for start > 0 && isLetter(word[start-1]) {
		start--
	}
	if start == end {
		return false
	}
	switch strings.ToLower(word[start:end]) {
	case "with", "returned", "returns", "return", "got", "received", "apple", "vpp", "failure", "fault", "api", "the", "a", "and", "reason":
		return false
	}
	return true
}
