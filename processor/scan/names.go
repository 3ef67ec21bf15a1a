// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxDepth is the largest depth of maps and lists in which a name is looked for.
const maxDepth = 64

// Names reports whether a string in a value names the service by one of its own names. Keys don't count, nor does what is in a
// payload. It reads as much of a string as the search for errors does.
func (s *Scanner) Names(v pcommon.Value) bool {
	return s.Vocabulary != nil && s.anyString(v, 0, s.Vocabulary.Names)
}

// Explain returns the documented numbers and wordings in the strings of the value that was searched last, and why each counts as
// an error or doesn't. It leaves out the numbers that were found in JSON.
func (s *Scanner) Explain(v pcommon.Value) (all []Candidate) {
	if s.Vocabulary == nil {
		return nil
	}
	s.anyString(v, 0, func(t string) bool {
		for _, c := range s.Vocabulary.Explain(t, false) {
			inText, inJSON := s.found(c.Number)
			if !inText && (c.Reason.Counts() || c.Reason.NeedsName()) {
				c.Reason = sentence.Unread
			}
			if inText || !inJSON {
				all = append(all, c)
			}
		}
		return false
	})
	return all
}

// found reports whether a number was found in text, and whether it was in JSON.
func (s *Scanner) found(number int64) (inText, inJSON bool) {
	for i := range s.machine.Found {
		if f := &s.machine.Found[i]; f.Number == number {
			inText, inJSON = inText || f.Shape == Message, inJSON || f.Shape != Message
		}
	}
	return inText, inJSON
}

// anyString reports whether is returns true for one of the strings in a value, in order, up to the first.
func (s *Scanner) anyString(v pcommon.Value, depth int, is func(string) bool) bool {
	if depth > maxDepth {
		return false
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		t := v.Str()
		return anyText(t[:min(len(t), s.MaxSize)], 0, is)
	case pcommon.ValueTypeBytes:
		t := string(v.Bytes().AsRaw())
		return anyText(t[:min(len(t), s.MaxSize)], 0, is)
	case pcommon.ValueTypeMap:
		for k, member := range v.Map().All() {
			if !shape.IsWordless(k) && s.anyString(member, depth+1, is) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			if s.anyString(element, depth+1, is) {
				return true
			}
		}
	}
	return false
}

// anyText is anyString for a text: if it is JSON as a whole, for the strings in it.
func anyText(t string, nesting int, is func(string) bool) bool {
	if nesting > maxNesting {
		return false
	}
	start := ascii.SkipSpace(t, 0)
	if !isJSON(t, start) {
		return is(t)
	}
	for i := start; i < len(t); {
		if t[i] != '"' {
			i++
			continue
		}
		v, next := shape.LiteralAt(t, i+1)
		i = ascii.SkipSpace(t, next)
		switch {
		case i == len(t) || t[i] != ':':
			if anyText(v.String(), nesting+1, is) {
				return true
			}
		case shape.IsWordless(v.String()):
			i = shape.End(t, ascii.SkipSpace(t, i+1))
		}
	}
	return false
}

// isJSON reports whether t is JSON from t[i] on, which may be cut off.
func isJSON(t string, i int) bool {
	if i == len(t) || t[i] != '{' && t[i] != '[' {
		return false
	}
	first := ascii.SkipSpace(t, i+1)
	return first < len(t) && strings.IndexByte(`"{[`, t[first]) >= 0 && isLast(t, i)
}
