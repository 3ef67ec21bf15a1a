// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// source is where on a record an error was found, as far as it matters for what may be concluded.
type source struct {
	from     role
	inEvent  bool              // of a span
	recorded pcommon.Timestamp // by a span: at the time of the event, else at its end
}

// sighting is an error that was found on a record and is believed.
type sighting struct {
	scan.Finding
	source
	trusted bool  // the record's HTTP status is the answer with this error
	status  int   // with which it came, as the record or the text tells; 0: neither does
	call    *call // that was answered with it, if that is elsewhere in the trace
	verdict
}

// joinable reports whether the call that was answered with the error may be elsewhere in the trace.
func (s *sighting) joinable() bool {
	return s.Shape == scan.Message || s.Shape == scan.Response && (s.inEvent || s.from == descriptions)
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

// searchAttributes searches those of a record, or of one of its events, which offer o.
func (b *batch) searchAttributes(r *record, attributes pcommon.Map, o *offer, at source) {
	if !o.has(searched) {
		return
	}
	for _, a := range o.all {
		at.from = a.role
		switch {
		case a.role == keys: // all of them at once, and they are the last
			b.keep(r, b.scanner.ScanAttributes(attributes), at)
			return
		case a.role == requests && r.kind == clientSpan: // it is no notification: those come to the MDM server
		case a.role&wordy != 0:
			b.search(r, a.value, at)
		}
	}
}

func (b *batch) search(r *record, v pcommon.Value, at source) {
	b.keep(r, b.scanner.Scan(v, scan.Kind(at.from == messages)), at)
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
		b.found = append(b.found, sighting{Finding: findings[i], source: at})
		if s := &b.found[n]; b.believe(s, about) {
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

// believe reports whether a finding is an error of the service, and settles its number. A false alarm costs more than a miss.
func (b *batch) believe(s *sighting, about *subject) bool {
	documented := s.Number <= math.MaxInt32 && b.Catalog.Documented(int(s.Number))
	switch {
	case s.Shape == scan.Message:
		return !s.NeedsService || about.call
	case s.from == requests && s.Shape != scan.Notification:
		return false
	case s.from == keys && s.Shape == scan.Response && !s.HasMessage() && !about.call:
		return false
	case s.Number == 0, s.NumberAtCut && !documented:
		return b.numberByMessage(s, about)
	case s.Shape != scan.Response, about.service:
		return true
	default:
		return documented && (!about.other || b.worded(&s.Finding))
	}
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

// worded reports whether the message is a documented wording of the number, or the start of one if it ends as if cut short.
func (b *batch) worded(f *scan.Finding) bool {
	message, cut := f.Message()
	number, short := int(f.Number), cut || strings.TrimRight(message, "…])>") != message || strings.HasSuffix(message, "..")
	return !cut && b.Catalog.HasWording(number, message) || short && b.Catalog.StartsWording(number, message)
}
