// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"net/http"
	"strconv"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Traces explains the errors in a batch of spans. It returns the batch that it was given, and never an error.
func (e *Enricher) Traces(ctx context.Context, td ptrace.Traces) (ptrace.Traces, error) {
	b := e.newBatch()
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				b.span(span)
				b.place++
			}
		}
	}
	b.join(td)
	b.done(ctx)
	return td, nil
}

func (b *batch) span(span ptrace.Span) {
	attributes, events, description := span.Attributes(), span.Events(), span.Status().Message()
	b.look(attributes)
	if !b.record.has(searched) && events.Len() == 0 && description == "" && b.record.status() < http.StatusBadRequest {
		return // most spans, of which nothing else is looked at
	}
	b.start(attributes)
	b.kind, b.recorded = kindOf(span.Kind()), span.EndTimestamp()
	notified := b.kind != clientSpan // a notification comes as a request to the MDM server
	b.searchAttributes(attributes, &b.record, notified)
	for _, event := range events.All() {
		b.inEvent = true
		if b.recorded = event.Timestamp(); b.recorded == 0 {
			b.recorded = span.EndTimestamp()
		}
		b.event.have = 0
		b.event.collect(event.Attributes(), b.searched)
		b.searchAttributes(event.Attributes(), &b.event, notified)
	}
	b.inEvent, b.recorded = false, span.EndTimestamp()
	if description != "" {
		b.take(b.scanner.ScanString(description, fromDescription.kind()), fromDescription)
	}
	if answer := b.conclude(span.EndTimestamp()); answer != nil && b.MarkErrors {
		mark(span, answer)
	}
	b.tells(span)
}

func kindOf(kind ptrace.SpanKind) recordKind {
	switch kind {
	case ptrace.SpanKindClient:
		return clientSpan
	case ptrace.SpanKindInternal:
		return internalSpan
	default:
		return otherSpan
	}
}

// mark makes the span of a call that was answered with an error one that failed.
func mark(span ptrace.Span, s *sighting) {
	if span.Status().Code() == ptrace.StatusCodeOk || s.class == catalog.AlreadyDone {
		return
	}
	span.Status().SetCode(ptrace.StatusCodeError)
	if _, there := span.Attributes().Get(attrErrorType); !there {
		span.Attributes().PutStr(attrErrorType, strconv.FormatInt(s.Number, 10))
	}
}
