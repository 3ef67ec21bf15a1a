// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// What the structure of a name says about an attribute that isn't in any list.

// leftOut are the namespaces, by first letter, of attributes that describe a call, its peers or a conversation with a model, or
// that this processor wrote. Payloads in them are searched all the same.
var leftOut = func() (byLetter [1 << 8][]string) {
	for _, ns := range [...]string{"apple.mdm.", "client.", "db.", "gen_ai.", "http.", "llm.", "net.", "server.", "url.", "user_agent."} {
		byLetter[ns[0]] = append(byLetter[ns[0]], ns)
	}
	return byLetter
}()

// isLeftOut reports whether an attribute isn't searched.
func isLeftOut(name string, isMap bool) bool {
	return startsLeftOut(name, isMap) || scan.IsSilentName(name)
}

func startsLeftOut(name string, isMap bool) bool {
	return name != "" && scan.IsWithin(name, isMap, leftOut[name[0]])
}

// isCode reports whether an attribute may be the number of an error in the program's own words.
func isCode(name string) bool { return scan.IsCodeName(name) && !startsLeftOut(name, false) }

// isOfFlat reports whether an attribute is a part of a flattened error, whose number is another attribute.
func (s *selection) isOfFlat(name string) bool {
	const enough = 1024 // attributes; of more, each look-up would take too long
	number, ok := scan.FlatNumber(name)
	if !ok || s.attributes.Len() > enough {
		return false
	}
	v, ok := s.attributes.Get(number)
	if !ok {
		return false
	}
	n, ok := scan.Integer(v)
	return ok && n > 0
}

// namespace is a namespace of attributes that shows what a record is about.
type namespace uint8

const (
	ofDatabase namespace = 1 << iota
	ofURL
	ofModel

	lookedUp // whether the others are known
)

// The prefixes of the namespaces, and their first letters, which differ and rule out most names.
var (
	namespaces = []string{"db.", "url.", "gen_ai."}
	byLetter   = [1 << 8]namespace{'d': ofDatabase, 'u': ofURL, 'g': ofModel}
)

// within reports whether the record has attributes of a namespace. Few records need this, and the result is cached.
func (r *record) within(ns namespace) bool {
	if r.namespaces == 0 {
		r.namespaces = lookedUp
		for name, v := range r.attributes.All() {
			if name != "" && byLetter[name[0]] != 0 && scan.IsWithin(name, v.Type() == pcommon.ValueTypeMap, namespaces) {
				r.namespaces |= byLetter[name[0]]
			}
		}
	}
	return r.namespaces&ns != 0
}

// maxDotted is the maximum length of a name that is joined from the keys of nested maps.
const maxDotted = 128

// nested collects what is in a map under dotted names: http: {response: {status_code: 400}}. dotted is the name of the map.
func (s *selection) nested(dotted []byte, m pcommon.Map) {
	dotted = append(dotted, '.')
	for key, v := range m.All() {
		if len(dotted)+len(key) >= maxDotted {
			continue
		}
		full := append(dotted, key...)                           //nolint:gocritic // one after the other, in the same buffer
		name := unsafe.String(unsafe.SliceData(full), len(full)) //nolint:gosec // not kept
		p, t := s.names.places[name], v.Type()
		switch {
		case p != nil:
			s.take(p, s.names.rest(name, v))
		case !isNumber(t) && scan.IsPayloadName(name):
			s.takeOther("a payload in a map", v, payloads)
		case t == pcommon.ValueTypeMap:
			s.nested(full, v.Map())
		}
	}
}

// rest returns a value without the members that the user has excluded.
func (ns *names) rest(name string, v pcommon.Value) pcommon.Value {
	isIn := func(member string) bool {
		return strings.HasPrefix(member, name) && strings.HasPrefix(member[len(name):], ".")
	}
	if !slices.ContainsFunc(ns.exclude, isIn) || v.Type() != pcommon.ValueTypeMap {
		return v
	}
	rest := pcommon.NewValueEmpty()
	v.CopyTo(rest)
	ns.prune(name, rest.Map())
	return rest
}

func (ns *names) prune(name string, m pcommon.Map) {
	m.RemoveIf(func(key string, v pcommon.Value) bool {
		if len(name)+len(key) >= maxDotted {
			return false
		}
		full := name + "." + key
		if v.Type() == pcommon.ValueTypeMap {
			ns.prune(full, v.Map())
		}
		return slices.Contains(ns.exclude, full)
	})
}
