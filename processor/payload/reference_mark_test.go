// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// refEndsAlone tells whether a number in front of that is no part of a fraction, a unit, a range, a port.
func refEndsAlone(behind string) bool {
	return behind == "" || endsAloneRE.MatchString(behind) || refForeign(behind, utf8.DecodeRuneInString)
}

var (
	endsAloneRE   = regexp.MustCompile(`^(?:[.,:](?:$|[^0-9])|[-/@+](?:$|[^0-9A-Za-z])|[\x00-\x24&-*;-?\[-^` + "`" + `{-\x7f])`)
	beginsAloneRE = regexp.MustCompile(`(?:\\[nrt]|(?:^|[^0-9]),|[\x00-#'-*;-?\[-\]` + "`" + `{-}\x7f!])$`)
)

// refBeginsAlone is the same for what stands before it.
func refBeginsAlone(before string) bool {
	return before == "" || beginsAloneRE.MatchString(before) || refForeign(before, utf8.DecodeLastRuneInString)
}

// refForeign tells whether a character beyond ASCII is no letter or unit that belongs to the number.
func refForeign(t string, decode func(string) (rune, int)) bool {
	r, _ := decode(t)
	return r >= 0x2e80 || r >= 0x80 && (unicode.IsPunct(r) || unicode.IsSpace(r) || '←' <= r && r <= '⇿')
}

var (
	separators  = regexp.MustCompile("(?:[ \\t\\r\\n:=>#(\"'`*\\\\]|\\\\[nrt]|[\u00a0‘“„：（])*$")
	numberWords = regexp.MustCompile(`(?i)([ \t\r\n]+|\\[nrt]|[_.-])?(number|code|no\.?)$`)
	codeWord    = regexp.MustCompile(`(?i)code$`)
	logLevel    = regexp.MustCompile(`(?:^|[0-9Z\]|])[ \t]*ERROR$`)
	wordBehind  = regexp.MustCompile("^(?:[ \\t\\r\\n\\v\\f`\u00a0]|\\\\{1,8}[nrt]|\\\\u00a0)+([A-Za-z]+)(=?)")
	lineBreak   = regexp.MustCompile(`[\n\r]|\\[nr]`)
)

// refMarked tells whether the number n at t[start:end] is marked as an error number; beside says that its wording stands
// next to it.
func refMarked(t string, start, end int, n int64, beside bool) bool {
	sep := separators.FindString(t[:start])
	front := t[:start-len(sep)]
	colon, equals := strings.Contains(sep, ":"), strings.Contains(sep, "=")
	if refErrorWord(front) {
		behind := t[end:]
		if logLevel.MatchString(front) && strings.Trim(sep, " ") == "" && len(behind) > 1 && behind[0] == ' ' && behind[1] != '(' ||
			strings.HasSuffix(front, "ERROR") && sep == ":" && len(behind) > 1 && behind[0] == ':' && strings.IndexByte(" \t\r\n", behind[1]) < 0 {
			return false
		}
		if colon || equals && strings.ContainsAny(sep, `"'`) { // which may introduce something else: 9603 users
			m := wordBehind.FindStringSubmatch(behind)
			return beside || m == nil || m[2] == "=" || lineBreak.MatchString(behind[:len(m[0])-len(m[1])-len(m[2])]) || slices.ContainsFunc(refWordings, func(w *refWording) bool {
				return slices.Contains(w.numbers, n) && strings.EqualFold(strings.Fields(w.text)[0], m[1])
			})
		}
		return true
	}
	// Run together or not: errorcode, Error Code, err_no.
	for _, word := range []string{"number", "code", "no", "no."} {
		if m := numberWords.FindString(front); m != "" && strings.HasSuffix(strings.ToLower(front), word) {
			rest := front[:len(front)-len(word)]
			joints := []string{strings.TrimRight(rest, " \t\r\n"), escapedBreak.ReplaceAllString(rest, ""), jointRE.ReplaceAllString(rest, "")}
			if slices.ContainsFunc(joints, refErrorWord) {
				return true
			}
		}
	}
	if codeWord.MatchString(front) && refStartsWord(front, len(front)-4) {
		return (colon || equals || sep == "") && refOwnCode(front[:len(front)-4], equals)
	}
	return false
}

var jointRE = regexp.MustCompile(`[_.-]$`)

func refErrorWord(front string) bool {
	for _, word := range []string{"error", "err", "errno"} {
		if at := len(front) - len(word); at >= 0 && strings.EqualFold(front[at:], word) && refStartsWord(front, at) {
			return true
		}
	}
	return false
}

var (
	ownWord      = regexp.MustCompile(`(?:^|[^A-Za-z]|\\[nrt])$`)
	endsInLower  = regexp.MustCompile(`[a-z]$`)
	endsInUpper  = regexp.MustCompile(`[A-Z]$`)
	parameter    = regexp.MustCompile(`[?&]$`)
	capital      = regexp.MustCompile(`^[A-Z]`)
	otherCapital = regexp.MustCompile(`^[A-Z][^A-Z]`)
)

// refStartsWord: a word, or the last part of an identifier: VPPError, vppError, but not STDERR. In a query, it is the
// name of a parameter.
func refStartsWord(t string, at int) bool {
	before, word := t[:at], t[at:]
	switch {
	case parameter.MatchString(before):
		return false
	case ownWord.MatchString(before):
		return true
	case endsInLower.MatchString(before):
		return capital.MatchString(word)
	default:
		return otherCapital.MatchString(word)
	}
}

var (
	wordBeforeCode = regexp.MustCompile(`([A-Za-z]+)([_.-]*)([ \t]*)$`)
	escapedLine    = regexp.MustCompile(`\\[nrt][ \t]*$`)
)

// refOwnCode tells whether "code" may be that of an error, and not a status code or a promo code.
func refOwnCode(before string, key bool) bool {
	m := wordBeforeCode.FindStringSubmatch(before)
	if m == nil || escapedLine.MatchString(before) {
		return true
	}
	if word := strings.ToLower(m[1]); key && m[3] != "" {
		return !slices.Contains(otherCodes, word)
	}
	return slices.Contains(ownCodes, strings.ToLower(m[1]))
}
