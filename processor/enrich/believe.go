// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Reason is why a finding isn't believed to be an error of the service.
type Reason uint8

const (
	Believed      Reason = iota // it is
	Nameless                    // a text that doesn't name the service, and nor does anything else
	NotNotified                 // a request's body that isn't a notification
	NoMessage                   // an attribute errorNumber by itself
	Numberless                  // neither a number nor a message that tells which, where that would do
	Undocumented                // a number that nobody knows, and that no call to the service came back with
	Foreign                     // another host's, by its URL
	FromDatabase                // a database's
	NoCompanion                 // failures or a notification with nothing of the service's
	DeviceUnknown               // a device's, with a number that nobody knows
	Spoken                      // by a model, or to one
)

func (r Reason) String() string {
	const otherWords = "the errorMessage isn't a documented wording of that number"
	return [...]string{
		Believed:      "it counts",
		Nameless:      "neither the text nor anything else on the record names the service",
		NotNotified:   "the body of a request counts only with a notification",
		NoMessage:     "an attribute errorNumber counts only beside an errorMessage, or on a call to the service",
		Numberless:    "it has no number that can be read, and its errorMessage doesn't tell which it is, or not here",
		Undocumented:  "the number isn't documented, and no URL attribute of the record names a configured host",
		Foreign:       "a URL attribute names another host, and " + otherWords,
		FromDatabase:  "something says that it is a database's error, and " + otherWords,
		NoCompanion:   "the number isn't documented, and nothing beside the failures is the service's own",
		DeviceUnknown: "a device reports it, and the number isn't documented",
		Spoken:        "it is what a model has said, or was told",
	}[r]
}

// believe says why a finding is no error of the service, and settles the number of one that is. A false alarm costs more than
// a miss.
func (b *batch) believe(s *sighting, r *record, place string) Reason {
	about, documented := b.about(r), b.documents(s.Number)
	switch {
	case s.from == requests && s.Shape != scan.Notification:
		return NotNotified
	case s.Device && !documented:
		return DeviceUnknown
	case s.Shape == scan.Message && s.NeedsService && !about.call && b.isNameless(r, place):
		return Nameless
	case s.Shape == scan.Message && place == "body" && r.kind == logRecord && r.within(ofModel):
		return Spoken
	case s.Shape == scan.Message:
		return Believed
	case s.from == keys && s.Shape == scan.Response && !s.HasMessage() && !about.call:
		return NoMessage
	}
	known := documented
	if s.Number == 0 || s.NumberAtCut && !documented {
		if known = b.numberByMessage(s, about); !known {
			return Numberless
		}
	}
	switch {
	case s.Shape != scan.Response:
		if !documented && !s.Companion && !about.call && !b.sufficientAlone(&s.Finding) {
			return NoCompanion // test reports have failures, too
		}
	case !known && !about.service:
		return Undocumented
	case about.other && !b.worded(&s.Finding):
		return Foreign
	case (s.Database || r.within(ofDatabase)) && !b.worded(&s.Finding):
		return FromDatabase
	}
	return Believed
}

// isNameless reports whether a text that doesn't name the service isn't named by the record either, or belongs to a database, or
// to the product that its attribute names.
func (b *batch) isNameless(r *record, place string) bool {
	return !b.named(r) || r.within(ofDatabase) || b.vocabulary.NamesProduct(place)
}

func (b *batch) documents(number int64) bool {
	return number <= math.MaxInt32 && b.Catalog.Documented(int(number))
}

// numberByMessage settles the number by the message, where the shape or the call leaves no doubt whose it is.
func (b *batch) numberByMessage(s *sighting, about *subject) bool {
	message, cut := s.Message()
	if cut || !s.HasMessage() || s.Shape == scan.Response && !about.call {
		return false
	}
	number, ok := b.Catalog.ByWording(message)
	s.Number = int64(number)
	return ok
}

// sufficientAlone reports whether the message is a documented wording that identifies its error by itself.
func (b *batch) sufficientAlone(f *scan.Finding) bool {
	message, cut := f.Message()
	number, ok := b.Catalog.ByWording(message)
	return ok && !cut && slices.ContainsFunc(b.Catalog.Wordings(number), func(w catalog.Wording) bool {
		return w.SufficientAlone && catalog.Normalize(w.Text) == catalog.Normalize(message)
	})
}

// worded reports whether the message is a documented wording of the number, or the start of one if it ends as if cut short.
func (b *batch) worded(f *scan.Finding) bool {
	message, cut := f.Message()
	number, short := int(f.Number), cut || strings.TrimRight(message, "…])>") != message || strings.HasSuffix(message, "..")
	return b.Catalog.HasWording(number, message) || short && b.Catalog.StartsWording(number, message)
}
