// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// mark is what marks a number as an error number.
type mark struct {
	start    int    // in the text
	numbered bool   // it says that a number follows: error number, ErrorCode, code
	why      Reason // why there is no mark; empty: there is one
}

var (
	// errorWords mark the number after them.
	errorWords = wordsOf("error err errno")
	// numberWords mark the number after them if one of errorWords is before them: error number, err_no, ErrorCode, errorcode.
	numberWords = []string{"number", "code", "no"}
	// markEnds are the words that a mark may end with.
	markEnds = slices.Concat(errorWords.all, numberWords, []string{integer})

	// ownCodes are the words before "code" with which it is still a mark. There are too many other kinds of codes to list.
	ownCodes = wordsOf(`with returned returns got received apple vpp books stoken failure fault failed exception
		exceptions errors api the a and reason result service`)
	// otherCodes are the words before "code =" with which it isn't a mark: status code=9609. Most words before such a key belong to
	// something else, so here the exceptions are listed.
	otherCodes = wordsOf(`status promo exit return zip postal area country product discount coupon redemption
		verification security access pin invite currency language bar qr source response http redeem voucher gift plan store storefront
		region tenant school location site campus district organization org building room department group customer license order
		activation backup bypass confirmation mfa offer otp pairing passcode recovery referral reseller setup tax tracking unlock`)
)

// maxBefore is how many bytes before a number are searched for what marks or disowns it.
const maxBefore = 256

// near is how many bytes from a number its wording may begin and still say what the number is. It keeps time linear.
const near = 1 << 10

