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
type Reason string

const (
	Believed      Reason = "it counts"
	Nameless      Reason = "neither the text nor the rest of the record names the service (VPP, Apps and Books, sToken, or one of hosts)"
	OfOther       Reason = "the record names the service, but also a database or another product"
	NotNotified   Reason = "the body of a request counts only if it is a notification"
	NoMessage     Reason = "an attribute errorNumber counts only next to an errorMessage, or on a call to the service"
	Numberless    Reason = "it counts only by a documented errorMessage, in an event status, a notification or a call to the service"
	Undocumented  Reason = "the number isn't documented, so it counts only if a URL attribute names one of hosts, or if errors has it"
	Foreign       Reason = "a URL attribute names another host, and " + otherWords
	FromDatabase  Reason = "something says that it is a database's error, and " + otherWords
	NoCompanion   Reason = "neither its number nor its message identifies it, and no other key of the service, such as eventId, is near"
	DeviceUnknown Reason = "a device reports it, and the number isn't documented"
	Spoken        Reason = "it is what an AI model said or was told"

	otherWords = "the errorMessage isn't the one documented for that number"
)

// believe returns why a finding isn't an error of the service, or Believed. It may set the number, from the message. When in
// doubt it rejects, because a false alarm costs more than a miss.
func (b *batch) believe(s *sighting, r *record) Reason {
	about, documented := b.about(r), b.documents(s.Number)
	switch {
	case s.from == requests && s.Shape != scan.Notification:
		return NotNotified
	case s.Device && !documented:
		return DeviceUnknown
	case s.NeedsService && !about.call && !b.namesService(r):
		return Nameless
	case s.NeedsService && !about.call && r.isOfOther(s.place):
		return OfOther
	case s.Shape == scan.Message && s.from == bodies && r.within(ofModel):
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

// platforms are the namespaces into which the exporters of a platform put what a program has logged: azure.properties. There, the
// platform's name doesn't say whose error it is.
var platforms = [...]string{"aws", "azure", "docker", "kubernetes"}

// isOfOther reports whether the rest of the record shows that the text is about a database or another product.
func (r *record) isOfOther(place string) bool {
	if head, rest, _ := strings.Cut(place, "."); slices.Contains(platforms[:], head) {
		place = rest
	}
	return r.within(ofDatabase) || scan.NamesProduct(place)
}

func (b *batch) documents(number int64) bool {
	return number <= math.MaxInt32 && b.Catalog.Documented(int(number))
}

// numberByMessage sets the number from the message, if the shape or the call leaves no doubt that it is the service's, and reports
// whether it did.
func (b *batch) numberByMessage(s *sighting, about *subject) bool {
	message, cut := s.Message()
	if cut || s.Shape == scan.Response && !about.call {
		return false
	}
	number, ok := b.Catalog.ByWording(message)
	if ok {
		s.Number = int64(number)
	}
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
