// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Reason says why a payload that names an errorNumber could not be read whole.
type Reason uint8

const (
	// None: it was read whole, or names no errorNumber.
	None Reason = iota
	// Malformed: it isn't the JSON that it began as.
	Malformed
	// Truncated: it was cut off before it came here.
	Truncated
	// TooLarge: it is larger than what is searched.
	TooLarge
)

func (r Reason) String() string {
	return [...]string{None: "none", Malformed: "malformed", Truncated: "truncated", TooLarge: "too_large"}[r]
}

// Scanner looks for errors in one value after another, and gathers what it finds. The zero Scanner
// searches nothing: set MaxSize. It is not safe for concurrent use, and meant to be reused.
type Scanner struct {
	// MaxSize is how many bytes of a value are searched.
	MaxSize int
	// Vocabulary is what text is searched for; nil: JSON alone counts.
	Vocabulary *Vocabulary

	machine
	listens bool // the value at hand may be text
	listed  bool // the list of all possible errors has begun, and what follows may belong to it
	broken  Reason
	speech  speech
}

// Found returns the findings since the last Reset, in order of appearance. They are valid until the next.
func (s *Scanner) Found() []Finding { return s.found }

// Reset forgets the findings.
func (s *Scanner) Reset() {
	clear(s.found) // don't keep the payloads alive
	s.found = s.found[:0]
	s.seq = 0
}

// Kind is what kind of value is searched.
type Kind bool

const (
	// Payload is the body of a request or a response: only JSON counts.
	Payload Kind = false
	// Text is what people read: a message, the body of a log record.
	Text Kind = true
)

// Scan searches a value of any type, and tells whether an errorNumber in it could not be read whole.
func (s *Scanner) Scan(v pcommon.Value, kind Kind) Reason {
	s.begin(kind)
	switch v.Type() {
	case pcommon.ValueTypeStr:
		s.limited(v.Str(), 0, s.listens)
	case pcommon.ValueTypeBytes:
		s.scanBytes(v.Bytes(), 0, s.listens)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		s.walk(v)
	}
	return s.broken
}

// ScanString searches a string like Scan.
func (s *Scanner) ScanString(t string, kind Kind) Reason {
	s.begin(kind)
	s.limited(t, 0, s.listens)
	return s.broken
}

func (s *Scanner) begin(kind Kind) {
	s.listed, s.named, s.broken = false, false, None
	s.listens = kind == Text && s.Vocabulary != nil
}

// limited searches the part of t that the limit allows.
func (s *Scanner) limited(t string, nesting int, listens bool) {
	rest := ""
	if len(t) > s.MaxSize {
		t, rest = t[:s.MaxSize], t[s.MaxSize:]
	}
	listens = listens && s.Vocabulary.mayHold(t)
	holds := mayHold(t)
	if !holds && strings.Contains(rest, "errorNumber") {
		s.broken = TooLarge // the number is where nobody looks
	}
	if !listens && !holds {
		return
	}
	named := s.named
	s.named = false
	s.text(t, nesting, listens)
	if rest != "" && s.named {
		s.broken = TooLarge
	}
	s.named = s.named || named
}

// scanBytes searches bytes. They can be had one at a time or as a copy, which is made only of what may hold an error.
func (s *Scanner) scanBytes(b pcommon.ByteSlice, nesting int, listens bool) {
	n := min(b.Len(), s.MaxSize)
	if !s.mayHoldBytes(b, 0, n, listens) {
		if s.mayHoldBytes(b, n, b.Len(), false) {
			s.broken = TooLarge // the number is where nobody looks
		}
		return
	}
	var t strings.Builder
	t.Grow(n + 1)
	for i := range n {
		t.WriteByte(b.At(i))
	}
	if n < b.Len() {
		t.WriteByte(b.At(n)) // for limited to see that there is more
	}
	s.limited(t.String(), nesting, listens)
}

// mayHoldBytes tells whether these bytes of b meet the conditions for anything to be found in them. It copies them
// in chunks onto the stack; those overlap by more than what is looked for is long.
func (s *Scanner) mayHoldBytes(b pcommon.ByteSlice, from, to int, listens bool) bool {
	const overlap = 1 << 10
	var chunk [8 * overlap]byte
	for ; ; from += len(chunk) - overlap {
		m := min(to-from, len(chunk))
		if m <= 0 {
			return false
		}
		for i := range m {
			chunk[i] = b.At(from + i)
		}
		t := unsafe.String(&chunk[0], m) //nolint:gosec // read below, and not kept
		if mayHold(t) || listens && s.Vocabulary.mayHold(t) {
			return true
		}
	}
}

// maxMark is the length of the longest mark that a shortened text is believed to end with.
const maxMark = 64

// reasonOf tells a text that was cut off, with or without a mark such as ..., …, [truncated] or (100 more bytes),
// from one that is no JSON.
func reasonOf(end ending, rest string) Reason {
	exponent := strings.EqualFold(strings.TrimRight(rest, "+-"), "e")
	if end == endCut || exponent || len(rest) <= maxMark && (strings.IndexByte(".[(<{*", rest[0]) >= 0 || strings.HasPrefix(rest, "…")) {
		return Truncated
	}
	return Malformed
}
