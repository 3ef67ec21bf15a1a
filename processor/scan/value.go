// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// parsed tells a parsed value to the machine as if it were read from JSON.
func (s *Scanner) parsed(v pcommon.Value, kind Kind) (broken Reason) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		broken = s.members(v.Map(), nil, kind)
	case pcommon.ValueTypeSlice:
		broken = s.elements(v.Slice(), kind)
	case pcommon.ValueTypeStr:
		if event := s.machine.String(shape.Literal{Raw: v.Str()}); event != shape.Nothing {
			broken = s.limited(v.Str(), inMap(event, kind)).broken
		}
	case pcommon.ValueTypeBytes:
		if event := s.machine.Bytes(); event != shape.Nothing {
			broken = s.bytes(v.Bytes(), inMap(event, kind)).broken
		}
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		s.machine.Number(v)
	}
	s.machine.Value()
	return broken
}

// inMap returns a piece that is a string or bytes of a map.
func inMap(event shape.Event, kind Kind) piece {
	return piece{nesting: 1, kind: kind, speaks: kind == Text && event == shape.String}
}

// members tells the keys of a map for which is true, or all of them, and their values.
func (s *Scanner) members(m pcommon.Map, which func(key string) bool, kind Kind) (broken Reason) {
	if !s.machine.Open(false) {
		return None
	}
	for k, v := range m.All() {
		if which == nil || which(k) {
			s.machine.Key(k)
			broken = max(broken, s.parsed(v, kind))
		}
	}
	if s.machine.Close() == shape.Closed {
		s.closed(kind)
	}
	return broken
}

func (s *Scanner) elements(list pcommon.Slice, kind Kind) (broken Reason) {
	if !s.machine.Open(true) {
		return None
	}
	for i := range list.Len() {
		broken = max(broken, s.parsed(list.At(i), kind))
	}
	s.machine.Close() // a list is no error
	return broken
}
