// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// maxJoined bounds how many errors of one span are joined, each of which may take a call from the others.
const maxJoined = 16

// A span that tells of an error is joined with the call to the service, somewhere below it in its trace, that
// was answered with it: the one knows the number, the other the status.

// telling is a span that tells of errors without being a call to the service.
type telling struct {
	span  ptrace.Span
	place int32 // in the batch
	seen  []sighting
}

// call is a call to the service that has a status.
type call struct {
	span    ptrace.Span
	place   int32
	number  int32 // in the walk
	status  int
	api     catalog.API
	delay   delay
	numbers []int64    // that its own record names
	joined  []sighting // what is written on it
}

// tells notes the span at hand if it tells of an error whose call may be found elsewhere.
func (b *batch) tells(span ptrace.Span) {
	if !b.JoinTraces || len(b.seen) == 0 || b.about.call || !slices.ContainsFunc(b.seen, joinable) {
		return
	}
	b.telling = append(b.telling, telling{span, b.place, slices.Clone(b.seen)})
}

func joinable(s sighting) bool {
	return s.Shape == scan.Message || s.Shape == scan.Response && (s.inEvent || s.origin == fromDescription)
}

// join brings the errors that were noted together with their calls.
func (b *batch) join(td ptrace.Traces) {
	if len(b.telling) == 0 {
		return
	}
	traces := make(map[pcommon.TraceID]struct{}, len(b.telling))
	for i := range b.telling {
		traces[b.telling[i].span.TraceID()] = struct{}{}
	}
	calls := b.calls(td, traces)
	if len(calls) == 0 {
		return
	}
	inTrace, nodes := b.forest(td, traces)
	for i := range calls {
		calls[i].number = inTrace.spans[nodes[calls[i].place]].number
	}
	for _, m := range b.matches(calls, inTrace, nodes) {
		b.unite(m, calls)
	}
	for i := range b.telling {
		b.rewrite(&b.telling[i])
	}
	for i := range calls {
		b.inform(&calls[i])
	}
}

// each calls f with every span of these traces and its place in the batch.
func each(td ptrace.Traces, traces map[pcommon.TraceID]struct{}, f func(place int32, span ptrace.Span)) {
	var place int32
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if _, ok := traces[span.TraceID()]; ok {
					f(place, span)
				}
				place++
			}
		}
	}
}

// calls returns the calls to the service in these traces, by the time of their start, then by place.
func (b *batch) calls(td ptrace.Traces, traces map[pcommon.TraceID]struct{}) (calls []call) {
	each(td, traces, func(place int32, span ptrace.Span) {
		kind := kindOf(span.Kind())
		if kind == otherSpan {
			return
		}
		b.look(span.Attributes())
		b.start(span.Attributes())
		b.kind = kind
		status := b.record.status()
		if b.lookAround(); status == 0 || !b.about.call {
			return
		}
		seconds, known := b.record.retryDelay(span.EndTimestamp())
		calls = append(calls, call{
			span: span, place: place, status: status, api: b.about.api,
			delay: delay{seconds, known}, numbers: ownNumbers(span.Attributes()),
		})
	})
	slices.SortStableFunc(calls, func(a, b call) int { return cmp.Compare(a.span.StartTimestamp(), b.span.StartTimestamp()) })
	return calls
}

// ownNumbers returns the numbers that were found on the span itself. More than are ever written there are nobody's, and
// would be compared with each error that the call is joined with.
func ownNumbers(attributes pcommon.Map) (numbers []int64) {
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

// forest returns the spans of these traces, and where in it the one at each place of the batch is.
func (b *batch) forest(td ptrace.Traces, traces map[pcommon.TraceID]struct{}) (f *forest, nodes []int32) {
	f = &forest{}
	nodes = make([]int32, b.place)
	each(td, traces, func(place int32, span ptrace.Span) {
		nodes[place] = int32(len(f.ids))
		f.add(spanKey{span.TraceID(), span.SpanID()}, span.ParentSpanID())
	})
	f.walk()
	return f, nodes
}

// unite gives an error what its call knows of it, and the call what the error says.
func (b *batch) unite(m joining, calls []call) {
	s, c := m.error, &calls[m.call]
	b.tally.detected[detectionOf(s)]--
	s.explanation = explain(b.Catalog, s.Number, s.Shape, s.Legacy, c.api, c.status)
	s.united, s.delay = true, c.delay
	b.tally.detect(s)
	if slices.Contains(c.numbers, s.Number) || len(c.joined) == scan.MaxFindings {
		return
	}
	on := *s
	on.joined = true
	on.explanation = explain(b.Catalog, s.Number, scan.Message, s.Legacy, c.api, c.status)
	if !slices.ContainsFunc(c.joined, func(o sighting) bool { return o.Number == on.Number }) {
		c.joined = append(c.joined, on)
	}
}

// rewrite describes the errors of a span anew, if any has been joined: that may make another the foremost.
func (b *batch) rewrite(t *telling) {
	if !slices.ContainsFunc(t.seen, func(s sighting) bool { return s.united }) {
		return
	}
	s := foremost(t.seen)
	b.description.describe(t.seen, s, s.delay)
	b.description.write(t.span.Attributes(), true)
}

// inform describes the errors that a call was joined with on the call.
func (b *batch) inform(c *call) {
	if len(c.joined) == 0 {
		return
	}
	s := foremost(c.joined)
	if class, ok := c.span.Attributes().Get(attrRetryClass); ok && c.status >= 400 {
		if _, explained := c.span.Attributes().Get(attrNumber); !explained {
			b.tally.unfail(failure{c.status, catalog.RetryClass(class.Str())}, c.delay, s.class)
		}
	}
	b.description.describe(c.joined, s, c.delay)
	b.description.write(c.span.Attributes(), true)
}