// isSeparator reports whether c may be between a mark and its number.
func isSeparator(c byte) bool { return ascii.In(c, ` :=>#("'*\`) }

// In a property list, tags are between a mark and its number: <key>ErrorCode</key> <integer>9610</integer>.
const keyTag, integer = "</key>", "integer"

// lead is what precedes a number and may mark it: front ends with the word that may, before ends in front of that word.
type lead struct {
	front, before, word string
	separated           string // between the word and the number
	from                int    // where front and before begin in the text
	dotted              bool   // a full stop follows the word: error no. 9610
}

func leadTo(t string, number int) (l lead) {
	end := markEnd(t, number)
	l.from, l.separated = max(0, end-maxBefore), t[end:number]
	l.front, l.dotted = strings.CutSuffix(t[l.from:end], ".")
	l.word = lastPart(l.front)
	l.before = l.front[:len(l.front)-len(l.word)]
	return l
}

// markOf returns the mark of a number, which may be beside one of its wordings.
func (x *Text) markOf(d *documented, at span, beside *wording) mark {
	t := x.whole
	l := leadTo(t, at.start)
	m := x.v.markIn(&l)
	switch {
	case m.why == "":
		m.why = x.disprove(&m, &l, d, at, beside)
	case m.why == Unmarked && x.v.endsLineOfClass(t, at):
		return mark{start: at.start}
	}
	return m
}

// markIn returns the mark that the words before a number make.
func (v *Vocabulary) markIn(l *lead) mark {
	m := mark{start: l.from + len(l.before)}
	switch start, isErrorNumber := errorNumber(l.front); {
	case isParameter(l.before), strings.Contains(l.separated, "=="), strings.Contains(l.separated, ">="),
		l.dotted && !ascii.EqualFold(l.word, "no"):
		m.why = Unmarked
	case errorWords.has(l.word):
		switch {
		case v.isOtherClass(l.before, l.word, l.separated):
			m.why = OtherClass
		case strings.Contains(strings.ReplaceAll(l.separated, "=>", ""), ">"): // <td class="error">9610</td>
			m.why = Unmarked
		}
	case isErrorNumber:
		m.start, m.numbered = l.from+start, true
		if strings.ContainsAny(l.front[start:], "(,") && v.isOtherClass(l.front[:start], "", "") {
			m.why = OtherClass
		}
	case ascii.EqualFold(l.word, "code") && (l.separated == "" || strings.ContainsAny(l.separated, ":=")):
		m.numbered = true
		if isOtherCode(l.before, strings.Contains(l.separated, "=")) {
			m.why = OtherCode
		}
	default:
		m.why = Unmarked
	}
	return m
}

// disprove returns why a number isn't an error number of the service although it is marked, or "".
func (x *Text) disprove(m *mark, l *lead, d *documented, at span, beside *wording) Reason {
	t, after := x.whole, x.whole[at.end:]
	if strings.HasPrefix(l.separated, keyTag) && isOfOtherDomain(after) {
		return OtherOwner
	}
	if why := x.v.disowns(t[l.from:m.start]); why != "" || m.numbered {
		return why
	}
	isQuotedValue := strings.Contains(l.separated, "=") && strings.ContainsAny(l.separated, `"'`)
	switch {
	case l.isLevel(after):
		if !d.isWorded(x.matches, at.end, lineEnd(t[:min(len(t), at.end+near)], at.end)) {
			return Level
		}
	case beside != nil: // whatever else it looks like
	case l.isIssue(after) && !d.isWorded(x.matches, at.start-near, at.end+near):
		return Unmarked
	case d.measures(after, isQuotedValue || strings.Contains(l.separated, ":")):
		return Introduction
	}
	return ""
}

// isIssue reports whether a number in brackets may be that of an issue: Fix VPP error (#9610); but not: VPPError (#9610), returned
// error (#9610).
func (l *lead) isIssue(after string) bool {
	return strings.HasSuffix(l.separated, "(#") && byteAt(after, 0) == ')' &&
		!endsInIdentifier(l.before) && !betweenWords.has(lastLetters(strings.TrimRight(l.before, blanks)))
}

// markEnd returns where the mark of a number at t[start] would end.
func markEnd(t string, start int) int {
	if list, ok := strings.CutSuffix(t[:start], "<"+integer+">"); ok {
		if list = strings.TrimRight(list, white); strings.HasSuffix(list, keyTag) {
			return len(list) - len(keyTag)
		}
	}
	end := skipBack(t, start, isSeparator)
	for _, word := range [...]string{"Some", "Optional", "Number"} { // Rust, Swift, serde_json
		if front, ok := strings.CutSuffix(t[:end], word); ok && t[end] == '(' {
			end = skipBack(front, len(front), isSeparator)
		}
	}
	if strings.HasPrefix(t[end:], " =>") { // PHP: [errorNumber] => 9610
		end = len(strings.TrimSuffix(t[:end], "]"))
	}
	return end
}

// isOfOtherDomain reports whether a property list goes on with the domain of another service's error.
func isOfOtherDomain(t string) bool {
	const enough = 128
	_, domain, ok := strings.Cut(t[:min(len(t), enough)], "ErrorDomain"+keyTag)
	domain = strings.TrimPrefix(skipSpace(domain), "<string>")
	return ok && !ascii.HasPrefixFold(domain, deviceDomain)
}

// isParameter reports whether a word after t is the name of a parameter in a query.
func isParameter(t string) bool { return strings.HasSuffix(t, "?") || strings.HasSuffix(t, "&") }

// wordJoints join two words of a mark or of an identifier.
const wordJoints = blanks + "_-."

// errorNumber returns the start of the words that t ends with, if they are an error word and a number word. One joint may be
// between them, or before "code" a bracket or a comma: error (code 9610), error, code 9610.
func errorNumber(t string) (start int, ok bool) {
	for _, w := range numberWords {
		if !ascii.HasSuffixFold(t, w) {
			continue
		}
		t = t[:len(t)-len(w)]
		front := strings.TrimRight(t, " (,")
		if between := t[len(front):]; w == "code" && (between == " (" || between == ", ") {
			t = front
		} else if ascii.In(byteAt(t, len(t)-1), wordJoints) {
			t = t[:len(t)-1]
		}
		word := lastPart(t)
		start = len(t) - len(word)
		return start, errorWords.has(word) && !isParameter(t[:start])
	}
	return 0, false
}

// isLevel reports whether the word before a number is the level of a log line, and the number a process id:
//
//	2026-01-01 12:00:00.000 ERROR 9610 --- [main] ...
//	ERROR:9610:vpp:...    ERROR (9610) vpp: ...    ERROR 9610: ...    [ERROR 9610] ...
func (l *lead) isLevel(after string) bool {
	switch {
	case l.word != "ERROR":
		return false
	case strings.HasPrefix(after, " --- ["), l.separated == ":" && len(after) > 1 && after[0] == ':' && !isSpace(after[1]):
		return true // only loggers write this
	}
	return !strings.ContainsAny(l.separated, `="'\`) && isHead(l.before) && goesOn(after)
}

// goesOn reports whether the line has more after a number. Only blanks, brackets, a colon or a bar may follow it directly.
func goesOn(after string) bool {
	rest := strings.TrimLeft(after, ")]>:|")
	if rest == after && byteAt(after, 0) != space || strings.HasPrefix(rest, `"`) {
		return false
	}
	more := skip(rest, 0, notInWord)
	return more < len(rest) && !strings.ContainsAny(rest[:more], lineBreaks)
}

// calendar are the words of timestamps.
var calendar = wordsOf(`jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun utc gmt cet cest am pm`)

// isHead reports whether a level may follow t in its line: after a timestamp, brackets, or the single letters of a container's log,
// but neither after a word nor in a sentence: vpp: ERROR 9610
func isHead(t string) bool {
	t = strings.TrimRight(t, blanks+"[(<")
	line := t[strings.LastIndexAny(t, lineBreaks+`|"'`)+1:]
	word := lastLetters(line)
	return (len(word) <= 1 || calendar.has(word)) && !isSentence(line)
}

// isSentence reports whether the beginning of a line has words, and neither brackets nor a time of day.
func isSentence(line string) (words bool) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case ascii.In(c, "[](){}<>"), c == ':' && ascii.IsDigit(byteAt(line, i-1)) && ascii.IsDigit(byteAt(line, i+1)):
			return false
		case ascii.IsLetter(c):
			end := wordEnd(line, i)
			words = words || end-i > 1 && !calendar.has(line[i:end])
			i = end - 1
		}
	}
	return words
}

// isOtherCode reports whether the word before "code" makes it a status code, a promo code and so on. Before a key, only a few
// words do.
func isOtherCode(before string, isKey bool) bool {
	phrase := strings.TrimRight(before, blanks)
	isApart := len(phrase) < len(before)
	if isApart && strings.HasSuffix(phrase, ".") {
		return false // a sentence ends there
	}
	phrase = strings.TrimRight(phrase, "_-.")
	word := lastLetters(phrase)
	if isKey && isApart {
		return otherCodes.has(word)
	}
	return word != "" && !ownCodes.has(word)
}
