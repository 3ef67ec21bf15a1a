// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var sql = regexp.MustCompile(`(?i)sql`)

// refNames tells whether a text names the service.
func refNames(t string) bool { return len(refNamesIn(t)) > 0 && !sql.MatchString(t) }

var (
	joint = "[ \\t\\r\\n_-]*\u00a0?"
	// The name, and what may neither stand before nor behind it.
	vppName      = regexp.MustCompile(`^[vV][pP][pP]`)
	sTokenName   = regexp.MustCompile(`^(?i:stoken)`)
	booksName    = regexp.MustCompile(`^(?i:apps?` + joint + `and` + joint + `books?)`)
	appleName    = regexp.MustCompile(`^(?i:apple)`)
	hostName     = regexp.MustCompile(`^(?i:vpp\.itunes\.apple\.com)`)
	noVPPBefore  = regexp.MustCompile(`[_0-9]$`)
	noVPPBehind  = regexp.MustCompile(`^[_0-9]`)
	dottedBefore = regexp.MustCompile(`\.$`)
	dottedBehind = regexp.MustCompile(`^[.@][A-Za-z]`)
	signIn       = regexp.MustCompile(`(?i:sign[ _-]*in[ _-]*with)[ _-]*$`)
	product      = regexp.MustCompile(`^` + joint + `(?i:pay|push|id|music|tv|wallet|card|care|script|webkit|coremedia)`)
	plural       = regexp.MustCompile(`^[sS]`)
	hostBefore   = regexp.MustCompile(`[A-Za-z0-9_.-]$`)
	hostBehind   = regexp.MustCompile(`^(?:[A-Za-z0-9_-]|\.[A-Za-z0-9_])`)
)

// refNamesIn returns where the service is named.
func refNamesIn(t string) (names [][2]int) {
	for i := 0; i < len(t); i++ {
		if n := refNameAt(t, i); n > 0 {
			names = append(names, [2]int{i, i + n})
			i += n - 1
		}
	}
	return names
}

func refNameAt(t string, i int) int {
	before, rest := t[:i], t[i:]
	end := func(re *regexp.Regexp) int { return len(re.FindString(rest)) }
	if n := end(hostName); n > 0 && !hostBefore.MatchString(before) && !hostBehind.MatchString(rest[n:]) {
		return n
	}
	if n := end(vppName); n > 0 && refNameStarts(t, i) && (refNameEnds(t, i+n) || capital.MatchString(rest[n:])) &&
		!noVPPBefore.MatchString(before) && !noVPPBehind.MatchString(rest[n:]) {
		return n
	}
	for _, re := range []*regexp.Regexp{sTokenName, booksName} {
		if n := end(re); n > 0 && refNameStarts(t, i) && refNameEnds(t, i+n) {
			return n
		}
	}
	if n := end(appleName); n > 0 && refNameStarts(t, i) && refNameEnds(t, i+n) && !refOtherApple(t, i, i+n) {
		return n
	}
	return 0
}

// refOtherApple tells whether the company's name is that of another product, or a part of a dotted name.
func refOtherApple(t string, start, end int) bool {
	before, behind := t[:start], t[end:]
	if dottedBefore.MatchString(before) || dottedBehind.MatchString(behind) || signIn.MatchString(before) {
		return true
	}
	n := len(product.FindString(behind))
	return n > 0 && (refNameEnds(t, end+n) || plural.MatchString(behind[n:]) && refNameEnds(t, end+n+1))
}

// refNameStarts and refNameEnds: a name stands for itself, or is a part of an identifier written with capitals.
func refNameStarts(t string, i int) bool {
	return ownWord.MatchString(t[:i]) || endsInLower.MatchString(t[:i]) && capital.MatchString(t[i:])
}

func refNameEnds(t string, end int) bool {
	return !letterRE.MatchString(t[end:]) || capital.MatchString(t[end:]) && !endsInUpper.MatchString(t[:end])
}

var letterRE = regexp.MustCompile(`^[A-Za-z]`)

type refAnswer struct{ at, status int }

