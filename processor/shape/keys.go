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
func MayHold(t string) bool { return holds(t, keyErrorNumber) || holds(t, keyErrorMessage) }

// holds is [strings.Contains] for these two. It looks for the capital, which is rarer than the "e".
func holds(t, key string) bool {
	const capital = len("error")
	for i := capital; i < len(t); i++ {
		next := strings.IndexByte(t[i:], key[capital])
		if next < 0 {
			return false
		}
		if i += next; strings.HasPrefix(t[i-capital:], key) {
			return true
		}
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
	switch in, key := f.role, f.key; {
	case in == roleIgnored, in != roleErrorInfo && key == keyErrorCodes:
		return roleIgnored
	case list && (in == roleErrorInfo || key == keyErrorInfo):
		return roleAffected
	case in == roleErrorInfo, key == keyErrorInfo:
		return roleErrorInfo
	case list && in == roleNotification && (key == "assignments" || key == "users" || key == "assets"):
		return roleAffected
	case list && key == "failures":
		return roleFailures
	case list && (key == "associations" || key == "disassociations"):
		return roleAssociations
	case list:
		return rolePlain
	case in == roleFailures:
		return roleFailure
	case in == roleAssociations:
		return roleAssociation
	case in == roleNotification && key == "error":
		return roleNotificationError
	case key == "notification":
		return roleNotification
	}
	return rolePlain
}
