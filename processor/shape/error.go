// SPDX-License-Identifier: Apache-2.0

package shape

import "github.com/mdm-observability/mdmerrorprocessor/processor/ascii"

// Kind is the form in which an error was delivered.
type Kind uint8

const (
	// Response is an object with an errorNumber: the body of the failed call itself.
	Response Kind = iota
	// Status is such an object in the failures of an event status.
	Status
	// Notification is such an object as the error of a notification.
	Notification
)

// Error is an object that has the form of an error.
type Error struct {
	Shape Kind
	// Number is the errorNumber, or 0 if there is none that can be read; then the message may tell which it was.
	Number int64
	// NumberAtCut says that the payload was cut off right after the number, which may lack digits.
	NumberAtCut bool
	// Legacy says that a negative status comes with it, as only version 1 of the API has it.
	Legacy bool
	// Affected counts the entities that the failure names; 0 if it names none.
	Affected int

	// The ids and types are those of the payload that held the error, and empty where it has
	// none or one that doesn't look like it.
	EventID, EventType               string
	NotificationID, NotificationType string

	// Order is its place among all errors, in order of appearance.
	Order int

	message    Literal
	hasMessage bool
	role       role // with depth, by which the objects around recognise it as theirs
	depth      int
}

// HasMessage reports whether there is an errorMessage with the number.
func (e *Error) HasMessage() bool { return e.hasMessage }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (e *Error) Message() (message string, cut bool) { return e.message.String(), e.message.cut }

// Repeats reports whether e says nothing that o doesn't.
func (e *Error) Repeats(o *Error) bool {
	return e.Number == o.Number && e.Shape == o.Shape && e.message == o.message && e.hasMessage == o.hasMessage && e.NumberAtCut == o.NumberAtCut
}

// IsError reports whether a closed object is an error.
func (f *Frame) IsError() bool { return f.err.Order > 0 && (f.err.Number > 0 || f.err.hasMessage) }

// Error returns the error that a closed object is. What is around it is yet to be added, by Describe.
func (f *Frame) Error() Error {
	e := f.err
	e.NotificationID, e.NotificationType = "", "" // never its own
	switch e.role {
	case roleFailure:
		e.Shape = Status
	case roleNotificationError:
		e.Shape = Notification
	}
	return e
}

// LoneMessage returns the errorMessage of a closed object that has no errorNumber: it may be any text.
func (f *Frame) LoneMessage() (message Literal, ok bool) {
	return f.err.message, f.err.hasMessage && !f.numbered
}

// Holds reports whether e appeared in f.
func (f *Frame) Holds(e *Error) bool { return e.Order > f.start }

// Describe adds to an error in a closed object what the object says of it.
func (f *Frame) Describe(e *Error) {
	around, levels := &f.err, e.depth-f.err.depth
	switch {
	case e.role == roleFailure && levels == 2:
		e.EventID, e.EventType, e.Legacy = around.EventID, around.EventType, e.Legacy || around.Legacy
	case e.role == roleAssociation && levels == 2:
		e.Legacy = e.Legacy || around.Legacy
	case e.role == roleNotificationError && levels == 1:
		e.EventID, e.EventType = around.EventID, f.eventKind
		if e.Affected == 0 {
			e.Affected = f.entries
		}
	case e.role == roleNotificationError && levels == 2:
		e.NotificationID, e.NotificationType = around.NotificationID, around.NotificationType
	}
}

const maxIdentifier = 64

// identifier returns s if it may be copied into an attribute as an id, else nothing.
func identifier(s string) string {
	return allowed(s, func(c byte) bool { return ascii.IsLetter(c) || ascii.IsDigit(c) || c == '-' })
}

// typeName returns s if it may be copied into an attribute as a type, else nothing.
func typeName(s string) string {
	return allowed(s, func(c byte) bool { return ascii.IsUpper(c) || c == '_' })
}

func allowed(s string, letter func(byte) bool) string {
	if len(s) > maxIdentifier {
		return ""
	}
	for i := range len(s) {
		if !letter(s[i]) {
			return ""
		}
	}
	return s
}
