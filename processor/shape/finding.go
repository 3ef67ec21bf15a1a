// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"cmp"
	"strings"
)

// Kind is the form in which an error was delivered.
type Kind uint8

const (
	Response     Kind = iota // an object with an errorNumber: the body of the failed call itself
	Status                   // such an object in the failures of an event status
	Notification             // such an object as the error of a notification
	Message                  // a text that speaks of an error
)

// MaxFindings bounds what is found on one record: more than is documented can only be an attempt to exhaust memory.
const MaxFindings = 128

// maxVariants bounds how many texts of one number are kept, of which the caller may believe one, lest they hide another.
const maxVariants = 4

// Finding is one object of a payload that has the form of an error, or one error that a text speaks of.
type Finding struct {
	Shape        Kind
	Number       int64 // the errorNumber, or 0 if there is none that can be read; then the message may tell which it was
	NumberAtCut  bool  // the payload was cut off right after the number, which may lack digits
	Legacy       bool  // a negative status comes with it, as only version 1 of the API has it
	NeedsService bool  // a text speaks of it without naming the service, which something else has to do then
	TextStatus   int   // the HTTP status that the service has answered with according to the text around; 0: it says none
	Place        int   // where it is among the words of that text, while they are read
	Affected     int   // how many entities the failure names
	Bare         bool  // the object has nothing but the number and the message, as those in a list of all possible errors
	Database     bool  // a key beside the number says that it is a database's
	Companion    bool  // a key of the service's own, such as eventId, is around the failures or the notification
	Device       bool  // a device reports it, by ASDServerErrorDomain: no answer to a call

	// Ids and types are those of the payload that held the error, and empty where it has none that looks like one.
	EventID, EventType               string
	NotificationID, NotificationType string
	LibraryUID                       string // uId, of the library that the token belongs to

	message Literal
	order   int32 // of appearance
	role    role  // with depth, by which the objects around recognise it as theirs
	depth   uint8
}

// HasMessage reports whether there is an errorMessage with the number.
func (f *Finding) HasMessage() bool { return f.message.there }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (f *Finding) Message() (message string, cut bool) { return f.message.String(), f.message.cut }

// AddMessage adds an error that a text speaks of, unless it is known or one too many.
func (m *Machine) AddMessage(number int64, needsService bool, status int, device bool) {
	switch e, isNew := m.add(&frame{number: number}, Message); {
	case isNew:
		e.NeedsService, e.TextStatus, e.Device = needsService, status, device
	case e != nil:
		e.NeedsService = e.NeedsService && needsService
		e.TextStatus = cmp.Or(e.TextStatus, status)
	}
}

// add returns the place of an error among what is found, and whether it is new there; nil if it is one too many. It is filled
// in place, as findings are large.
func (m *Machine) add(f *frame, shape Kind) (e *Finding, isNew bool) {
	m.appear(&f.order)
	at, variants := len(m.Found), 0
	for i := len(m.Found) - 1; i >= 0; i-- {
		known := &m.Found[i]
		if known.Number == f.number && known.Shape == shape {
			if known.message == f.message && known.NumberAtCut == f.atCut {
				return known, false
			}
			variants++
		}
		if known.order > f.order {
			at = i
		}
	}
	if len(m.Found) == MaxFindings || variants == maxVariants && f.number != 0 || variants == MaxFindings/2 {
		return nil, false
	}
	m.Found = append(m.Found, Finding{})
	if at < len(m.Found)-1 {
		copy(m.Found[at+1:], m.Found[at:])
		m.Found[at] = Finding{}
	}
	e = &m.Found[at]
	e.Shape, e.Number, e.NumberAtCut, e.message, e.order = shape, f.number, f.atCut, f.message, f.order
	return e, true
}

// moveUp moves a finding up to where it belongs when it has appeared earlier.
func (m *Machine) moveUp(e *Finding, order int32) {
	i := len(m.Found) - 1
	for &m.Found[i] != e {
		i--
	}
	for e.order = order; i > 0 && m.Found[i-1].order > order; i-- {
		m.Found[i-1], m.Found[i] = m.Found[i], m.Found[i-1]
	}
}

// eventID is the key of the id of an event.
const eventID = "eventId"

// Keys are those of which each shape has one.
var Keys = [...]string{"errorNumber", "errorMessage", "ErrorDomain"}

// MayHold reports whether t may hold a shape: each of them has one of these keys. A device's error is looked for at the start
// alone, as no answer of the service has one, and they can be large. In a text, the number lets it through anyway.
func MayHold(t string) bool {
	const start = 1 << 10
	return holds(t, Keys[0]) || holds(t, Keys[1]) || holds(t[:min(len(t), start)], Keys[2])
}

// MayHold is the function of that name, for what the machine is asked for.
func (m *Machine) MayHold(t string) bool {
	return MayHold(t) || m.Events && strings.Contains(t, eventID)
}

// holds is [strings.Contains] for these. It looks for the capital after "error", which is rarer than the "e".
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
