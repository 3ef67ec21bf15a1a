// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// source is where on a record an error was found.
type source struct {
	place    string
	from     role
	inEvent  bool              // of a span
	recorded pcommon.Timestamp // time of the span's event; 0: that of the record
	again    pcommon.Timestamp // time of the last such event, if there are several
}

// sighting is an error that was found on a record and is believed.
type sighting struct {
	scan.Finding
	source
	trusted bool              // the record's HTTP status is that of the response with this error
	status  uint16            // HTTP status of that response, from the record or the text; 0: unknown
	call    *join.MatchedCall // the call that was answered with it, on another record; nil: none is known
	peer    join.SpanID       // span id of the record that it was joined with
	origin  join.Span         // the call that started the event that failed
	verdict
}

// joinable reports whether the call that was answered with the error may be elsewhere in the trace. No call is answered with a
// device's error.
func (s *sighting) joinable(on kind) bool {
	reported := on == logRecord || on == internalSpan || s.inEvent || s.from == descriptions // not the record's own response
	return s.Shape == scan.Message && !s.Device || s.Shape == scan.Response && reported
}

// ofEvent reports whether the error is the failure of an event, which an earlier call started.
func (s *sighting) ofEvent() bool { return s.Shape == scan.Status || s.Shape == scan.Notification }

// searchAttributes searches the attributes of a record, or of one of its events.
func (b *batch) searchAttributes(r *record, o *selection, at source) {
	if holds := len(o.small) > 0 && b.mayHold(o.small); holds || b.observe != nil {
		b.passed = b.passed || holds
		o.collect(o.attributes, o.names, true)
	}
	if !o.has(searched | types) {
		return
	}
	for _, of := range [...]role{payloads, messages, others} {
		b.searchAll(r, o, of, at)
	}
	if class, ok := o.get(exceptionType); ok && r.kind == logRecord && !o.hasAny(exceptionMessage) {
		at.place, at.from = exceptionType, others
		b.search(r, class, at)
	}
	if r.kind != clientSpan { // notifications are requests to the MDM server
		b.searchAll(r, o, requests, at)
	}
	if b.hasParts(r, o) {
		message := ""
		if r.kind == logRecord {
			message = r.log.Body().Str()
		}
		at.place, at.from = "attributes", keys
		b.keep(r, b.scanner.ScanAttributes(o.attributes, message, func(name string) bool { return b.isExcluded(r, name) }), at)
	}
}

// hasParts reports whether attributes are the parts of an error that a log parser may have taken apart: the keys of a shape, the
// number of an error, or its class beside a message that may report it.
func (b *batch) hasParts(r *record, o *selection) bool {
	isDocumented := func(a selected) bool {
		n, ok := scan.Integer(a.value)
		return ok && (a.role == codes || a.role == messages && r.kind == logRecord && scan.IsMessageName(a.name)) && b.documents(n) ||
			a.role == others && scan.HasNumber(a.name, a.value, b.documents)
	}
	if o.has(keys) || slices.ContainsFunc(o.all, isDocumented) {
		return true
	}
	isMessage := func(a selected) bool { return a.role&(messages|codes) != 0 && scan.BeginsWithNumber(a.value.Str()) }
	if r.kind != logRecord || !b.passed && !slices.ContainsFunc(o.all, isMessage) {
		return false
	}
	for name, v := range o.attributes.All() {
		if scan.IsErrorClass(name, v) {
			return true
		}
	}
	return false
}

func (b *batch) searchAll(r *record, o *selection, of role, at source) {
	for a := range o.with(of) {
		if a.order == unlisted && o.isPart(a.name) {
			continue
		}
		at.place, at.from = a.name, of
		if class, ok := o.classOf(a.name); ok {
			b.searchException(r, class, a.value, at)
		} else {
			b.search(r, a.value, at)
		}
	}
}

// isPart reports whether an attribute is a part of an error rather than a text.
func (s *selection) isPart(name string) bool {
	return name == "errorInfo" || s.has(keys) && (name == "errorMessage" || s.isOfFlat(name))
}

// search searches the value of an attribute, or of the body, which has no name.
func (b *batch) search(r *record, v pcommon.Value, at source) {
	name, isText := at.place, at.from&(messages|others|bodies) != 0
	if at.from == bodies {
		name = ""
	}
	reason := b.scanner.Scan(name, v, scan.Kind(isText))
	b.passed = b.passed || isText && b.scanner.Passed
	if isText && b.observe != nil {
		b.observeText(r, v, at)
	}
	b.keep(r, reason, at)
}

// isExcluded reports whether an attribute can't be a part of an error: the user has excluded it, its namespace is left out, or it is
// a text on a span that has no place of its own.
func (b *batch) isExcluded(r *record, name string) bool {
	return slices.Contains(b.ExcludeAttributes, name) ||
		startsLeftOut(name, false) && !strings.HasPrefix(name, "http.response.body") ||
		r.kind != logRecord && scan.IsMessageName(name) && !strings.HasSuffix(name, "errorMessage") && r.names.places[name] == nil
}

// keep keeps what the scanner has found. Most values have nothing, and this is inlined for them.
func (b *batch) keep(r *record, unreadable scan.Unreadable, at source) {
	if b.tally.unreadable[unreadable]++; len(b.scanner.Found()) > 0 {
		b.keepFound(r, at)
	}
}

// keepFound keeps the findings that can be believed, each number once.
func (b *batch) keepFound(r *record, at source) {
	findings, about := b.scanner.Found(), b.about(r)
	for i := range findings {
		n := len(b.sightings)
		if n-b.first == scan.MaxFindings {
			break
		}
		b.sightings = append(b.sightings, sighting{Finding: findings[i], source: at})
		s := &b.sightings[n]
		reason := b.believe(s, r)
		b.observeFinding(r, s, reason)
		if reason == Believed {
			s.trusted, s.status = r.trusts(s, about), uint16(s.TextStatus)
			if s.trusted && s.status == 0 {
				s.status = about.Status
			}
			if !merged(b.sightings[b.first:n], s, r.kind) {
				continue
			}
		}
		b.forget(n)
	}
}

// merged reports whether the number of s was found before. If so, s is merged into the earlier sighting: JSON replaces words.
func merged(found []sighting, s *sighting, on kind) bool {
	i := indexOf(found, s.Number)
	if i < 0 {
		return false
	}
	known := &found[i]
	if s.joinable(on) && s.recorded != 0 {
		known.again = max(known.recorded, known.again, s.recorded)
		known.recorded = min(cmp.Or(known.recorded, s.recorded), s.recorded)
	}
	if known.Shape == scan.Message && s.Shape != scan.Message {
		s.recorded, s.again = known.recorded, known.again
		*known = *s
	}
	return true
}
