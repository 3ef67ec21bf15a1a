// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"cmp"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// labels are the ids and types of an object.
type labels [keyType - keyEventID + 1]string

func (l *labels) of(k key) string { return l[k-keyEventID] }

func (l *labels) set(k key, text string) { l[k-keyEventID] = text }

// either returns the first of two values that isn't zero; a comes first if first is set.
func either[T comparable](first bool, a, b T) T {
	if first {
		return cmp.Or(a, b)
	}
	return cmp.Or(b, a)
}

// label returns the string if it may be copied into an attribute as the label k, or else "".
func (s Literal) label(k key) string {
	allowed, maxLength := inID, maxID
	switch k {
	case keyEventType, keyNotificationType, keyType:
		allowed = inType
	case keyUID:
		allowed, maxLength = inUID, 32
	}
	t := s.String()
	if s.cut || len(t) > maxLength || !consists(t, allowed) {
		return ""
	}
	return t
}

// IsID reports whether a string may be copied into an attribute as an id.
func IsID(t string) bool { return t != "" && len(t) <= maxID && consists(t, inID) }

func consists(t string, of uint8) bool {
	for i := range len(t) {
		if labelBytes[t[i]]&of == 0 {
			return false
		}
	}
	return true
}

// labelBytes has, for each byte, a bit for each kind of label that it may be part of.
var labelBytes = func() (bits [256]uint8) {
	for i := range bits {
		c := byte(i)
		if ascii.IsAlphanumeric(c) || c == '-' {
			bits[i] |= inID
		}
		if ascii.IsUpper(c) || c == '_' {
			bits[i] |= inType
		}
		if ascii.IsDigit(c) {
			bits[i] |= inUID
		}
	}
	return bits
}()

const maxID = 64 // bytes

const (
	inID uint8 = 1 << iota
	inType
	inUID
)
