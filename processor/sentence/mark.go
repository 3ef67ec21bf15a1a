// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// marking is how a number is marked as an error number.
type marking struct {
	kind  markKind
	start int    // of the mark
	why   Reason // it isn't marked
}

type markKind uint8

const (
	unmarked markKind = iota
	marked
	worded     // by "error" alone, which may go before a measure as well
	introduced // by "error:", which may introduce something else as well
	levelled   // by ERROR, which may be the level of a line
)

var (
	// errorWords mark the number after them.
	errorWords = wordsOf("error", "err", "errno")
	// numberWords do so after one of those: error number, err_no, ErrorCode.
	numberWords = wordsOf("number", "code", "no")
	// joinedWords are both, run together.
	joinedWords = fields("errornumber errorcode errorno errnumber errcode errnonumber errnocode errnono")
	// markEnds are what marks end with.
	markEnds = slices.Concat(errorWords.all, numberWords.all, []string{listed})

	// ownCodes are the words before "code" with which it marks. They are listed, as so much else has codes.
	ownCodes = fields("with returned returns return got received apple vpp failure fault api the a and reason result service")
	// owners are the words before a mark that say whose errors these are.
	owners = fields(`os system dns socket network tcp udp tls ssl smtp ldap imap ftp ssh http rpc database db kernel driver
		disk usb io windows posix compiler syntax parse type range printer modem plc`)
	// products are likewise, in a class or another prefix as well: redis.ResponseError: error 9700.
	products = fields(`sql mysql mariadb postgres postgresql oracle mongo mongodb redis kafka rabbitmq nginx apache grpc libc
		zlib curl git win docker snowflake clickhouse elasticsearch stripe twilio salesforce okta slack fcm azure aws
		nats amqp saml oauth sqlite sap paypal npm helm kubernetes ntp snmp`)
	// calendar are the words of time stamps.
	calendar = fields(`jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun utc gmt cet cest am pm`)
	// otherCodes are those with which it doesn't even if "code" is a key, as in "status code=9609": before a key, most words
	// belong to something else.
	otherCodes = fields(`status promo exit zip postal area country product discount coupon redemption
		verification security access pin invite currency language bar qr source response http`)
)

const (
	separators    = ` :=>#("'*\` // between a mark and its number
	maxSeparators = 12

	// What is between them in a property list: <key>ErrorCode</key> <integer>9610</integer>.
	listed, keyEnd = "integer", "</key>"
)

// markOf returns how a number is marked.
func (v *Vocabulary) markOf(t string, at span) marking {
	end := at.start
	for end > 0 && at.start-end < maxSeparators && strings.IndexByte(separators, t[end-1]) >= 0 {
		end--
	}
	if list, ok := strings.CutSuffix(t[:at.start], "<"+listed+">"); ok {
		list, ok = strings.CutSuffix(strings.TrimRight(list, " \t\n\v"), keyEnd)
		if ok {
			end = len(list)
		}
	}
	separated := t[end:at.start]
	front, dotted := strings.CutSuffix(t[:end], ".")
	word := lastWord(front)
	before := front[:len(front)-len(word)]
	colon, equals := strings.Contains(separated, ":"), strings.Contains(separated, "=")
	m := marking{marked, len(before), Unmarked}
	switch {
	case isParameter(before), strings.Contains(separated, "=="), dotted && !ascii.EqualFold(word, "no"):
	case errorWords.have(word):
		switch {
		case joins(before) && !v.namesOwn(t, before):
			return marking{why: OtherClass}
		case isLevel(before, word, separated, t[at.end:]):
			m.kind = levelled
		case colon || equals && strings.ContainsAny(separated, `"'`):
			m.kind = introduced
		default:
			m.kind = worded
		}
		return m.of(t)
	case joinedWords.have(word):
		return m.of(t)
	case numberWords.have(word) && endsWithErrorWord(before):
		first := strings.TrimRight(before, " \t_-.")
		m.start = len(first) - len(lastWord(first))
		return m.of(t)
	case ascii.EqualFold(word, "code") && (colon || equals || separated == ""):
		if isOtherCode(before, equals) {
			return marking{why: OtherCode}
		}
		return m.of(t)
	}
	if v.endsLineOfClass(t, at) {
		return marking{kind: marked, start: at.start}
	}
	return marking{why: Unmarked}
}

// of returns the marking, unless the word before it says whose errors these are: an os error, a DNS error code.
func (m marking) of(t string) marking {
	front := strings.TrimRight(t[:m.start], " \t_-")
	if strings.HasSuffix(front, ".") && len(front) < m.start {
		return m // a sentence ends there
	}
	front = strings.TrimRight(front, ".")
	switch {
	case owners.have(lastWord(front)) || namesProduct(strings.TrimRight(front, ` :]`)) || isOtherDomain(front):
		return marking{why: OtherOwner}
	case ascii.HasSuffixFold(front, "exited with"):
		return marking{why: OtherCode}
	}
	return m
}

