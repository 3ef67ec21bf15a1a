// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Shape is the form in which an error was delivered.
type Shape = shape.Kind

const (
	// Response is an object with an errorNumber: the body of the failed call itself.
	Response = shape.Response
	// Status is such an object in the failures of an event status.
	Status = shape.Status
	// Notification is such an object as the error of a notification.
	Notification = shape.Notification
	// Message is a text that speaks of an error.
	Message = shape.Notification + 1
)

// MaxFindings bounds what is found in one value, and on one record: more different errors than Apple documents
// can only be an attempt to exhaust memory.
const MaxFindings = 128

// maxVariants bounds how many texts of one number are kept, so that they can't hide another number. The caller may
// believe one and not the other.
const maxVariants = 4

// Finding is one object of a payload that has the form of an error, or one error that a text speaks of.
type Finding struct {
	shape.Error
	// NeedsService says that a text speaks of it without naming the service, which something else has to do then.
	NeedsService bool
	// TextStatus is the HTTP status that the service has answered with according to the text around; 0: it says none.
	TextStatus int
}

// findings are kept in order of appearance, and each only once.
type findings []Finding

func (fs *findings) add(f *Finding) {
	at, variants := len(*fs), 0
	for i := len(*fs) - 1; i >= 0; i-- {
		known := &(*fs)[i]
		if f.Repeats(&known.Error) {
			known.NeedsService = known.NeedsService && f.NeedsService
			if known.TextStatus == 0 {
				known.TextStatus = f.TextStatus
			}
			return
		}
		if known.Number == f.Number && known.Shape == f.Shape {
			variants++
		}
		if known.Order > f.Order {
			at = i
		}
	}
	if len(*fs) == MaxFindings || variants == maxVariants && f.Number != 0 || variants == MaxFindings/2 {
		return
	}
	*fs = slices.Insert(*fs, at, *f)
}
