// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

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
		if ofPath(t[:start]) {
			continue
		}
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

// ofPath tells whether a name behind that is a part of a path, and not the host of a URL: whose path isn't known.
func ofPath(before string) bool {
	return strings.HasSuffix(before, "/") && !strings.HasSuffix(before, "//") && !strings.HasSuffix(before, `/\/`)
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

var (
	verbs = []string{"answered", "returned", "responded", "replied"}
	// others are the words that say that the subject isn't the service.
	others = []string{"we", "our", "proxy", "gateway", "nginx", "while", "when", "because", "as"}
	// conjunctions do so too, unless the verb follows: it was asked and answered 401.
	conjunctions = []string{"and", "but", "so", "then"}
)

// statusTold returns the status behind the verb or the colon at t[i], and whether it decides what the service has answered:
// a colon does without a status, too, and so does what ends the sentence or turns to another subject.
func (v *Vocabulary) statusTold(t string, i int) (status int, decides bool) {
	switch c := t[i]; {
	case c == ':':
		return v.statusBehindColon(t, i), true
	case strings.IndexByte(";|\n\r", c) >= 0, c == '\\' && i+1 < len(t) && (t[i+1] == 'n' || t[i+1] == 'r'):
		return 0, true
	case ascii.IsLetter(c) && nameStarts(t, i):
		word := wordAt(t, i)
		for _, verb := range verbs {
			if ascii.HasPrefixFold(word, verb) && nameEnds(t, i+len(verb)) {
				status, _ = v.statusAt(t, i+len(verb))
				return status, status != 0
			}
		}
		return 0, isOneOf(others, word) || isOneOf(conjunctions, word) && !isOneOf(verbs, wordAt(t, ascii.SkipSpace(t, i+len(word))))
	}
	return 0, false
}

func isOneOf(words []string, word string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, word) })
}

// maxWord is more than any word has that is asked for.
const maxWord = 16

// wordAt returns the word that begins at t[i], or as much of it as is of interest: a text may be one word.
func wordAt(t string, i int) string { return t[i:wordEnd(t[:min(len(t), i+maxWord)], i)] }

// statusBehindColon returns the status behind the colon at t[i]. Much else stands behind colons: the line of a file, a
// port, a count. Only in front of the error's number it is a status whatever stands before it.
func (v *Vocabulary) statusBehindColon(t string, i int) int {
	status, numbered := v.statusAt(t, i+1)
	if !numbered && (i+1 < len(t) && ascii.IsDigit(t[i+1]) || counts(t[:i])) {
		return 0
	}
	return status
}

// counted is what a number behind a colon may be the count or the measure of.
var counted = []string{
	"limit", "count", "total", "size", "retry", "delay", "timeout", "wait", "after", "in", "page", "batch", "line", "port", "id", "attempt", "attempts",
	"retries", "requests", "calls", "errors", "failures", "license", "licenses", "licences", "asset", "assets", "user", "users", "device", "devices",
	"assignments", "items", "records", "entries", "seats", "quantity", "available", "remaining", "used", "seconds", "minutes", "s", "ms", "sec",
}

// counts tells whether what stands before a colon ends with such a word, and not with a part of a path.
func counts(before string) bool {
	before = strings.TrimRight(before, ` "')]`)
	start := wordStart(before, len(before))
	if start > 0 && strings.IndexByte("/.-", before[start-1]) >= 0 {
		return false
	}
	return slices.Contains(counted, strings.ToLower(before[start:]))
}

// statusAt reads the status at t[i], with or without "HTTP" or "status" before it. numbered says that the number of an
// error follows.
func (v *Vocabulary) statusAt(t string, i int) (status int, numbered bool) {
	for {
		for i < len(t) && (ascii.IsSpace(t[i]) || strings.IndexByte(":=(\"'", t[i]) >= 0) {
			i++
		}
		word := i
		i = wordEnd(t, i)
		if i == word {
			break
		}
		if i-word > len("status") {
			return 0, false
		}
		switch strings.ToLower(t[word:i]) {
		case "with", "status", "code":
		case "http":
			for i < len(t) && (t[i] == '/' || t[i] == '.' || t[i-1] != ' ' && ascii.IsDigit(t[i])) {
				i++ // HTTP/1.1
			}
		default:
			return 0, false
		}
	}
	end := ascii.DigitsEnd(t, i)
	if end-i != 3 || t[i] < '1' || t[i] > '5' || !endsAlone(t, end) {
		return 0, false
	}
	next := end
	for next < len(t) && (t[next] == ' ' || t[next] == '\t') { // a new line is another sentence
		next++
	}
	if next < len(t) && next > end && ascii.IsWord(t[next]) {
		if _, numbered = v.numberAt(t, next, ascii.DigitsEnd(t, next)); !numbered {
			return 0, false // 404 devices synced
		}
	}
	return int(t[i]-'0')*100 + int(t[i+1]-'0')*10 + int(t[i+2]-'0'), numbered
}