// isOtherDomain reports whether t ends with the domain of an NSError that isn't the service's: (SKErrorDomain error 9610.)
func isOtherDomain(t string) bool {
	return ascii.HasSuffixFold(t, "errordomain") && !ascii.HasSuffixFold(t, deviceDomain)
}

// isWhole reports whether a mark says that it is one of a number: error number, ErrorCode, and not just error.
func (m marking) isWhole(t string, at span) bool {
	return m.kind == marked && m.start < at.start && !errorWords.have(strings.Trim(t[m.start:at.start], separators))
}

// NamesProduct reports whether the name of an attribute is that of another product's: redis.error.
func (v *Vocabulary) NamesProduct(name string) bool { return namesProduct(name) }

// namesProduct reports whether the identifier that t ends with names another product: redis, redis.ResponseError, Win32Exception
func namesProduct(t string) bool {
	for {
		for c := byteAt(t, len(t)-1); ascii.IsDigit(c) || strings.IndexByte("_.$", c) >= 0; c = byteAt(t, len(t)-1) {
			t = t[:len(t)-1]
		}
		word := lastWord(t)
		if word == "" || products.have(word) {
			return word != ""
		}
		t = t[:len(t)-len(word)]
	}
}

// joins reports whether what comes after t is the end of an identifier: VPPAPI|Error.
func joins(t string) bool { c := byteAt(t, len(t)-1); return ascii.IsLetter(c) || ascii.IsDigit(c) }

// namesOwn reports whether the identifier of which before ends the first part names the service.
func (v *Vocabulary) namesOwn(t, before string) bool {
	start := len(before)
	for start > 0 && ascii.IsWord(t[start-1]) {
		start--
	}
	for ; start < len(before); start++ {
		if end, own, _ := v.nameAt(t, start); own && end <= len(before) {
			return true
		}
	}
	return false
}

// endsLineOfClass reports whether a number is in brackets at the end of a line that such an error begins:
//
//	app.VPPError: No seat is left (9610)
func (v *Vocabulary) endsLineOfClass(t string, at span) bool {
	if byteAt(t, at.start-1) != '(' || byteAt(t, at.end) != ')' {
		return false
	}
	for i := at.end; i < len(t) && !isLineBreak(t[i]); i++ {
		if isWordByte(t[i]) {
			return false
		}
	}
	head := t[strings.LastIndexAny(t[:at.start], "\n\v")+1 : at.start]
	for i := 0; i < len(head); i++ {
		next := strings.Index(head[i:], ": ")
		if next < 0 {
			return false
		}
		i += next
		word := lastWord(head[:i])
		class := at.start - len(head) + i - len(word)
		if errorWords.have(word) && joins(t[:class]) && v.namesOwn(t, t[:class]) {
			return true
		}
	}
	return false
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
	if c := byteAt(t, len(t)-1); c == space || c == column || c == '_' || c == '-' || c == '.' {
		t = t[:len(t)-1]
	}
	word := lastWord(t)
	return errorWords.have(word) && !isParameter(t[:len(t)-len(word)])
}

// isLevel reports whether the word is the level of a line, and the number that of a process, after which the line goes on:
//
//	2026-01-01 12:00:00.000 ERROR 9610 --- [main] ...
//	ERROR:9610:vpp:...    ERROR (9610) vpp: ...
func isLevel(before, word, separated, after string) bool {
	if word != "ERROR" || len(after) < 2 {
		return false
	}
	if separated == ":" {
		return after[0] == ':' && !isSpace(after[1])
	}
	goesOn := strings.TrimPrefix(after, ")")
	return strings.Trim(separated, " (") == "" && len(goesOn) > 1 && goesOn[0] == ' ' && isHead(before)
}

// isHead reports whether there is nothing on a line but a time stamp and brackets.
func isHead(t string) bool {
	const enough = 128
	t = t[max(0, len(t)-enough):]
	t = t[strings.LastIndexAny(t, "\n\v|\"'")+1:] // or of a quoted one
	depth := 0
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case strings.IndexByte("[(<", c) >= 0:
			depth++
		case strings.IndexByte("])>", c) >= 0:
			depth = max(0, depth-1)
		case depth > 0 || !ascii.IsLetter(c):
		case (c == 'T' || c == 'Z') && ascii.IsDigit(byteAt(t, i-1)):
		default:
			word := t[i:wordEnd(t, i)]
			if !calendar.have(word) {
				return false
			}
			i += len(word) - 1
		}
	}
	return depth == 0
}

// isOtherCode reports whether the word before "code" says that it is a status code, a promo code and so on. In a key, it
// has to be said without a doubt.
func isOtherCode(before string, key bool) bool {
	phrase := strings.TrimRight(before, " \t")
	apart := len(phrase) < len(before)
	if apart && strings.HasSuffix(phrase, ".") {
		return false // a sentence ends there
	}
	phrase = strings.TrimRight(phrase, "_-.")
	word := phrase[wordStart(phrase, len(phrase)):]
	if key && apart {
		return otherCodes.have(word)
	}
	return word != "" && !ownCodes.have(word)
}
