// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strconv"
	"strings"
)

const (
	refEndsAlone   = `^(?:$|[.,:](?:$|[^0-9])|[-/@+](?:$|[^0-9A-Za-z])|[^A-Za-z0-9_.,:/@+%\x{80}-\x{2e7f}-])`
	refBeginsAlone = `(?:^|(?:^|[^0-9]),|[^A-Za-z0-9_.,:/@+%$&~^\x{80}-\x{2e7f}-])$`
	refNextTo      = `^[^A-Za-z0-9\x{80}-\x{10ffff}]{0,64}$`

	refOwnCodes   = `^(?i:with|returned|returns|return|got|received|apple|vpp|failure|fault|api|the|a|and|reason|result|service|)$`
	refOtherCodes = `^(?i:status|promo|exit|zip|postal|area|country|product|discount|coupon|redemption|verification|security|access|pin|invite|currency|language|bar|qr|source|response|http)$`
	refCounted    = `(?i:(?:^|[^A-Za-z/.-])(?:limit|count|total|size|retry|delay|timeout|wait|after|in|page|batch|line|port|id|attempts?|retries|requests|calls|errors|failures|licenses?|licences|assets?|users?|devices?` +
		`|assignments|items|records|entries|seats|quantity|available|remaining|used|seconds|minutes|s|ms|sec))[ "')\]]*$`
)

// refMarked reports whether the number between these is marked as an error number; beside: its wording is next to it.
func refMarked(before, after string, number int, beside bool) bool {
	sep := re(`[ :=>#("'*\\\n]{0,12}$`).FindString(before)
	front := strings.TrimSuffix(before, sep)
	colon, equals := strings.Contains(sep, ":"), strings.Contains(sep, "=")
	words := re(`([A-Z])([A-Z][a-z])`).ReplaceAllString(re(`([a-z])([A-Z])`).ReplaceAllString(front, "$1\x00$2"), "$1\x00$2") // VPP Error
	switch {
	case has(words, `(?i)(?:^|[^a-z?&])(?:error|err|errno)$`):
		if sep == ":" && has(words, `ERROR$`) && has(after, `^:[^ \n\t\v]`) || sep == " " && has(front, `(?:^|[0-9Z\]|])[ \t]*ERROR$`) && has(after, `(?s)^ [^(]`) {
			return false // a level
		}
		other := re(`^[ \t]([A-Za-z]+)(?:[^A-Za-z=]|$)`).FindStringSubmatch(after)
		return !colon && (!equals || !strings.ContainsAny(sep, `"'`)) || beside || other == nil ||
			slices.ContainsFunc(refWordings, func(w *refWording) bool { return w.of(number) && has(w.text, `^(?i:`+other[1]+`)(?:[^a-z]|$)`) })
	case has(words, `(?i)(?:^|[^a-z?&])(?:error|err|errno)(?:[ \n\t\v_.\x00-]?(?:number|code|no)|[ \n\t\v_.\x00-]no\.)$`):
		return true
	case has(words, `(?i)(?:^|[^a-z?&])code$`) && (colon || equals || sep == ""):
		word := re(`([A-Za-z]*)[_.-]*([ \t]*)$`).FindStringSubmatch(front[:len(front)-len("code")])
		if equals && word[2] != "" {
			return !has(word[1], refOtherCodes)
		}
		return has(word[1], refOwnCodes)
	}
	return false
}

// refPhrase is an expression for words in any case, joined or not. An s in brackets may be there, but not as the capital of
// another word.
func refPhrase(words ...string) string {
	for i, w := range words {
		if one, plural := strings.CutSuffix(w, "(s)"); plural {
			last := one[len(one)-1:]
			words[i] = one[:len(one)-1] + ")(?:" + last + "s?|" + strings.ToUpper(last) + "[sS]?"
		}
	}
	return "^(?:(?i:" + strings.Join(words, `)[ \n\t\v_-]*(?i:`) + "))"
}

// refEdge reports whether a word may begin or end at t[i]: also that of an identifier, before a capital.
func refEdge(t string, i int) bool {
	return i >= len(t) || !has(t[max(i-1, 0):i]+"|"+t[i:i+1], `^[A-Z]\|[A-Za-z]|^[a-z]\|[a-z]`)
}

