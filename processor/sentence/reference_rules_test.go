// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	refEndsAlone   = regexp.MustCompile(`^(?:$|[.,:](?:$|[^0-9])|[-/@+](?:$|[^0-9A-Za-z])|[^A-Za-z0-9_.,:/@+%\x{80}-\x{2e7f}-])`)
	refBeginsAlone = regexp.MustCompile(`(?:^|(?:^|[^0-9]),|[^A-Za-z0-9_.,:/@+%$&~^\x{80}-\x{2e7f}-])$`)
	refNextTo      = regexp.MustCompile(`^[^A-Za-z0-9\x{80}-\x{10ffff}]{0,64}$`)
	refSeparators  = regexp.MustCompile(`[ :=>#("'*\\\n]{0,12}$`)
	refCapitals    = regexp.MustCompile(`([a-z])([A-Z])`)
	refCapital     = regexp.MustCompile(`([A-Z])([A-Z][a-z])`)
	refErrorWord   = regexp.MustCompile(`(?i)(?:^|[^a-z?&])(?:error|err|errno)$`)
	refErrorNumber = regexp.MustCompile(`(?i)(?:^|[^a-z?&])(?:error|err|errno)(?:[ \n\t\v_.\x00-]?(?:number|code|no)|[ \n\t\v_.\x00-]no\.)$`)
	refCode        = regexp.MustCompile(`(?i)(?:^|[^a-z?&])code$`)
	refBeforeCode  = regexp.MustCompile(`([A-Za-z]*)[_.-]*([ \t]*)$`)
	refLevel       = regexp.MustCompile(`(?:^|[0-9Z\]|])[ \t]*ERROR$`)
	refOther       = regexp.MustCompile(`^[ \t]([A-Za-z]+)(?:[^A-Za-z=]|$)`)
	refOwnCodes    = strings.Fields("with returned returns return got received apple vpp failure fault api the a and reason result service")
	refOtherCodes  = strings.Fields(`status promo exit zip postal area country product discount coupon redemption verification security access pin invite currency
		language bar qr source response http`)
)

// refMarked reports whether the number between these is marked as an error number; beside: its wording is next to it.
func refMarked(before, after string, number int, beside bool) bool {
	sep := refSeparators.FindString(before)
	front := strings.TrimSuffix(before, sep)
	colon, equals, quote := strings.Contains(sep, ":"), strings.Contains(sep, "="), strings.ContainsAny(sep, `"'`)
	words := refCapital.ReplaceAllString(refCapitals.ReplaceAllString(front, "$1\x00$2"), "$1\x00$2") // VPP Error
	switch {
	case refErrorWord.MatchString(words):
		level := sep == ":" && strings.HasSuffix(words, "ERROR") && len(after) > 1 && after[0] == ':' && !strings.ContainsAny(after[1:2], " \n\t\v") ||
			sep == " " && refLevel.MatchString(front) && len(after) > 1 && after[0] == ' ' && after[1] != '('
		other := refOther.FindStringSubmatch(after)
		return !level && (!colon && (!equals || !quote) || beside || other == nil || slices.ContainsFunc(refWordings, func(w *refWording) bool {
			return w.of(number) && refWord.FindString(w.text) == strings.ToLower(other[1])
		}))
	case refErrorNumber.MatchString(words):
		return true
	case refCode.MatchString(words) && (colon || equals || sep == ""):
		word := refBeforeCode.FindStringSubmatch(front[:len(front)-len("code")])
		if equals && word[2] != "" {
			return !slices.Contains(refOtherCodes, strings.ToLower(word[1]))
		}
		return word[1] == "" || slices.Contains(refOwnCodes, strings.ToLower(word[1]))
	}
	return false
}

// refPhrase matches words in any case, joined or not; those with an s in brackets may have it, but not where it is the
// capital of another word.
func refPhrase(words ...string) *regexp.Regexp {
	for i, w := range words {
		w, plural := strings.CutSuffix(w, "(s)")
		if words[i] = "(?i:" + w + ")"; plural {
			last := w[len(w)-1:]
			words[i] = "(?i:" + w[:len(w)-1] + ")(?:" + last + "s?|" + strings.ToUpper(last) + "[sS]?)"
		}
	}
	return regexp.MustCompile("^" + strings.Join(words, `[ \n\t\v_-]*`))
}

var (
	refHost   = refPhrase(`vpp\.itunes\.apple\.com`)
	refVPP    = refPhrase("vpp")
	refApple  = refPhrase("apple")
	refOthers = []*regexp.Regexp{refPhrase("app(s)", "and", "book(s)"), refPhrase("stoken")}
	refNoName = func() (all []*regexp.Regexp) {
		for _, product := range strings.Fields("pay push id music tv wallet card care script webkit coremedia") {
			all = append(all, refPhrase("apple", product+"(s)"))
		}
		return append(all, refPhrase("sign", "in", "with", "apple"))
	}()
	refBeforeHost = regexp.MustCompile(`[A-Za-z0-9_.-]$`)
	refAfterHost  = regexp.MustCompile(`^(?:[A-Za-z0-9_-]|\.[A-Za-z0-9_])`)
	refPathBefore = regexp.MustCompile(`(?:^|[^/])/$`)
)

