// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
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

type goldenCase string

func goldenCases(t *testing.T) []goldenCase {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join("testdata", "cases", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	cases := make([]goldenCase, len(folders))
	for i, folder := range folders {
		cases[i] = goldenCase(folder)
	}
	return cases
}

func (c goldenCase) file(name string) string { return filepath.Join(string(c), name) }

func (c goldenCase) has(name string) bool {
	_, err := os.Stat(c.file(name))
	return err == nil
}

func (c goldenCase) traces(t *testing.T, name string) ptrace.Traces {
	t.Helper()
	td, err := golden.ReadTraces(c.file(name))
	require.NoError(t, err)
	return td
}

func (c goldenCase) logs(t *testing.T, name string) plog.Logs {
	t.Helper()
	ld, err := golden.ReadLogs(c.file(name))
	require.NoError(t, err)
	return ld
}

const (
	ours = "apple.mdm."

	answer9602 = `{"errorNumber": 9602, "errorMessage": "Invalid argument."}`
	status9609 = `{"failures": [{"errorNumber": 9609, "errorMessage": "Unable to find registered user."}]}`
)

// documented is what may be written: the type of each attribute, and its values where they are few.
var documented = map[string]struct {
	kind   pcommon.ValueType
	values []string
}{
	"apple.mdm.error.number":               {kind: pcommon.ValueTypeInt},
	"apple.mdm.error.message":              {kind: pcommon.ValueTypeStr},
	"apple.mdm.error.delivery":             {kind: pcommon.ValueTypeStr, values: []string{"response", "status", "notification", "message", "trace"}},
	"apple.mdm.error.expected_status_code": {kind: pcommon.ValueTypeInt},
	"apple.mdm.error.status_check":         {kind: pcommon.ValueTypeStr, values: []string{"match", "mismatch", "undocumented"}},
	"apple.mdm.error.numbers":              {kind: pcommon.ValueTypeSlice},
	"apple.mdm.error.affected_count":       {kind: pcommon.ValueTypeInt},
	"apple.mdm.retry.class": {kind: pcommon.ValueTypeStr, values: []string{
		"backoff", "reauthenticate", "fix_precondition", "fix_request", "already_done", "never", "unknown",
	}},
	"apple.mdm.retry.delay":       {kind: pcommon.ValueTypeDouble},
	"apple.mdm.event.id":          {kind: pcommon.ValueTypeStr},
	"apple.mdm.event.type":        {kind: pcommon.ValueTypeStr},
	"apple.mdm.notification.id":   {kind: pcommon.ValueTypeStr},
	"apple.mdm.notification.type": {kind: pcommon.ValueTypeStr},
}
