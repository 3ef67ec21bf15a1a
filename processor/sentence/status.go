// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// reply is an HTTP status that the service answered with, and where the name is that is its subject.
type reply struct{ at, status int }

const (
	maxReplies = 32 // in a text
	maxSubject = 40 // from the service's name to the verb or the colon
)

var (
	verbs = wordsOf("answered", "returned", "responded", "replied")
	// otherSubjects say that it isn't the service that answered.
	otherSubjects = fields(`we our proxy gateway nginx handler controller worker job task callback webhook scheduler
		while when because as`)
	// conjunctions do so too, unless the verb follows: it was asked and answered 401, but not: we asked it and returned 502.
	conjunctions = wordsOf("and", "but", "so", "then")
	// deciding are all of these.
	deciding = pairsOf(verbs.all, otherSubjects.all, conjunctions.all)
	// statusWords may be in front of a status.
	statusWords = wordsOf("with", "status", "code")
	// counted are what a number after a colon may be the count or the measure of.
	counted = fields(`limit count total size retry delay timeout wait after in page batch line port id attempt attempts
		retries requests calls errors failures license licenses licences asset assets user users device devices
		assignments items records entries seats quantity available remaining used seconds minutes s ms sec`)
)

// findReplies appends the HTTP statuses that the service answered with: Apps and Books answered HTTP 429, vpp: 400 9609.
func (v *Vocabulary) findReplies(t string, names []name, out []reply) []reply {
	// Of names close to each other, each asks for the same: until is how far there is nothing, found what there was last.
	until, found := 0, -1
	for _, name := range names {
		if len(out) == maxReplies {
			break
		}
		for i := max(name.end, until); i < min(len(t), name.end+maxSubject+1); i++ {
			if !mayDecide(t, i) {
				until = i + 1
				continue
			}
			status, decided := v.statusAfter(t, i, name.span)
			if !decided {
				until = i + 1
				continue
			}
			if until = i; status != 0 && i != found {
				out, found = append(out, reply{name.end, status}), i
			}
			break
		}
	}
	return out
}

// statusBefore returns the last status that is told before that place; the only one counts wherever it is.
func statusBefore(replies []reply, at int) (status int) {
	for _, r := range replies {
		if r.at < at || len(replies) == 1 {
			status = r.status
		}
	}
	return status
}

// mayDecide rules out most of what decides nothing.
func mayDecide(t string, i int) bool {
	c := t[i]
	return c == ':' || c == ';' || c == ',' || c == '|' || isLineBreak(c) || deciding.at(t, i)
}

// statusAfter returns the status after the verb or the colon at t[i], and whether t[i] decides on what the service
// answered: a colon does without a status, too, and so does what ends the sentence or turns to another subject.
func (v *Vocabulary) statusAfter(t string, i int, name span) (status int, decided bool) {
	switch c := t[i]; {
	case c == ':':
		// Much else is written after colons: the line of a file, a port, a count; but not before the error's number.
		said, numbered := v.statusAt(t[i+1:])
		if isClass(t, i, name) {
			return 0, true
		}
		if numbered || !ascii.IsDigit(byteAt(t, i+1)) && !endsWithCounted(t[:i]) {
			status = said
		}
		return status, true
	case c == ',':
		return 0, begins(t[i+1:])
	case c == ';' || c == '|' || isLineBreak(c):
		return 0, true
	case ascii.IsLetter(c) && nameStarts(t, i):
		word := leadingWord(t[i:])
		for _, verb := range verbs.all {
			if ascii.HasPrefixFold(word, verb) && nameEnds(t, i+len(verb)) {
				status, _ = v.statusAt(t[i+len(verb):])
				return status, status != 0
			}
		}
		if conjunctions.have(word) {
			return 0, skipSpace(t[name.end:i]) == "" || !verbs.have(leadingWord(skipSpace(t[i+len(word):])))
		}
		return 0, otherSubjects.have(word)
	}
	return 0, false
}

// begins reports whether another clause begins with t: VPP was asked, the server returned 500. VPP, which returned 401, is none.
func begins(t string) bool {
	t = skipSpace(t)
	subject := leadingWord(t)
	if ascii.EqualFold(subject, "the") {
		t = skipSpace(t[len(subject):])
		subject = leadingWord(t)
	}
	return subject != "" && !ascii.EqualFold(subject, "which") && verbs.have(leadingWord(skipSpace(t[len(subject):])))
}

// isClass reports whether an identifier that ends before t[i] is the name of a class or a logger, and not just the service's.
//
//	VppGatewayException: vpp.sync.Client: vpp_client: but vpp: VPP licenses: sToken: the host's
func isClass(t string, i int, name span) bool {
	start := i
	for start > 0 && (ascii.IsWord(t[start-1]) || strings.IndexByte(".$-", t[start-1]) >= 0) {
		start--
	}
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

// leadingWord returns the letters that t begins with, or as many of them as decide.
func leadingWord(t string) string {
	const enough = 16
	return t[:wordEnd(t[:min(len(t), enough)], 0)]
}

// skipSpace returns t without the white space at its start.
func skipSpace(t string) string {
	for t != "" && isSpace(t[0]) {
		t = t[1:]
	}
	return t
}

// endsWithCounted reports whether t ends with the name of what is counted or measured, and not with a part of a path.
func endsWithCounted(t string) bool {
	t = strings.TrimRight(t, ` "')]`)
	start := wordStart(t, len(t))
	return counted.have(t[start:]) && strings.IndexByte("/.-", byteAt(t, start-1)) < 0
}

// statusAt reads the status that t begins with, with or without "HTTP" or "status" before it, and reports whether the number
// of an error follows.
func (v *Vocabulary) statusAt(t string) (status int, numbered bool) {
	for {
		for t != "" && (isSpace(t[0]) || strings.IndexByte(`:=("'`, t[0]) >= 0) {
			t = t[1:]
		}
		word := leadingWord(t)
		if word == "" {
			break
		}
		t = t[len(word):]
		if ascii.EqualFold(word, "http") {
			if version, ok := strings.CutPrefix(t, "/"); ok { // HTTP/1.1
				t = strings.TrimLeft(version, ".0123456789")
			}
		} else if !statusWords.have(word) {
			return 0, false
		}
	}
	end := ascii.DigitsEnd(t, 0)
	if end != len("200") || t[0] < '1' || t[0] > '5' || !endsAlone(t[end:]) {
		return 0, false
	}
	if c, next := byteAt(t, end), end+1; (c == space || c == column) && ascii.IsWord(byteAt(t, next)) {
		after := ascii.DigitsEnd(t, next)
		if numbered = v.numbers[t[next:after]] != nil && endsAlone(t[after:]); !numbered {
			return 0, false // 404 devices synced
		}
	}
	status, _ = strconv.Atoi(t[:end])
	return status, numbered
}
