// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// counting returns an enricher whose own metrics can be read: each series, as its values in a fixed order.
func counting(t *testing.T, changes ...func(*Settings)) (e *Enricher, read func(metric string, labels ...string) map[string]int64) {
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	m, err := NewMetrics(tel.NewTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(t, err)
	e = newEnricher(t, append([]func(*Settings){withJoin}, changes...)...)
	e.metrics = m
	return e, func(name string, labels ...string) map[string]int64 {
		counts := map[string]int64{}
		metric, err := tel.GetMetric("otelcol_processor_mdm_error_" + name)
		if err != nil {
			return counts // it has no data
		}
		add := func(set attribute.Set, n int64) {
			var key string
			for _, label := range labels {
				v, _ := set.Value(attribute.Key(label))
				key += v.AsString() + " "
			}
			counts[key] += n
		}
		switch data := metric.Data.(type) {
		case metricdata.Sum[int64]:
			for _, p := range data.DataPoints {
				add(p.Attributes, p.Value)
			}
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				add(p.Attributes, int64(p.Count))
			}
		}
		return counts
	}
}

// A second Collector counts what it finds, as ever, but none of the calls that the first one has explained, and no join again.
func TestJoinedTwiceCountsNothingTwice(t *testing.T) {
	t.Parallel()
	b := newTrace()
	raises(b.server(1, 0), 9, 9646)
	call := b.call(2, 1, 429)
	b.run(t)
	for _, together := range []bool{true, false} {
		e, read := counting(t)
		again := newTrace()
		if together {
			b.td.CopyTo(again.td)
		} else {
			call.CopyTo(again.spans.AppendEmpty())
		}
		_, err := e.Traces(t.Context(), again.td)
		require.NoError(t, err)
		assert.Empty(t, read("failed_calls"))
		assert.Empty(t, read("joined"))
		want := map[string]int64{}
		if together {
			want["9646 none "] = 1
		}
		assert.Equal(t, want, read("detected", "number", "status_check"))
	}
}

// What is detected is counted by what its own record says, the joined call by what that is found to be.
func TestJoinIsCountedOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name             string
		build            func(b *trace)
		detected, joined map[string]int64
		failed           map[string]int64
	}{
		{
			"a call without a body", func(b *trace) { raises(b.server(1, 0), 9, 9646); b.call(2, 1, 503) },
			map[string]int64{"9646 message none ": 1},
			map[string]int64{"9646 backoff mismatch 503 batch ": 1},
			map[string]int64{},
		},
		{
			"one that tells it itself", func(b *trace) { raises(b.server(1, 0), 9, 9646); answers(b.call(2, 1, 503), 9646) },
			map[string]int64{"9646 message none ": 1, "9646 response mismatch ": 1},
			map[string]int64{},
			map[string]int64{},
		},
		{"told twice, of one call", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			raises(b.span(3, 1, ptrace.SpanKindInternal, 0, 10), 9, 9646)
			b.call(2, 3, 429)
		}, map[string]int64{"9646 message none ": 2}, map[string]int64{"9646 backoff match 429 batch ": 1}, map[string]int64{}},
		{"an undocumented number", func(b *trace) {
			around := b.server(1, 0)
			around.Attributes().PutStr("server.address", "vpp.itunes.apple.com") // so that it is believed
			around.Status().SetMessage(`{"errorNumber":12001}`)
			b.call(2, 1, 400)
		}, map[string]int64{"other response none ": 1}, map[string]int64{"other fix_request undocumented 400 batch ": 1}, map[string]int64{}},
		{"a client on top of another, explained", func(b *trace) {
			raises(b.server(1, 0), 9, 9646)
			b.call(2, 1, 503)
			b.call(3, 2, 503)
		}, map[string]int64{"9646 message none ": 1}, map[string]int64{"9646 backoff mismatch 503 batch ": 1}, map[string]int64{}},
		{"a client on top of another, for a reason unknown", func(b *trace) {
			b.call(2, 0, 503)
			b.call(3, 2, 503)
			b.call(4, 2, 429)
		}, map[string]int64{}, map[string]int64{}, map[string]int64{"503 backoff ": 1, "429 backoff ": 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, read := counting(t)
			b := newTrace()
			tt.build(b)
			_, err := e.Traces(t.Context(), b.td)
			require.NoError(t, err)
			assert.Equal(t, tt.detected, read("detected", "number", "delivery", "status_check"))
			assert.Equal(t, tt.joined, read("joined", "number", "retry_class", "status_check", "status_code", "order"))
			assert.Equal(t, tt.failed, read("failed_calls", "status_code", "retry_class"))
		})
	}
}
