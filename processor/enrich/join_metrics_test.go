// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// counted are the metrics to check, with the attributes to show.
var counted = [][]string{
	{"detected", "number", "delivery", "status_check"},
	{"joined", "number", "retry_class", "status_check", "status_code", "order"},
	{"failed_calls", "status_code", "retry_class"},
}

// counting returns an enricher and a function that returns its own metrics, such as "1 failed_calls 503 backoff".
func counting(t *testing.T, changes ...func(*Settings)) (e *Enricher, counts func() []string) {
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	m, err := NewMetrics(tel.NewTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(t, err)
	e = newEnricher(t, append([]func(*Settings){withJoin}, changes...)...)
	e.metrics = m
	return e, func() (counts []string) {
		for _, names := range counted {
			metric, err := tel.GetMetric("otelcol_processor_mdm_error_" + names[0])
			if err != nil {
				continue // it has no data
			}
			for _, p := range metric.Data.(metricdata.Sum[int64]).DataPoints {
				text := fmt.Sprint(p.Value, " ", names[0])
				for _, name := range names[1:] {
					v, _ := p.Attributes.Value(attribute.Key(name))
					text += " " + v.AsString()
				}
				counts = append(counts, text)
			}
		}
		return counts
	}
}

// A second Collector counts what it finds, but neither the calls that the first one has explained, nor the same join again.
func TestJoinedTwiceCountsNothingTwice(t *testing.T) {
	t.Parallel()
	b := newTrace()
	raises(b.server(1, 0), 9, 9646)
	call := b.call(2, 1, 429)
	b.run(t)
	e, counts := counting(t)
	alone := newTrace()
	call.CopyTo(alone.spans.AppendEmpty())
	runSpans(t, e, alone)
	assert.Empty(t, counts())
	runSpans(t, e, b)
	assert.Equal(t, []string{"1 detected 9646 message none"}, counts())
}

// A detected error is counted by what its own record says, a joined call by the status and the API of the call.
func TestJoinIsCountedOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		build func(b *trace)
		want  []string
	}{
		{"a call without a body", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			b.call(2, 1, 503)
		}, []string{"1 detected 9646 message none", "1 joined 9646 backoff mismatch 503 batch"}},
		{"one that tells it itself", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			answers(b.call(2, 1, 503), 9646)
		}, []string{"1 detected 9646 message none", "1 detected 9646 response mismatch"}},
		{"told twice, of one call", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			raises(b.span(3, 1, ptrace.SpanKindInternal, 0, 10), 9, 9646)
			b.call(2, 3, 429)
		}, []string{"2 detected 9646 message none", "1 joined 9646 backoff match 429 batch"}},
		{"an undocumented number", func(b *trace) {
			around := b.server(1, 0)
			around.Attributes().PutStr("server.address", "vpp.itunes.apple.com") // makes it believable
			around.Status().SetMessage(`{"errorNumber":12001}`)
			b.call(2, 1, 400)
		}, []string{"1 detected other response none", "1 joined other fix_request undocumented 400 batch"}},
		{"a client on top of another, explained", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			b.call(2, 1, 503)
			b.call(3, 2, 503)
		}, []string{"1 detected 9646 message none", "1 joined 9646 backoff mismatch 503 batch"}},
		{"a client on top of another, for a reason unknown", func(b *trace) {
			b.call(2, 0, 503)
			b.call(3, 2, 503)
			b.call(4, 2, 429)
		}, []string{"1 failed_calls 503 backoff", "1 failed_calls 429 backoff"}},
		{"clients on top of others, more than are remembered", func(b *trace) {
			for i := range uint64(40) {
				b.call(2*i+2, 0, 503)
				b.call(2*i+3, 2*i+2, 503)
				b.call(2*i+102, 0, 429)
				answers(b.call(2*i+103, 2*i+102, 429), 9646)
			}
		}, []string{"40 failed_calls 503 backoff", "40 detected 9646 response match"}},
		{"a call without an id, before others", func(b *trace) {
			answers(b.call(2, 0, 400), 9602).SetSpanID(pcommon.SpanID{})
			raises(b.server(1, 0), 9, 9646)
		}, []string{"1 detected 9602 response match", "1 detected 9646 message none"}},
		{"a poll that failed", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			put(b.call(2, 1, 503), fields{"url.full": "https://vpp.itunes.apple.com/mdm/v2/status"})
		}, []string{"1 detected 9646 message none", "1 joined 9646 backoff mismatch 503 batch"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, counts := counting(t)
			b := newTrace()
			tt.build(b)
			runSpans(t, e, b)
			assert.ElementsMatch(t, tt.want, counts())
		})
	}
}
