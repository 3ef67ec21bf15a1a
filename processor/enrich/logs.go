// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"

	"go.opentelemetry.io/collector/pdata/plog"
)

// Logs explains the errors in a batch of log records. It returns the batch that it was given, and never an error.
func (e *Enricher) Logs(ctx context.Context, ld plog.Logs) (plog.Logs, error) {
	b := e.newBatch()
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, record := range sl.LogRecords().All() {
				b.log(record)
			}
		}
	}
	b.done(ctx)
	return ld, nil
}

func (b *batch) log(record plog.LogRecord) {
	attributes := record.Attributes()
	b.look(attributes)
	b.start(attributes)
	b.kind = logRecord
	b.search(record.Body(), fromBody)
	b.searchAttributes(attributes, &b.record, true)
	then := record.Timestamp()
	if then == 0 {
		then = record.ObservedTimestamp()
	}
	b.conclude(then)
}
