// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// source is where on a record an error was found, as far as it matters for what may be concluded.
type source struct {
	from     origin
	inEvent  bool              // of a span
	recorded pcommon.Timestamp // by a span: at the time of the event, else at its end
}

type origin uint8

const (
	fromBody        origin = iota // of a log record
	fromPayload                   // a payload attribute
	fromMessage                   // a message attribute
	fromRequest                   // the body of a request
	fromKeys                      // the keys of a shape among the attributes
	fromDescription               // a span's status description
)

// kind is what the values from there are searched for.
func (o origin) kind() scan.Kind {
	switch o {
	case fromBody, fromMessage, fromDescription:
		return scan.Text
	default:
		return scan.Payload
	}
}

// sighting is an error that was found on a record and is believed.
type sighting struct {
	scan.Finding
	source
	trusted bool // the record's HTTP status is the answer with this error
	status  int  // with which it came, as the record or the text tells; 0: neither does
}

// joinable reports whether the call that was answered with the error may be elsewhere in the trace.
func (s *sighting) joinable() bool {
	return s.Shape == scan.Message || s.Shape == scan.Response && (s.inEvent || s.from == fromDescription)
}

// anyOf reports whether one of the sightings is so: in place, as they are large.
func anyOf(found []sighting, is func(*sighting) bool) bool {
	for i := range found {
		if is(&found[i]) {
			return true
		}
	}
	return false
}

// searchAttributes searches those of a record, or of one of its events.
func (b *batch) searchAttributes(r *record, m pcommon.Map, o *offer, at source) {
	if !o.has(searched) {
		return
	}
	b.searchPlaces(r, o, payloads, at.as(fromPayload))
	b.searchConfigured(r, m, o, b.PayloadAttributes, morePayloads, at.as(fromPayload))
	b.searchPlaces(r, o, messages, at.as(fromMessage))
	b.searchConfigured(r, m, o, b.MessageAttributes, moreMessages, at.as(fromMessage))
	if r.kind != clientSpan { // a notification comes as a request to the MDM server
		b.searchPlaces(r, o, requests, at.as(fromRequest))
	}
	if o.has(keys) {
		b.keep(r, b.scanner.ScanAttributes(m), at.as(fromKeys))
	}
}

func (at source) as(from origin) source {
	at.from = from
	return at
}

func (b *batch) searchPlaces(r *record, o *offer, group groups, at source) {
	if !o.has(group) {
		return
	}
	for _, v := range o.all(group) {
		b.search(r, v, at)
	}
}

// searchConfigured searches the configured attributes of a group, in the order of the configuration.
func (b *batch) searchConfigured(r *record, m pcommon.Map, o *offer, names []string, group groups, at source) {
	if !o.has(group) {
		return
	}
	for _, name := range names {
		if v, ok := m.Get(name); ok && b.names.groupsOf(name) == group {
			b.search(r, v, at)
		}
	}
}

func (b *batch) search(r *record, v pcommon.Value, at source) {
	b.keep(r, b.scanner.Scan(v, at.from.kind()), at)
}

// keep keeps those of the scanner's findings that can be believed, each number once.
func (b *batch) keep(r *record, unreadable scan.Reason, at source) {
	b.tally.unreadable[unreadable]++
	findings := b.scanner.Found()
	if len(findings) == 0 {
		return
	}
	about := r.about(b.service)
	for i := range findings {
		if len(b.found) == scan.MaxFindings {
			break
		}
		// In place: it is large.
		b.found = append(b.found, sighting{Finding: findings[i], source: at})
		last := &b.found[len(b.found)-1]
		if !believe(last, about, b.Catalog) {
			b.found = b.found[:len(b.found)-1]
			continue
		}
		last.trusted, last.status = r.trusts(last, about), last.TextStatus
		if last.trusted && last.status == 0 {
			last.status = r.status
		}
		if merged(b.found[:len(b.found)-1], last) {
			b.found = b.found[:len(b.found)-1]
		}
	}
	b.scanner.Reset()
}

// merged reports whether the number of s was found before; then the earlier sighting takes over what counts: what JSON says
// of an error goes before what is said in words.
func merged(found []sighting, s *sighting) bool {
	for i := range found {
		known := &found[i]
		if known.Number != s.Number {
			continue
		}
		if s.inEvent && s.joinable() { // a call may have been made between the first time and the last
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

// believe reports whether a finding is an error of the service, and settles its number. A false alarm costs more than a
// miss.
func believe(s *sighting, about subject, c *catalog.Catalog) bool {
	if s.Shape == scan.Message {
		return !s.NeedsService || about.call
	}
	if s.from == fromRequest && s.Shape != scan.Notification {
		return false
	}
	if s.from == fromKeys && s.Shape == scan.Response && !s.HasMessage() && !about.call {
		return false
	}
	documented := s.Number <= math.MaxInt32 && c.Documented(int(s.Number))
	switch {
	case s.Number == 0, s.NumberAtCut && !documented:
		return settled(s, about, c)
	case s.Shape != scan.Response, about.service:
		return true
	default:
		return documented && (!about.other || worded(&s.Finding, c))
	}
}

// settled settles the number by the message, where the shape or the call leaves no doubt whose it is.
func settled(s *sighting, about subject, c *catalog.Catalog) bool {
	message, cut := s.Message()
	if cut || !s.HasMessage() || s.Shape == scan.Response && !about.call {
		return false
	}
	number, ok := c.ByWording(message)
	s.Number = int64(number)
	return ok
}

// worded reports whether the message is a documented wording of the number, or the start of one.
func worded(f *scan.Finding, c *catalog.Catalog) bool {
	message, cut := f.Message()
	number := int(f.Number)
	return !cut && c.HasWording(number, message) || (cut || shortened(message)) && c.StartsWording(number, message)
}

// shortened reports whether a text ends like one that was.
func shortened(text string) bool {
	for _, mark := range [...]string{"..", "…", "]", ")", ">"} {
		if strings.HasSuffix(text, mark) {
			return true
		}
	}
	return false
}
