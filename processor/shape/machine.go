// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"cmp"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Machine recognises the shapes in a sequence of opened and closed objects and lists, keys and values. JSON and parsed
// maps are both told to it in this way, so that there is one set of rules. The zero Machine is ready for use.
type Machine struct {
	Found   []Finding // in order of appearance, each only once
	Named   int       // how many errorNumbers were named, but in the list of all possible errors
	Words   bool      // each string is worth a look, not only one that may hold a shape
	Literal Literal   // the string that the last event is about

	appeared int     // errors so far
	stack    []frame // what is open
}

// maxDepth bounds how many objects and lists around an error are kept in mind. Below it nothing is looked for.
const maxDepth = 64

// frame is an object or a list that is open, and the error that it may be.
type frame struct {
	Finding
	key      string // of the value to come, or the last
	list     bool
	quiet    bool // nothing in it is an error or a message: all possible errors, or the affected entities
	comma    bool // a value was read; a comma has to follow
	keyed    bool // a key was read; its value has to follow
	numbered bool // it has an errorNumber, whatever that is

	eventKind string // the type, which is that of an event if it is a notification
	entries   int    // how many values the list has; for an object, how many its lists of entities have
	start     int    // how many errors had appeared when it was opened
}

// Event is what is worth a look in what the machine was told.
type Event uint8

const (
	Nothing      Event = iota // or nothing more
	String                    // may hold JSON, or words of its own
	ErrorMessage              // may hold JSON; whether its words count is known when its object closes
	LoneMessage               // is the errorMessage of an object that closed without an errorNumber: any text
)

// Reset forgets everything, and keeps the room.
func (m *Machine) Reset() {
	clear(m.Found)
	clear(m.stack[:cap(m.stack)])
	*m = Machine{Found: m.Found[:0], stack: m.stack[:0]}
}

func (m *Machine) top() *frame { return &m.stack[len(m.stack)-1] }

// Open begins an object or a list. Without ok there is no room for it: nothing in it must be told, nor its end.
func (m *Machine) Open(list bool) (ok bool) {
	n := len(m.stack)
	if n == maxDepth {
		return false
	}
	m.stack = append(m.stack, frame{})
	f := &m.stack[n]
	f.list, f.start, f.depth = list, m.appeared, n
	if n > 0 {
		around := &m.stack[n-1]
		f.role = roleIn(around, list)
		f.quiet = f.role == roleIgnored || around.quiet || around.key == keyErrorInfo
		f.Shape = shapes[f.role]
	}
	return true
}

// Close ends the innermost object or list, which is part of what is around it if more than base are open then.
func (m *Machine) Close(base int) Event {
	f := m.top()
	m.stack = m.stack[:len(m.stack)-1]
	if len(m.stack) > base && (f.role == roleAffected || f.role == roleErrorInfo) {
		if around := m.top(); around.role != roleErrorInfo && around.key == keyErrorInfo {
			around.Affected = f.entries
		} else {
			around.entries += f.entries
		}
	}
	if f.list || f.quiet || m.appeared == f.start {
		return Nothing
	}
	for i := len(m.Found) - 1; i >= 0 && m.Found[i].order > f.start; i-- {
		f.describe(&m.Found[i])
	}
	if f.Number > 0 || f.message.there {
		f.NotificationID, f.NotificationType = "", "" // never its own
		m.Add(&f.Finding)
	}
	if f.numbered || !f.message.there || !m.Words {
		return Nothing
	}
	m.Literal = f.message
	return LoneMessage
}

// Key takes the key of the value to come.
func (m *Machine) Key(name string) {
	f := m.top()
	f.key, f.keyed = name, true
	switch {
	case name == keyErrorNumber && !f.quiet:
		f.numbered = true
		m.Named++
	case strings.IndexByte(name, '.') >= 0 && strings.Contains(name, keyErrorCodes+"."):
		f.key = keyErrorCodes // flattened: errorCodes.0.errorMessage
	}
}

// Value notes that the value of a key, or of a place in a list, has been read whole.
func (m *Machine) Value() {
	f := m.top()
	f.comma, f.keyed = true, false
	if f.role == roleAffected {
		f.entries++
	}
}

// Take takes a value from a parsed map; of an object or a list, its parts are yet to be told.
func (m *Machine) Take(v pcommon.Value) Event {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return m.string(Literal{Raw: v.Str(), there: true})
	case pcommon.ValueTypeBytes:
		return m.top().event()
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return String
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		n, ok := Integer(v)
		m.integer(n, ok, false)
	}
	return Nothing
}

// integer takes a number, if ok. atCut says that it may lack digits.
func (m *Machine) integer(n int64, ok, atCut bool) {
	switch f := m.top(); f.key {
	case keyErrorNumber:
		m.appear(&f.Finding)
		f.Number, f.NumberAtCut = 0, false
		if ok && n > 0 {
			f.Number, f.NumberAtCut = n, atCut
		}
	case keyStatus:
		f.Legacy = ok && !atCut && n < 0
	}
}

func (m *Machine) string(s Literal) Event {
	f := m.top()
	switch f.key {
	case keyErrorNumber, keyStatus:
		n, ok := digits(s.String())
		m.integer(n, ok, s.cut)
	case keyErrorMessage:
		m.appear(&f.Finding)
		f.message = s
	case "eventId":
		f.EventID = s.only(false)
	case "eventType":
		f.EventType = s.only(true)
	case "type":
		f.eventKind = s.only(true)
	case "notificationId":
		f.NotificationID = s.only(false)
	case "notificationType":
		f.NotificationType = s.only(true)
	}
	if !m.Words && !MayHold(s.Raw) {
		return Nothing
	}
	m.Literal = s
	return f.event()
}

func (m *Machine) appear(f *Finding) {
	if f.order == 0 {
		m.appeared++
		f.order = m.appeared
	}
}

// event returns what the string at hand is.
func (f *frame) event() Event {
	switch {
	case f.quiet || f.key == keyErrorInfo || f.key == keyErrorCodes:
		return Nothing
	case f.key == keyErrorMessage:
		return ErrorMessage
	}
	return String
}

// describe adds to an error in f what f says of it.
func (f *frame) describe(e *Finding) {
	switch levels := e.depth - f.depth; {
	case e.role == roleFailure && levels == 2:
		e.EventID, e.EventType, e.Legacy = f.EventID, f.EventType, e.Legacy || f.Legacy
	case e.role == roleAssociation && levels == 2:
		e.Legacy = e.Legacy || f.Legacy
	case e.role == roleNotificationError && levels == 1:
		e.EventID, e.EventType = f.EventID, f.eventKind
		e.Affected = cmp.Or(e.Affected, f.entries)
	case e.role == roleNotificationError && levels == 2:
		e.NotificationID, e.NotificationType = f.NotificationID, f.NotificationType
	}
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
)

var (
	shapes   = [roleAffected + 1]Kind{roleFailure: Status, roleNotificationError: Notification}
	entities = []string{"assignments", "users", "assets"} // the lists of a notification
)

// roleIn returns the role of an object or a list that opens in f.
func roleIn(f *frame, list bool) role {
	switch in, key := f.role, f.key; {
	case in == roleIgnored, in != roleErrorInfo && key == keyErrorCodes:
		return roleIgnored
	case list && (in == roleErrorInfo || key == keyErrorInfo || in == roleNotification && slices.Contains(entities, key)):
		return roleAffected
	case in == roleErrorInfo, key == keyErrorInfo:
		return roleErrorInfo
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
