// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
)

// dropList drops the findings of a value that form a list of possible errors: the service returns one, and programs print their
// own. A real event may have many failures, too, but it has other keys as well. The value is a text, or v.
func (s *Scanner) dropList(t string, v *pcommon.Value) {
	var room [sentence.MaxDifferent + 1]int64
	numbers, messages := room[:0], 0
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
	if n := max(len(numbers), messages); n > sentence.MaxDifferent || n > 0 && s.isTable(t, v) {
		found = slices.DeleteFunc(found, func(f Finding) bool { return mayBeListed(&f) })
		s.machine.Found = s.machine.Found[:s.before+len(found)]
	}
}

// isTable reports whether a value has more documented numbers or wordings than one that reports errors, in keys and anywhere else.
func (s *Scanner) isTable(t string, v *pcommon.Value) bool {
	if !s.machine.Words {
		return false
	}
	switch {
	case v == nil:
	case v.Type() == pcommon.ValueTypeBytes:
		t = string(v.Bytes().AsRaw())
	case t == "":
		t = v.AsString()
	}
	return s.Vocabulary.IsTable(t[:min(len(t), s.MaxSize)])
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