// refAnswers returns the HTTP statuses that the service has answered with, and behind which of its names they stand:
// the first, where it is named twice in front of one.
func refAnswers(t string) (answers []refAnswer) {
	last := -1
	for _, name := range refNamesIn(t) {
		if ofPathRE.MatchString(t[:name[0]]) {
			continue
		}
		if status, at := refStatusBehind(t, name[1]); status != 0 && at != last {
			answers, last = append(answers, refAnswer{name[1], status}), at
		}
	}
	return answers
}

func refStatus(answers []refAnswer, at int) int {
	for _, a := range slices.Backward(answers) {
		if a.at < at {
			return a.status
		}
	}
	if len(answers) == 1 {
		return answers[0].status
	}
	return 0
}

var (
	ofPathRE   = regexp.MustCompile(`(?:^|[^/\\]|[^/]\\)/$`)
	verbRE     = regexp.MustCompile(`^(?i:answered|returned|responded|replied)`)
	sentenceRE = regexp.MustCompile(`^(?:[;|\n\r]|\\[nr])`)
	otherRE    = regexp.MustCompile(`^(?i:while|when|because|as|we|our|proxy|gateway|nginx)(?:[^A-Za-z]|$)`)
	andRE      = regexp.MustCompile(`^(?i:and|but|so|then)(?:[^A-Za-z]|$)`)
	andVerbRE  = regexp.MustCompile(`^[A-Za-z]+[ \t\r\n]+(?i:answered|returned|responded|replied)(?:[^A-Za-z]|$)`)
	countedRE  = regexp.MustCompile(`(?i:(?:^|[^A-Za-z/.-])(?:` + strings.Join(counted, "|") + `))[ "')\]]*$`)
)

// refStatusBehind: at most 40 characters without a colon, then a verb or a colon, then the status; in one sentence, with
// one subject.
func refStatusBehind(t string, from int) (status, at int) {
	for i := from; i < len(t) && i <= from+40; i++ {
		switch rest := t[i:]; {
		case t[i] == ':':
			status, numbered := refStatusAt(rest[1:])
			if !numbered && (len(rest) > 1 && '0' <= rest[1] && rest[1] <= '9' || countedRE.MatchString(t[:i])) {
				return 0, 0
			}
			return status, i
		case sentenceRE.MatchString(rest):
			return 0, 0
		case !refNameStarts(t, i):
		case verbRE.MatchString(rest):
			if n := len(verbRE.FindString(rest)); refNameEnds(t, i+n) {
				if status, _ := refStatusAt(rest[n:]); status != 0 {
					return status, i
				}
			}
		case otherRE.MatchString(rest), andRE.MatchString(rest) && !andVerbRE.MatchString(rest):
			return 0, 0
		}
	}
	return 0, 0
}

var (
	beforeStatus = regexp.MustCompile(`^[ \t\r\n:=("']+`)
	statusWord   = regexp.MustCompile(`^(?i:with|status|code|http[0-9/.]*)`)
	threeDigits  = regexp.MustCompile(`^[1-5][0-9][0-9]`)
	nextWord     = regexp.MustCompile(`^[ \t]+([A-Za-z0-9_]+)`)
)

// refStatusAt reads the status, with or without "HTTP" or "status" before it. A word behind makes it something else,
// but for the error's number; numbered says that this is there.
func refStatusAt(t string) (status int, numbered bool) {
	for {
		t = t[len(beforeStatus.FindString(t)):]
		word := statusWord.FindString(t)
		if word == "" || letterRE.MatchString(t[len(word):]) {
			break
		}
		t = t[len(word):]
	}
	digits := threeDigits.FindString(t)
	if digits == "" || !refEndsAlone(t[3:]) || digitsRE.FindString(t) != digits {
		return 0, false
	}
	if m := nextWord.FindStringSubmatch(t[3:]); m != nil {
		number := digitsRE.FindString(m[1])
		n, _ := strconv.Atoi(number)
		if !strings.HasPrefix(m[1], number) || number != strconv.Itoa(n) || !catalog.Default().Documented(n) ||
			!refEndsAlone(t[3+strings.Index(t[3:], m[1])+len(number):]) {
			return 0, false
		}
		numbered = true
	}
	status, _ = strconv.Atoi(digits)
	return status, numbered
}
