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

// undecided is what a batch of spans may tell more of once all of them have been looked at.
type undecided struct {
	tellers []teller
	calls   []call // those that have come by with an error of their own or a failure, in the order of the batch
	numbers []int64
}

// teller is a span that tells of an error whose call may be elsewhere in its trace.
type teller struct {
	report
	span  ptrace.Span
	index int // in the batch
}

// call is a call to the service that has a status.
type call struct {
	answer
	span    ptrace.Span
	index   int
	delay   delay
	numbers []int64 // that its own record names
	failed  bool    // nothing is written on it yet, as nobody knows why
	again   bool    // an earlier run has written on it

	errors []*sighting // that it was joined with
}

// settle joins the errors of this batch with their calls, then decides on all that is undecided.
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
		from, c := j.from[p.Error], &b.calls[j.to[p.Call]]
		t := &b.tellers[from.teller]
		if t.calls == nil {
			t.calls = make([]*call, len(t.errors))
		}
		t.calls[from.error] = c
		c.tell(&t.errors[from.error])
	}
}

// tell takes up an error, unless the call knows it already.
func (c *call) tell(s *sighting) {
	known := slices.Contains(c.numbers, s.Number) ||
		slices.ContainsFunc(c.errors, func(o *sighting) bool { return o.Number == s.Number })
	if !known && len(c.errors) < scan.MaxFindings {
		c.errors = append(c.errors, s)
	}
}

// joinables are the spans, errors and calls of the traces that tell of an error.
type joinables struct {
	spans  []join.Span
	errors []join.Error
	calls  []join.Call

	from []errorIndex // of each error
	to   []int        // of each call: its index among those of the batch
}

type errorIndex struct{ teller, error int }

func (b *batch) joinables(td ptrace.Traces) (j joinables) {
	traces := make(map[pcommon.TraceID]struct{}, len(b.tellers))
	for i := range b.tellers {
		traces[b.tellers[i].span.TraceID()] = struct{}{}
	}
	// Both are in the order of the batch.
	teller, known, calls := 0, 0, len(b.calls)
	for index, span := range spansOf(td) {
		if _, told := traces[span.TraceID()]; !told {
			continue
		}
		node := int32(len(j.spans))
		j.spans = append(j.spans, join.Span{SpanID: join.SpanID{Trace: span.TraceID(), ID: span.SpanID()}, Parent: span.ParentSpanID()})
		if teller < len(b.tellers) && b.tellers[teller].index == index {
			j.addErrors(b.Catalog, &b.tellers[teller], node, teller)
			teller++
			continue
		}
		for known < calls && b.calls[known].index < index {
			known++
		}
		if known < calls && b.calls[known].index == index {
			j.addCall(&b.calls[known], node, known)
		} else if c, ok := b.healthyCall(span, index); ok {
			b.calls = append(b.calls, c)
			j.addCall(&c, node, len(b.calls)-1)
		}
	}
	return j
}

// healthyCall returns the call of a span that was left at once when it came by, if it is one.
func (b *batch) healthyCall(span ptrace.Span, index int) (c call, ok bool) {
	r := record{kind: kindOf(span.Kind()), attributes: span.Attributes(), offer: b.offered.empty()}
	if r.kind == otherSpan {
		return c, false
	}
	r.read(b.names)
	if r.status == 0 || !r.about(b.service).call {
		return c, false
	}
	return b.newCall(&r, span, index, earlierNumbers(&r)), true
}

func (j *joinables) addCall(c *call, node int32, index int) {
	j.calls = append(j.calls, join.Call{
		Span: node, Start: uint64(c.span.StartTimestamp()), Status: c.status, API: uint8(slices.Index(apis[:], c.api)), Numbers: c.numbers,
	})
	j.to = append(j.to, index)
}

// apis are those that the path of a call may belong to.
var apis = [join.APIs]catalog.API{catalog.V2, catalog.V1, ""}

// addErrors adds those of a span that may be joined.
func (j *joinables) addErrors(c *catalog.Catalog, t *teller, node int32, index int) {
	for i := range t.errors {
		s := &t.errors[i]
		if !s.joinable() {
			continue
		}
		e := join.Error{Span: node, Recorded: uint64(s.recorded), Number: s.Number, FailedOnly: c.InBackground(int(s.Number))}
		for k, api := range apis {
			e.Documented[k] = explain(c, &s.Finding, s.Shape, answer{api: api}).expected
		}
		j.errors = append(j.errors, e)
		j.from = append(j.from, errorIndex{index, i})
	}
}

// newCall returns the call that a record is, with the numbers that the record names.
func (b *batch) newCall(r *record, span ptrace.Span, index int, numbers []int64) call {
	return call{
		answer: answer{r.status, r.about(b.service).api}, span: span, index: index,
		delay: r.delay(span.EndTimestamp()), numbers: numbers, again: r.has(ours),
	}
}

// numbersOf returns the numbers of a call's own errors.
func (b *batch) numbersOf(found []sighting) []int64 {
	from := len(b.numbers)
	for i := range found {
		b.numbers = append(b.numbers, found[i].Number)
	}
	return b.numbers[from:len(b.numbers):len(b.numbers)]
}

// earlierNumbers returns the numbers that an earlier run has found on the record itself. More than are ever written are
// nobody's, and would be compared with each error that the call is joined with.
func earlierNumbers(r *record) (numbers []int64) {
	if !r.has(ours) {
		return nil
	}
	if d, ok := r.attributes.Get(attrDelivery); !ok || d.Str() == deliveryTrace {
		return nil
	}
	if list, ok := r.attributes.Get(attrNumbers); ok && list.Type() == pcommon.ValueTypeSlice {
		for i := range min(list.Slice().Len(), scan.MaxFindings) {
			if n := list.Slice().At(i).Int(); !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	} else if v, ok := r.attributes.Get(attrNumber); ok {
		numbers = append(numbers, v.Int())
	}
	return numbers
}
