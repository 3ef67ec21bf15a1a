// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxDifferent is the largest number of different errors in a value that isn't a list of possible ones.
const maxDifferent = 8

// dropList drops the findings of this value that form a list of possible errors: the service returns one, and programs print
// their own. A real event may have many failures, too, but it has other keys as well.
func (s *Scanner) dropList() {
	found := s.machine.Found
	if len(found) <= maxDifferent && len(s.machine.Numbers) <= maxDifferent {
		return
	}
	messages := 0
	for _, f := range found {
		switch {
		case !mayBeListed(f):
		case f.Number == 0:
			messages++
		default:
			s.machine.Note(f.Number)
		}
	}
	if s.isList = max(len(s.machine.Numbers), messages) > maxDifferent; s.isList {
		s.drop(0, mayBeListed)
	}
}

// drop drops the findings from an index on that match.
func (s *Scanner) drop(first int, matches func(Finding) bool) {
	kept := slices.DeleteFunc(s.machine.Found[first:], matches)
	s.machine.Found = s.machine.Found[:first+len(kept)]
}

// mayBeListed reports whether a finding may be in a list of possible errors. Those of a notification or an event have happened.
func mayBeListed(f Finding) bool {
	switch f.Shape {
	case Message:
		return !f.Device
	case Notification:
		return false
	default:
		return f.Bare && !f.Companion
	}
}

// isElement reports whether the object t[start:end] is one of the list of all possible errors, whose beginning has been cut off where a
// log splits long texts: it has only the number and the message of an error. The text before it, from floor on, ends the object that was
// cut, or, if inside is set, is the comma after another element.
func isElement(t string, floor, start, end int, inside bool) bool {
	const enough = 1 << 10 // keeps time linear
	previous, isNext := strings.CutSuffix(trimSpaceRight(t[max(floor, start-enough):start]), ",")
	return isNext && (inside || closes(trimSpaceRight(previous))) && !nests(t[start:end])
}

// trimSpaceRight removes white space at the end of t, which may be escaped.
func trimSpaceRight(t string) string {
	for {
		trimmed := strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(t, " \t\r\n"), `\n`), `\r`)
		if trimmed == t {
			return t
		}
		t = trimmed
	}
}

// closes reports whether t ends with the end of a JSON object that begins before t.
func closes(t string) bool {
	value, isEnd := strings.CutSuffix(t, "}")
	if value = trimSpaceRight(value); !isEnd || value == "" || !ascii.IsDigit(value[len(value)-1]) && !ascii.In(value[len(value)-1], `"}]`) {
		return false
	}
	depth := 0
	for i := len(t) - 1; i >= 0; i-- {
		switch t[i] {
		case '}':
			depth++
		case '{':
			depth--
		}
		if depth == 0 {
			return false
		}
	}
	return depth > 0
}

// nests reports whether an object has another one, also in a string. A message may have braces, too: Bearer {sToken}.
func nests(object string) bool {
	var before byte // without white space
	for i := 1; i < len(object); i++ {
		switch c := object[i]; {
		case c == '{' && ascii.In(before, `:["`):
			return true
		case !ascii.IsSpace(c):
			before = c
		}
	}
	return false
}

// dropElement drops the findings in an object, those from an index on, that have nothing but a number and a message. Their numbers
// still count as those of a list. If the object is cut off, its errorMessage may have been taken for a text.
func (s *Scanner) dropElement(object string, first int) {
	hasMessage := strings.Contains(object, "errorMessage")
	s.drop(first, func(f Finding) bool {
		isElement := (f.Shape == Response || hasMessage) && mayBeListed(f)
		if isElement {
			s.machine.Note(f.Number)
		}
		return isElement
	})
}

// listAround returns the end of the list of all possible errors that is printed around the bracket at t[i], in whichever notation;
// 0 if there is none. The name of the list is looked for from an index on.
func listAround(t string, from, i int) int {
	if from == i && t[i] != '[' {
		return 0 // most payloads are JSON from their start
	}
	if start := sentence.ListName(t[:i], from); start >= 0 {
		return sentence.ListEnd(t, start)
	}
	if isSubscript(t[i:]) {
		return len(t)
	}
	return 0
}

// isSubscript reports whether t begins with the name of that list in brackets: ["errorCodes"] = ..., or TOML's [[errorCodes]].
func isSubscript(t string) bool {
	const enough = 128
	name, _, closed := strings.Cut(strings.TrimLeft(t[1:min(len(t), enough)], " "), "]")
	return closed && name != "" && ascii.In(name[0], `"'[`) && !strings.ContainsAny(name, "{},:= ") && shape.IsListName(name)
}
