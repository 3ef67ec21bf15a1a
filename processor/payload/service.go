// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// names tells whether the text names the service.
func (v *Vocabulary) names(t string) bool {
	start, _ := v.nextName(t, 0)
	return start < len(t) && !containsFold(t, "sql") // SQL Server has the same numbers
}

// nextName returns where the service is named next, at or behind i; start is len(t) if it isn't.
func (v *Vocabulary) nextName(t string, i int) (start, end int) {
	for ; i < len(t); i++ {
		switch lower(t[i]) {
		case 'v':
			if n := vpp(t, i); n > 0 {
				return i, i + n
			}
		case 's':
			if prefixFold(t[i:], "stoken") && nameStarts(t, i) && nameEnds(t, i+6) {
				return i, i + 6
			}
		case 'a':
			if n := appsAndBooks(t, i); n > 0 {
				return i, i + n
			}
			if n := apple(t, i); n > 0 {
				return i, i + n
			}
		}
		for _, host := range v.hosts {
			if lower(t[i]) == host[0] && hostAt(t, i, host) {
				return i, i + len(host)
			}
		}
	}
	return len(t), len(t)
}

// nameStarts and nameEnds tell whether a name stands for itself, or is a part of an identifier written with capitals.
func nameStarts(t string, i int) bool {
	return i == 0 || !isLetter(t[i-1]) || isUpper(t[i]) && !isUpper(t[i-1]) || escapedSpace(t, i)
}

func nameEnds(t string, end int) bool {
	return end >= len(t) || !isLetter(t[end]) || isUpper(t[end]) && !isUpper(t[end-1])
}

func vpp(t string, i int) int {
	const n = len("vpp")
	if !prefixFold(t[i:], "vpp") || !nameStarts(t, i) {
		return 0
	}
	if !nameEnds(t, i+n) && !isUpper(t[i+n]) { // VPPAPIError
		return 0
	}
	if i > 0 && (t[i-1] == '_' || isDigit(t[i-1])) || i+n < len(t) && (t[i+n] == '_' || isDigit(t[i+n])) {
		return 0 // vpp_prod is a database
	}
	return n
}

// appsAndBooks recognises "Apps and Books" and "App and Book", run together or not.
func appsAndBooks(t string, i int) int {
	if !nameStarts(t, i) {
		return 0
	}
	j := i
	for _, part := range [...]string{"app", "and", "book"} {
		if j > i {
			j = skipJoint(t, j)
		}
		if !prefixFold(t[j:], part) {
			return 0
		}
		j += len(part)
		if part != "and" && j < len(t) && lower(t[j]) == 's' {
			j++
		}
	}
	if !nameEnds(t, j) {
		return 0
	}
	return j - i
}

func skipJoint(t string, i int) int {
	for i < len(t) && (isSpace(t[i]) || t[i] == '-' || t[i] == '_') {
		i++
	}
	return i + fixedSpace(t[i:])
}

// apple recognises the company's name where it may stand for the service: not in its other products, nor in a dotted name.
func apple(t string, i int) int {
	const n = len("apple")
	end := i + n
	if !prefixFold(t[i:], "apple") || !nameStarts(t, i) || !nameEnds(t, end) {
		return 0
	}
	if i > 0 && t[i-1] == '.' || end+1 < len(t) && t[end] == '.' && isLetter(t[end+1]) {
		return 0
	}
	next := skipJoint(t, end)
	for _, product := range [...]string{"pay", "push", "id", "music", "tv"} {
		if !prefixFold(t[next:], product) {
			continue
		}
		after := next + len(product)
		if nameEnds(t, after) || lower(t[after]) == 's' && nameEnds(t, after+1) {
			return 0
		}
	}
	before := t[:i]
	for _, word := range [...]string{"with", "in", "sign"} {
		before = strings.TrimRight(before, " -_")
		if len(before) < len(word) || !strings.EqualFold(before[len(before)-len(word):], word) {
			return n
		}
		before = before[:len(before)-len(word)]
	}
	return 0
}