// refEdge reports whether a word may begin or end at t[i]: also that of an identifier, before a capital.
func refEdge(t string, i int) bool {
	return i == 0 || i >= len(t) || !refWord.MatchString(t[i-1:i]) || !refWord.MatchString(t[i:]) || refCapitals.MatchString(t[i-1:i+1])
}

// refNames returns where the service is named.
func refNames(t string) (names [][2]int) {
	for i := 0; i < len(t); i++ {
		end, named := refNameAt(t[:i], t[i:], t)
		if named {
			names = append(names, [2]int{i, i + end})
		}
		i += max(end-1, 0)
	}
	return names
}

func refNameAt(before, rest, t string) (end int, named bool) {
	at := func(name *regexp.Regexp) bool {
		end = len(name.FindString(rest))
		return end > 0 && refEdge(t, len(before)) && refEdge(t, len(before)+end)
	}
	if host := len(refHost.FindString(rest)); host > 0 && !refBeforeHost.MatchString(before) && !refAfterHost.MatchString(rest[host:]) {
		return host, true
	}
	if slices.ContainsFunc(refNoName, at) {
		return end, false
	}
	if at(refVPP) || end > 0 && refEdge(t, len(before)) && rest[end] >= 'A' && rest[end] <= 'Z' {
		if named = !regexp.MustCompile(`[0-9_]$`).MatchString(before) && !regexp.MustCompile(`^[0-9_]`).MatchString(rest[end:]); named {
			return end, true
		}
	} else if slices.ContainsFunc(refOthers, at) || at(refApple) && !strings.HasSuffix(before, ".") && !regexp.MustCompile(`^[.@][A-Za-z]`).MatchString(rest[end:]) {
		return end, true
	}
	return 0, false
}

// refReplies returns the statuses that the service answered with, and after which of its names: the first of several.
func refReplies(t string, names [][2]int) (replies [][2]int) {
	last := 0
	for _, name := range names {
		if status, at := refStatusAfter(t, name[1]); status != 0 && at != last && !refPathBefore.MatchString(t[:name[0]]) {
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

var (
	refVerb    = regexp.MustCompile(`^(?i:answered|returned|responded|replied)`)
	refSubject = regexp.MustCompile(`^(?i:while|when|because|as|we|our|proxy|gateway|nginx)(?:[^A-Za-z]|$)`)
	refAnd     = regexp.MustCompile(`^(?i:and|but|so|then)(?:[^A-Za-z]|$)`)
	refAndVerb = regexp.MustCompile(`^[A-Za-z]+[ \n\t\v](?i:answered|returned|responded|replied)(?:[^A-Za-z]|$)`)
	refCounted = regexp.MustCompile(`(?i:(?:^|[^A-Za-z/.-])(?:` + strings.Join(strings.Fields(`limit count total size retry delay timeout wait after in page batch line port id attempt attempts retries requests calls errors
		failures license licenses licences asset assets user users device devices assignments items records entries seats quantity available remaining used seconds minutes s ms sec`), "|") + `))[ "')\]]*$`)
	refFiller   = regexp.MustCompile(`^(?:[ \n\t\v:=("']|(?i:with|status|code|http)[^A-Za-z])`)
	refProtocol = regexp.MustCompile(`^(?i:http)/[0-9.]*`)
	refThree    = regexp.MustCompile(`^[1-5][0-9][0-9]`)
	refFollower = regexp.MustCompile(`^[ \t]([A-Za-z0-9_])`)
)

// refStatusAfter: at most 40 characters, then a verb or a colon, then the status; in one sentence, with one subject.
func refStatusAfter(t string, from int) (status, at int) {
	for i := from; i < len(t) && i <= from+40; i++ {
		switch rest := t[i:]; {
		case t[i] == ':':
			status, numbered := refStatusAt(rest[1:])
			if !numbered && (len(rest) > 1 && refDigits.MatchString(rest[1:2]) || refCounted.MatchString(t[:i])) {
				return 0, 0
			}
			return status, i
		case strings.ContainsAny(t[i:i+1], ";|\n\v"):
			return 0, 0
		case !refEdge(t, i):
		case refVerb.MatchString(rest) && refEdge(t, i+len(refVerb.FindString(rest))):
			if status, _ := refStatusAt(rest[len(refVerb.FindString(rest)):]); status != 0 {
				return status, i
			}
		case refSubject.MatchString(rest), refAnd.MatchString(rest) && !refAndVerb.MatchString(rest):
			return 0, 0
		}
	}
	return 0, 0
}

// refStatusAt reads the status. A word after it makes it something else, but for the error's number.
func refStatusAt(t string) (status int, numbered bool) {
	for filler := "-"; filler != ""; t = t[len(filler):] {
		if filler = refProtocol.FindString(t); filler == "" {
			if filler = refFiller.FindString(t); len(filler) > 1 {
				filler = filler[:len(filler)-1]
			}
		}
	}
	digits := refThree.FindString(t)
	if digits == "" || !refEndsAlone.MatchString(t[3:]) {
		return 0, false
	}
	if refFollower.MatchString(t[3:]) {
		number := refDigits.FindString(t[4:])
		if numbered = strings.HasPrefix(t[4:], number) && refNumber(number) > 0 && refEndsAlone.MatchString(t[4+len(number):]); !numbered {
			return 0, false
		}
	}
	status, _ = strconv.Atoi(digits)
	return status, numbered
}
