// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// teller is a span that tells of an error whose call may be elsewhere in its trace.
type teller struct {
	report
	span ptrace.Span
}

// call is a call to the service that has a status.
type call struct {
	answer
	span    ptrace.Span
	numbers []int64 // that its own record names
	failed  bool    // nothing is written on it yet, as nobody knows why
	again   bool    // an earlier run has written on it

	errors []sighting // that it was joined with
}

// newCall returns the call that a record is, with the numbers that an earlier run has found on it.
func (b *batch) newCall(r *record, span ptrace.Span) call {
	about := b.about(r)
	c := call{
		answer: answer{r.status, about.api, about.poll, about.retryDelay(span.EndTimestamp())}, span: span, again: about.has(ours),
	}
	if c.again {
		c.numbers = earlierNumbers(r.attributes)
	}
	return c
}

// settle joins the errors of this batch with their calls, then concludes all that was left undecided.
func (b *batch) settle(td ptrace.Traces) {
	if len(b.tellers) > 0 {
		b.join(td)
	}
	for i := range b.tellers {
		t := &b.tellers[i]
		b.mark(t.span, b.conclude(&t.report))
	}
	for i := range b.calls {
		b.concludeCall(&b.calls[i])
	}
}

// join finds out which error was the answer to which call.
func (b *batch) join(td ptrace.Traces) {
	j := b.joinables(td)
	for _, p := range join.Pairs(j.spans, j.errors, j.calls) {
		s, c := j.from[p.Error], &b.calls[j.to[p.Call]]
		s.call = c
		c.tell(s)
	}
}

// tell takes up an error, unless the call knows it already.
func (c *call) tell(s *sighting) {
	known := slices.Contains(c.numbers, s.Number) || anyOf(c.errors, func(o *sighting) bool { return o.Number == s.Number })
	if !known && len(c.errors) < scan.MaxFindings {
		c.errors = append(c.errors, *s)
	}
}

// joinables are the spans, errors and calls of the traces that tell of an error.
type joinables struct {
	spans  []join.Span
	errors []join.Error
	calls  []join.Call

	from []*sighting // of each error
	to   []int       // of each call: its index among those of the batch
}

func (b *batch) joinables(td ptrace.Traces) (j joinables) {
	traces := make(map[pcommon.TraceID]struct{}, len(b.tellers))
	for i := range b.tellers {
		traces[b.tellers[i].span.TraceID()] = struct{}{}
	}
	tellers, calls := b.tellers, b.calls // those yet to come, both in the order of the batch
	failed := len(calls)
	for scope, span := range spansOf(td) {
		isFailed := len(calls) > 0 && calls[0].span == span
		if isFailed {
			calls = calls[1:]
		}
		if _, told := traces[span.TraceID()]; !told {
			continue
		}
		node := int32(len(j.spans))
		j.spans = append(j.spans, join.Span{
			SpanID: join.SpanID{Trace: span.TraceID(), ID: span.SpanID()}, Parent: span.ParentSpanID(),
		})
		switch {
		case len(tellers) > 0 && tellers[0].span == span:
			j.addErrors(b.Catalog, &tellers[0], node)
			tellers = tellers[1:]
		case isFailed:
			j.addCall(b.calls, failed-len(calls)-1, node)
		case b.otherCall(span, scope):
			j.addCall(b.calls, len(b.calls)-1, node)
		}
	}
	return j
}

// otherCall keeps a call that was left or decided on when it came by, with the numbers that it was decided on with: its
// payload is read once more. It reports whether the span is one.
func (b *batch) otherCall(span ptrace.Span, scope string) bool {
	r := b.readSpan(span, scope)
	if r.status == 0 || !r.mayCall() || !b.about(r).call || r.subject.poll && r.status < 400 {
		return false // what a poll reports isn't its own
	}
	c, counted := b.newCall(r, span), b.tally.unreadable
	if b.searchSpan(r, span); len(b.found) > 0 {
		c.numbers = make([]int64, len(b.found))
	}
	for i := range b.found {
		c.numbers[i] = b.found[i].Number
	}
	b.calls, b.tally.unreadable = append(b.calls, c), counted
	return true
}

// apis are those that the path of a call may belong to.
var apis = [join.APIs]catalog.API{catalog.V2, catalog.V1, ""}

func (j *joinables) addCall(calls []call, index int, node int32) {
	c := &calls[index]
	api := uint8(slices.Index(apis[:], c.api))
	j.calls = append(j.calls, join.Call{Span: node, Start: uint64(c.span.StartTimestamp()), Status: c.status, API: api, Numbers: c.numbers})
	j.to = append(j.to, index)
}

// addErrors adds those of a span that may be joined.
func (j *joinables) addErrors(c *catalog.Catalog, t *teller, node int32) {
	first := len(j.errors)
	for i := range t.errors {
		s := &t.errors[i]
		if !s.joinable() || len(j.errors)-first == join.MaxErrors {
			continue
		}
		e := join.Error{Span: node, Recorded: uint64(s.recorded), Number: s.Number, FailedOnly: c.InBackground(int(s.Number))}
		for k, api := range apis {
			e.Documented[k] = explain(c, &s.Finding, answer{api: api}).expected
		}
		j.errors, j.from = append(j.errors, e), append(j.from, s)
	}
}

// earlierNumbers returns the numbers that an earlier run has found on a call itself. More than are ever written are nobody's,
// and would be compared with each error that the call is joined with.
func earlierNumbers(attributes pcommon.Map) (numbers []int64) {
	if d, ok := attributes.Get(attrDelivery); !ok || d.Str() == deliveryTrace {
		return nil
	}
	if list, ok := attributes.Get(attrNumbers); ok && list.Type() == pcommon.ValueTypeSlice {
		for i := range min(list.Slice().Len(), scan.MaxFindings) {
			if n := list.Slice().At(i).Int(); !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	} else if v, ok := attributes.Get(attrNumber); ok {
		numbers = append(numbers, v.Int())
	}
	return numbers
}
