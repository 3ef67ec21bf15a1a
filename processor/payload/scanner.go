// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"strings"

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

	machine
	listed bool // the list of all possible errors has begun, and what follows may belong to it
	broken Reason
}

// Found returns the findings since the last Reset, in order of appearance. They are valid until the next.
func (s *Scanner) Found() []Finding { return s.found }

// Reset forgets the findings.
func (s *Scanner) Reset() {
	clear(s.found) // don't keep the payloads alive
	s.found = s.found[:0]
	s.seq = 0
}

// Scan searches a value of any type, and tells whether an errorNumber in it could not be read whole.
func (s *Scanner) Scan(v pcommon.Value) Reason {
	s.listed, s.named, s.broken = false, false, None
	switch v.Type() {
	case pcommon.ValueTypeStr:
		s.ScanString(v.Str())
	case pcommon.ValueTypeBytes:
		s.scanBytes(v.Bytes(), 0)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		s.walk(v)
	}
	return s.broken
}

// ScanString searches a string like Scan.
func (s *Scanner) ScanString(t string) Reason {
	s.listed, s.named, s.broken = false, false, None
	s.limited(t, 0)
	return s.broken
}

// limited looks for JSON in the part of t that the limit allows.
func (s *Scanner) limited(t string, nesting int) {
	whole := len(t) <= s.MaxSize
	if !whole {
		t = t[:s.MaxSize]
	}
	if !mayHold(t) {
		return
	}
	named := s.named
	s.named = false
	s.text(t, nesting)
	if !whole && s.named {
		s.broken = TooLarge
	}
	s.named = s.named || named
}

// scanBytes searches bytes. They can be had one at a time or as a copy, which is made only of what may hold an error.
func (s *Scanner) scanBytes(b pcommon.ByteSlice, nesting int) {
	n := min(b.Len(), s.MaxSize)
	if !mayHoldBytes(b, n) {
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
	s.limited(t.String(), nesting)
}

// mayHoldBytes is mayHold for the first n bytes of b.
func mayHoldBytes(b pcommon.ByteSlice, n int) bool {
	for i := range n {
		if b.At(i) == 'e' && (bytesAt(b, i, n, "errorNumber") || bytesAt(b, i, n, "errorMessage")) {
			return true
		}
	}
	return false
}

func bytesAt(b pcommon.ByteSlice, i, n int, want string) bool {
	if n-i < len(want) {
		return false
	}
	for j := range len(want) {
		if b.At(i+j) != want[j] {
			return false
		}
	}
	return true
}

// maxMark is the length of the longest mark that a shortened text is believed to end with.
const maxMark = 64

// reasonOf tells a text that was cut off, with or without a mark such as ..., …, [truncated] or (100 more bytes),
// from one that is no JSON.
func reasonOf(end ending, rest string) Reason {
	if end == endCut || len(rest) <= maxMark && (strings.IndexByte(".[(<{*", rest[0]) >= 0 || strings.HasPrefix(rest, "…")) {
		return Truncated
	}
	return Malformed
}
