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
	// Message is a text that speaks of an error.
	Message
)

// MaxFindings bounds what is found in one value, and on one record: more different errors than Apple documents
// can only be an attempt to exhaust memory.
const MaxFindings = 128

// maxVariants bounds how many texts of one number are kept, so that they can't hide another number. The caller may
// believe one and not the other.
const maxVariants = 4

// Finding is one object of a payload that has the form of an error, or one error that a text speaks of.
type Finding struct {
	Shape Kind
	// Number is the errorNumber, or 0 if there is none that can be read; then the message may tell which it was.
	Number int64
	// NumberAtCut says that the payload was cut off right after the number, which may lack digits.
	NumberAtCut bool
	// Legacy says that a negative status comes with it, as only version 1 of the API has it.
	Legacy bool
	// NeedsService says that a text speaks of it without naming the service, which something else has to do then.
	NeedsService bool
	// TextStatus is the HTTP status that the service has answered with according to the text around; 0: it says none.
	TextStatus int
	// Place is where it is among the words of that text, while they are read.
	Place int
	// Affected counts the entities that the failure names; 0 if it names none.
	Affected int

	// Ids and types are those of the payload that held the error, and empty where it has none that looks like one.
	EventID, EventType               string
	NotificationID, NotificationType string

	message Literal
	order   int  // of appearance
	role    role // with depth, by which the objects around recognise it as theirs
	depth   int
}

// HasMessage reports whether there is an errorMessage with the number.
func (f *Finding) HasMessage() bool { return f.message.there }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (f *Finding) Message() (message string, cut bool) { return f.message.String(), f.message.cut }

// Add takes an error that is told in words.
func (m *Machine) Add(f Finding) {
	m.appeared++
	f.order = m.appeared
	m.add(&f)
}

func (m *Machine) add(f *Finding) {
	at, variants := len(m.Found), 0
	for i := len(m.Found) - 1; i >= 0; i-- {
		known := &m.Found[i]
		if known.Number == f.Number && known.Shape == f.Shape {
			if known.message == f.message && known.NumberAtCut == f.NumberAtCut {
				known.NeedsService = known.NeedsService && f.NeedsService
				if known.TextStatus == 0 {
					known.TextStatus = f.TextStatus
				}
				return
			}
			variants++
		}
		if known.order > f.order {
			at = i
		}
	}
	if len(m.Found) == MaxFindings || variants == maxVariants && f.Number != 0 || variants == MaxFindings/2 {
		return
	}
	m.Found = append(m.Found, *f)
	if last := len(m.Found) - 1; at < last {
		copy(m.Found[at+1:], m.Found[at:last])
		m.Found[at] = *f
	}
}

// only returns the string if it may be copied into an attribute as an id, or as a type, else nothing.
func (s Literal) only(isType bool) string {
	const maxLength = 64
	if s.cut {
		return ""
	}
	t := s.String()
	if len(t) > maxLength {
		return ""
	}
	for i := range len(t) {
		c := t[i]
		if !(ascii.IsUpper(c) || isType && c == '_' || !isType && (ascii.IsLetter(c) || ascii.IsDigit(c) || c == '-')) {
			return ""
		}
	}
	return t
}
