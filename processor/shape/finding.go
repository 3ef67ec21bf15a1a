// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
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
	order   int  // of appearance
	role    role // with depth, by which the objects around recognise it as theirs
	depth   int
}

// HasMessage reports whether there is an errorMessage with the number.
func (f *Finding) HasMessage() bool { return f.message.there }

// Message returns the errorMessage as it was received, and whether it was cut off.
func (f *Finding) Message() (message string, cut bool) { return f.message.String(), f.message.cut }

// Add adds an error, unless it is known or one too many.
func (m *Machine) Add(f *Finding) {
	m.appear(f)
	at, variants := len(m.Found), 0
	for i := len(m.Found) - 1; i >= 0; i-- {
		known := &m.Found[i]
		if known.Number == f.Number && known.Shape == f.Shape {
			if known.message == f.message && known.NumberAtCut == f.NumberAtCut {
				known.NeedsService = known.NeedsService && f.NeedsService
				known.TextStatus = cmp.Or(known.TextStatus, f.TextStatus)
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
	if at < len(m.Found)-1 {
		copy(m.Found[at+1:], m.Found[at:])
		m.Found[at] = *f
	}
}

// only returns the string if it may be copied into an attribute as an id, or as a type, else nothing.
func (s Literal) only(isType bool) string {
	const maxLength = 64
	t := s.String()
	if s.cut || len(t) > maxLength {
		return ""
	}
	for _, c := range []byte(t) {
		if isType && !ascii.IsUpper(c) && c != '_' || !isType && !ascii.IsLetter(c) && !ascii.IsDigit(c) && c != '-' {
			return ""
		}
	}
	return t
}

// Keys that more than one rule is about.
const (
	keyErrorNumber  = "errorNumber"
	keyErrorMessage = "errorMessage"
	keyErrorInfo    = "errorInfo"
	keyErrorCodes   = "errorCodes"
	keyStatus       = "status"
)

var telling = []string{
	keyErrorNumber, keyErrorMessage, keyErrorInfo, keyStatus, "failures", "notification", "associations", "disassociations",
	"eventId", "eventType", "notificationId", "notificationType",
}

// Telling reports whether a key tells by itself that a shape may be there, among keys that have nothing to do with it.
func Telling(name string) bool { return slices.Contains(telling, name) }

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
