// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"iter"
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// selection is the attributes of interest of a record, or of a span's event. Most have none.
type selection struct {
	attributes pcommon.Map // of the record or the event
	names      *names      // of those to select
	roles      role        // of the attributes that were seen
	all        []selected
	small      []byte // short texts of a log record, concatenated, so that one prefilter pass can rule out all of them
	apart      bool   // short texts are in all instead, like the others
}

// selected is an attribute of interest. In a selection, those of the lists come first, in the order of their places; the others
// follow in the order of the record.
type selected struct {
	place
	value pcommon.Value
}

// unlisted is the order of attributes that are in no list.
const unlisted = math.MaxInt32

// collect takes the attributes that are in ns, and others that may hold an error, in one pass. Small texts are concatenated, unless
// apart.
func (s *selection) collect(attributes pcommon.Map, ns *names, apart bool) {
	s.attributes, s.names, s.apart = attributes, ns, apart
	s.roles, s.all, s.small = 0, s.all[:0], s.small[:0]
	for name, v := range attributes.All() {
		text := v.Str() // most are strings, and Type takes three times as long
		switch {
		case text == "":
			if t := v.Type(); isContainer(t) || ns.endsOf(t).mayBe(name) {
				s.consider(name, v, t)
			}
		case !ns.ends.mayBe(name):
			if ns.anyText {
				s.takeText(name, text, v)
			}
		case ns.onlyCallees.mayBe(name) && ns.isOther(text): // most callees
		default:
			s.consider(name, v, pcommon.ValueTypeStr)
		}
	}
}

const (
	maxSmall  = 256  // bytes
	separator = '\n' // between texts; for the prefilter, a line begins like a text, so joining them hides nothing
)

// consider takes an attribute if it is of interest.
func (s *selection) consider(name string, v pcommon.Value, t pcommon.ValueType) {
	ns := s.names
	switch p := ns.places[name]; {
	case p != nil && p.means(v):
		s.take(p, ns.rest(name, v))
	case scan.IsFlat(name):
		s.roles |= keys
	case ns.anyText && isNumber(t) && isCode(name):
		s.takeOther(name, v, codes)
	case scan.IsPayloadName(name):
		s.takeOther(name, v, payloads)
	case t != pcommon.ValueTypeStr:
		s.takeContainer(name, v, t)
	case ns.anyText:
		s.takeText(name, v.Str(), v)
	}
}

// takeText takes a string with an unknown name, by itself or with the other small ones. One that is shorter than err9610 may be a
// code.
func (s *selection) takeText(name, text string, v pcommon.Value) {
	switch {
	case len(text) < len("err9610") && scan.BeginsWithNumber(text) && (isCode(name) || scan.IsMessageName(name)):
		s.takeOther(name, v, codes)
	case startsLeftOut(name, false):
	case !s.apart && len(text) <= maxSmall && len(s.small) < maxText:
		s.small = append(append(s.small, separator), text...)
	case !scan.IsSilentName(name): // comes last because it takes longer than checking a short text
		s.takeOther(name, v, others)
	}
}

// takeContainer takes an attribute that is neither a string nor a number, if it may hold anything.
func (s *selection) takeContainer(name string, v pcommon.Value, t pcommon.ValueType) {
	isMap := t == pcommon.ValueTypeMap
	if isMap && slices.Contains(s.names.heads, upTo(name, '.')) { // http, or http.response
		var room [maxDotted]byte
		s.nested(append(room[:0], name...), v.Map())
	}
	isSearched := isMap || t == pcommon.ValueTypeSlice || t == pcommon.ValueTypeBytes && s.names.anyText
	if isSearched && !isLeftOut(name, isMap) {
		s.takeOther(name, s.names.rest(name, v), others)
	}
}

func (s *selection) take(p *place, v pcommon.Value) {
	switch {
	case p.role == excluded, p.role&callees != 0 && s.has(callees): // another one has named the service
		return
	case p.role&callees != 0:
		if named, _ := s.names.service.match(v, p.role&urls != 0); named {
			s.roles |= callees
		}
		return
	}
	s.roles |= p.role
	a := selected{*p, v}
	if n := len(s.all); n == 0 || s.all[n-1].order < p.order {
		s.all = append(s.all, a)
	} else if i, known := slices.BinarySearchFunc(s.all, p.order, func(a selected, order int32) int { return int(a.order - order) }); known {
		s.all[i] = a // if a name occurs twice, the last one counts
	} else {
		s.all = slices.Insert(s.all, i, a)
	}
}

func (s *selection) takeOther(name string, v pcommon.Value, r role) {
	s.roles |= r
	s.all = append(s.all, selected{place{name, r, unlisted}, v})
}

func (s *selection) has(r role) bool { return s.roles&r != 0 }

// with yields the attributes with one of these roles.
func (s *selection) with(roles role) iter.Seq[*selected] {
	return func(yield func(*selected) bool) {
		for i := range s.all {
			if a := &s.all[i]; a.role&roles != 0 && !yield(a) {
				return
			}
		}
	}
}

// get returns the first attribute with one of these names, in the order of their places.
func (s *selection) get(names ...string) (v pcommon.Value, ok bool) {
	i := slices.IndexFunc(s.all, func(a selected) bool { return slices.Contains(names, a.name) })
	if i < 0 {
		return v, false
	}
	return s.all[i].value, true
}

func (s *selection) hasAny(names ...string) bool {
	_, ok := s.get(names...)
	return ok
}

// classOf returns the class of the exception that a message belongs to.
func (s *selection) classOf(message string) (class pcommon.Value, ok bool) {
	switch message {
	case exceptionMessage:
		return s.get(exceptionType)
	case "error.message":
		return s.get("error.type", "error.kind")
	case "message", "error.object": // of OpenTracing
		return s.get("error.kind")
	default:
		return class, false
	}
}

// emptied returns an empty selection that reuses the memory of this one.
func (s *selection) emptied() selection {
	return selection{all: emptied(s.all[:cap(s.all)]), small: s.small[:0]}
}
