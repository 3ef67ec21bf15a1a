// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"encoding/hex"
	"slices"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// A slow and obvious reference for what is written on the spans of a batch. Who belongs to whom is left to package join, and what an
// error means to explain: tests/ has a reference for that.

// refSpan is a span and everything known of it.
type refSpan struct {
	trace, id, parent uint64
	kind              ptrace.SpanKind
	start, end        int64
	service           bool // its URL attributes name the service
	status            int  // 0: none
	path              catalog.API
	poll              bool // the path is that of an event's status
	wait              int  // in Retry-After; 0: none
	errors            []refError

	told join.Told
}

// refError is an error on a span.
type refError struct {
	number int64
	place  refPlace
	at     int64 // when it was recorded
	status int   // HTTP status in the text around it; 0: none

	call *refSpan // the call that was answered with it
	wait float64  // the delay of that call; negative: none
	verdict
}

type refPlace int

const (
	inBody        refPlace = iota // a payload attribute
	inEvent                       // a text in an event
	inEventJSON                   // a response in an event
	inDescription                 // a text in the status description
)

func (e *refError) shape() scan.Shape {
	if e.place == inEvent || e.place == inDescription {
		return scan.Message
	}
	return scan.Response
}

// isCall: a CLIENT or INTERNAL span whose URL attributes name the service.
func (s *refSpan) isCall() bool {
	return s.service && (s.kind == ptrace.SpanKindClient || s.kind == ptrace.SpanKindInternal)
}

// statusOf returns the status that an error came with, according to its own record; 0: unknown.
func (s *refSpan) statusOf(e *refError) int {
	if e.status == 0 && s.isCall() {
		return s.status
	}
	return e.status
}

// reference explains and joins.
func reference(spans []*refSpan) {
	var b join.Batch
	var calls []*refSpan
	var errors []*refError
	for _, s := range spans {
		for i := range s.errors {
			e := &s.errors[i]
			e.verdict = s.explains(e, s.statusOf(e))
		}
		ids := join.Span{Trace: join.TraceID(traceID(s.trace)), ID: join.SpanID(spanID(s.id)), Parent: join.SpanID(spanID(s.parent))}
		b.Spans = append(b.Spans, ids)
		if s.isCall() && s.status != 0 && (!s.poll || s.status >= 400) && s.trace != 0 && s.id != 0 {
			c := join.Call{Span: ids, Start: uint64(at(s.start)), End: uint64(at(s.end)), Delay: -1, Status: uint16(s.status), Poll: s.poll}
			c.API = uint8(slices.Index(refAPIs, s.path))
			if s.wait != 0 {
				c.Delay = float64(s.wait)
			}
			for _, e := range slices.SortedStableFunc(slices.Values(s.errors), byClass) {
				c.Numbers = append(c.Numbers, e.number)
			}
			b.Calls, calls = append(b.Calls, c), append(calls, s)
		}
		for i := range s.errors {
			e := &s.errors[i]
			isAnswer := e.place == inBody && s.kind != ptrace.SpanKindInternal || s.isCall() && s.status != 0
			if isAnswer || e.number == 9709 || e.number == 9716 {
				continue
			}
			told := join.Error{Span: ids, Recorded: uint64(at(e.at)), Number: e.number, Quiet: len(s.errors) > 1}
			told.Status, told.Background = uint16(s.statusOf(e)), catalog.Default().InBackground(int(e.number))
			for k, api := range refAPIs {
				row, _ := catalog.Default().Lookup(api, int(e.number), catalog.Response)
				told.Documented[k] = uint16(row.StatusCode)
			}
			b.Errors, errors = append(b.Errors, told), append(errors, e)
		}
	}
	result := join.New(join.Limits{MaxItems: 1000}).Join(&b)
	for i, s := range calls {
		s.told = result.Calls[i]
	}
	for i, e := range errors {
		if a := result.Errors[i]; a.Status != 0 {
			e.call = calls[slices.IndexFunc(b.Calls, func(c join.Call) bool { return c.Trace == b.Errors[i].Trace && c.ID == a.Call })]
			e.wait = a.Delay
			e.verdict = e.call.explains(e, e.call.status)
		}
	}
}

var refAPIs = []catalog.API{catalog.V2, catalog.V1, ""}

func (s *refSpan) explains(e *refError, status int) verdict {
	return explain(catalog.Default(), &scan.Finding{Shape: e.shape(), Number: e.number}, answer{status: status, api: s.path, poll: s.poll})
}

func byClass(x, y refError) int { return cmp.Compare(x.urgency, y.urgency) }

// says returns the attributes of ours that a span should have.
func (s *refSpan) says() map[string]any {
	m := map[string]any{}
	all, trace := s.errors, len(s.errors) == 0 && s.told.Number != 0
	if trace {
		all = []refError{{number: s.told.Number, place: inEvent}}
		all[0].verdict = s.explains(&all[0], s.status)
	}
	if len(all) == 0 {
		if s.isCall() && s.status >= 400 {
			m[attrRetryClass] = string(catalog.ClassOfStatus(s.status))
			s.waits(m)
		}
		return m
	}
	first := slices.MinFunc(all, byClass) // the first of the most urgent
	m[attrNumber], m[attrRetryClass] = first.number, first.urgency.class()
	m[attrDelivery] = map[bool]string{true: "message", false: "response"}[first.shape() == scan.Message]
	if trace {
		m[attrDelivery] = "trace"
	}
	for name, value := range map[string]string{attrMessage: first.message, attrStatusCheck: first.check.String()} {
		if value != "" {
			m[name] = value
		}
	}
	if first.expected != 0 {
		m[attrExpectedStatus] = int64(first.expected)
	}
	if len(all) > 1 {
		var numbers []any
		for _, e := range all {
			numbers = append(numbers, e.number)
		}
		m[attrNumbers] = numbers
	}
	switch {
	case first.call != nil:
		if first.wait > 0 {
			m[attrRetryDelay] = first.wait
		}
		if s.isCall() { // without a status
			s.waits(m)
		}
		putPeer(m, join.SpanID(spanID(first.call.id)))
	case s.isCall():
		s.waits(m)
		if first.number == s.told.Number {
			putPeer(m, s.told.Span)
		}
	}
	return m
}

func putPeer(m map[string]any, id join.SpanID) {
	if id != (join.SpanID{}) {
		m[attrJoinSpanID] = hex.EncodeToString(id[:])
	}
}

func (s *refSpan) waits(m map[string]any) {
	if s.wait != 0 {
		m[attrRetryDelay] = float64(s.wait)
	}
}
