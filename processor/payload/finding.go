// SPDX-License-Identifier: Apache-2.0

package payload

// Shape is the form in which an error was delivered.
type Shape uint8

const (
	// Response is an object with an errorNumber: the body of the failed call itself.
	Response Shape = iota
	// Status is such an object in the failures of an event status.
	Status
	// Notification is such an object as the error of a notification.
	Notification
	// Message is a text that speaks of an error.
	Message
)

// MaxFindings bounds what is found in one value, and on one record: more different errors than Apple documents
// can only be an attempt to exhaust memory.
const MaxFindings = 128

// Finding is one object of a payload that has the form of an error, or one error that a text speaks of.
type Finding struct {
	Shape Shape
	// Number is the errorNumber, or 0 if there is none that can be read; then the message may tell which it was.
	Number int64
	// NumberAtCut says that the payload was cut off right behind the number, which may lack digits.
	NumberAtCut bool
	// Legacy says that a negative status stands beside it, as only version 1 of the API has it.
	Legacy bool
	// NeedsService says that a text speaks of it without naming the service, which something else has to do then.
	NeedsService bool
	// TextStatus is the HTTP status that the service has answered with according to the text around; 0: it tells none.
	TextStatus int
	// Affected counts the entities that the failure names; 0 if it names none.
	Affected int

	// The ids and types are those of the payload that held the error, and empty where it has
	// none or one that doesn't look like it.
	EventID, EventType               string
	NotificationID, NotificationType string

	message text
	depth   int  // of the error object, by which the objects around it recognise their own
	seq     int  // order of appearance
	inList  bool // an element of associations or disassociations
}

// HasMessage tells whether an errorMessage stands beside the number.
func (f *Finding) HasMessage() bool { return f.message.present }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (f *Finding) Message() (message string, cut bool) { return f.message.String(), f.message.cut }

// text is a JSON string as it stands in the payload: most are never looked at, so none is decoded before it is.
type text struct {
	raw     string
	present bool
	escaped bool
	cut     bool // it has no closing quote
}

func (t text) String() string {
	if !t.escaped {
		return t.raw
	}
	return unescape(t.raw)
}

// whole returns the string if it is complete, else an empty one.
func (t text) whole() string {
	if t.cut {
		return ""
	}
	return t.String()
}

const maxIdentifier = 64

// identifier returns s if it may be copied into an attribute as an id, else nothing.
func identifier(s string) string {
	if len(s) > maxIdentifier {
		return ""
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '-' {
			return ""
		}
	}
	return s
}

// typeName returns s if it may be copied into an attribute as a type, else nothing.
func typeName(s string) string {
	if len(s) > maxIdentifier {
		return ""
	}
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && c != '_' {
			return ""
		}
	}
	return s
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
