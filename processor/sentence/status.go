// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// reply is an HTTP status that the service answered with.
type reply struct {
	at, verb int // where the service's name ends; index of the verb or the colon
	status   int
	doubtful bool // the subject may be another: it counts only if it is the documented status
}

const (
	maxReplies = 32 // per text
	maxSubject = 40 // bytes from the service's name to the verb or the colon
)

var (
	verbs = wordsOf("answered returned responded replied")
	// otherSubjects are words that begin another clause, whose subject isn't the service.
	otherSubjects = wordsOf(`we our proxy gateway nginx handler controller worker job task callback webhook scheduler
		while when because as`)
	// conjunctions begin another clause, too. An exception is "VPP was asked and answered 401", where a verb follows, but not
	// "we asked VPP and returned 502", where the service is the object.
	conjunctions = wordsOf("and but so then")
	// decisive are the beginnings of the words above.
	decisive = beginningsOf(verbs.all, otherSubjects.all, conjunctions.all)
	// statusWords may be before a status.
	statusWords = wordsOf("with status code")
	// serviceWords are words after the service's name with which it is still the subject. After any other word, something else may
	// have answered, and the number after a colon may be a count.
	serviceWords = wordsOf(`api service server endpoint request call response reply answer status code http error failed the its
		with is was has`)
)

// findReplies appends the HTTP statuses that the service answered with: Apps and Books answered HTTP 429, vpp: 400 9609.
func (v *Vocabulary) findReplies(t string, found names, out []reply) []reply {
	if !hasStatus(t) {
		return out
	}
	for _, name := range found {
		if len(out) == maxReplies {
			break
		}
		if name.party == ofSQLServer || v.isPaired(t, name.span) {
			continue
		}
		r := v.replyAfter(t, name.span)
		r.doubtful = r.doubtful || name.party == ofCompany // which has other services
		switch last := len(out) - 1; {
		case r.status == 0:
		case last < 0 || out[last].verb != r.verb:
			out = append(out, r)
		case !r.doubtful: // of several names before one reply, the last is the subject
			out[last].doubtful = false
		}
	}
	return out
}

// hasStatus reports whether a text has three digits that may be a status. Most have none, and take an eighth less time.
func hasStatus(t string) bool {
	for i := 0; i < len(t); i++ {
		if start := i; ascii.IsDigit(t[i]) {
			if i = ascii.DigitsEnd(t, i); i-start == len("200") {
				return true
			}
		}
	}
	return false
}

// replyAfter returns the reply after a name. It stops at the end of the sentence, at another clause, or at a colon that may belong
// to something else.
func (v *Vocabulary) replyAfter(t string, name span) reply {
	end := min(len(t), name.end+maxSubject+1)
	for i := name.end; i < end; i++ {
		switch c := t[i]; {
		case ascii.IsLetter(c):
			if !decisive.at(t, i) || !nameStarts(t, i) {
				continue
			}
			word := leadingWord(t[i:])
			switch {
			case otherSubjects.has(word):
				return reply{}
			case conjunctions.has(word):
				isObject := skipSpace(t[name.end:i]) == ""
				if isObject || !verbs.has(nextWord(t[i+len(word):])) {
					return reply{}
				}
			case verbs.has(word):
				if isClass(t, len(strings.TrimRight(t[:i], wordJoints)), name) {
					return reply{}
				}
				if status, _ := v.statusAt(t[i+len(word):]); status != 0 {
					return reply{at: name.end, verb: i, status: status, doubtful: !isSubject(t[name.end:i])}
				}
			}
		case c == ':':
			// The number after a colon may also be a line number, a port or a count, but those aren't followed by an error number.
			status, numbered := v.statusAt(t[i+1:])
			isReply := numbered || !ascii.IsDigit(byteAt(t, i+1)) && isSubject(t[name.end:i])
			if isReply && !isClass(t, i, name) {
				return reply{at: name.end, verb: i, status: status}
			}
			return reply{}
		case c == ';' || c == '|' || isLineBreak(c), c == ',' && beginsClause(t[i+1:]),
			byteAt(t, i+1) == space && ascii.In(c, ".!?"):
			return reply{}
		}
	}
	return reply{}
}

