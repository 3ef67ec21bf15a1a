// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// kind is that of a span, which may be any number of 32 bits, or logRecord.
type kind int64

const (
	clientSpan        = kind(ptrace.SpanKindClient)
	internalSpan      = kind(ptrace.SpanKindInternal)
	logRecord    kind = math.MinInt64
)

// extent is which attributes of a record of this kind are searched beside those with a place.
func (k kind) extent() extent {
	if k == logRecord {
		return texts
	}
	return parsed
}

// record is a span or a log record as it came.
type record struct {
	kind       kind
	scope      string         // the name of the instrumentation
	span       ptrace.Span    // unless it is a log record
	log        plog.LogRecord // if it is one
	attributes pcommon.Map
	offer          // of what may hold an error
	status     int // the HTTP status; 0: it has none

	subject subject
	known   bool // the subject is
	naming  naming

	asked, present namespace // those that were asked for, and those of them that it has attributes of
}

// readSpan turns to the next record, a span, and collects what it offers.
func (b *batch) readSpan(span ptrace.Span, scope string) *record {
	r := &b.record
	r.span, r.kind = span, kind(span.Kind())
	b.read(r, span.Attributes(), scope)
	return r
}

// readLog is readSpan for a log record.
func (b *batch) readLog(lr plog.LogRecord, scope string) *record {
	r := &b.record
	r.log, r.kind = lr, logRecord
	b.read(r, lr.Attributes(), scope)
	return r
}

func (b *batch) read(r *record, attributes pcommon.Map, scope string) {
	r.attributes, r.scope, r.known, r.naming, r.asked, r.present = attributes, scope, false, unasked, 0, 0
	names := b.names
	if r.kind == clientSpan || r.kind == internalSpan {
		names = b.callNames
	}
	r.collect(attributes, names, r.kind.extent())
	r.status = 0
	if r.has(statuses) {
		r.status = r.httpStatus(statuses)
	}
	if r.status == 0 && r.kind == clientSpan && r.has(clientStatuses) && b.about(r).has(addresses) {
		r.status = r.httpStatus(clientStatuses)
	}
}

// httpStatus returns the HTTP status, or 0 if there is none.
func (o *offer) httpStatus(of role) int {
	for _, a := range o.all {
		if a.role&of == 0 {
			continue
		}
		if n, ok := scan.Integer(a.value); ok && 100 <= n && n <= 599 {
			return int(n)
		}
	}
	return 0
}

// subject is what a record is about, as its circumstances tell.
type subject struct {
	offer
	service bool        // which they name
	other   bool        // another host, which they name instead
	call    bool        // a call to the service
	api     catalog.API // that the path belongs to, if one tells
	poll    bool        // the path is that of an event's status
}

// about returns what the record is about. Few records are worth that, so it is found out when it is first asked for.
func (b *batch) about(r *record) *subject {
	s := &r.subject
	if !r.known {
		r.known = true
		s.collect(r.attributes, circumstances, nothing)
		s.service, s.other = s.hosts(b.service)
		s.call = s.service && r.mayCall()
		s.api, s.poll = s.called()
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
		return s.Shape == scan.Response && !about.has(addresses|locations|callers) && !r.within(ofURL)
	default:
		return false
	}
}

// mayCall reports whether a record of this kind may be about a call to the service; others never are, whatever they say.
func (r *record) mayCall() bool {
	return r.kind == clientSpan || r.kind == internalSpan || r.kind == logRecord
}

// isCall reports whether the record is a call to the service whose status says how it went: not that it was asked for the
// status of an event. Of those that went well, some are remembered.
func (b *batch) isCall(r *record) bool { return r.status != 0 && b.hasCalled(r) } // most have none

// hasCalled is isCall for a record with a status.
func (b *batch) hasCalled(r *record) bool {
	if !r.mayCall() || r.status < 400 && b.Memory == nil || r.kind != logRecord && !r.has(callees) {
		return false
	}
	about := b.about(r)
	return about.call && (!about.poll || r.status >= 400)
}
