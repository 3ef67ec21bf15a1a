// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// The join once more, slow and obvious: what all spans of a batch are to say.

// refSpan is a span and what there is to know of it.
type refSpan struct {
	trace, id, parent uint64
	kind              ptrace.SpanKind
	start, end        int64
	service           bool // its URL attributes name the service
	status            int  // 0: none
	path              catalog.API
	wait              int // in Retry-After; 0: none
	errors            []refError

	joined []refError // brought here from elsewhere
}

// refError is an error that a span tells, each number once.
type refError struct {
	number int64
	place  refPlace
	at     int64 // when it was recorded
	status int   // that the text around tells; 0: none

	joined *refSpan // with which
	refVerdict
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

// reference explains and joins.
func reference(spans []*refSpan) {
	for _, s := range spans {
		for i := range s.errors {
			status := s.errors[i].status
			if status == 0 && s.isCall() {
				status = s.status
			}
			s.errors[i].refVerdict = refExplain(s.errors[i].number, s.errors[i].shape(), s.path, status)
		}
	}
	for _, s := range spans {
		if !s.isCall() {
			joinAll(spans, s)
		}
	}
}

// refVerdict is what is to be said of an error.
type refVerdict struct {
	documented            bool
	message, check, class string
	expected              int
}

// refClasses are all retry classes: the first asks most of a person.
var refClasses = []string{"reauthenticate", "never", "fix_request", "fix_precondition", "backoff", "unknown", "already_done"}

// refClass is the class of a failure about which nothing is known but the status.
func refClass(status int) string {
	switch class := map[int]string{401: "reauthenticate", 429: "backoff", 500: "backoff", 503: "backoff", 400: "fix_request"}[status]; class {
	case "":
		return "unknown"
	default:
		return class
	}
}

func refExplain(number int64, shape scan.Shape, path catalog.API, status int) (v refVerdict) {
	api := path
	if api == "" {
		api = catalog.V2
	}
	e, ok := catalog.Default().Lookup(api, int(number), catalog.Response)
	v = refVerdict{documented: ok, message: e.Message, class: string(e.RetryClass), expected: e.StatusCode}
	if !ok {
		v.class = refClass(status)
	}
	background := slices.Contains([]int64{9603, 9609, 9635, 9641, 9644, 9709, 9716}, number)
	switch {
	case shape == scan.Message && status < 400 && background, status == 0:
	case path == catalog.V2 && status < 400, e.StatusCode != 0 && e.StatusCode != status:
		v.check = "mismatch"
	case e.StatusCode == 0:
		v.check = "undocumented"
	default:
		v.check = "match"
	}
	return v
}

// joinAll joins the errors of one span.
func joinAll(spans []*refSpan, s *refSpan) {
	var taken []*refSpan
	join := func(e *refError, call *refSpan) {
		taken = append(taken, call)
		e.joined = call
		e.refVerdict = refExplain(e.number, e.shape(), call.path, call.status)
		if call.tells(e.number) {
			return
		}
		if !slices.ContainsFunc(call.joined, func(o refError) bool { return o.number == e.number }) {
			on := *e
			on.refVerdict = refExplain(e.number, scan.Message, call.path, call.status)
			call.joined = append(call.joined, on)
		}
	}
	candidates := func(e *refError, which func(*refSpan) bool) (found []*refSpan) {
		for _, call := range spans {
			if call.isCall() && call.status != 0 && (descends(spans, call, s) || isChild(spans, s, call)) && call.start <= e.at &&
				(len(call.errors) == 0 || call.tells(e.number)) && !slices.Contains(taken, call) && which(call) {
				found = append(found, call)
			}
		}
		// By start time, then by place in the batch.
		slices.SortStableFunc(found, func(a, b *refSpan) int { return cmp.Compare(a.start, b.start) })
		return found
	}
	eligible := func(e *refError) bool {
		return e.joined == nil && (e.place != inBody || s.kind == ptrace.SpanKindInternal)
	}
	for i := range s.errors {
		e := &s.errors[i]
		documented := candidates(e, func(call *refSpan) bool { return call.status == documentedFor(e.number, call.path) })
		if eligible(e) && len(documented) > 0 {
			join(e, documented[len(documented)-1])
		}
	}
	for i := range s.errors {
		e := &s.errors[i]
		if !eligible(e) {
			continue
		}
		failed := candidates(e, func(call *refSpan) bool { return call.status >= 400 })
		all := candidates(e, func(*refSpan) bool { return true })
		switch {
		case len(failed) > 0:
			join(e, failed[len(failed)-1])
		case len(all) == 1 && !catalog.Default().InBackground(int(e.number)):
			join(e, all[0])
		}
	}
}

// documentedFor returns the status that the API of the path documents for the number; 0: none.
func documentedFor(number int64, path catalog.API) int {
	api := path
	if api == "" {
		api = catalog.V2
	}
	e, _ := catalog.Default().Lookup(api, int(number), catalog.Response)
	return e.StatusCode
}

func (s *refSpan) tells(number int64) bool {
	return slices.ContainsFunc(s.errors, func(e refError) bool { return e.number == number })
}

// descends follows the parents by their ids. Where several spans have the same id, all of them are ancestors, and the
// first is the one whose parent counts.
func descends(spans []*refSpan, from, to *refSpan) bool {
	var been []*refSpan
	for at := from; at != nil && !slices.Contains(been, at); {
		been = append(been, at)
		at = spanWith(spans, at.trace, at.parent)
		if at != nil && at.trace == to.trace && at.id == to.id {
			return true
		}
	}
	return false
}

// isChild reports whether a span is right below a call, by the ids: the first of the calls with that one.
func isChild(spans []*refSpan, s, call *refSpan) bool {
	first := spanWith(spans, s.trace, s.id)
	if first == nil || first.parent == 0 || call.trace != s.trace || call.id != first.parent {
		return false
	}
	for _, o := range spans {
		if o.isCall() && o.status != 0 && o.trace == call.trace && o.id == call.id {
			if o.start < call.start || o.start == call.start && slices.Index(spans, o) < slices.Index(spans, call) {
				return false
			}
		}
	}
	return true
}

func spanWith(spans []*refSpan, trace, id uint64) *refSpan {
	for _, s := range spans {
		if id != 0 && s.trace == trace && s.id == id {
			return s
		}
	}
	return nil
}

// says returns the attributes of ours that a span is to have.
func (s *refSpan) says() map[string]any {
	m := map[string]any{}
	all, on := s.errors, s
	trace := len(s.errors) == 0 && len(s.joined) > 0
	if trace {
		all = s.joined
	}
	if len(all) == 0 {
		if s.isCall() && s.status >= 400 {
			m[attrRetryClass] = refClass(s.status)
			s.waits(m)
		}
		return m
	}
	var first *refError
	for i := range all {
		if e := &all[i]; first == nil || slices.Index(refClasses, e.class) < slices.Index(refClasses, first.class) {
			first = e
		}
	}
	m[attrNumber], m[attrRetryClass] = first.number, first.class
	m[attrDelivery] = map[bool]string{true: "message", false: "response"}[first.shape() == scan.Message]
	if trace {
		m[attrDelivery] = "trace"
	}
	for name, value := range map[string]string{attrMessage: first.message, attrStatusCheck: first.check} {
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
	if !on.isCall() {
		on = first.joined
	}
	if on != nil {
		on.waits(m)
	}
	return m
}

func (s *refSpan) waits(m map[string]any) {
	if s.wait != 0 {
		m[attrRetryDelay] = float64(s.wait)
	}
}
