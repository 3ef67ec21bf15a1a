// SPDX-License-Identifier: Apache-2.0

package shape

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

// child says what an object and what a list is at some place.
type child struct{ object, list role }

var (
	// inRole is for children of an object or list of that role, under any key or none.
	inRole = [numRoles]child{
		roleIgnored:      {object: roleIgnored, list: roleIgnored},
		roleFailures:     {object: roleFailure},
		roleAssociations: {object: roleAssociation},
		roleErrorInfo:    {object: roleErrorInfo, list: roleAffected},
	}
	// underKey is for the others, by their key.
	underKey = [numKeys]child{
		keyErrorCodes:   {object: roleIgnored, list: roleIgnored},
		keyErrorInfo:    {object: roleErrorInfo, list: roleAffected},
		keyFailures:     {list: roleFailures},
		keyAssociations: {list: roleAssociations},
		keyNotification: {object: roleNotification},
	}
	// inNotification is for the others in a notification, whose keys say nothing elsewhere.
	inNotification = [numKeys]child{
		keyError:    {object: roleNotificationError},
		keyEntities: {list: roleAffected},
	}
)

// roleIn returns the role of an object or a list that opens in parent.
func roleIn(parent *Frame, list bool) role {
	if r := inRole[parent.err.role].role(list); r != rolePlain {
		return r
	}
	if r := underKey[parent.key].role(list); r != rolePlain || parent.err.role != roleNotification {
		return r
	}
	return inNotification[parent.key].role(list)
}

func (c child) role(list bool) role {
	if list {
		return c.list
	}
	return c.object
}
