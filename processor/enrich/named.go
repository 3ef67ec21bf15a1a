// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// namesService reports whether something that people read on the record names the service, such as the logger VPP, for a text that
// doesn't. A class of SQL Server anywhere on the record rules it out. Few records need this, and the result is cached.
func (b *batch) namesService(r *record) bool {
	if !r.namesKnown {
		r.namesKnown = true
		r.namesService = (b.vocabulary.NamesPackage(r.scope) || b.anyRead(r, b.scanner.Names)) && !b.anyRead(r, b.scanner.HasSQLServer)
	}
	return r.namesService
}

// anyRead reports whether something that people read on the record matches.
func (b *batch) anyRead(r *record, matches func(attribute string, v pcommon.Value) bool) bool {
	anyOf := func(attributes pcommon.Map) bool {
		for name, v := range attributes.All() {
			if r.names.isRead(name, v) && matches(name, r.names.rest(name, v)) {
				return true
			}
		}
		return false
	}
	if matches("", pcommon.NewValueStr(r.scope)) || anyOf(r.attributes) {
		return true
	}
	if r.kind == logRecord {
		return matches("", r.log.Body())
	}
	for _, event := range r.span.Events().All() {
		if anyOf(event.Attributes()) {
			return true
		}
	}
	return matches("", pcommon.NewValueStr(r.span.Status().Message()))
}

// isRead reports whether an attribute is searched for words, or is the class of an exception.
func (ns *names) isRead(name string, v pcommon.Value) bool {
	t := v.Type()
	if p := ns.places[name]; p != nil && p.means(v) {
		return p.role&(messages|types|keys) != 0
	}
	isMap := t == pcommon.ValueTypeMap
	isSearched := (ns.anyText || isMap || t == pcommon.ValueTypeSlice) && !scan.IsPayloadName(name) && !isLeftOut(name, isMap)
	return isSearched && !scan.IsResource(name, isMap)
}
