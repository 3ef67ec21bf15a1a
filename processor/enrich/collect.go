// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// offer is what the attributes of a record, or of a span's event, have to offer. Most offer nothing.
type offer struct {
	groups                                // of what is there
	have   uint64                         // which of the places are there, a bit for each
	values [len(places) + 1]pcommon.Value // the last one of what counts only by being there
}

// collect adds those of the attributes that ns has, in one pass.
func (o *offer) collect(attributes pcommon.Map, ns *names) {
	for name, v := range attributes.All() {
		if length := lengthBit(len(name)); ns.lengths&length == 0 || ns.wordy&length != 0 && isNumber(v) {
			continue // without a look at its characters, which may be far away in memory
		}
		first := ns.first[hash(name)]
		if first == 0 {
			continue
		}
		if known := ns.among(first, name); known != nil {
			o.groups |= known.groups
			o.have |= 1 << known.index
			o.values[known.index] = v
		}
	}
}

func isNumber(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return true
	default:
		return false
	}
}

// empty makes room for another record. Values that aren't there are never read: to clear them takes 5 ns of a span's 50.
func (o *offer) empty() *offer {
	o.groups, o.have = 0, 0
	return o
}

func (o *offer) has(g groups) bool { return o.groups&g != 0 }

// all returns the values of one group, by their places.
func (o *offer) all(group groups) func(yield func(*place, pcommon.Value) bool) {
	return func(yield func(*place, pcommon.Value) bool) {
		for have := o.have & placesIn[bits.TrailingZeros16(uint16(group))]; have != 0; have &= have - 1 {
			if i := bits.TrailingZeros64(have); !yield(&places[i], o.values[i]) {
				return
			}
		}
	}
}

// httpStatus returns the HTTP status, or 0 if there is none.
func (o *offer) httpStatus() int {
	if !o.has(statuses) {
		return 0
	}
	for _, v := range o.all(statuses) {
		if n, ok := scan.Integer(v); ok && 100 <= n && n <= 599 {
			return int(n)
		}
	}
	return 0
}

// kind is what a record is, as far as that decides whom its HTTP status belongs to.
type kind uint8

const (
	otherSpan kind = iota // never a call to the service, whatever it says
	clientSpan
	internalSpan
	logRecord
)

func kindOf(k ptrace.SpanKind) kind {
	switch k {
	case ptrace.SpanKindClient:
		return clientSpan
	case ptrace.SpanKindInternal:
		return internalSpan
	default:
		return otherSpan
	}
}

// record is a span or a log record as it came.
type record struct {
	kind       kind
	attributes pcommon.Map
	*offer
	status int // the HTTP status; 0: it has none

	subject subject
	known   bool // the subject is
}

// read collects what the record offers.
func (r *record) read(ns *names) {
	r.collect(r.attributes, ns)
	r.status = r.httpStatus()
}

// subject is what a record is about, as its URL attributes tell.
type subject struct {
	service bool        // which they name
	other   bool        // another host, which they name instead
	call    bool        // a call to the service
	api     catalog.API // that the path belongs to, if one tells
}

// about returns what the record is about. Few records are worth that, so it is found out when it is first asked for.
func (r *record) about(service hostNames) subject {
	if !r.known {
		r.known = true
		r.collect(r.attributes, circumstances)
		named, other := r.hosts(service)
		r.subject = subject{service: named, other: other, call: named && r.kind != otherSpan, api: r.api()}
	}
	return r.subject
}

// trusts reports whether the record's HTTP status is the service's answer with that error.
func (r *record) trusts(s *sighting, about subject) bool {
	switch {
	case about.call:
		return true
	case r.kind == clientSpan:
		return !r.has(addresses) && (s.from == fromPayload || s.from == fromKeys) && !s.inEvent
	case r.kind == logRecord:
		return s.Shape == scan.Response && !r.has(addresses|locations|callers) && !hasURL(r.attributes)
	default:
		return false
	}
}

// explained reports whether an earlier run has found an error on the record.
func (r *record) explained() bool {
	_, ok := r.attributes.Get(attrNumber)
	return ok
}

// urlPrefix is that of OpenTelemetry's attributes of a URL. Few of them are of interest by themselves.
const urlPrefix = "url."

func hasURL(attributes pcommon.Map) bool {
	for name := range attributes.All() {
		if strings.HasPrefix(name, urlPrefix) {
			return true
		}
	}
	return false
}
