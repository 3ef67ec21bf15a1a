// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// maxNesting bounds how many strings inside strings are looked into: each costs a decoded copy.
const maxNesting = 4

// mayHold is the condition that every shape has to meet: a text without one of these keys is no payload.
func mayHold(t string) bool { return holds(t, "errorNumber") || holds(t, "errorMessage") }

// holds is [strings.Contains] for a key of these two. It looks for its capital, which few texts have many of, instead of
// its first letter, which is everywhere.
func holds(t, key string) bool {
	const capital = len("error")
	for i, tries := 0, 0; ; tries++ {
		next := strings.IndexByte(t[i:], key[capital])
		if next < 0 {
			return false
		}
		i += next
		if i >= capital && strings.HasPrefix(t[i-capital:], key) {
			return true
		}
		if tries > few+i/sparse {
			return strings.Contains(t[i:], key) // none begins before, as it has no such capital there
		}
		i++
	}
}

// holds goes on as long as what it looks for is that rare in a text.
const (
	few    = 4
	sparse = 32 // bytes for each
)

// text looks for JSON in t: t itself, or what stands in it between other words. If it listens, it hears the words too.
func (s *Scanner) text(t string, nesting int, listens bool) {
	outer := s.listed
	s.listed = false
	var words strings.Builder // what isn't JSON
	from := 0                 // where it goes on
	var places []place
	start := skipSpace(t, 0)
	for at := 0; at < len(t) && !s.listed; {
		i := opening(t, at)
		if i == len(t) {
			break
		}
		if end := listAround(t, at, i); end > i { // the list of all possible errors, printed in some other way around this JSON
			at = end
			continue
		}
		at = i + 1
		read, before := false, s.seq
		switch next := skipSpace(t, at); {
		case next == len(t):
		case t[next] == '\\':
			if quotedJSON(t, next) {
				at, read = s.quoted(t, i, nesting, listens), true
			}
		case t[next] == '"' || t[next] == '}' || t[next] == '{' || t[next] == '[':
			at, read = s.region(t, i, nesting, listens)
		case nesting == 0 && t[i] == '{' && i == start && otherNotation(t):
			s.broken = Malformed
		}
		if s.listens && s.seq > before {
			places = append(places, place{before, s.seq, words.Len() + i - from})
		}
		if read && s.listens {
			if i > from { // there is nothing in front of what is JSON from its start
				words.WriteString(t[from:i])
				words.WriteString(standIn)
			}
			from = at
		}
	}
	if s.listed {
		from = len(t)
	}
	s.listed = outer
	rest := t[from:]
	if words.Len() > 0 {
		words.WriteString(rest)
		rest = words.String()
	}
	if listens {
		s.hear(rest)
	}
	if len(places) > 0 {
		s.answered(places, rest)
	}
}

// opening returns where the next brace or bracket from i on is, else the length of t.
func opening(t string, i int) int {
	for i < len(t) && t[i] != '{' && t[i] != '[' {
		i++
	}
	return i
}

// standIn takes the place of JSON in a text, so that what stood on its two sides isn't next to each other.
const standIn = " JSON "

// otherNotation tells whether a payload that begins like JSON, but isn't, is an error in the notation
// of some language: {'errorNumber': 9609} or {errorNumber=9609}.
func otherNotation(t string) bool {
	return strings.Contains(t, "errorNumber") && !strings.Contains(t, "errorCodes")
}

// quotedJSON tells whether t[i], behind a brace, is JSON that lost its quote: an escaped quote, behind escaped white space.
func quotedJSON(t string, i int) bool {
	for i < len(t) && (isSpace(t[i]) || t[i] == '\\' && escapedSpace(t, i+2)) {
		if t[i] == '\\' {
			i++
		}
		i++
	}
	return i+1 < len(t) && t[i] == '\\' && strings.IndexByte(`"\`, t[i+1]) >= 0 || i < len(t) && strings.IndexByte("{[", t[i]) >= 0
}

// quoted looks for JSON in the rest of a string that has lost its opening quote: {\"errorNumber\":...
// It returns where that string ends.
func (s *Scanner) quoted(t string, i, nesting int, listens bool) int {
	end, _, _ := stringEnd(t, i)
	if nesting < maxNesting && (listens || mayHold(t[i:end])) {
		s.text(unescape(t[i:end]), nesting+1, listens)
	}
	return min(end+1, len(t))
}

// lineOfJSON tells whether t is a line of JSON that was printed on several, a record each: "errorMessage" : "...",
func lineOfJSON(t string) bool {
	i := skipSpace(t, 0)
	if i == len(t) || t[i] != '"' {
		return false
	}
	end := i + 1
	for end < len(t) && isWord(t[end]) {
		end++
	}
	if end == i+1 || end == len(t) || t[end] != '"' {
		return false
	}
	colon := skipSpace(t, end+1)
	return colon < len(t) && t[colon] == ':'
}

// escapedASCII is how many writers of JSON escape quotes and angle brackets: '\u00279625\u0027'.
const escapedASCII = `\u00`

// escapedEscape is what strings in strings have many of, which may be more than stand between a mark and its number.
const escapedEscape = `\\`

// besideEscape tells whether t has a number that may stand next to an escape: what it says will be known when the string
// is decoded.
func (v *Vocabulary) besideEscape(t string) bool {
	if start, _, _ := v.next(t, 0); start < len(t) {
		return true
	}
	for i := strings.Index(t, escapedASCII); i >= 0; i = strings.Index(t, escapedASCII) {
		t = t[min(len(t), i+len(escapedASCII)+2):]
		if start, _, _ := v.next(t[:min(len(t), v.digits+1)], 0); start == 0 && t != "" {
			return true
		}
	}
	return false
}
