// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

func defaultConfig() *Config { return createDefaultConfig().(*Config) }

func startTraces(t *testing.T, set processor.Settings, cfg *Config, next consumer.Traces) processor.Traces {
	t.Helper()
	p, err := NewFactory().CreateTraces(t.Context(), set, cfg, next)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	// The test's own context has ended by the time of the cleanup.
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p
}

func startLogs(t *testing.T, set processor.Settings, cfg *Config, next consumer.Logs) processor.Logs {
	t.Helper()
	p, err := NewFactory().CreateLogs(t.Context(), set, cfg, next)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p
}

// processTraces returns what the processor makes of one batch, which must be handed on as one.
func processTraces(t *testing.T, cfg *Config, td ptrace.Traces) ptrace.Traces {
	t.Helper()
	sink := new(consumertest.TracesSink)
	p := startTraces(t, processortest.NewNopSettings(metadata.Type), cfg, sink)
	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	require.Len(t, sink.AllTraces(), 1)
	return sink.AllTraces()[0]
}

// processLogs is processTraces for logs.
func processLogs(t *testing.T, cfg *Config, ld plog.Logs) plog.Logs {
	t.Helper()
	sink := new(consumertest.LogsSink)
	p := startLogs(t, processortest.NewNopSettings(metadata.Type), cfg, sink)
	require.NoError(t, p.ConsumeLogs(t.Context(), ld))
	require.Len(t, sink.AllLogs(), 1)
	return sink.AllLogs()[0]
}

func traceBytes(t *testing.T, td ptrace.Traces) []byte {
	t.Helper()
	b, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return b
}

func logBytes(t *testing.T, ld plog.Logs) []byte {
	t.Helper()
	b, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
	require.NoError(t, err)
	return b
}

// assertSame compares what was marshalled without printing it: some batches have megabytes.
func assertSame(t *testing.T, want, got []byte, what ...any) {
	t.Helper()
	assert.True(t, bytes.Equal(want, got), what...)
}

func newSpans() (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	return td, td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
}

func newRecords() (plog.Logs, plog.LogRecordSlice) {
	ld := plog.NewLogs()
	return ld, ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
}

func eachSpan(td ptrace.Traces, visit func(ptrace.Span)) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				visit(span)
			}
		}
	}
}

func eachRecord(ld plog.Logs, visit func(plog.LogRecord)) {
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, record := range sl.LogRecords().All() {
				visit(record)
			}
		}
	}
}

// appendCall appends a span of a call to the service.
func appendCall(spans ptrace.SpanSlice, status int64) ptrace.Span {
	span := spans.AppendEmpty()
	span.SetKind(ptrace.SpanKindClient)
	span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
	span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets/associate")
	span.Attributes().PutInt("http.response.status_code", status)
	return span
}

// numberOf returns the error number that the record's attributes tell, or 0.
func numberOf(attributes pcommon.Map) int64 {
	if v, ok := attributes.Get("apple.mdm.error.number"); ok {
		return v.Int()
	}
	return 0
}
