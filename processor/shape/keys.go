// SPDX-License-Identifier: Apache-2.0

package shape

import "strings"

// Keys that more than one rule is about.
const (
	keyErrorNumber  = "errorNumber"
	keyErrorMessage = "errorMessage"
	keyErrorInfo    = "errorInfo"
	keyErrorCodes   = "errorCodes"
	keyStatus       = "status"
)

// Telling reports whether a key tells by itself that a shape may be there, among keys that have nothing to do with it.
func Telling(name string) bool {
	switch name {
	case keyErrorNumber, keyErrorMessage, keyErrorInfo, keyStatus, "failures", "notification", "associations", "disassociations",
		"eventId", "eventType", "notificationId", "notificationType":
		return true
	default:
		return false
	}
}

// MayHold reports whether t may hold a shape: each of them has one of these keys.
func MayHold(t string) bool { return contains(t, keyErrorNumber) || contains(t, keyErrorMessage) }

// contains is [strings.Contains] for these two keys. It looks for their capital, which few texts have many of, instead of
// their first letter, which is everywhere.
func contains(t, key string) bool {
	const (
		capital = len("error")
		few     = 4  // capitals that are looked at in any text
		sparse  = 32 // bytes that one more is allowed for
	)
	for i, tries := capital, 0; i-capital+len(key) <= len(t); tries++ {
		next := strings.IndexByte(t[i:], key[capital])
		if next < 0 {
			return false
		}
		i += next
		if strings.HasPrefix(t[i-capital:], key) {
			return true
		}
		if tries > few+i/sparse {
			return strings.Contains(t[i:], key) // none begins before i: the capital there isn't its own
		}
		i++
	}
	return false
}

// role is what an object or a list is.
type role uint8

const (
	rolePlain             role = iota // may be an error response
	roleIgnored                       // the list of all possible errors: nothing in it is one
	roleFailures                      // the list of an event status
	roleFailure                       // an element of it
	roleNotification                  // the object that tells of an event
	roleNotificationError             // its error
	roleAssociations                  // the list of the legacy API
	roleAssociation                   // an element of it
	roleErrorInfo                     // names the affected entities
	roleAffected                      // a list of them, or the errorInfo itself
	numRoles
)

var shapes = [numRoles]Kind{roleFailure: Status, roleNotificationError: Notification}

// roleIn returns the role of an object or a list that opens in f.
func roleIn(f *frame, list bool) role {
	switch {
	case f.role == roleIgnored, f.role != roleErrorInfo && f.key == keyErrorCodes:
		return roleIgnored
	case f.role == roleErrorInfo, f.key == keyErrorInfo:
		if list {
			return roleAffected
		}
		return roleErrorInfo
	case list:
		return listRole(f)
	case f.role == roleFailures:
		return roleFailure
	case f.role == roleAssociations:
		return roleAssociation
	case f.key == "notification":
		return roleNotification
	case f.key == "error" && f.role == roleNotification:
		return roleNotificationError
	}
	return rolePlain
}

func listRole(f *frame) role {
	switch f.key {
	case "failures":
		return roleFailures
	case "associations", "disassociations":
		return roleAssociations
	case "assignments", "users", "assets":
		if f.role == roleNotification {
			return roleAffected
		}
	}
	return rolePlain
}