// refNames returns where the service is named.
func refNames(t string) (names [][2]int) {
	for i := 0; i < len(t); i++ {
		if !has(t[i:i+1], "[aAsSvV]") {
			continue
		}
		end, named := refNameAt(t, i)
		if named {
			names = append(names, [2]int{i, end})
		}
		i = max(end-1, i)
	}
	return names
}

func refNameAt(t string, i int) (end int, named bool) {
	at := func(phrase string) bool {
		end = i + len(re(phrase).FindString(t[i:]))
		return end > i && refEdge(t, i) && (refEdge(t, end) || has(t[i:], "^(?i:vpp)[A-Z]"))
	}
	if host := re(`^(?i:vpp\.itunes\.apple\.com)`).FindString(t[i:]); host != "" && !has(t[:i], `[A-Za-z0-9_.-]$`) && !has(t[i+len(host):], `^(?:[A-Za-z0-9_-]|\.[A-Za-z0-9_])`) {
		return i + len(host), true
	}
	for product := range strings.FieldsSeq("pay push id music tv wallet card care script webkit coremedia") {
		if at(refPhrase("apple", product+"(s)")) {
			return end, false
		}
	}
	switch {
	case at(refPhrase("sign", "in", "with", "apple")):
		return end, false
	case at(refPhrase("app(s)", "and", "book(s)")), at(refPhrase("stoken")):
		return end, true
	case at(refPhrase("vpp")) && !has(t[:i], `[0-9_]$`) && !has(t[end:], `^[0-9_]`):
		return end, true
	case at(refPhrase("apple")) && !has(t[:i], `\.$`) && !has(t[end:], `^[.@][A-Za-z]`):
		return end, true
	}
	return i, false
}

// refReplies returns the statuses that the service answered with, and after which of its names: the first of several.
func refReplies(t string, names [][2]int) (replies [][2]int) {
	last := 0
	for _, name := range names {
		if status, at := refStatusAfter(t, name[1]); status != 0 && at != last && !has(t[:name[0]], `(?:^|[^/])/$`) {
			replies, last = append(replies, [2]int{name[1], status}), at
		}
	}
	return replies
}

func refStatus(replies [][2]int, at int) (status int) {
	for i, r := range replies {
		if r[0] < at || i == 0 && len(replies) == 1 {
			status = r[1]
		}
	}
	return status
}

// refStatusAfter: at most 40 characters, then a verb or a colon, then the status; in one sentence, with one subject.
func refStatusAfter(t string, from int) (status, at int) {
	const verb = `(?i:answered|returned|responded|replied)`
	for i := from; i < len(t) && i <= from+40; i++ {
		rest := t[i:]
		said := re("^" + verb).FindString(rest)
		switch {
		case t[i] == ':':
			status, numbered := refStatusAt(rest[1:])
			if !numbered && (has(rest, "^:[0-9]") || has(t[:i], refCounted)) {
				return 0, 0
			}
			return status, i
		case has(rest, `^[;|\n\v]`):
			return 0, 0
		case !refEdge(t, i):
		case said != "" && refEdge(t, i+len(said)):
			if status, _ := refStatusAt(rest[len(said):]); status != 0 {
				return status, i
			}
		case has(rest, `^(?i:while|when|because|as|we|our|proxy|gateway|nginx)(?:[^A-Za-z]|$)`),
			has(rest, `^(?i:and|but|so|then)(?:[^A-Za-z]|$)`) && !has(rest, `^[A-Za-z]+[ \n\t\v]`+verb+`(?:[^A-Za-z]|$)`):
			return 0, 0
		}
	}
	return 0, 0
}

// refStatusAt reads the status. A word after it makes it something else, but for the error's number.
func refStatusAt(t string) (status int, numbered bool) {
	for before := -1; before != len(t); {
		before = len(t)
		t = re(`^(?:[ \n\t\v:=("']+|(?i:http)/[0-9.]*|(?i:with|status|code|http)([^A-Za-z]))`).ReplaceAllString(t, "$1")
	}
	digits := re(`^[1-5][0-9][0-9]`).FindString(t)
	if digits == "" || !has(t[3:], refEndsAlone) {
		return 0, false
	}
	if has(t[3:], `^[ \t][A-Za-z0-9_]`) {
		number := re(`^[0-9]*`).FindString(t[4:])
		if numbered = refNumber(number) > 0 && has(t[4+len(number):], refEndsAlone); !numbered {
			return 0, false
		}
	}
	status, _ = strconv.Atoi(digits)
	return status, numbered
}
