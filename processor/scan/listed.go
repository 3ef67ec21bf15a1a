// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// dropList drops the findings of this value that form a list of possible errors: the service returns one, and programs print
// their own. A real event may have many failures, too, but it has other keys as well.
func (s *Scanner) dropList() {
	const most = sentence.MaxDifferent
	for _, n := range s.machine.Numbers {
		s.noteNumber(n)
	}
	found := s.machine.Found[s.before:]
	if len(found) <= most && len(s.numbers) <= most {
		return
	}
	numbers, messages := s.numbers, 0
	for i := range found {
		switch f := &found[i]; {
		case !mayBeListed(f):
		case f.Number == 0:
			messages++
		case !slices.Contains(numbers, f.Number):
			numbers = append(numbers, f.Number)
		}
	}
	s.numbers = numbers
	if max(len(numbers), messages) > most {
		found = slices.DeleteFunc(found, func(f Finding) bool { return mayBeListed(&f) })
		s.machine.Found = s.machine.Found[:s.before+len(found)]
	}
}

// noteNumber notes that a value has a number where it may be that of an error, if it is documented.
func (s *Scanner) noteNumber(number int64) {
	if s.Vocabulary.Documents(number) && !slices.Contains(s.numbers, number) && len(s.numbers) < shape.MaxFindings {
		s.numbers = append(s.numbers, number)
	}
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
