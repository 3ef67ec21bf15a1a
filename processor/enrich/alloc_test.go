// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

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

// The state of a batch is reused, and keeps nothing of the previous batch.
func TestWorkIsForgotten(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	fresh, used := *e.newBatch(), e.newBatch()
	td := spans(3, func(s ptrace.Span) {
		callSpan(s, "vpp.itunes.apple.com", 429)
		s.Attributes().PutStr("http.response.body.content", errorBody)
		s.Events().AppendEmpty().Attributes().PutStr("exception.message", "Apple VPP error 9625")
	})
	for scope, span := range spansOf(td) {
		used.span(span, scope)
	}
	used.joinAndFinish()
	used.done(t.Context())
	assert.Same(t, used, e.newBatch(), "it is used again")
	for _, p := range used.pending[:cap(used.pending)] {
		assert.Zero(t, p)
	}
	for _, o := range []*selection{&used.record.selection, &used.record.subject.selection, &used.spanEvent} {
		for _, a := range o.all[:cap(o.all)] {
			assert.Zero(t, a)
		}
		o.all, o.small = nil, nil
	}
	assert.Empty(t, used.scanner.Found())
	used.pending, used.joins, used.text, used.scanner = nil, fresh.joins, nil, fresh.scanner // reused
	assert.Equal(t, fresh, *used)
}

// Remembering a call takes few allocations.
func TestCallsAllocateLittle(t *testing.T) {
	e := newEnricher(t, withJoin)
	for name, change := range map[string]func(*trace){
		"no error":              func(*trace) {},
		"an error of a call":    func(b *trace) { answers(b.call(9001, 1, 200), 9602) },
		"an error in a payload": func(b *trace) { answers(b.server(9001, 1), 9602) },
	} {
		var b *trace
		build := func(n int) {
			b = newTrace()
			b.server(1, 0)
			for i := range uint64(n) {
				b.call(i+2, 1, 200)
			}
			change(b)
			_, err := e.Traces(t.Context(), b.td) // the first run writes the attributes
			require.NoError(t, err)
		}
		build(10)
		few := testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) })
		build(1000)
		assert.Less(t, testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) }), few+3*990, name)
	}
}
