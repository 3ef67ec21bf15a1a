// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// naming is whether a record names the service, by one of its own names, somewhere in what people read.
type naming uint8

const (
	unasked naming = iota
	namesIt
	namesNone
)

// named reports whether the record names the service for a text that doesn't do so itself: VPP as the logger of an err, say.
// It is asked for few records, and once for each.
func (b *batch) named(r *record) bool {
	if r.naming == unasked {
		r.naming = namesNone
		if b.namedIn(r) {
			r.naming = namesIt
		}
	}
	return r.naming == namesIt
}

func (b *batch) namedIn(r *record) bool {
	if b.vocabulary.Names(r.scope) || b.vocabulary.NamesPackage(r.scope) || b.attributesName(r.attributes, r.kind.extent()) {
		return true
	}
	if r.kind == logRecord {
		return b.scanner.Names(r.log.Body())
	}
	for _, event := range r.span.Events().All() {
		if b.attributesName(event.Attributes(), parsed) {
			return true
		}
	}
	return b.vocabulary.Names(r.span.Status().Message())
}

// loggers are attributes that hold what scopes are named after: in Go, the path of a package, or of a function in it.
var loggers = [...]string{
	"logger", "logger.name", "logger_name", "log.logger", "component", "code.namespace", "code.function", "code.function.name",
}

// attributesName reports whether one of the attributes names the service that people read.
func (b *batch) attributesName(attributes pcommon.Map, more extent) bool {
	for name, v := range attributes.All() {
		if !b.isRead(name, v.Type(), more) {
			continue
		}
		if b.scanner.Names(v) || slices.Contains(loggers[:], name) && b.vocabulary.NamesPackage(v.Str()) {
			return true
		}
	}
	return false
}

// isRead reports whether an attribute is searched for words, or is the class of an exception.
func (b *batch) isRead(name string, t pcommon.ValueType, more extent) bool {
	if p := b.names.find(name); p != nil && (p.role != clientStatuses || more < texts) {
		return p.role&(messages|types) != 0
	}
	isMap := t == pcommon.ValueTypeMap
	isSearched := (more >= texts || isMap || t == pcommon.ValueTypeSlice) && !scan.IsPayloadName(name) && !isLeftOut(name, isMap)
	return isSearched && !isPlatform(name)
}
