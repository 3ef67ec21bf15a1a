// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.uber.org/goleak"

	mdmerror "github.com/mdm-observability/mdmerrorprocessor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// batch is one that is sent through the processor as often as is wanted: of logs, or of traces.
type batch struct {
	logs   *plog.Logs
	traces *ptrace.Traces
}

// bytes is how many it has as OTLP.
func (b batch) bytes() int {
	if b.logs != nil {
		return new(plog.ProtoMarshaler).LogsSize(*b.logs)
	}
	return new(ptrace.ProtoMarshaler).TracesSize(*b.traces)
}

// count is how many records or spans it has.
func (b batch) count() int {
	if b.logs != nil {
		return b.logs.LogRecordCount()
	}
	return b.traces.SpanCount()
}

// clone returns a copy, since the processor writes into what it gets.
func (b batch) clone() batch {
	if b.logs != nil {
		ld := plog.NewLogs()
		b.logs.CopyTo(ld)
		return batch{logs: &ld}
	}
	td := ptrace.NewTraces()
	b.traces.CopyTo(td)
	return batch{traces: &td}
}

// numbers returns the error number of each record or span that has one, in their order.
func (b batch) numbers() (numbers []int64) {
	add := func(attributes pcommon.Map) {
		if v, ok := attributes.Get("apple.mdm.error.number"); ok {
			numbers = append(numbers, v.Int())
		}
	}
	if b.logs != nil {
		for _, record := range b.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
			add(record.Attributes())
		}
		return numbers
	}
	for _, span := range b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		add(span.Attributes())
	}
	return numbers
}

// processor is the whole component, with a next consumer that drops what it gets.
type processor struct {
	logs   consumer.Logs
	traces consumer.Traces
}

// newProcessor starts one that searches so much of each value.
func newProcessor(tb testing.TB, maxPayloadSize int) processor {
	tb.Helper()
	f := mdmerror.NewFactory()
	cfg := f.CreateDefaultConfig().(*mdmerror.Config)
	cfg.MaxPayloadSize = maxPayloadSize
	set := processortest.NewNopSettings(f.Type())
	nextLogs, err := consumer.NewLogs(func(context.Context, plog.Logs) error { return nil })
	require.NoError(tb, err)
	nextTraces, err := consumer.NewTraces(func(context.Context, ptrace.Traces) error { return nil })
	require.NoError(tb, err)
	logs, err := f.CreateLogs(tb.Context(), set, cfg, nextLogs)
	require.NoError(tb, err)
	traces, err := f.CreateTraces(tb.Context(), set, cfg, nextTraces)
	require.NoError(tb, err)
	require.NoError(tb, logs.Start(tb.Context(), componenttest.NewNopHost()))
	require.NoError(tb, traces.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() {
		require.NoError(tb, logs.Shutdown(context.Background())) // the test's own context has ended
		require.NoError(tb, traces.Shutdown(context.Background()))
	})
	return processor{logs, traces}
}

func (p processor) run(tb testing.TB, b batch) {
	if b.logs != nil {
		require.NoError(tb, p.logs.ConsumeLogs(tb.Context(), *b.logs))
	} else {
		require.NoError(tb, p.traces.ConsumeTraces(tb.Context(), *b.traces))
	}
}

func newRecords() (batch, plog.LogRecordSlice) {
	ld := plog.NewLogs()
	return batch{logs: &ld}, ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
}

func newSpans() (batch, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	return batch{traces: &td}, td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
}
