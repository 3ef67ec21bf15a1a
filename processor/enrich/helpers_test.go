// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

const (
	ourPrefix = "apple.mdm."
	errorBody = `{"errorNumber":9646,"errorMessage":"There are too many recent requests. Try again momentarily."}`
)

// fields are attributes.
type fields = map[string]any

// newEnricher returns an Enricher with the default settings, as changed by the functions.
func newEnricher(tb testing.TB, changes ...func(*Settings)) *Enricher {
	tb.Helper()
	m, err := NewMetrics(componenttest.NewNopTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(tb, err)
	s := Settings{Hosts: []string{"vpp.itunes.apple.com"}, MaxPayloadSize: 1 << 20, DetectInText: true, Catalog: catalog.Default()}
	for _, change := range changes {
		change(&s)
	}
	return New(s, m)
}

func spans(n int, fill func(ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	list := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	list.EnsureCapacity(n)
	for range n {
		fill(list.AppendEmpty())
	}
	return td
}

func records(n int, fill func(plog.LogRecord)) plog.Logs {
	ld := plog.NewLogs()
	list := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	list.EnsureCapacity(n)
	for range n {
		fill(list.AppendEmpty())
	}
	return ld
}

// withJoin joins only within one batch, because tests use one enricher for many traces with the same ids.
func withJoin(s *Settings) { s.Memory = join.New(join.Limits{MaxItems: 10_000}) }

// at returns the time ms after the start of the tests' traces, which isn't a whole second.
func at(ms int64) pcommon.Timestamp {
	return pcommon.NewTimestampFromTime(time.Date(2026, 1, 1, 12, 0, 0, 100, time.UTC).Add(time.Duration(ms) * time.Millisecond))
}

func traceID(n uint64) (id pcommon.TraceID) {
	binary.BigEndian.PutUint64(id[8:], n)
	return id
}

func spanID(n uint64) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

// trace is a batch under construction, with the spans of one trace.
type trace struct {
	td    ptrace.Traces
	spans ptrace.SpanSlice
}

func newTrace() *trace {
	td := ptrace.NewTraces()
	return &trace{td, td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()}
}

// span adds a span. With parent 0 it is a root.
func (b *trace) span(id, parent uint64, kind ptrace.SpanKind, start, end int64) ptrace.Span {
	span := b.spans.AppendEmpty()
	span.SetTraceID(traceID(1))
	span.SetSpanID(spanID(id))
	span.SetParentSpanID(spanID(parent))
	span.SetKind(kind)
	span.SetStartTimestamp(at(start))
	span.SetEndTimestamp(at(end))
	return span
}

// put adds attributes to a span.
func put(span ptrace.Span, attributes fields) ptrace.Span {
	putAll(span.Attributes(), attributes)
	return span
}

func putAll(to pcommon.Map, attributes fields) {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := to.PutEmpty(name).FromRaw(attributes[name]); err != nil {
			panic(err)
		}
	}
}

// server adds the span of a request that the MDM server answered itself, with a status of its own.
func (b *trace) server(id, parent uint64) ptrace.Span {
	return put(b.span(id, parent, ptrace.SpanKindServer, 0, 10), fields{"url.path": "/api/apps", "http.response.status_code": 500})
}

// call adds the span of a call to the service, as common instrumentation makes it.
func (b *trace) call(id, parent uint64, status int64) ptrace.Span {
	span := put(b.span(id, parent, ptrace.SpanKindClient, 2, 8), fields{
		"server.address": "vpp.itunes.apple.com", "url.full": "https://vpp.itunes.apple.com/mdm/v2/assets",
	})
	if status != 0 {
		span.Attributes().PutInt("http.response.status_code", status)
	}
	return span
}

// run explains the batch.
func (b *trace) run(t *testing.T, changes ...func(*Settings)) {
	t.Helper()
	_, err := newEnricher(t, append([]func(*Settings){withJoin}, changes...)...).Traces(t.Context(), b.td)
	require.NoError(t, err)
}

// message returns the documented message.
func message(number int) string {
	e, _ := catalog.Lookup(number)
	return e.Message
}

func sentence(number int64) string {
	return fmt.Sprintf("list assets: Apple VPP error number: %d", number)
}

// raises adds an exception with the error.
func raises(span ptrace.Span, ms, number int64) ptrace.Span {
	event := span.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(at(ms))
	event.Attributes().PutStr("exception.message", sentence(number))
	return span
}

func answers(span ptrace.Span, number int64) ptrace.Span {
	return put(span, fields{"http.response.body.content": fmt.Sprintf(`{"errorNumber":%d}`, number)})
}

// says is what most tests look at.
type says struct {
	number          int64
	delivery, check string
}

func said(span ptrace.Span) (s says) {
	all := everything(span)
	s.number, _ = all[attrNumber].(int64)
	s.delivery, _ = all[attrDelivery].(string)
	s.check, _ = all[attrStatusCheck].(string)
	return s
}

// everything returns all of our attributes.
func everything(span ptrace.Span) map[string]any { return oursOf(span.Attributes()) }

func oursOf(attributes pcommon.Map) map[string]any {
	m := map[string]any{}
	for k, v := range attributes.All() {
		if strings.HasPrefix(k, ourPrefix) {
			m[k] = v.AsRaw()
		}
	}
	return m
}
