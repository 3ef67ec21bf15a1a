// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// offer is what the attributes of a record, or of a span's event, have to offer. Most offer nothing.
type offer struct {
	roles role // of what is there
	all   []offered
}

// offered is an attribute of interest; in an offer, they are in the order of their places.
type offered struct {
	*place
	value pcommon.Value
}

// collect takes those of the attributes that ns has, in one pass.
func (o *offer) collect(attributes pcommon.Map, ns *names) {
	o.roles, o.all = 0, o.all[:0]
	for name, v := range attributes.All() {
		if !ns.mayHave(name, v) {
			continue
		}
		if p := ns.find(name); p != nil {
			o.roles |= p.role
			o.all = append(o.all, offered{p, v})
			if n := len(o.all); n > 1 && o.all[n-2].order >= p.order {
				o.moveLast()
			}
		}
	}
}

// moveLast moves the last attribute to where it belongs. Of one name twice, the last counts.
func (o *offer) moveLast() {
	at := len(o.all) - 1
	for a := o.all[at]; at > 0 && o.all[at-1].order >= a.order; at-- {
		if o.all[at-1].order == a.order {
			o.all[at-1], o.all = a, append(o.all[:at], o.all[at+1:]...)
			return
		}
		o.all[at-1], o.all[at] = a, o.all[at-1]
	}
}

func (o *offer) has(r role) bool { return o.roles&r != 0 }

// room returns an offer of nothing, with the room that this one took.
func (o *offer) room() offer {
	clear(o.all[:cap(o.all)])
	return offer{all: o.all[:0]}
}

// httpStatus returns the HTTP status, or 0 if there is none.
func (o *offer) httpStatus() int {
	if !o.has(statuses) {
		return 0
	}
	for _, a := range o.all {
		if a.role != statuses {
			continue
		}
		if n, ok := scan.Integer(a.value); ok && 100 <= n && n <= 599 {
			return int(n)
		}
	}
	return 0
}

// kind is that of a span, which may be any number of 32 bits, or logRecord.
type kind int64

const (
	clientSpan        = kind(ptrace.SpanKindClient)
	internalSpan      = kind(ptrace.SpanKindInternal)
	logRecord    kind = math.MinInt64
)

// record is a span or a log record as it came.
type record struct {
	kind       kind
	attributes pcommon.Map
	offer          // of what may hold an error
	status     int // the HTTP status; 0: it has none

	subject subject
	known   bool // the subject is
}

// read turns to the next record, and collects what it offers.
func (b *batch) read(k kind, attributes pcommon.Map) *record {
	r := &b.record
	r.kind, r.attributes, r.known = k, attributes, false
	r.collect(attributes, b.names)
	r.status = r.httpStatus()
	return r
}

// subject is what a record is about, as its circumstances tell.
type subject struct {
	offer
	service bool        // which they name
	other   bool        // another host, which they name instead
	call    bool        // a call to the service
	api     catalog.API // that the path belongs to, if one tells
}

// about returns what the record is about. Few records are worth that, so it is found out when it is first asked for.
func (b *batch) about(r *record) *subject {
	s := &r.subject
	if !r.known {
		r.known = true
		s.collect(r.attributes, circumstances)
		s.service, s.other = s.hosts(b.service)
		s.call, s.api = s.service && r.mayCall(), s.pathAPI()
	}
	return s
}

// trusts reports whether the record's HTTP status is the service's answer with that error.
func (r *record) trusts(s *sighting, about *subject) bool {
	switch {
	case about.call:
		return true
	case r.kind == clientSpan:
		return !about.has(addresses) && s.from&(payloads|keys) != 0 && !s.inEvent
	case r.kind == logRecord:
		return s.Shape == scan.Response && !about.has(addresses|locations|callers) && !r.hasURL()
	default:
		return false
	}
}

// mayCall reports whether a record of this kind may be about a call to the service; others never are, whatever they say.
func (r *record) mayCall() bool {
	return r.kind == clientSpan || r.kind == internalSpan || r.kind == logRecord
}

// failedCall reports whether the record is about a call to the service that failed.
func (b *batch) failedCall(r *record) bool { return r.status >= 400 && r.mayCall() && b.about(r).call }

// explained reports whether an earlier run has found an error on the record, whose subject is known.
func (r *record) explained() bool {
	return r.subject.has(ours) && slices.ContainsFunc(r.subject.all, func(a offered) bool { return a.name == attrNumber })
}

func (r *record) hasURL() bool {
	for name := range r.attributes.All() {
		if strings.HasPrefix(name, urlPrefix) {
			return true
		}
	}
	return false
}