// StatusAt returns the HTTP status with which the service reported the error at a position, or 0. It is that of the last reply
// before the error, or of the only one. A doubtful reply counts only if its status is documented for the number.
func (x *Text) StatusAt(place int, number int64) int {
	x.namesIn()
	var last reply
	for _, r := range x.replies {
		if r.at < place || len(x.replies) == 1 {
			last = r
		}
	}
	if last.doubtful && !slices.Contains(x.v.statuses[number], last.status) {
		return 0
	}
	return last.status
}

// beginsClause reports whether another clause begins with t: VPP was asked, the server returned 401; but not: VPP, which
// returned 401.
func beginsClause(t string) bool {
	t = skipSpace(t)
	if ascii.HasPrefixFold(t, "the ") {
		t = t[len("the "):]
	}
	subject := leadingWord(t)
	return !ascii.EqualFold(subject, "which") && verbs.has(nextWord(t[len(subject):]))
}

// isClass reports whether the identifier that ends before t[i] names a class or a logger, rather than the service.
//
//	VppGatewayException: vpp.sync.Client: vpp_client: but vpp: VPP licenses: sToken: the host's
func isClass(t string, i int, name span) bool {
	start := skipBack(t, i, func(c byte) bool { return ascii.IsWord(c) || ascii.In(c, ".$-") })
	if start == name.start && i == name.end || !ascii.IsLetter(byteAt(t, start)) {
		return false
	}
	for j := start + 1; j < i; j++ {
		if !ascii.IsLetter(t[j]) || ascii.IsUpper(t[j]) && !ascii.IsUpper(t[j-1]) {
			return true
		}
	}
	return false
}

// isSubject reports whether the service is still the subject after the words that follow its name. The rest of a URL is ignored.
func isSubject(t string) bool {
	if c := byteAt(t, 0); c == masked || c == '?' {
		t = t[skip(t, 0, func(c byte) bool { return !ascii.In(c, blanks+`"')`) }):]
	}
	for {
		if t = strings.TrimLeft(t, blanks+`"'(`); t == "" {
			return true
		}
		word := leadingWord(t)
		if !serviceWords.has(word) {
			return false
		}
		t = t[len(word):]
	}
}

// statusAt returns the status that t begins with, with or without "HTTP" or "status" before it, and reports whether an error
// number follows it.
func (v *Vocabulary) statusAt(t string) (status int, numbered bool) {
	announced := false
	for {
		t = t[skip(t, 0, func(c byte) bool { return isSpace(c) || ascii.In(c, `:=("'`) }):]
		word := leadingWord(t)
		if word == "" {
			break
		}
		t, announced = t[len(word):], true
		if ascii.EqualFold(word, "http") {
			if version, ok := strings.CutPrefix(t, "/"); ok { // HTTP/1.1
				t = strings.TrimLeft(version, ".0123456789")
			}
		} else if !statusWords.has(word) {
			return 0, false
		}
	}
	end := ascii.DigitsEnd(t, 0)
	if end != len("200") || t[0] < '1' || t[0] > '5' || !endsAlone(t[end:]) {
		return 0, false
	}
	if next := end + 1; byteAt(t, end) == space && ascii.IsWord(byteAt(t, next)) {
		after := ascii.DigitsEnd(t, next)
		if numbered = v.numbers[t[next:after]] != nil && endsAlone(t[after:]); !numbered {
			return 0, false // 404 devices synced
		}
	}
	if status, _ = strconv.Atoi(t[:end]); !announced && http.StatusText(status) == "" {
		return 0, false // the port 443, or a count
	}
	return status, numbered
}
