// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// marking is how a number is marked as an error number.
type marking uint8

const (
	unmarked marking = iota
	marked
	introduced // by "error:", which may introduce something else as well
)

var (
	// errorWords mark the number after them.
	errorWords = []string{"error", "err", "errno"}
	// numberWords do so after one of those: error number, err_no, ErrorCode.
	numberWords = []string{"number", "code", "no"}
	// joinedWords are both, run together.
	joinedWords = strings.Fields("errornumber errorcode errorno errnumber errcode errnonumber errnocode errnono")
	// markEnds are what marks end with.
	markEnds = append(slices.Clone(errorWords), numberWords...)

	// ownCodes are the words before "code" with which it marks. They are listed, as so much else has codes.
	ownCodes = strings.Fields("with returned returns return got received apple vpp failure fault api the a and reason result service")
	// otherCodes are those with which it doesn't even if "code" is a key, as in "status code=9609": before a key, most words
	// belong to something else.
	otherCodes = strings.Fields(`status promo exit zip postal area country product discount coupon redemption
		verification security access pin invite currency language bar qr source response http`)
)

const (
	separators    = ` :=>#("'*\` + "\n" // between a mark and its number
	maxSeparators = 12
)

// markOf returns how a number is marked.
func markOf(t string, at span) marking {
	end := at.start
	for end > 0 && at.start-end < maxSeparators && strings.IndexByte(separators, t[end-1]) >= 0 {
		end--
	}
	separated := t[end:at.start]
	front, dotted := strings.CutSuffix(t[:end], ".")
	word := lastWord(front)
	before := front[:len(front)-len(word)]
	colon, equals := strings.Contains(separated, ":"), strings.Contains(separated, "=")
	switch {
	case isParameter(before), dotted && !ascii.EqualFold(word, "no"):
		return unmarked
	case isOneOf(errorWords, word):
		if isLevel(before, word, separated, t[at.end:]) {
			return unmarked
		}
		if colon || equals && strings.ContainsAny(separated, `"'`) {
			return introduced
		}
		return marked
	case isOneOf(joinedWords, word), isOneOf(numberWords, word) && endsWithErrorWord(before):
		return marked
	case ascii.EqualFold(word, "code") && (colon || equals || separated == "") && !isOtherCode(before, equals):
		return marked
	}
	return unmarked
}

// lastWord returns the word that t ends with; of an identifier, its last part: VPPError has Error, STDERR has no other.
func lastWord(t string) string {
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

// isParameter reports whether what comes after t is the name of a parameter in a query.
func isParameter(t string) bool { return strings.HasSuffix(t, "?") || strings.HasSuffix(t, "&") }

// endsWithErrorWord reports whether t ends with one, and with what joins two words of a phrase or an identifier.
func endsWithErrorWord(t string) bool {
	if c := byteAt(t, len(t)-1); isSpace(c) || c == '_' || c == '-' || c == '.' {
		t = t[:len(t)-1]
	}
	word := lastWord(t)
	return isOneOf(errorWords, word) && !isParameter(t[:len(t)-len(word)])
}

// isLevel reports whether the word is the level of a line, and the number that of a process, after which the line goes on:
//
//	2026-01-01 12:00:00.000 ERROR 9610 --- [main] ...
//	ERROR:9610:vpp:...
func isLevel(before, word, separated, after string) bool {
	if word != "ERROR" || len(after) < 2 {
		return false
	}
	if separated == ":" {
		return after[0] == ':' && !isSpace(after[1])
	}
	before = strings.TrimRight(before, " \t")
	isPrefix := before == "" || strings.ContainsAny(before[len(before)-1:], "0123456789Z]|")
	return separated == " " && after[0] == ' ' && after[1] != '(' && isPrefix
}

// isOtherCode reports whether the word before "code" says that it is a status code, a promo code and so on. In a key, it
// has to be said without a doubt.
func isOtherCode(before string, key bool) bool {
	phrase := strings.TrimRight(before, " \t")
	apart := len(phrase) < len(before)
	phrase = strings.TrimRight(phrase, "_-.")
	word := phrase[wordStart(phrase, len(phrase)):]
	if key && apart {
		return isOneOf(otherCodes, word)
	}
	return word != "" && !isOneOf(ownCodes, word)
}

// isOneOf reports whether word is one of some in lower case, in whichever case.
func isOneOf(words []string, word string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return ascii.EqualFold(word, w) })
}
