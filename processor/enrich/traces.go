// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"iter"
	"strconv"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

// Traces explains the errors in a batch of spans. It returns the batch that it was given, and never an error.
func (e *Enricher) Traces(ctx context.Context, td ptrace.Traces) (ptrace.Traces, error) {
	b := e.newBatch(ctx)
	for scope, span := range spansOf(td) {
		b.span(span, scope)
	}
	b.offerSpans(td)
	b.join()
	b.done(ctx)
	return td, nil
}

// spansOf returns the spans of a batch in order, each with the name of its instrumentation scope.
func spansOf(td ptrace.Traces) iter.Seq2[string, ptrace.Span] {
	return func(yield func(string, ptrace.Span) bool) {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				scope := ss.Scope().Name()
				for _, span := range ss.Spans().All() {
					if !yield(scope, span) {
						return
					}
				}
			}
		}
	}
}

// span finds the errors of a span, and whether it is a call.
func (b *batch) span(span ptrace.Span, scope string) {
	if span.Events().Len() == 0 && span.Status().Message() == "" && !b.spanNames.matchAny(span.Attributes()) {
		return // most spans
	}
	r := b.read(kind(span.Kind()), span.Attributes(), b.spanNames, scope)
	r.span = span
	b.searchAttributes(r, &r.selection, source{})
	for _, event := range span.Events().All() {
		at := source{inEvent: true, recorded: event.Timestamp()}
		b.spanEvent.collect(event.Attributes(), r.names, false)
		b.searchAttributes(r, &b.spanEvent, at)
	}
	if description := span.Status().Message(); description != "" {
		b.searchString(r, description, source{place: "status description", from: descriptions})
	}
	if isCall := b.isAnswered(r); isCall || len(b.found()) > 0 {
		b.add(r, isCall, join.Error{Span: idsOf(span), Recorded: uint64(span.EndTimestamp())})
	}
}

func idsOf(span ptrace.Span) join.Span {
	return join.Span{Trace: join.TraceID(span.TraceID()), ID: join.SpanID(span.SpanID()), Parent: join.SpanID(span.ParentSpanID())}
}

// setStatus sets the status of a call's span to Error if it was answered with an error and the user wants that.
func (b *batch) setStatus(span ptrace.Span, answer *sighting) {
	if !b.MarkErrors || answer == nil || span == (ptrace.Span{}) || span.Status().Code() == ptrace.StatusCodeOk ||
		answer.urgency == urgencyOf(catalog.AlreadyDone) {
		return
	}
	span.Status().SetCode(ptrace.StatusCodeError)
	if _, there := span.Attributes().Get(attrErrorType); !there {
		span.Attributes().PutStr(attrErrorType, strconv.FormatInt(answer.Number, 10))
	}
}
