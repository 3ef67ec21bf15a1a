// SPDX-License-Identifier: Apache-2.0

package payload

import "go.opentelemetry.io/collector/pdata/pcommon"

// ScanAttributes searches the keys of a shape that a log parser or a structured logger has put into the
// attributes of a record. Other keys are not looked at: they are no part of a payload.
func (s *Scanner) ScanAttributes(attributes pcommon.Map) Reason {
	s.begin(Payload)
	s.open(false)
	for k, v := range attributes.All() {
		switch key := keyOf(k); key {
		case keyNone, keyError, keyErrorCodes, keyEntities, keyType:
		default:
			s.member(key, v)
		}
	}
	s.close(false)
	return s.broken
}

// walk tells a parsed value to the machine as if it were read from JSON.
func (s *Scanner) walk(v pcommon.Value) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		if s.depth == maxDepth {
			s.value()
			return
		}
		s.open(false)
		for k, v := range v.Map().All() {
			s.member(keyOf(k), v)
		}
		s.leave(false)
	case pcommon.ValueTypeSlice:
		if s.depth == maxDepth {
			s.value()
			return
		}
		s.open(true)
		list := v.Slice()
		for i := range list.Len() {
			s.walk(list.At(i))
		}
		s.close(false)
	case pcommon.ValueTypeStr:
		s.str(text{raw: v.Str()})
		if s.searches() {
			s.limited(v.Str(), 1, s.hears())
		}
		s.value()
	case pcommon.ValueTypeBytes:
		if s.searches() {
			s.scanBytes(v.Bytes(), 1, s.hears())
		}
		s.value()
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		if f := s.top(); f.key == keyErrorNumber || f.key == keyStatus {
			n, ok := Integer(v)
			s.integer(n, ok, false)
		}
		s.value()
	default:
		s.value()
	}
}

// member tells the value of a key.
func (s *Scanner) member(key keyID, v pcommon.Value) {
	s.name(key)
	s.walk(v)
}
