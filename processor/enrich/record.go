// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// kind is the kind of a span, which may be any 32-bit number, or logRecord.
type kind int64

const (
	clientSpan        = kind(ptrace.SpanKindClient)
	internalSpan      = kind(ptrace.SpanKindInternal)
	logRecord    kind = math.MinInt64
)

// record is a span or a log record as it arrived.
type record struct {
	kind      kind
	scope     string         // name of the instrumentation scope
	span      ptrace.Span    // unless it is a log record
	log       plog.LogRecord // if it is one
	selection                // of what may hold an error

	subject      subject
	known        bool      // subject is set
	namesKnown   bool      // namesService is set
	namesService bool      // it names the service
	namespaces   namespace // that it has attributes in; 0: not looked up yet
}

// read turns to the next record, and selects its attributes of interest. The caller sets the span or the log record.
func (b *batch) read(of kind, attributes pcommon.Map, ns *names, scope string) *record {
	r := &b.record
	b.first, b.passed = len(b.sightings), false
	r.kind, r.scope, r.known, r.namesKnown, r.namespaces = of, scope, false, false, 0
	r.collect(attributes, ns, false)
	return r
}

// httpStatus returns the HTTP status, or 0 if there is none.
func (s *selection) httpStatus(of role) uint16 {
	for a := range s.with(of) {
		if n, ok := scan.Integer(a.value); ok && 100 <= n && n <= 599 {
			return uint16(n)
		}
	}
	return 0
}

// subject is what a record is about, according to its circumstances.
type subject struct {
	selection
	join.Response      // the status is that of the record, 0 if it has none; without the delay
	service       bool // they name the service
	other         bool // they name another host instead
	call          bool // it is about a call to the service
}

// about returns what the record is about. Few records need it, so it is computed on first use.
func (b *batch) about(r *record) *subject {
	s := &r.subject
	if !r.known {
		r.known = true
		s.collect(r.attributes, circumstances, false)
		s.service, s.other = s.hosts(b.service)
		s.call = s.service && r.mayCall()
		api, poll := s.operation()
		s.API, s.Poll = uint8(slices.Index(apis[:], api)), poll
		if s.Status = s.httpStatus(statuses); s.Status == 0 && r.kind == clientSpan && s.has(addresses) {
			s.Status = s.httpStatus(clientStatuses)
		}
	}
	return s
}

// trusts reports whether the record's HTTP status is that of the service's response with the error.
func (r *record) trusts(s *sighting, about *subject) bool {
	switch {
	case about.call:
		return true
	case r.kind == clientSpan:
		return !about.has(addresses) && s.from&(payloads|keys) != 0 && !s.inEvent
	case r.kind == logRecord:
		return s.Shape == scan.Response && !about.has(addresses|locations|callers) && !r.within(ofURL)
	default:
		return false
	}
}

// mayCall reports whether a record of this kind may be about a call to the service. Others never are, whatever their attributes.
func (r *record) mayCall() bool {
	return r.kind == clientSpan || r.kind == internalSpan || r.kind == logRecord
}

// isAnswered reports whether the record is a call to the service whose status says how it went. A successful poll of an event's
// status doesn't count. Successful calls count only if there is a memory.
func (b *batch) isAnswered(r *record) bool {
	if !r.has(callees | statuses) {
		return false
	}
	about := b.about(r)
	return about.call && (about.Status >= 400 || about.Status > 0 && !about.Poll && b.Memory != nil)
}
