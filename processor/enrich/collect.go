// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// offer is what the attributes of a record, or of a span's event, have to offer. Most offer nothing.
type offer struct {
	roles role // of what is there
	all   []offered
	small []byte // short texts of a log record, concatenated, so that one prefilter pass can rule out all of them
}

// offered is an attribute of interest. In an offer, those with a place come first, in the order of their places; the others follow in
// the order of the record.
type offered struct {
	name string
	role
	order int32
	value pcommon.Value
}

// unlisted is the order of attributes without a place.
const unlisted = math.MaxInt32

// extent is which attributes are searched besides those with a place. Log parsers turn a line of JSON into attributes of any
// name, so all of them are searched on log records. Spans have too many texts that aren't meant for people.
type extent uint8

const (
	nothing extent = iota
	parsed         // maps and lists: on spans
	texts          // also strings and bytes: on log records
	each           // like texts, but with the small ones one by one
)

// collect takes the attributes that are in ns, and the others that more allows, in one pass.
func (o *offer) collect(attributes pcommon.Map, ns *names, more extent) {
	o.roles, o.all, o.small = 0, o.all[:0], o.small[:0]
	inStrings := &ns.promising[pcommon.ValueTypeStr]
	for name, v := range attributes.All() {
		text := v.Str() // most are strings, and Type takes three times as long
		switch {
		case text == "":
			if t := v.Type(); isLarge(t) || ns.promising[t].mayBe(name) {
				o.consider(name, v, t, ns, more)
			}
		case !inStrings.mayBe(name):
			if more >= texts {
				o.takeText(name, text, v, ns, more)
			}
		case !ns.rulesOut(name, text):
			o.consider(name, v, pcommon.ValueTypeStr, ns, more)
		}
	}
}

const (
	maxSmall  = 256  // bytes
	separator = `\n` // between texts; the prefilter lets everything next to an escape through, so joining them hides nothing
)

// consider takes an attribute, unless it has nothing to offer.
func (o *offer) consider(name string, v pcommon.Value, t pcommon.ValueType, ns *names, more extent) {
	switch p := ns.find(name); {
	case p != nil && p.means(v):
		o.take(p, v, ns)
	case more != nothing && scan.IsFlat(name):
		o.roles |= keys
	case more >= texts && isNumber(t) && isCode(name):
		o.takeOther(name, v, codes)
	case more == nothing && t != pcommon.ValueTypeMap || isNumber(t):
	case more != nothing && scan.IsPayloadName(name):
		o.takeOther(name, v, payloads)
	case t != pcommon.ValueTypeStr:
		o.takeLarge(name, v, t, ns, more)
	case more >= texts:
		o.takeText(name, v.Str(), v, ns, more)
	}
}

// takeText takes a string with an unknown name, by itself or with the other small ones, unless it is too short for an error.
func (o *offer) takeText(name, text string, v pcommon.Value, ns *names, more extent) {
	switch {
	case len(text) < ns.shortest:
		if text != "" && '0' <= text[0] && text[0] <= '9' && (isCode(name) || scan.IsMessageName(name)) {
			o.takeOther(name, v, codes)
		}
	case startsLeftOut(name, false):
	case more == texts && len(text) <= maxSmall && len(o.small) < maxText:
		o.small = append(append(o.small, separator...), text...)
	case !scan.IsQueryName(name): // comes last because it takes longer than checking a short text
		o.takeOther(name, v, others)
	}
}

// takeLarge takes an attribute that is neither a string nor a number, if it may hold anything.
func (o *offer) takeLarge(name string, v pcommon.Value, t pcommon.ValueType, ns *names, more extent) {
	isMap := t == pcommon.ValueTypeMap
	if isMap && slices.Contains(ns.heads, upTo(name, '.')) { // http, or http.response
		o.nested(name, v.Map(), ns, more)
	}
	isSearched := isMap || t == pcommon.ValueTypeSlice || t == pcommon.ValueTypeBytes && more >= texts
	if isSearched && more != nothing && !isLeftOut(name, isMap) {
		o.takeOther(name, v, others)
	}
}

func (o *offer) take(p *place, v pcommon.Value, ns *names) {
	if p.role&callees != 0 {
		if o.has(callees) {
			return // another one has named the service
		}
		if named, _ := ns.service.named(v, p.role&urls != 0); named {
			o.roles |= callees
		}
		return
	}
	o.roles |= p.role
	a := offered{p.name, p.role, p.order, v}
	if n := len(o.all); n == 0 || o.all[n-1].order < p.order {
		o.all = append(o.all, a)
	} else if i, known := slices.BinarySearchFunc(o.all, p.order, func(a offered, order int32) int { return int(a.order - order) }); known {
		o.all[i] = a // if a name occurs twice, the last one counts
	} else {
		o.all = slices.Insert(o.all, i, a)
	}
}

func (o *offer) takeOther(name string, v pcommon.Value, r role) {
	o.roles |= r
	o.all = append(o.all, offered{name, r, unlisted, v})
}

func (o *offer) has(r role) bool { return o.roles&r != 0 }

// get returns the attribute with a role that only one attribute can have.
func (o *offer) get(r role) (pcommon.Value, bool) {
	if o.has(r) {
		for _, a := range o.all {
			if a.role == r {
				return a.value, true
			}
		}
	}
	return pcommon.Value{}, false
}

// classOf returns the class of the exception that a message belongs to.
func (o *offer) classOf(message string) (class pcommon.Value, ok bool) {
	switch message {
	case exceptionMessage:
		return o.get(types)
	case "error.message":
		for _, a := range o.all {
			if a.role == messages && (a.name == "error.type" || a.name == "error.kind") {
				return a.value, true
			}
		}
	}
	return class, false
}

func (o *offer) hasName(name string) bool {
	return slices.ContainsFunc(o.all, func(a offered) bool { return a.name == name })
}

// emptied returns an empty offer that reuses the memory of this one.
func (o *offer) emptied() offer {
	clear(o.all[:cap(o.all)])
	if cap(o.small) > maxText {
		o.small = nil
	}
	return offer{all: o.all[:0], small: o.small[:0]}
}
