// SPDX-License-Identifier: Apache-2.0

package shape

import "strings"

// key is a key that the shapes are made of.
type key uint8

const (
	keyNone key = iota
	keyErrorNumber
	keyErrorMessage
	keyErrorInfo
	keyErrorCodes
	keyStatus
	keyFailures
	keyNotification
	keyError
	keyAssociations
	keyEntities
	keyEventID
	keyEventType
	keyType
	keyNotificationID
	keyNotificationType
	numKeys
)

func keyOf(name string) key {
	switch name {
	case "errorNumber":
		return keyErrorNumber
	case "errorMessage":
		return keyErrorMessage
	case "errorInfo":
		return keyErrorInfo
	case "errorCodes":
		return keyErrorCodes
	case "status":
		return keyStatus
	case "failures":
		return keyFailures
	case "notification":
		return keyNotification
	case "error":
		return keyError
	case "associations", "disassociations":
		return keyAssociations
	case "assignments", "users", "assets":
		return keyEntities
	case "eventId":
		return keyEventID
	case "eventType":
		return keyEventType
	case "type":
		return keyType
	case "notificationId":
		return keyNotificationID
	case "notificationType":
		return keyNotificationType
	default:
		if strings.Contains(name, "errorCodes.") {
			return keyErrorCodes // flattened: errorCodes.0.errorMessage
		}
		return keyNone
	}
}

// Telling reports whether a key tells by itself that a shape may be there, among keys that have nothing to do with it.
func Telling(name string) bool {
	switch keyOf(name) {
	case keyNone, keyError, keyErrorCodes, keyEntities, keyType:
		return false
	default:
		return true
	}
}

// MayHold reports whether t may hold a shape: each of them has one of these keys.
func MayHold(t string) bool { return contains(t, "errorNumber") || contains(t, "errorMessage") }

// contains is [strings.Contains] for these two keys. It looks for their capital, which few texts have many of, instead of
// their first letter, which is everywhere.
func contains(t, key string) bool {
	const (
		capital = len("error")
		few     = 4  // capitals that are looked at in any text
		sparse  = 32 // bytes that one more is allowed for
	)
	for i, tries := 0, 0; ; tries++ {
		next := strings.IndexByte(t[i:], key[capital])
		if next < 0 {
			return false
		}
		i += next
		if i >= capital && strings.HasPrefix(t[i-capital:], key) {
			return true
		}
		if tries > few+i/sparse {
			return strings.Contains(t[i:], key) // none begins before i: the capital there isn't its own
		}
		i++
	}
}
