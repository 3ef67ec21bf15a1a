// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Vocabulary is what the documentation says in words.
type Vocabulary = sentence.Vocabulary

// NewVocabulary prepares what a catalog documents, and the hosts whose names are the service's.
func NewVocabulary(c *catalog.Catalog, hosts []string) *Vocabulary { return sentence.New(c, hosts) }

// Integer reads a number that may be an integer, a double without a fraction (log parsers make
// them so) or a string of digits, and reports whether it was one.
func Integer(v pcommon.Value) (int64, bool) { return shape.Integer(v) }

// Scanner looks for errors in one value after another, and gathers what it finds. The zero Scanner
// searches nothing: set MaxSize. It is not safe for concurrent use, and meant to be reused.
type Scanner struct {
	// MaxSize is how many bytes of a value are searched.
	MaxSize int
	// Vocabulary is what text is searched for; nil: JSON alone counts.
	Vocabulary *Vocabulary

	found   findings
	machine shape.Machine
	words   sentence.Text
}

// Found returns the findings since the last Reset, in order of appearance. They are valid until the next.
func (s *Scanner) Found() []Finding { return s.found }

// Reset forgets the findings.
func (s *Scanner) Reset() {
	clear(s.found) // don't keep the payloads alive
	s.found = s.found[:0]
}

// Kind is what kind of value is searched.
type Kind bool

const (
	// Payload is the body of a request or a response: only JSON counts.
	Payload Kind = false
	// Text is what people read: a message, the body of a log record.
	Text Kind = true
)

// Scan searches a value of any type, and returns why an errorNumber in it could not be read whole.
func (s *Scanner) Scan(v pcommon.Value, kind Kind) Reason {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return s.ScanString(v.Str(), kind)
	case pcommon.ValueTypeBytes:
		return s.bytes(v.Bytes(), s.piece(kind)).broken
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return s.parsed(v, s.piece(kind).kind)
	default:
		return None
	}
}

// ScanString searches a string like Scan.
func (s *Scanner) ScanString(t string, kind Kind) Reason { return s.limited(t, s.piece(kind)).broken }

// ScanAttributes searches the keys of a shape that a log parser or a structured logger has put into the
// attributes of a record. Other keys are not looked at: they are no part of a payload.
func (s *Scanner) ScanAttributes(attributes pcommon.Map) Reason {
	return s.members(attributes, shape.Telling, Payload)
}
