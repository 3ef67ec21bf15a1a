// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"cmp"
	"slices"
	"strings"
)

// Shape is the form in which an error is delivered.
type Shape uint8

const (
	Response     Shape = iota // an object with an errorNumber: the body of the failed call itself
	Status                    // such an object in the failures of an event status
	Notification              // such an object as the error of a notification
	Message                   // a text that reports an error
)

// MaxFindings is the largest number of findings in one value. It exceeds the number of documented errors, and bounds memory.
const MaxFindings = 128

// maxVariants is the largest number of findings with the same number and different messages: the caller may believe only one of
// them, and they mustn't crowd out other numbers.
const maxVariants = 4

// Finding is an object that has the shape of an error, or an error that a text reports.
type Finding struct {
	Shape        Shape
	Number       int64 // the errorNumber, or 0 if there is none that can be read: then the message may identify the error
	NumberAtCut  bool  // the payload was cut off right after the number, which may lack digits
	Legacy       bool  // a negative status comes with it, as only in the legacy API
	NeedsService bool  // the text that reports it doesn't name the service, so something else has to
	TextStatus   int   // HTTP status of the service's response, according to the text around it; 0: unknown
	Position     int   // in the words of that text, while those are searched
	Affected     int   // number of entities that the failure names
	Bare         bool  // the object has only a number and a message, like those in the list of all possible errors
	Database     bool  // a key next to the number says that the error is a database's
	Companion    bool  // a key of the service's own, such as eventId, is around the failures or the notification
	Device       bool  // a device reports it, by ASDServerErrorDomain: it isn't a response to a call

	// The ids and types of the payload with the error; empty if there are none, or none that may be copied.
	EventID, EventType               string
	NotificationID, NotificationType string
	LibraryUID                       string // uId, of the library that the token belongs to

	message Literal
	order   int32 // of appearance
	role    role  // with depth, tells the objects around it whether it is theirs
	depth   uint8
}

// HasMessage reports whether the error has an errorMessage.
func (f *Finding) HasMessage() bool { return f.message.there }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (f *Finding) Message() (message string, cut bool) { return f.message.String(), f.message.cut }

// AddMessage adds an error that a text or a device reports.
func (m *Machine) AddMessage(f Finding) {
	f.Shape = Message
	if known := m.add(f); known != nil {
		known.NeedsService, known.Device = known.NeedsService && f.NeedsService, known.Device || f.Device
		known.TextStatus = cmp.Or(known.TextStatus, f.TextStatus)
	}
}

// add adds a finding, unless there are too many. If the same error is known, it returns that.
func (m *Machine) add(f Finding) (known *Finding) {
	m.appear(&f.order)
	variants := 0
	for i := range m.Found {
		if e := &m.Found[i]; e.Number == f.Number && e.Shape == f.Shape {
			if e.message == f.message && e.NumberAtCut == f.NumberAtCut {
				return e
			}
			variants++
		}
	}
	if len(m.Found) < MaxFindings && variants < MaxFindings/2 && (variants < maxVariants || f.Number == 0) {
		m.Found = append(m.Found, f)
	}
	return nil
}

// addError adds the error that an object represents. If the same error is known, the finding combines both.
func (m *Machine) addError(f *frame) {
	added := Finding{
		Shape: shapes[f.role], Number: f.number, NumberAtCut: f.atCut, Legacy: f.legacy, Affected: int(f.affected),
		Bare: f.keys&^bareKeys == 0, Database: keyDatabase.in(f.keys), message: f.message, order: f.order, role: f.role, depth: f.depth,
	}
	if f.role != roleFailure { // the labels of an event are beside its failures
		added.EventID, added.EventType, added.LibraryUID = f.of(keyEventID), f.of(keyEventType), f.of(keyUID)
	}
	e := m.add(added)
	if e == nil {
		return
	}
	e.Bare, e.Database = e.Bare && added.Bare, e.Database && added.Database
	if e.order <= f.start {
		return
	}
	first, second := e, &added // it is nested in f as its own cause: describe the first of the two
	if f.order < e.order {
		first, second = second, first
	}
	if first == &added || f.role != rolePlain { // the objects around f describe it
		e.role, e.depth = f.role, f.depth
	}
	e.order, e.Legacy, e.Affected = first.order, e.Legacy || f.legacy, cmp.Or(first.Affected, second.Affected)
	e.EventID, e.EventType = cmp.Or(first.EventID, second.EventID), cmp.Or(first.EventType, second.EventType)
	e.LibraryUID = cmp.Or(first.LibraryUID, second.LibraryUID)
}

// describe adds what an object says about an error in it.
func (f *frame) describe(e *Finding) {
	levels := e.depth - f.depth
	switch {
	case e.role == roleFailure && levels == 2:
		e.EventID, e.EventType = cmp.Or(f.of(keyEventID), e.EventID), cmp.Or(f.of(keyEventType), e.EventType)
		e.LibraryUID = cmp.Or(f.of(keyUID), e.LibraryUID)
		e.Legacy = e.Legacy || f.legacy
	case e.role == roleAssociation && levels == 2:
		e.Legacy = e.Legacy || f.legacy
		e.LibraryUID = cmp.Or(e.LibraryUID, f.of(keyUID))
	case e.role == roleNotificationError && levels == 1:
		e.EventID, e.EventType = f.of(keyEventID), f.of(keyType)
		e.Affected = cmp.Or(e.Affected, int(f.entries))
	case e.role == roleNotificationError && levels == 2:
		e.NotificationID, e.NotificationType, e.LibraryUID = f.of(keyNotificationID), f.of(keyNotificationType), f.of(keyUID)
	}
	if e.role == roleFailure && levels == 2 || e.role == roleNotificationError && levels <= 2 {
		e.Companion = e.Companion || f.keys&companionKeys != 0
	}
}

// Sort sorts the findings in order of appearance.
func (m *Machine) Sort() {
	slices.SortFunc(m.Found, func(a, b Finding) int { return cmp.Compare(a.order, b.order) })
}

const eventID = "eventId"

// Keys are the keys of which each shape has at least one.
var Keys = [...]string{"errorNumber", "errorMessage", "ErrorDomain"}

// MayHold reports whether t may hold what the machine looks for: an event, or a shape, by its keys. The key of a device's error is
// looked for only at the start: the service's responses don't have it, and can be large. In a text, the number lets a device's
// error through anyway.
func (m *Machine) MayHold(t string) bool {
	const start = 1 << 10
	if m.Events {
		return strings.Contains(t, eventID)
	}
	return holds(t, "errorNumber") || holds(t, "errorMessage") || holds(t[:min(len(t), start)], "ErrorDomain")
}

// holds is [strings.Contains] for these keys. It searches for the capital after "error", which is rarer than the "e".
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
