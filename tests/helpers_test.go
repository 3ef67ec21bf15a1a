// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.uber.org/goleak"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// TestMain makes property tests draw the same cases each time, unless the command line has another seed.
func TestMain(m *testing.M) {
	if err := errors.Join(flag.Set("rapid.seed", "1"), flag.Set("rapid.checks", "100")); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

const (
	ours = "apple.mdm."

	response9602 = `{"errorNumber": 9602, "errorMessage": "Invalid argument."}`
)

// batch is a batch of either signal: most promises hold for both.
type batch interface {
	otlp() []byte
	from(otlp []byte) (batch, error) // another batch of this signal
	attributes() []pcommon.Map       // of each span or log record
}

func clone(b batch) batch {
	same, err := b.from(b.otlp())
	if err != nil {
		panic(err)
	}
	return same
}

type traces struct{ ptrace.Traces }

func newTraces() (traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	return traces{td}, td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
}

func (b traces) from(otlp []byte) (batch, error) {
	td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(otlp)
	return traces{td}, err
}

func (b traces) otlp() []byte {
	raw, _ := new(ptrace.ProtoMarshaler).MarshalTraces(b.Traces) // never fails
	return raw
}

func (b traces) spans() (all []ptrace.Span) {
	for _, rs := range b.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				all = append(all, span)
			}
		}
	}
	return all
}

func (b traces) attributes() []pcommon.Map { return attributesOf(b.spans()) }

type logs struct{ plog.Logs }

func newLogs() (logs, plog.LogRecordSlice) {
	ld := plog.NewLogs()
	return logs{ld}, ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
}

// bodies returns a log record for each body.
func bodies(texts ...string) logs {
	ld, records := newLogs()
	for _, text := range texts {
		records.AppendEmpty().Body().SetStr(text)
	}
	return ld
}

func (b logs) from(otlp []byte) (batch, error) {
	ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(otlp)
	return logs{ld}, err
}

func (b logs) otlp() []byte {
	raw, _ := new(plog.ProtoMarshaler).MarshalLogs(b.Logs) // never fails
	return raw
}

func (b logs) records() (all []plog.LogRecord) {
	for _, rl := range b.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, record := range sl.LogRecords().All() {
				all = append(all, record)
			}
		}
	}
	return all
}

func (b logs) attributes() []pcommon.Map { return attributesOf(b.records()) }

func attributesOf[R interface{ Attributes() pcommon.Map }](records []R) (all []pcommon.Map) {
	for _, r := range records {
		all = append(all, r.Attributes())
	}
	return all
}

// instance is the processor of each signal.
type instance struct {
	traces processor.Traces
	logs   processor.Logs
}

func (p instance) consume(ctx context.Context, b batch) error {
	if td, ok := b.(traces); ok {
		return p.traces.ConsumeTraces(ctx, td.Traces)
	}
	return p.logs.ConsumeLogs(ctx, b.(logs).Logs)
}

func defaultConfig() *mdmerrorprocessor.Config {
	return mdmerrorprocessor.NewFactory().CreateDefaultConfig().(*mdmerrorprocessor.Config)
}

func nopSettings() processor.Settings { return processortest.NewNopSettings(metadata.Type) }

// tester is a test, a fuzz target or a property.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
	Cleanup(f func())
}

type nextFunc func(ctx context.Context, b batch) error

func nop(context.Context, batch) error { return nil }

// createWith creates an instance with the factory of a Collector that has others.
func createWith(tb tester, f processor.Factory, set processor.Settings, cfg component.Config, next nextFunc) instance {
	tb.Helper()
	nextTraces, err := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error { return next(ctx, traces{td}) })
	require.NoError(tb, err)
	nextLogs, err := consumer.NewLogs(func(ctx context.Context, ld plog.Logs) error { return next(ctx, logs{ld}) })
	require.NoError(tb, err)
	var p instance
	p.traces, err = f.CreateTraces(tb.Context(), set, cfg, nextTraces)
	require.NoError(tb, err)
	p.logs, err = f.CreateLogs(tb.Context(), set, cfg, nextLogs)
	require.NoError(tb, err)
	require.True(tb, p.traces.Capabilities().MutatesData && p.logs.Capabilities().MutatesData)
	return p
}

