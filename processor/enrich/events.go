// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"iter"
	"net/url"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// startedEvent returns the id of the event that a call started, from an attribute or from the body of its response.
func (b *batch) startedEvent(r *record) string {
	for _, name := range [...]string{attrEventID, "eventId"} {
		if v, ok := r.attributes.Get(name); ok && v.Type() == pcommon.ValueTypeStr && scan.IsID(v.Str()) {
			return v.Str()
		}
	}
	if r.kind == logRecord {
		if id := b.scanner.StartedEvent(r.log.Body()); id != "" {
			return id
		}
	}
	if id := b.startedBy(&r.offer); id != "" || r.kind == logRecord {
		return id
	}
	for _, event := range r.span.Events().All() {
		b.event.collect(event.Attributes(), b.names, parsed)
		if id := b.startedBy(&b.event); id != "" {
			return id
		}
	}
	return ""
}

// startedBy is startedEvent for the bodies in an offer.
func (b *batch) startedBy(o *offer) string {
	for v := range o.bodies() {
		if id := b.scanner.StartedEvent(v); id != "" {
			return id
		}
	}
	return ""
}

// bodies returns what may be the body of a response, in the order in which it is searched.
func (o *offer) bodies() iter.Seq[pcommon.Value] {
	return func(yield func(pcommon.Value) bool) {
		for _, a := range o.all {
			if a.role == payloads && !yield(a.value) {
				return
			}
		}
		for _, a := range o.more {
			if a.role == payloads && !yield(a.value) {
				return
			}
		}
	}
}

// eventID returns the id of the event that was polled, from the query of the URL.
func (s *subject) eventID() string {
	for _, a := range s.all {
		if a.role&(locations|queries) == 0 || a.value.Type() != pcommon.ValueTypeStr {
			continue
		}
		query := upTo(a.value.Str(), '#')
		if a.role != queries {
			_, query, _ = strings.Cut(query, "?")
		}
		if values, err := url.ParseQuery(query); err == nil && scan.IsID(values.Get("eventId")) {
			return values.Get("eventId")
		}
	}
	return ""
}

// nameEvents sets the event id of failures whose payload doesn't have it.
func nameEvents(found []sighting, id string) {
	for i := range found {
		if s := &found[i]; s.Shape == scan.Status && s.EventID == "" {
			s.EventID = id
		}
	}
}
