// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"net/url"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// startedEvent returns the id of the event that a call started, by an attribute or by the body of its answer.
func (b *batch) startedEvent(r *record) string {
	for _, name := range [...]string{attrEventID, "eventId"} {
		if v, ok := r.attributes.Get(name); ok && v.Type() == pcommon.ValueTypeStr && scan.IsID(v.Str()) {
			return v.Str()
		}
	}
	if r.kind == logRecord {
		if id := scan.StartedEvent(r.log.Body()); id != "" {
			return id
		}
	}
	for _, a := range r.all {
		if a.role == payloads {
			if id := scan.StartedEvent(a.value); id != "" {
				return id
			}
		}
	}
	for _, a := range r.more {
		if a.role == payloads {
			if id := scan.StartedEvent(a.value); id != "" {
				return id
			}
		}
	}
	return ""
}

// eventID returns the id of the event whose status was asked for, as the query of the URL tells.
func (s *subject) eventID() string {
	for _, a := range s.all {
		if a.role&locations == 0 || a.value.Type() != pcommon.ValueTypeStr {
			continue
		}
		_, query, _ := strings.Cut(upTo(a.value.Str(), '#'), "?")
		if values, err := url.ParseQuery(query); err == nil && scan.IsID(values.Get("eventId")) {
			return values.Get("eventId")
		}
	}
	return ""
}

// nameEvents gives an event's failures the id that its payload doesn't repeat.
func nameEvents(found []sighting, id string) {
	for i := range found {
		if s := &found[i]; s.Shape == scan.Status && s.EventID == "" {
			s.EventID = id
		}
	}
}
