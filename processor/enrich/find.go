// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// source is where on a record an error was found, as far as it matters for what may be concluded.
type source struct {
	place string
	origin
}

// origin is what a sighting keeps of that.
type origin struct {
	from     role
	inEvent  bool              // of a span
	internal bool              // on an INTERNAL span, which is none that was answered itself
	recorded pcommon.Timestamp // by an event of a span; 0: else, when the record was
}

// sighting is an error that was found on a record and is believed.
type sighting struct {
	scan.Finding
	origin
	trusted bool         // the record's HTTP status is the answer with this error
	status  int          // with which it came, as the record or the text tells; 0: neither does
	joins   bool         // it waits to be joined
	call    *join.Answer // that was answered with it, if that is elsewhere; nil: none is known
	peer    join.SpanID  // of the other record, if it was joined
	started join.Origin  // the call that started the event that failed
	verdict
}

// joinable reports whether the call that was answered with the error may be elsewhere in the trace. A device's is no answer.
func (s *sighting) joinable(onLog bool) bool {
	return s.Shape == scan.Message && !s.Device || s.Shape == scan.Response && (onLog || s.inEvent || s.internal || s.from == descriptions)
}

// ofEvent reports whether an event failed with the error, which a call started before.
func (s *sighting) ofEvent() bool { return s.Shape == scan.Status || s.Shape == scan.Notification }

// anyOf reports whether one of the sightings is so: in place, as they are large.
func anyOf(found []sighting, is func(*sighting) bool) bool {
	for i := range found {
		if is(&found[i]) {
			return true
		}
	}
	return false
}

// searchAttributes searches those of a record, or of one of its events, which offer o.
func (b *batch) searchAttributes(r *record, attributes pcommon.Map, o *offer, at source) {
	if len(o.small) > 0 && (b.mayHold(o.small) || b.observe != nil) {
		o.collect(attributes, b.names, each)
	}
	if !o.has(searched | types) {
		return
	}
	b.searchPlaces(r, o, payloads, at)
	b.searchOthers(r, o, payloads, at)
	b.searchPlaces(r, o, messages, at)
	b.searchOthers(r, o, others, at)
	if class, ok := o.get(types); ok && r.kind == logRecord && !o.hasName(exceptionMessage) {
		at.place = "exception.type"
		b.search(r, class, others, at)
	}
	if r.kind != clientSpan { // to that, it would be no notification: those come to the MDM server
		b.searchPlaces(r, o, requests, at)
	}
	if o.has(keys) {
		at.place, at.from = "attributes", keys
		b.keep(r, b.scanner.ScanAttributes(attributes, b.isExcluded), at)
	}
}

// searchPlaces searches the attributes that have a place of this role.
func (b *batch) searchPlaces(r *record, o *offer, of role, at source) {
	if !o.has(of) {
		return
	}
	for _, a := range o.all {
		if a.role != of {
			continue
		}
		at.place = a.name
		if class, ok := o.get(types); ok && a.name == exceptionMessage {
			b.searchException(r, class, a.value, at)
		} else {
			b.search(r, a.value, of, at)
		}
	}
}

// searchOthers searches the attributes of this role that have no place.
func (b *batch) searchOthers(r *record, o *offer, of role, at source) {
	if !o.has(of) {
		return
	}
	for _, a := range o.more {
		if a.role != of || o.has(keys) && a.name == "errorMessage" || a.name == "errorInfo" { // whose texts are those of an error
			continue
		}
		at.place, at.from = a.name, of
		reason := b.scanner.ScanNamed(a.name, a.value, scan.Kind(of == others))
		if len(b.scanner.Found()) > 0 && scan.IsListed(a.name) {
			b.scanner.Clear()
		}
		if of == others {
			b.observeText(r, a.value, at)
		}
		b.keep(r, reason, at)
	}
}

func (b *batch) search(r *record, v pcommon.Value, from role, at source) {
	at.from = from
	isText := from&(messages|others) != 0
	reason := b.scanner.Scan(v, scan.Kind(isText))
	if isText {
		b.observeText(r, v, at)
	}
	b.keep(r, reason, at)
}

// isExcluded reports whether the user has excluded an attribute.
func (b *batch) isExcluded(name string) bool {
	p := b.names.find(name)
	return p != nil && p.role&excluded != 0
}

// keep keeps those of the scanner's findings that can be believed, each number once.
func (b *batch) keep(r *record, unreadable scan.Reason, at source) {
	b.tally.unreadable[unreadable]++
	findings := b.scanner.Found()
	if len(findings) == 0 {
		return
	}
	about := b.about(r)
	for i := range findings {
		n := len(b.found)
		if n == scan.MaxFindings {
			break
		}
		b.found = append(b.found, sighting{Finding: findings[i], origin: at.origin})
		s := &b.found[n]
		number := s.Number
		reason := b.believe(s, r, at.place)
		b.observeFinding(r, s, at.place, number, reason)
		if reason == Believed {
			s.trusted, s.status = r.trusts(s, about), s.TextStatus
			if s.trusted && s.status == 0 {
				s.status = r.status
			}
			if !merged(b.found[:n], s) {
				continue
			}
		}
		b.found = b.found[:n]
	}
	b.scanner.Clear()
}

// merged reports whether the number of s was found before; then the earlier sighting takes over what counts: what JSON says
// of an error goes before what is said in words.
func merged(found []sighting, s *sighting) bool {
	for i := range found {
		known := &found[i]
		if known.Number != s.Number {
			continue
		}
		if s.joinable(false) { // a call may have been made between the first time and the last
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
