// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// origin is where on a record an error was found, as far as it matters for what may be concluded.
type origin uint8

const (
	fromBody        origin = iota // of a log record
	fromPayload                   // a payload attribute
	fromMessage                   // a message attribute
	fromRequest                   // the body of a request
	fromKeys                      // the keys of a shape among the attributes
	fromDescription               // a span's status description
)

// sighting is an error that was found on the record at hand and is believed.
type sighting struct {
	scan.Finding
	origin  origin
	inEvent bool // of a span
	trusted bool // the record's HTTP status is the answer with this error
	explanation

	// For the join.
	recorded pcommon.Timestamp // when
	delay    delay             // that the call tells which it was joined with
	united   bool              // it was joined with a call
	joined   bool              // it is on a call, and was found elsewhere in the trace
}

// searchAttributes looks for errors in the attributes of a record, or of a span's event. notified says that a request
// body among them may be a notification.
func (b *batch) searchAttributes(attributes pcommon.Map, o *offer, notified bool) {
	if !o.has(searched) {
		return
	}
	b.searchSlots(o, payloads, fromPayload)
	b.searchNamed(attributes, o, slotExtraPayload, b.PayloadAttributes, fromPayload)
	b.searchSlots(o, messages, fromMessage)
	b.searchNamed(attributes, o, slotExtraMessage, b.MessageAttributes, fromMessage)
	if notified {
		b.searchSlots(o, requests, fromRequest)
	}
	if o.has(own) {
		b.take(b.scanner.ScanAttributes(attributes), fromKeys)
	}
}

func (b *batch) searchSlots(o *offer, group uint64, from origin) {
	for have := o.have & group; have != 0; have &= have - 1 {
		b.search(o.values[bits.TrailingZeros64(have)], from)
	}
}

// searchNamed looks into the configured attributes, in the order of the configuration.
func (b *batch) searchNamed(attributes pcommon.Map, o *offer, s slot, names []string, from origin) {
	if !o.has(s.bit()) {
		return
	}
	for _, name := range names {
		if v, ok := attributes.Get(name); ok && b.searched.slotOf(name) == s {
			b.search(v, from)
		}
	}
}

func (b *batch) search(v pcommon.Value, from origin) {
	b.take(b.scanner.Scan(v, from.kind()), from)
}

// kind tells what the values of that origin are searched for.
func (from origin) kind() scan.Kind {
	switch from {
	case fromBody, fromMessage, fromDescription:
		return scan.Text
	default:
		return scan.Payload
	}
}

// take keeps those of the scanner's findings that can be believed.
func (b *batch) take(unreadable scan.Reason, from origin) {
	b.tally.unreadable[unreadable]++
	found := b.scanner.Found()
	if len(found) == 0 {
		return
	}
	b.lookAround()
	for i := range found {
		if len(b.seen) == scan.MaxFindings {
			break
		}
		// In place: it is large.
		b.seen = append(b.seen, sighting{Finding: found[i], origin: from, inEvent: b.inEvent, recorded: b.recorded})
		if last := len(b.seen) - 1; !b.believe(&b.seen[last]) || b.repeats(&b.seen[last]) {
			b.seen = b.seen[:last]
		}
	}
	b.scanner.Reset()
}

// repeats tells whether the number of s, the last one, was seen before on the record at hand; then the earlier one takes over
// what counts: what JSON says of it goes before what is said in words.
func (b *batch) repeats(s *sighting) bool {
	for i := range b.seen[:len(b.seen)-1] {
		known := &b.seen[i]
		if known.Number != s.Number {
			continue
		}
		if s.inEvent && joinable(*s) { // a call may have been made between the first time and the last
			known.recorded = max(known.recorded, s.recorded)
		}
		if known.Shape == scan.Message && s.Shape != scan.Message {
			s.recorded = known.recorded
			*known = *s
		}
		return true
	}
	return false
}

// believe tells whether a finding is an error of the service, and settles its number. A false alarm costs more than a miss.
func (b *batch) believe(s *sighting) bool {
	if s.Shape == scan.Message {
		return !s.NeedsService || b.about.call
	}
	if s.origin == fromRequest && s.Shape != scan.Notification {
		return false
	}
	if s.origin == fromKeys && s.Shape == scan.Response && !s.HasMessage() && !b.about.call {
		return false
	}
	documented := b.documented(s.Number)
	if s.Number == 0 || s.NumberAtCut && !documented {
		return b.believeMessage(s)
	}
	if s.Shape != scan.Response {
		return true
	}
	if b.about.named {
		return true
	}
	return documented && (!b.about.other || b.wordedAs(s))
}

// believeMessage settles the number by the message, where the shape or the call leaves no doubt whose it is.
func (b *batch) believeMessage(s *sighting) bool {
	message, cut := s.Message()
	if cut || !s.HasMessage() || s.Shape == scan.Response && !b.about.call {
		return false
	}
	number, ok := b.Catalog.ByWording(message)
	s.Number = int64(number)
	return ok
}

// wordedAs tells whether the message is a documented wording of the number, or the start of one.
func (b *batch) wordedAs(s *sighting) bool {
	message, cut := s.Message()
	number := int(s.Number)
	return !cut && b.Catalog.HasWording(number, message) ||
		(cut || marked(message)) && b.Catalog.StartsWording(number, message)
}

// marked tells whether a text ends like one that was shortened.
func marked(text string) bool {
	return strings.HasSuffix(text, "..") || strings.HasSuffix(text, "…") || strings.HasSuffix(text, "]") ||
		strings.HasSuffix(text, ")") || strings.HasSuffix(text, ">")
}

func (b *batch) documented(number int64) bool {
	return number <= math.MaxInt32 && b.Catalog.Documented(int(number))
}
