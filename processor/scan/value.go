// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// parsed tells a parsed value to the machine as if it were read from JSON.
func (s *Scanner) parsed(v pcommon.Value) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		s.members(v.Map(), nil)
	case pcommon.ValueTypeSlice:
		s.elements(v.Slice())
	default:
		if event := s.machine.Scalar(v); event != shape.Nothing {
			s.value(v, 1, s.machine.Words && event == shape.String)
		}
	}
	s.machine.Value()
}

// members tells the keys of a map for which is true, or all of them, and their values.
func (s *Scanner) members(m pcommon.Map, which func(key string) bool) {
	if !s.machine.Open(false) {
		return
	}
	for k, v := range m.All() {
		if which == nil || which(k) {
			s.machine.Key(k)
			s.parsed(v)
		}
	}
	if s.machine.Close(0) == shape.LoneMessage {
		s.loneMessage()
	}
}

func (s *Scanner) elements(list pcommon.Slice) {
	if !s.machine.Open(true) {
		return
	}
	for i := range list.Len() {
		s.parsed(list.At(i))
	}
	s.machine.Close(0)
}

// value searches a string or bytes, which are in so many strings, and may tell of an error in words.
func (s *Scanner) value(v pcommon.Value, nesting int, speaks bool) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		s.limited(v.Str(), nesting, speaks)
	case pcommon.ValueTypeBytes:
		s.bytes(v.Bytes(), nesting, speaks)
	}
}

// limited searches the part of t that the limit allows, if anything may be in it.
func (s *Scanner) limited(t string, nesting int, speaks bool) {
	rest := t[min(len(t), s.MaxSize):]
	t = t[:len(t)-len(rest)]
	speaks = speaks && s.Vocabulary.MayHold(t)
	holds, named := shape.MayHold(t), s.machine.Named
	if speaks || holds {
		s.search(t, nesting, speaks)
	}
	if rest != "" && (s.machine.Named > named || !holds && strings.Contains(rest, "errorNumber")) {
		s.broken = TooLarge // the number is where nobody looks, or may be
	}
}

// bytes searches bytes. They can be had one at a time or as a copy, which is made only of what may hold an error.
func (s *Scanner) bytes(b pcommon.ByteSlice, nesting int, speaks bool) {
	n := min(b.Len(), s.MaxSize)
	holds, says := s.mayHold(b, 0, n, speaks)
	if !holds {
		if named, _ := s.mayHold(b, n, b.Len(), false); named {
			s.broken = TooLarge
		}
	}
	if !holds && !says {
		return
	}
	var t strings.Builder
	t.Grow(n + 1)
	for i := range min(n+1, b.Len()) { // one more, for limited to see that there is more
		t.WriteByte(b.At(i))
	}
	s.limited(t.String(), nesting, speaks)
}

// mayHold reports whether a shape, and whether words, may be in these bytes. It copies them in chunks onto the stack; those
// overlap by more than what is looked for is long.
func (s *Scanner) mayHold(b pcommon.ByteSlice, from, to int, speaks bool) (holds, says bool) {
	const overlap = 1 << 10
	var chunk [8 * overlap]byte
	for ; from < to && !holds; from += len(chunk) - overlap {
		m := min(to-from, len(chunk))
		for i := range m {
			chunk[i] = b.At(from + i)
		}
		t := unsafe.String(&chunk[0], m) //nolint:gosec // read below, and not kept
		holds = shape.MayHold(t)
		says = says || speaks && s.Vocabulary.MayHold(t)
	}
	return holds, says
}