func hostAt(t string, i int, host string) bool {
	if !prefixFold(t[i:], host) {
		return false
	}
	if i > 0 && (isWord(t[i-1]) || t[i-1] == '.' || t[i-1] == '-') {
		return false
	}
	end := i + len(host)
	return end == len(t) || !isWord(t[end]) && t[end] != '-' && (t[end] != '.' || end+1 == len(t) || !isWord(t[end+1]))
}

// prefixFold tells whether t starts with a word in lower case, in whichever case.
func prefixFold(t, word string) bool {
	return len(t) >= len(word) && strings.EqualFold(t[:len(word)], word)
}

func containsFold(t, word string) bool {
	for i := 0; i+len(word) <= len(t); i++ {
		if lower(t[i]) == word[0] && prefixFold(t[i:], word) {
			return true
		}
	}
	return false
}

// maxSubject is how far the verb may be from the service's name.
const maxSubject = 40

// answer is an HTTP status that the service has answered with, and where the text tells it.
type answer struct{ at, status int }

// maxAnswers bounds how many are told apart in a text.
const maxAnswers = 32

// answers appends the HTTP statuses that the text says the service has answered with:
// Apps and Books answered HTTP 429, vpp: 400 9609.
func (v *Vocabulary) answers(t string, out []answer) []answer {
	// What stands behind several names close to each other is read once: tells says that a status, or none, is told at at.
	at, status, tells, told := 0, 0, false, -1
	for i := 0; i < len(t) && len(out) < maxAnswers; {
		start, end := v.nextName(t, i)
		if start == len(t) {
			break
		}
		i = end
		if at < end {
			at, tells = end, false
		}
		for limit := min(len(t), end+maxSubject+1); !tells && at < limit; {
			if status, tells = v.statusTold(t, at); !tells {
				at++
			}
		}
		if tells && status != 0 && at != told { // two names in front of one status are one answer
			out, told = append(out, answer{end, status}), at
		}
	}
	return out
}

// lastBefore returns the last status that is told before that place; without one, the only one that there is.
func lastBefore(answers []answer, at int) (status int) {
	for _, a := range answers {
		if a.at < at {
			status = a.status
		}
	}
	if status == 0 && len(answers) == 1 {
		return answers[0].status
	}
	return status
}

var verbs = [...]string{"answered", "returned", "responded", "replied"}

// statusTold returns the status behind the verb or the colon at t[i], and whether it decides what the service has answered:
// a colon does without a status, too.
func (v *Vocabulary) statusTold(t string, i int) (status int, ok bool) {
	switch lower(t[i]) {
	case ':':
		return v.statusAt(t, i+1), true
	case 'a', 'r':
		for _, verb := range verbs {
			if prefixFold(t[i:], verb) && nameStarts(t, i) && nameEnds(t, i+len(verb)) {
				status = v.statusAt(t, i+len(verb))
			}
		}
	}
	return status, status != 0
}

// statusAt reads the status at t[i], with or without "HTTP" or "status" before it.
func (v *Vocabulary) statusAt(t string, i int) int {
	for {
		for i < len(t) && (isSpace(t[i]) || strings.IndexByte(":=(\"'", t[i]) >= 0) {
			i++
		}
		word := i
		for i < len(t) && isLetter(t[i]) {
			i++
		}
		if i == word {
			break
		}
		if i-word > len("status") {
			return 0
		}
		switch strings.ToLower(t[word:i]) {
		case "with", "status", "code":
		case "http":
			for i < len(t) && (t[i] == '/' || t[i] == '.' || t[i-1] != ' ' && isDigit(t[i])) {
				i++ // HTTP/1.1
			}
		default:
			return 0
		}
	}
	end := digitsEnd(t, i)
	if end-i != 3 || t[i] < '1' || t[i] > '5' || !endsAlone(t, end) {
		return 0
	}
	next := end
	for next < len(t) && (t[next] == ' ' || t[next] == '\t') { // a new line is another sentence
		next++
	}
	if next < len(t) && next > end && isWord(t[next]) {
		if _, ok := v.numberAt(t, next, digitsEnd(t, next)); !ok {
			return 0 // 404 devices synced
		}
	}
	return int(t[i]-'0')*100 + int(t[i+1]-'0')*10 + int(t[i+2]-'0')
}
