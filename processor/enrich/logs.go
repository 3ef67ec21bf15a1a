// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"

	"go.opentelemetry.io/collector/pdata/plog"
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
	b.done(ctx)
	return ld, nil
}

func (b *batch) log(lr plog.LogRecord, scope string) {
	r := b.readLog(lr, scope)
	b.found = b.found[:0]
	b.searchBody(r, lr.Body())
	b.searchAttributes(r, r.attributes, &r.offer, source{})

	then := lr.Timestamp()
	if then == 0 {
		then = lr.ObservedTimestamp()
	}
	if len(b.found) > 0 {
		report := b.report(r, then)
		b.conclude(&report)
	} else if b.failedCall(r) && !r.explained() {
		b.concludeFailed(r.attributes, answer{status: r.status, delay: r.subject.retryDelay(then)})
	}
}
