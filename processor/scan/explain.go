// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Explain returns the documented numbers and wordings in the strings of the value that was searched last, and why each counts as
// an error or doesn't. It leaves out the numbers that were found in JSON.
func (s *Scanner) Explain(v pcommon.Value) (all []Candidate) {
	if s.Vocabulary == nil {
		return nil
	}
	s.anyString("", v, 0, stringSearch{func(key string, _ bool) bool { return shape.IsWordless(key) }, func(_, t string) bool {
		for _, c := range s.Vocabulary.Explain(t) {
			inText, inJSON := s.foundIn(c.Number)
			if !inText && (c.Reason.Counts() || c.Reason.NeedsService()) {
				c.Reason = sentence.Unread
				if s.isList {
					c.Reason = sentence.TooMany
				}
			}
			if inText || !inJSON {
				all = append(all, c)
			}
		}
		return false
	}})
	return all
}

// foundIn reports whether a number was found in text, and whether it was in JSON.
func (s *Scanner) foundIn(number int64) (inText, inJSON bool) {
	for i := range s.machine.Found {
		if f := &s.machine.Found[i]; f.Number == number {
			inText, inJSON = inText || f.Shape == Message, inJSON || f.Shape != Message
		}
	}
	return inText, inJSON
}
