// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

// Logs explains the errors in a batch of log records. It returns the batch that it was given, and never an error.
func (e *Enricher) Logs(ctx context.Context, ld plog.Logs) (plog.Logs, error) {
	b := e.newBatch(ctx)
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			scope := sl.Scope().Name()
			for _, lr := range sl.LogRecords().All() {
				b.log(lr, scope)
			}
		}
	}
	b.join()
	b.done(ctx)
	return ld, nil
}

func (b *batch) log(lr plog.LogRecord, scope string) {
	r := b.read(logRecord, lr.Attributes(), b.logNames, scope)
	r.log = lr
	b.searchBody(r, lr.Body())
	b.searchAttributes(r, &r.selection, source{})
	if isCall := b.isAnswered(r); isCall || len(b.found()) > 0 {
		b.add(r, isCall, join.Error{
			Span: join.Span{Trace: join.TraceID(lr.TraceID()), ID: join.SpanID(lr.SpanID())}, Log: true,
			Recorded: uint64(cmp.Or(lr.Timestamp(), lr.ObservedTimestamp())), // when it was written, or observed, which is later
			Inexact:  lr.Timestamp() == 0, Quiet: isQuiet(lr),
		})
	}
}

// isQuiet reports whether the severity is below WARN: then the error is probably an old one.
func isQuiet(lr plog.LogRecord) bool {
	if n := lr.SeverityNumber(); n != plog.SeverityNumberUnspecified {
		return n < plog.SeverityNumberWarn
	}
	quiet := []string{"trace", "debug", "info", "information", "notice"}
	return slices.Contains(quiet, strings.ToLower(lr.SeverityText()))
}
