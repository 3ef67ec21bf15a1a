// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Programs log the number of an error, and its message, in attributes with names of their own.

// code is the number of an error in the program's own words.
type code struct {
	name   string
	number int64
}

// maxCodes is the largest number of different codes on a record that aren't a table of them.
const maxCodes = scan.MaxDifferent

// searchCodes searches for codes as if they were written with their names: error_code: 9610; and in front of the messages beside
// them: 9610: License not found.
func (b *batch) searchCodes(r *record, attributes pcommon.Map, o *offer, at source) {
	var list [maxCodes]code
	codes := b.codesOf(attributes, o, list[:0])
	if len(codes) == 0 {
		return
	}
	disowned := b.isDisowned(attributes, o) || r.kind == logRecord && scan.NamesSQLServer(r.log.Body().Str())
	at.from = messages
	for _, c := range codes {
		if written := scan.CodeText(c.name, c.number); written != "" && !disowned {
			at.place, b.text = c.name, append(b.text[:0], written...)
			b.searchComposed(r, at)
		}
		front := strconv.FormatInt(c.number, 10)
		for name, v := range attributes.All() {
			if (scan.IsMessageName(name) || name == exceptionMessage) && !b.isExcluded(name) {
				b.searchBeside(r, front, v, name, at)
			}
		}
		if r.kind == logRecord {
			b.searchBeside(r, front, r.log.Body(), "body", at)
		}
	}
}

// searchBeside searches a message with a code in front of it.
func (b *batch) searchBeside(r *record, front string, message pcommon.Value, place string, at source) {
	if t := message.Str(); t != "" && len(t) <= maxArgument {
		at.place = place
		b.compose(front, t)
		b.scanComposed(r, at)
		b.keep(r, scan.None, at) // what is unreadable was counted when the message was searched by itself
	}
}

// codesOf appends the documented codes, each once; none if there are so many that they are a table.
func (b *batch) codesOf(attributes pcommon.Map, o *offer, list []code) []code {
	full := false
	add := func(name string, v pcommon.Value) {
		number, ok := scan.Integer(v)
		if !ok || !b.documents(number) {
			return
		}
		for i, known := range list {
			if known.number == number {
				if scan.CodeText(known.name, number) == "" {
					list[i].name = name
				}
				return
			}
		}
		if full = full || len(list) == maxCodes; !full {
			list = append(list, code{name, number})
		}
	}
	for _, a := range o.all {
		if a.role == codes {
			add(a.name, a.value)
		} else if a.name == "errorNumber" {
			if _, isResponse := attributes.Get("errorMessage"); !isResponse { // else it is its number
				add(a.name, a.value)
			}
		}
	}
	for _, a := range o.more {
		if a.role == codes {
			add(a.name, a.value)
		}
	}
	if full {
		return nil
	}
	return list
}

// isDisowned reports whether another attribute says that a code isn't the service's: it names a database or the class of another
// product.
func (b *batch) isDisowned(attributes pcommon.Map, o *offer) bool {
	for name, v := range attributes.All() {
		if scan.Disowns(name, v) || scan.IsMessageName(name) && scan.NamesSQLServer(v.Str()) {
			return true
		}
	}
	for _, a := range o.all {
		isClass := a.role == types || isErrorType(a.name)
		if isClass && scan.NamesProduct(a.value.Str()) {
			return true
		}
	}
	return false
}
