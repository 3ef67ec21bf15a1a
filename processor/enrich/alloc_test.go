// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"
	"weak"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"
	"go.uber.org/goleak"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newEnricher returns an Enricher with the default settings, and a memory if there are limits.
func newEnricher(tb testing.TB, limits ...join.Limits) *Enricher {
	tb.Helper()
	m, err := NewMetrics(componenttest.NewNopTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(tb, err)
	s := Settings{Hosts: []string{"vpp.itunes.apple.com"}, MaxPayloadSize: 1 << 20, DetectInText: true, Catalog: catalog.Default()}
	for _, l := range limits {
		s.Memory = join.New(l)
	}
	return New(s, m)
}

// calls returns a trace with n calls to the service.
func calls(n int, change func(call ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	list := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		span := list.AppendEmpty()
		span.SetKind(ptrace.SpanKindClient)
		span.SetTraceID(pcommon.TraceID{1})
		span.SetSpanID(pcommon.SpanID{1, byte(i >> 8), byte(i)})
		span.SetParentSpanID(pcommon.SpanID{2})
		span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
		span.Attributes().PutInt("http.response.status_code", 200)
		change(span)
	}
	return td
}

func TestNothingFoundAllocatesNothing(t *testing.T) {
	const folder = "../../testdata/cases/ordinary/"
	e := newEnricher(t)
	td, err := golden.ReadTraces(folder + "traces.yaml")
	require.NoError(t, err)
	ld, err := golden.ReadLogs(folder + "logs.yaml")
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Traces(t.Context(), td) }), "traces")
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Logs(t.Context(), ld) }), "logs")
}

// Batches are reused, and neither they nor the memory keep anything of what was received.
func TestNothingReceivedIsKept(t *testing.T) {
	e := newEnricher(t, join.Limits{TTL: time.Hour, EventTTL: time.Hour, MaxItems: 100})
	var kept []weak.Pointer[byte]
	received := func(text string) string {
		text = strings.Clone(text)
		kept = append(kept, weak.Make(unsafe.StringData(text)))
		return text
	}
	_, _ = e.Traces(t.Context(), calls(3, func(s ptrace.Span) {
		s.Attributes().PutStr("http.response.body.content", received(`{"errorNumber":9646,"errorMessage":"Try again momentarily."}`))
		s.Attributes().PutStr("url.full", received("https://vpp.itunes.apple.com/mdm/v2/assets"))
		s.Events().AppendEmpty().Attributes().PutStr("exception.message", received("Apple VPP error 9625"))
	}))
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for range 3 {
		lr := records.AppendEmpty()
		lr.SetTraceID(pcommon.TraceID{1})
		lr.Body().SetStr(received("Apple VPP error {Number}"))
		lr.Attributes().PutStr("Number", received("9625"))
		lr.Attributes().PutStr("text", received("a short text"))
		lr.Attributes().PutStr("event", received(`{"failures":[{"errorNumber":9603}],"eventId":"e-1","eventType":"CREATE"}`))
	}
	_, _ = e.Logs(t.Context(), ld)
	for i, p := range kept { // on a busy machine, the garbage collector may need more than one cycle
		assert.Eventually(t, func() bool { runtime.GC(); return p.Value() == nil }, time.Minute, time.Millisecond, i)
	}
	runtime.KeepAlive(e)
}

// Remembering a call takes few allocations, whether its trace has an error or not.
func TestCallsAllocateLittle(t *testing.T) {
	e := newEnricher(t, join.Limits{MaxItems: 10_000})
	for name, payload := range map[string]string{"no error": "{}", "an error of a call": `{"errorNumber":9602}`} {
		allocations := func(n int) float64 {
			td := calls(n, func(ptrace.Span) {})
			td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(n-1).Attributes().PutStr("http.response.body.content", payload)
			run := func() { _, _ = e.Traces(t.Context(), td) }
			run() // which writes the attributes
			return testing.AllocsPerRun(10, run)
		}
		assert.Less(t, allocations(1000), allocations(10)+3*990, name)
	}
}
