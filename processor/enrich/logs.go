// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

// Logs explains the errors in a batch of log records. It returns the batch that it was given, and never an error.
func (e *Enricher) Logs(ctx context.Context, ld plog.Logs) (plog.Logs, error) {
	b := e.newBatch()
	b.observe = observerIn(ctx)
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				b.log(lr, sl.Scope().Name())
			}
		}
	}
	b.offerErrors()
	b.settle()
	b.done(ctx)
	return ld, nil
}

func (b *batch) log(lr plog.LogRecord, scope string) {
	r := b.readLog(lr, scope)
	b.found, b.looked = b.found[:0], false
	b.searchBody(r, lr.Body())
	b.searchAttributes(r, r.attributes, &r.offer, source{})
	isCall := b.isCall(r)
	if !isCall && len(b.found) == 0 {
		return // most log records
	}

	span := join.Span{Trace: join.TraceID(lr.TraceID()), ID: join.SpanID(lr.SpanID())}
	then, observed := recorded(lr)
	if isCall {
		b.offerStart(r, span)
	}
	if len(b.found) > 0 {
		b.errors(r, join.Error{Span: span, Log: true, Recorded: uint64(then), Inexact: observed, Quiet: isQuiet(lr.SeverityNumber())}, then)
	} else {
		b.newPending(r, then)
		b.concludeLast()
	}
}

// recorded returns when a log record was written, or when it was observed if that is all it says. Observed is later.
func recorded(lr plog.LogRecord) (then pcommon.Timestamp, observed bool) {
	if then = lr.Timestamp(); then == 0 {
		return lr.ObservedTimestamp(), true
	}
	return then, false
}

// isQuiet reports whether the severity is below WARN: then the error is probably an old one.
func isQuiet(s plog.SeverityNumber) bool {
	return s != plog.SeverityNumberUnspecified && s < plog.SeverityNumberWarn
}
