// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// dropList drops the findings of a value, of which t is the text, that form a list of possible errors: the service returns one, and
// programs print their own. A real event may have many failures, too, but it has other keys as well.
func (s *Scanner) dropList(t string) {
	var buf [sentence.MaxDifferent + 1]int64
	numbers, messages := buf[:0], 0
	found := s.machine.Found[s.before:]
	for i := range found {
		switch f := &found[i]; {
		case !mayBeListed(f):
		case f.Number == 0:
			messages++
		case !slices.Contains(numbers, f.Number):
			numbers = append(numbers, f.Number)
		}
	}
	if n := max(len(numbers), messages); n > sentence.MaxDifferent || n > 0 && s.isTable(t) {
		found = slices.DeleteFunc(found, func(f Finding) bool { return mayBeListed(&f) })
		s.machine.Found = s.machine.Found[:s.before+len(found)]
	}
}

// isTable reports whether a text has more documented numbers or wordings than one that reports errors, in keys and anywhere else.
func (s *Scanner) isTable(t string) bool {
	return s.machine.Words && s.Vocabulary.IsTable(t[:min(len(t), s.MaxSize)])
}

// appendText appends the keys and the strings of a value as in JSON, up to MaxSize bytes.
func (s *Scanner) appendText(t []byte, v pcommon.Value, depth int) []byte {
	if depth > shape.MaxDepth || len(t) > s.MaxSize {
		return t
	}
	switch v.Type() {
	case pcommon.ValueTypeStr, pcommon.ValueTypeBytes:
		t = append(append(append(t, '"'), textOf(v)...), `",`...)
	case pcommon.ValueTypeMap:
		for k, member := range v.Map().All() {
			t = append(append(append(t, '"'), k...), `":`...)
			t = s.appendText(t, member, depth+1)
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			t = s.appendText(t, element, depth+1)
		}
	}
	return t
}

// textOf returns a string or bytes as a text.
func textOf(v pcommon.Value) string {
	if v.Type() == pcommon.ValueTypeBytes {
		return string(v.Bytes().AsRaw())
	}
	return v.Str()
}

// mayBeListed reports whether a finding may be in a list of possible errors. Those of a notification or an event have happened.
func mayBeListed(f *Finding) bool {
	switch f.Shape {
	case Message:
		return !f.Device
	case Notification:
		return false
	default:
		return f.Bare && !f.Companion
	}
}
