// SPDX-License-Identifier: Apache-2.0

package shape

// role is what an object or a list is in a shape.
type role uint8

const (
	rolePlain             role = iota // no part of another shape: it may be an error response
	roleIgnored                       // the list of all possible errors, or in it
	roleFailure                       // in the failures of an event status, or that list itself
	roleNotification                  // the object that describes an event
	roleNotificationError             // its error
	roleAssociation                   // in the associations of the legacy API, or that list itself
	roleErrorInfo                     // names the affected entities
	roleAffected                      // a list of them, or the errorInfo itself
)

var shapes = [roleAffected + 1]Shape{roleFailure: Status, roleNotificationError: Notification}

// roleIn returns the role of an object or a list that opens in f.
func roleIn(f *frame, list bool) role {
	switch in, key := f.role, f.key; {
	case in == roleIgnored, in != roleErrorInfo && key == keyIgnored:
		return roleIgnored
	case list && (in == roleErrorInfo || key == keyErrorInfo || in == roleNotification && key == keyEntities):
		return roleAffected
	case in == roleErrorInfo, key == keyErrorInfo:
		return roleErrorInfo
	case list && key == keyFailures:
		return roleFailure
	case list && key == keyAssociations:
		return roleAssociation
	case list:
		return rolePlain
	case f.list && (in == roleFailure || in == roleAssociation):
		return in // it is an element
	case in == roleNotification && key == keyError:
		return roleNotificationError
	case key == keyNotification:
		return roleNotification
	}
	return rolePlain
}
