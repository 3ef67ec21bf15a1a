// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// What an attribute is by the structure of its name, where no list has it.

// leftOut are the prefixes of attributes that say whom a call was about, and how, and what was written by this processor or
// read and written by a model. Payloads among them are searched all the same. They are found by their first letter.
var leftOut = func() (byLetter [1 << 8][]string) {
	for _, prefix := range [...]string{
		"apple.mdm.", "client.", "db.", "gen_ai.", "http.", "llm.", "net.", "server.", "url.", "user_agent.",
	} {
		byLetter[prefix[0]] = append(byLetter[prefix[0]], prefix)
	}
	return byLetter
}()

// isLeftOut reports whether an attribute is none to be searched. A map counts as the dotted names that are in it.
func isLeftOut(name string, isMap bool) bool { return startsLeftOut(name, isMap) || scan.IsAsked(name) }

func startsLeftOut(name string, isMap bool) bool {
	if name == "" {
		return false
	}
	for _, prefix := range leftOut[name[0]] {
		if strings.HasPrefix(name, prefix) || isMap && name == prefix[:len(prefix)-1] {
			return true
		}
	}
	return false
}

// namespace is one of attributes that says whose record it is.
type namespace uint8

const (
	ofDatabase namespace = 1 << iota // db.*
	ofURL                            // url.*
	ofModel                          // gen_ai.*
)

// within reports whether the record has attributes of a namespace. It is asked for each error, but looked up once.
func (r *record) within(ns namespace) bool {
	if r.asked&ns == 0 {
		r.asked |= ns
		if hasPrefixed(r.attributes, [...]string{ofDatabase: "db.", ofURL: "url.", ofModel: "gen_ai."}[ns]) {
			r.present |= ns
		}
	}
	return r.present&ns != 0
}

// hasPrefixed reports whether there is an attribute of that namespace, as a dotted name or as a map.
func hasPrefixed(attributes pcommon.Map, prefix string) bool {
	for name, v := range attributes.All() {
		if name == "" || name[0] != prefix[0] { // most
			continue
		}
		if strings.HasPrefix(name, prefix) || name == prefix[:len(prefix)-1] && v.Type() == pcommon.ValueTypeMap {
			return true
		}
	}
	return false
}

// maxDotted is the length of the longest name that is put together of the keys of maps in each other.
const maxDotted = 128

// nested collects what is in a map under the dotted names of ns: http: {response: {status_code: 400}}.
func (o *offer) nested(head string, m pcommon.Map, ns *names, more extent) {
	var room [maxDotted]byte
	if len(head) < maxDotted {
		o.inside(append(room[:0], head...), m, ns, more)
	}
}

// inside collects what is in a map whose dotted name has been put together so far.
func (o *offer) inside(dotted []byte, m pcommon.Map, ns *names, more extent) {
	dotted = append(dotted, '.')
	for key, v := range m.All() {
		if len(dotted)+len(key) >= maxDotted {
			continue
		}
		full := append(dotted, key...)                           //nolint:gocritic // one after the other, in the same room
		name := unsafe.String(unsafe.SliceData(full), len(full)) //nolint:gosec // not kept
		p, t := ns.find(name), v.Type()
		switch {
		case p != nil:
			o.take(p, v, ns)
		case more != nothing && !isNumber(t) && scan.IsPayloadName(name):
			o.takeOther("a payload in a map", v, payloads)
		case t == pcommon.ValueTypeMap:
			o.inside(full, v.Map(), ns, more)
		}
	}
}
