// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Traces explains the errors in a batch of spans. It returns the batch that it was given, and never an error.
func (e *Enricher) Traces(ctx context.Context, td ptrace.Traces) (ptrace.Traces, error) {
	b := e.newBatch()
	for index, span := range spansOf(td) {
		b.span(span, index)
	}
	b.settle(td)
	b.done(ctx)
	return td, nil
}

// spansOf returns the spans of a batch in order, by their index.
func spansOf(td ptrace.Traces) func(yield func(int, ptrace.Span) bool) {
	return func(yield func(int, ptrace.Span) bool) {
		index := 0
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					if !yield(index, span) {
						return
					}
					index++
				}
			}
		}
	}
}

// span decides on a span, or leaves it undecided.
func (b *batch) span(span ptrace.Span, index int) {
	events, description, end := span.Events(), span.Status().Message(), span.EndTimestamp()
	r := record{kind: kindOf(span.Kind()), attributes: span.Attributes(), offer: b.offered.empty()}
	r.read(b.names)
	if !r.has(searched) && events.Len() == 0 && description == "" && r.status < http.StatusBadRequest {
		return // most spans, of which nothing else is looked at
	}
	b.found = b.found[:0]
	b.searchAttributes(&r, r.attributes, r.offer, source{recorded: end})
	for _, event := range events.All() {
		at := source{inEvent: true, recorded: event.Timestamp()}
		if at.recorded == 0 {
			at.recorded = end
		}
		o := b.event.empty()
		o.collect(event.Attributes(), b.names)
		b.searchAttributes(&r, event.Attributes(), o, at)
	}
	if description != "" {
		b.keep(&r, b.scanner.ScanString(description, scan.Text), source{from: fromDescription, recorded: end})
	}

	switch {
	case len(b.found) > 0:
		b.errors(span, index, &r, b.found)
	case r.status >= http.StatusBadRequest && r.kind != otherSpan && r.about(b.service).call:
		c := b.newCall(&r, span, index, earlierNumbers(&r))
		c.failed = !r.explained()
		b.calls = append(b.calls, c)
	}
}

// errors decides on a span with errors, unless one of them may be joined.
func (b *batch) errors(span ptrace.Span, index int, r *record, found []sighting) {
	about, report := r.about(b.service), b.report(r, found, span.EndTimestamp())
	if b.JoinTraces && !about.call && anyOf(found, (*sighting).joinable) {
		report.errors = slices.Clone(found)
		b.tellers = append(b.tellers, teller{report: report, span: span, index: index})
		return
	}
	if b.JoinTraces && about.call && r.status != 0 { // before anything is written, which may move what r holds
		b.calls = append(b.calls, b.newCall(r, span, index, b.numbersOf(found)))
	}
	b.mark(span, b.conclude(&report))
}

// mark makes the span of a call that was answered with an error one that failed, if the user wants that.
func (b *batch) mark(span ptrace.Span, answer *verdict) {
	if !b.MarkErrors || answer == nil || span.Status().Code() == ptrace.StatusCodeOk || answer.class == catalog.AlreadyDone {
		return
	}
	span.Status().SetCode(ptrace.StatusCodeError)
	if _, there := span.Attributes().Get(attrErrorType); !there {
		span.Attributes().PutStr(attrErrorType, strconv.FormatInt(answer.Number, 10))
	}
}
