// SPDX-License-Identifier: Apache-2.0

package shape

// role is what an object or a list is in a shape.
type role uint8

const (
	rolePlain             role = iota // no part of another shape: it may be an error response
	roleIgnored                       // the list of all possible errors, or in it
	roleFailures                      // the list of an event status
	roleFailure                       // an element of it
	roleNotification                  // the object that describes an event
	roleNotificationError             // its error
	roleAssociations                  // the list of the legacy API
	roleAssociation                   // an element of it
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
		return roleFailures
	case list && key == keyAssociations:
		return roleAssociations
	case list:
		return rolePlain
	case in == roleFailures:
		return roleFailure
	case in == roleAssociations:
		return roleAssociation
	case in == roleNotification && key == keyError:
		return roleNotificationError
	case key == keyNotification:
		return roleNotification
	}
	return rolePlain
}
