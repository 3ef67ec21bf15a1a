// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
)

// Batch is what a processor is given: spans or log records.
type Batch struct {
	traces ptrace.Traces
	logs   plog.Logs
	isLogs bool
}

// Copy returns one that may be changed. The texts are shared: nobody changes them.
func (b Batch) Copy() Batch {
	if b.isLogs {
		ld := plog.NewLogs()
		b.logs.CopyTo(ld)
		return Batch{logs: ld, isLogs: true}
	}
	td := ptrace.NewTraces()
	b.traces.CopyTo(td)
	return Batch{traces: td}
}

// Consume gives the batch to a processor.
func (b Batch) Consume(ctx context.Context, traces processor.Traces, logs processor.Logs) error {
	if b.isLogs {
		return logs.ConsumeLogs(ctx, b.logs)
	}
	return traces.ConsumeTraces(ctx, b.traces)
}

// Len returns how many records there are.
func (b Batch) Len() int {
	if b.isLogs {
		return b.logs.LogRecordCount()
	}
	return b.traces.SpanCount()
}

// Attributes returns those of each record.
func (b Batch) Attributes() (list []pcommon.Map) {
	if b.isLogs {
		for _, r := range b.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			list = append(list, r.Attributes())
		}
		return list
	}
	for _, s := range b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		list = append(list, s.Attributes())
	}
	return list
}

// Marshal returns all that there is in it.
func (b Batch) Marshal() ([]byte, error) {
	if b.isLogs {
		return (&plog.ProtoMarshaler{}).MarshalLogs(b.logs)
	}
	return (&ptrace.ProtoMarshaler{}).MarshalTraces(b.traces)
}