func start(tb tester, set processor.Settings, cfg component.Config, next nextFunc) instance {
	tb.Helper()
	return startWith(tb, mdmerrorprocessor.NewFactory(), set, cfg, next)
}

func startWith(tb tester, f processor.Factory, set processor.Settings, cfg component.Config, next nextFunc) instance {
	tb.Helper()
	p := createWith(tb, f, set, cfg, next)
	for _, c := range []component.Component{p.traces, p.logs} {
		require.NoError(tb, c.Start(tb.Context(), componenttest.NewNopHost()))
		// The test's own context has ended by the time of the cleanup.
		tb.Cleanup(func() { require.NoError(tb, c.Shutdown(context.Background())) })
	}
	return p
}

// process returns the last batch after a new processor with this configuration has had them all.
func process(tb testing.TB, cfg component.Config, batches ...batch) batch {
	tb.Helper()
	return processWith(tb, nopSettings(), cfg, batches...)
}

func processWith(tb testing.TB, set processor.Settings, cfg component.Config, batches ...batch) batch {
	tb.Helper()
	p := start(tb, set, cfg, nop)
	for _, b := range batches {
		require.NoError(tb, p.consume(tb.Context(), b))
	}
	return batches[len(batches)-1]
}

// assertSame compares batches without printing them: some have megabytes.
func assertSame(t *testing.T, want, got []byte, what ...any) {
	t.Helper()
	assert.True(t, bytes.Equal(want, got), what...)
}

// appendCall appends the span of a call to the service.
func appendCall(spans ptrace.SpanSlice, status int64) ptrace.Span {
	span := spans.AppendEmpty()
	span.SetKind(ptrace.SpanKindClient)
	span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
	span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets/associate")
	span.Attributes().PutInt("http.response.status_code", status)
	return span
}

// answered returns the span of a call for each of these response bodies, with that status.
func answered(status int64, bodies ...string) traces {
	td, spans := newTraces()
	for _, body := range bodies {
		appendCall(spans, status).Attributes().PutStr("http.response.body.content", body)
	}
	return td
}

// number returns the error number that was written, or 0.
func number(attributes pcommon.Map) int64 {
	if v, ok := attributes.Get("apple.mdm.error.number"); ok {
		return v.Int()
	}
	return 0
}

// numbersOn returns the numbers of all errors on a record.
func numbersOn(attributes pcommon.Map) (all []int64) {
	if list, ok := attributes.Get("apple.mdm.error.numbers"); ok {
		for _, n := range list.Slice().All() {
			all = append(all, n.Int())
		}
	} else if n := number(attributes); n != 0 {
		all = []int64{n}
	}
	return all
}

// attr returns a string that was written, or "".
func attr(attributes pcommon.Map, name string) string {
	if v, ok := attributes.Get(name); ok {
		return v.Str()
	}
	return ""
}

// says is what most tests of joins look at.
type says struct {
	number          int64
	delivery, check string
}

func said(attributes pcommon.Map) says {
	return says{number(attributes), attr(attributes, "apple.mdm.error.delivery"), attr(attributes, "apple.mdm.error.status_check")}
}

func numbers(b batch) (all []int64) {
	for _, attributes := range b.attributes() {
		all = append(all, number(attributes))
	}
	return all
}

// written returns what was written, by its names without the prefix.
func written(attributes pcommon.Map) map[string]any {
	all := make(map[string]any)
	for name, v := range attributes.All() {
		if short, ok := strings.CutPrefix(name, ours); ok {
			all[short] = v.AsRaw()
		}
	}
	return all
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
