// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
)

// Source is a batch as it comes over the wire.
type Source struct {
	wire []byte
	// IsLogs is whether its records are those of logs, not spans.
	IsLogs bool
	// Len is how many records it has.
	Len int
}

func tracesSource(td ptrace.Traces) Source {
	wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	if err != nil {
		panic(err) // nothing of what is built here can't be marshalled
	}
	return Source{wire: wire, Len: td.SpanCount()}
}

func logsSource(ld plog.Logs) Source {
	wire, err := (&plog.ProtoMarshaler{}).MarshalLogs(ld)
	if err != nil {
		panic(err)
	}
	return Source{wire: wire, IsLogs: true, Len: ld.LogRecordCount()}
}

// Bytes returns how long it is on the wire.
func (s Source) Bytes() int { return len(s.wire) }

// Batch returns a batch as a receiver makes it: every name and every value is a string in memory of its own. In a copy of
// what was built from literals, a processor would compare most names by their addresses alone.
func (s Source) Batch() (Batch, error) {
	if s.IsLogs {
		ld, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(s.wire)
		return Batch{logs: ld, isLogs: true}, err
	}
	td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(s.wire)
	return Batch{traces: td}, err
}

// Batch is what a processor is given: spans or log records.
type Batch struct {
	traces ptrace.Traces
	logs   plog.Logs
	isLogs bool
}

// Consume gives the batch to the processor of its signal.
func (b Batch) Consume(ctx context.Context, traces processor.Traces, logs processor.Logs) error {
	if b.isLogs {
		return logs.ConsumeLogs(ctx, b.logs)
	}
	return traces.ConsumeTraces(ctx, b.traces)
}

// Each calls f with the attributes of each record.
func (b Batch) Each(f func(pcommon.Map)) {
	if b.isLogs {
		for _, r := range b.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			f(r.Attributes())
		}
		return
	}
	for _, s := range b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		f(s.Attributes())
	}
}

// Attributes returns those of each record.
func (b Batch) Attributes() (list []pcommon.Map) {
	b.Each(func(m pcommon.Map) { list = append(list, m) })
	return list
}

// Bodies calls f with the body of each record: that of the answer of a call, or of a log record.
func (b Batch) Bodies(f func(body string)) {
	if b.isLogs {
		for _, r := range b.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			f(r.Body().Str())
		}
		return
	}
	for _, s := range b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		if v, ok := s.Attributes().Get(BodyAttribute); ok {
			f(v.Str())
		}
	}
}

// Marshal returns all that there is in it.
func (b Batch) Marshal() ([]byte, error) {
	if b.isLogs {
		return (&plog.ProtoMarshaler{}).MarshalLogs(b.logs)
	}
	return (&ptrace.ProtoMarshaler{}).MarshalTraces(b.traces)
}
