// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// startedEvent returns the id of the event that a call started, from an attribute or from the body of its response.
func (b *batch) startedEvent(r *record) string {
	for _, name := range [...]string{attrEventID, "eventId"} {
		if v, ok := r.attributes.Get(name); ok && isEventID(v.Str()) {
			return v.Str()
		}
	}
	if r.kind == logRecord {
		return cmp.Or(b.scanner.StartedEvent(r.log.Body()), b.startedBy(&r.selection))
	}
	if id := b.startedBy(&r.selection); id != "" {
		return id
	}
	for _, event := range r.span.Events().All() {
		b.spanEvent.collect(event.Attributes(), r.names, false)
		if id := b.startedBy(&b.spanEvent); id != "" {
			return id
		}
	}
	return ""
}

// startedBy is startedEvent for the bodies in a selection, in the order in which they are searched.
func (b *batch) startedBy(o *selection) string {
	for a := range o.with(payloads) {
		if id := b.scanner.StartedEvent(a.value); id != "" {
			return id
		}
	}
	return ""
}

// eventID returns the id of the event that was polled, from the query of the URL.
func (s *subject) eventID() string {
	for a := range s.with(locations | queries) {
		query := upTo(a.value.Str(), '#')
		if a.role == queries {
			query = strings.TrimPrefix(query, "?")
		} else {
			_, query, _ = strings.Cut(query, "?")
		}
		values, _ := url.ParseQuery(query) // those that it can read
		if id := values.Get("eventId"); isEventID(id) {
			return id
		}
	}
	return ""
}

// isEventID reports whether a value is an event's id, and not a word that stands for it, such as Redacted.
func isEventID(value string) bool {
	return scan.IsID(value) && strings.ContainsAny(value, "0123456789")
}

// nameEvents sets the event id of failures whose payload doesn't have it: from the URL of the poll, or from an earlier run, which
// may have seen that URL.
func (p *pending) nameEvents(about *subject) {
	id := ""
	if len(p.errors) > 0 && about.call && about.Poll {
		id = about.eventID()
	}
	for i := range p.errors {
		s := &p.errors[i]
		if s.Shape != scan.Status || s.EventID != "" {
			continue
		}
		if s.EventID = id; id == "" && p.earlier.found() && p.earlier.number == s.Number {
			s.EventID = p.earlier.eventID
		}
	}
}
