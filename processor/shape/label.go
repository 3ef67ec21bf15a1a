// SPDX-License-Identifier: Apache-2.0

package shape

import "github.com/mdm-observability/mdmerrorprocessor/processor/ascii"

// labels are the ids and types of an object.
type labels [keyType - keyEventID + 1]string

func (l *labels) of(k key) string { return l[k-keyEventID] }

func (l *labels) set(k key, text string) { l[k-keyEventID] = text }

// label returns the string if it may be copied into an attribute as the label k, or else "".
func (s Literal) label(k key) string {
	allowed, maxLength := isIDByte, maxID
	switch k {
	case keyEventType, keyNotificationType, keyType:
		allowed = isTypeByte
	case keyUID:
		allowed, maxLength = ascii.IsDigit, 32
	}
	t := s.String()
	if s.cut || len(t) > maxLength || !consists(t, allowed) {
		return ""
	}
	return t
}

const maxID = 64 // bytes

// IsID reports whether a string may be copied into an attribute as an id.
func IsID(t string) bool { return t != "" && len(t) <= maxID && consists(t, isIDByte) }

func isIDByte(c byte) bool { return ascii.IsAlphanumeric(c) || c == '-' }

func isTypeByte(c byte) bool { return ascii.IsUpper(c) || c == '_' }

// consists reports whether all bytes of t are of a class.
func consists(t string, class func(byte) bool) bool {
	for i := range len(t) {
		if !class(t[i]) {
			return false
		}
	}
	return true
}
