// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// names finds attributes of interest by name. Few of a record's dozen attributes are of interest: the length of the name and its
// last two characters rule out nearly all others before they are looked up.
type names struct {
	places  map[string]*place
	heads   []string // the parts before the first dot: an attribute of that name may be a map with the rest
	exclude []string // those that the user has excluded, which may be members of maps

	// The ends of the names that may be of interest. They don't apply to containers, which may be of interest under any name.
	ends, numberEnds ends

	// Log parsers turn a line of JSON into attributes of any name, so all strings and bytes on log records are searched. Spans have
	// too many texts that aren't meant for people: of the attributes with other names, only maps and lists are searched.
	anyText bool

	service      hostNames // what callees are compared with
	shortestHost int       // length of the shortest text that may name the service
	hostStarts   [1 << 8]bool
	onlyCallees  ends // ends that only the names of callees have
}

// add adds names. Those that are already there keep their role.
func (ns *names) add(r role, list ...string) {
	for _, name := range list {
		if ns.places[name] != nil {
			continue
		}
		ns.places[name] = &place{name, r, int32(len(ns.places))}
		ns.ends.add(len(name), name)
		if r&textual == 0 {
			ns.numberEnds.add(len(name), name)
		}
		if head, _, dotted := strings.Cut(name, "."); dotted && r != ours && !slices.Contains(ns.heads, head) {
			ns.heads = append(ns.heads, head)
		}
	}
}

// ofLogs adds the statuses.
func (ns *names) ofLogs() *names {
	ns.anyText = true
	ns.add(statuses, statusCodes[:]...)
	ns.numberEnds.addFrom(0, "de", "no", "um") // of scan.IsCodeName; takeText checks strings itself
	ns.numberEnds.add(len("err"), "err")       // err: 9610
	ns.numberEnds.add(len("error"), "error")
	return ns
}

// ofSpans adds the addresses as callees: a span that names the service may be a call.
func (ns *names) ofSpans(service hostNames) *names {
	ns.service, ns.shortestHost, ns.hostStarts = service, service.shortest(), service.starts()
	others := ns.ends
	for _, p := range circumstances.places {
		if p.role&addresses == 0 {
			continue
		}
		ns.add(callees|p.role&urls, p.name)
		if !others.mayBe(p.name) {
			ns.onlyCallees.add(len(p.name), p.name)
		}
	}
	return ns
}

// matchAny reports whether any attribute may be of interest. Most spans have none.
func (ns *names) matchAny(attributes pcommon.Map) bool {
	for name, v := range attributes.All() {
		text := v.Str() // most are strings, and Type takes three times as long
		switch {
		case text == "":
			if v.Int() != 0 { // most others
				if ns.numberEnds.mayBe(name) && ns.match(name) {
					return true
				}
			} else if t := v.Type(); mayBeSearched(name, t) || ns.endsOf(t).mayBe(name) && ns.match(name) {
				return true
			}
		case !ns.ends.mayBe(name):
		case ns.onlyCallees.mayBe(name) && ns.isOther(text): // most callees
		case ns.match(name):
			return true
		}
	}
	return false
}

// mayBeSearched reports whether a value may be searched even if its name isn't of interest. The captured headers of HTTP calls are
// lists that never are.
func mayBeSearched(name string, t pcommon.ValueType) bool {
	return isContainer(t) && (t == pcommon.ValueTypeMap || !startsLeftOut(name, false))
}

// match reports whether a name is in ns, or one that a rule recognizes.
func (ns *names) match(name string) bool {
	return ns.places[name] != nil || scan.IsFlat(name) || scan.IsPayloadName(name)
}

// isOther reports whether a callee is certainly not the service: it is shorter than the service's hosts, or begins differently.
// The length comes first, because the text may be a cache miss.
func (ns *names) isOther(callee string) bool {
	if len(callee) < ns.shortestHost {
		return true
	}
	authority, isURL := strings.CutPrefix(callee, "https://")
	if !isURL {
		authority, isURL = strings.CutPrefix(callee, "http://")
	}
	if i := strings.IndexByte(authority, '/'); i >= 0 {
		if !isURL {
			return false // another scheme, or none
		}
		authority = authority[:i]
	}
	return len(authority) < ns.shortestHost || !ns.hostStarts[authority[0]|0x20] && strings.IndexByte(authority, '@') < 0
}

// endsOf returns the ends of the names that may be of interest for a value of this type, which isn't a container.
func (ns *names) endsOf(t pcommon.ValueType) *ends {
	if isNumber(t) {
		return &ns.numberEnds
	}
	return &ns.ends
}

// isContainer reports whether values of a type may hold others: maps, lists, and bytes, which may be JSON.
func isContainer(t pcommon.ValueType) bool {
	return t == pcommon.ValueTypeMap || t == pcommon.ValueTypeSlice || t == pcommon.ValueTypeBytes
}

func isNumber(t pcommon.ValueType) bool {
	return t == pcommon.ValueTypeInt || t == pcommon.ValueTypeDouble || t == pcommon.ValueTypeBool
}

// ends is a set of the last two characters of names, ignoring case. Each element is for names of one length, the last one for all
// longer names, and each bit for a hash of the two characters. Names of one character match by length alone.
type ends [64]uint64

func (e *ends) add(length int, end string) {
	if length < 2 {
		e[length] = math.MaxUint64
		return
	}
	e[min(length, len(e)-1)] |= 1 << hashEnd(end)
}

// addFrom adds ends of names that have at least a length.
func (e *ends) addFrom(shortest int, list ...string) {
	for length := shortest; length < len(e); length++ {
		for _, end := range list {
			e.add(length, end)
		}
	}
}

// mayBe reports whether a name may be in the set. The length rules out most names without a cache miss on their bytes.
func (e *ends) mayBe(name string) bool {
	bits := e[min(len(name), len(e)-1)]
	return bits != 0 && (len(name) < 2 || bits>>hashEnd(name)&1 != 0)
}

func hashEnd(name string) uint {
	n := len(name)
	last := uint(name[n-2]) | uint(name[n-1])<<8
	return last & 0x1f1f * 0x050b >> 8 % 64
}
