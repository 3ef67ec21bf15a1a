// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// ending is how the reading of a piece of JSON came to its end.
type ending uint8

const (
	endWhole     ending = iota
	endCut              // at the end of the text, or at a mark that says so
	endMalformed        // at something that JSON doesn't have there
)

// region reads the JSON that starts at t[i], and returns where the search for the next goes on, and whether it was JSON
// up to there.
func (s *Scanner) region(t string, i, nesting int, listens bool) (int, bool) {
	named, base := s.named, s.depth
	s.named = false
	if base > 0 { // in a string, which is one value, whatever stands in it
		around := s.top()
		defer func(key keyID, entries int) { around.key, around.entries = key, entries }(around.key, around.entries)
	}
	next, end := s.read(t, i, nesting)
	// Beyond a fault one can't tell any more what is inside the list of all possible errors.
	s.listed = end != endWhole && s.depth > base && (s.top().role == roleIgnored || s.top().key == keyErrorCodes)
	for s.over > 0 || s.depth > base {
		s.leave(true)
	}
	if end == endMalformed && t[next] == '\\' && strings.Trim(t[i:next], "{[ \t\r\n") == "" {
		next, end = s.quoted(t, i, nesting, listens), endWhole
	} else if end != endWhole && s.named {
		s.broken = max(s.broken, reasonOf(end, t[next:]))
	}
	s.named = s.named || named
	return next, end != endMalformed
}

// read reads the JSON value that starts at t[i], a brace or a bracket, up to its end or the first fault,
// and returns where that is. What it has opened and not closed is left to the caller.
func (s *Scanner) read(t string, i, nesting int) (int, ending) {
	base := s.depth
	s.open(t[i] == '[')
	for i++; ; {
		if i = skipSpace(t, i); i == len(t) {
			return i, endCut
		}
		if s.over > 0 {
			if i = s.skipDeep(t, i); s.over == 0 && s.depth == base {
				return i, endWhole
			}
			continue
		}
		f := s.top()
		switch c := t[i]; {
		case c == '}' && !f.array && !f.keyed, c == ']' && f.array:
			i++
			s.leave(false)
			if s.depth == base {
				return i, endWhole
			}
		case c == ',' && f.after:
			i++
			f.after = false
		case f.after:
			return i, endMalformed
		case !f.array && !f.keyed:
			var ok bool
			if i, ok = s.readKey(t, i); !ok {
				return i, endOf(t, i)
			}
		case c == '{' || c == '[':
			i++
			s.open(c == '[')
		case c == '"':
			if i = s.readString(t, i, nesting); i > len(t) {
				return len(t), endCut
			}
		case c == '-' || isDigit(c):
			i = s.readNumber(t, i)
		case isLetter(c): // true, false, null, and what a lenient writer prints for a missing value
			i = wordEnd(t, i)
			s.value()
		default:
			return i, endMalformed
		}
	}
}

func endOf(t string, i int) ending {
	if i == len(t) {
		return endCut
	}
	return endMalformed
}

// readKey reads a key with its colon.
func (s *Scanner) readKey(t string, i int) (next int, ok bool) {
	if t[i] != '"' {
		return i, false
	}
	end, escaped, closed := stringEnd(t, i+1)
	if !closed {
		return len(t), false
	}
	colon := skipSpace(t, end+1)
	if colon == len(t) || t[colon] != ':' {
		return colon, false
	}
	s.name(keyOf(text{raw: t[i+1 : end], escaped: escaped}.String()))
	return colon + 1, true
}

// readString reads the string value that starts at t[i], and returns where it ends: beyond t if it is cut off.
func (s *Scanner) readString(t string, i, nesting int) int {
	end, escaped, closed := stringEnd(t, i+1)
	v := text{raw: t[i+1 : end], escaped: escaped, cut: !closed}
	s.nested(v, nesting)
	if !closed {
		return len(t) + 1
	}
	s.value()
	return end + 1
}

// nested takes a string value, and looks for JSON in it.
func (s *Scanner) nested(v text, nesting int) {
	s.str(v)
	if !s.searches() || nesting == maxNesting {
		return
	}
	if listens := s.hears() && s.Vocabulary.mayHold(v.raw); listens || mayHold(v.raw) {
		s.text(v.String(), nesting+1, listens)
	}
}

// searches tells whether errors are looked for in the string of the object or list at hand.
func (s *Scanner) searches() bool {
	f := s.top()
	return f.role != roleIgnored && !f.quiet && f.key != keyErrorInfo && f.key != keyErrorCodes
}

// hears tells whether a string in the object or list at hand is a text. That of an errorMessage is known later.
func (s *Scanner) hears() bool {
	return s.listens && s.searches() && s.top().key != keyErrorMessage
}

// leave closes an object or a list, and hears what an error message without a number says.
func (s *Scanner) leave(cut bool) {
	if message := s.close(cut); message.present && s.listens && s.Vocabulary.mayHold(message.raw) {
		s.hear(message.String())
	}
}

func (s *Scanner) readNumber(t string, i int) int {
	end := numberEnd(t, i)
	if f := s.top(); f.key == keyErrorNumber || f.key == keyStatus {
		n, ok := jsonNumber(t[i:end])
		s.integer(n, ok, !endsNumber(t, end))
	}
	s.value()
	return end
}

// endsNumber tells whether JSON goes on behind a number, or the number is where it was cut off.
func endsNumber(t string, i int) bool {
	i = skipSpace(t, i)
	return i < len(t) && (t[i] == ',' || t[i] == '}' || t[i] == ']')
}

// skipDeep passes over what lies deeper than anything that is looked for.
func (s *Scanner) skipDeep(t string, i int) int {
	switch t[i] {
	case '"':
		end, _, _ := stringEnd(t, i+1)
		return min(end+1, len(t))
	case '{', '[':
		s.open(t[i] == '[')
	case '}', ']':
		s.close(false)
	}
	return i + 1
}

// stringEnd returns where the string that starts at t[i], behind its quote, ends: at its closing quote, or with t.
func stringEnd(t string, i int) (end int, escaped, closed bool) {
	quote := strings.IndexByte(t[i:], '"')
	if quote < 0 {
		quote = len(t) - i
	}
	escape := strings.IndexByte(t[i:i+quote], '\\')
	if escape < 0 { // most have none
		return i + quote, false, i+quote < len(t)
	}
	for i += escape; i < len(t); i++ {
		switch t[i] {
		case '"':
			return i, escaped, true
		case '\\':
			escaped = true
			i++
		}
	}
	return len(t), escaped, false
}

func skipSpace(t string, i int) int {
	for i < len(t) && isSpace(t[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
