// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"pgregory.net/rapid"
)

// counting returns an enricher whose own metrics can be read: each series, as its values in a fixed order.
func counting(t *testing.T) (e *Enricher, read func(metric string, labels ...string) map[string]int64) {
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	m, err := NewMetrics(tel.NewTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(t, err)
	e = newEnricher(t, withJoin)
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

// The metrics are what one gets by counting the spans, those left out to which an error was only joined.
func TestJoinMetricsLikeReference(t *testing.T) {
	t.Parallel()
	e, read := counting(t)
	detected, failed, delays := map[string]int64{}, map[string]int64{}, map[string]int64{}
	rapid.Check(t, func(t *rapid.T) {
		spans := randomSpans(t)
		b, built := build(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		reference(spans)
		for i, s := range spans {
			for _, e := range s.errors {
				number := "other"
				if e.documented {
					number = strconv.FormatInt(e.number, 10)
				}
				detected[fmt.Sprintln(number, deliveryOf(e.shape()), e.class, cmp.Or(e.check, "none"))]++
			}
			attributes := everything(built[i])
			if s.isCall() && s.status >= 400 && len(attributes) > 0 && attributes[attrNumber] == nil {
				failed[fmt.Sprintln(s.status, attributes[attrRetryClass])]++
			}
			// A good call waits for nothing, but for what it was found to be.
			if s.isCall() && s.wait != 0 && (s.status >= 400 || len(s.errors) > 0) {
				delays[fmt.Sprintln(attributes[attrRetryClass])]++
			}
		}
	})
	require.NotEmpty(t, failed)
	lines := func(counts map[string]int64) map[string]int64 {
		m := map[string]int64{}
		for key, n := range counts {
			m[key[:len(key)-1]+"\n"] = n
		}
		return m
	}
	assert.Equal(t, detected, lines(read("detected", "number", "delivery", "retry_class", "status_check")))
	assert.Equal(t, failed, lines(read("failed_calls", "status_code", "retry_class")))
	assert.Equal(t, delays, lines(read("retry_delay", "retry_class")))
}

// A second Collector counts what it finds, as ever, but none of the calls that the first one has explained.
func TestJoinedTwiceCountsNoFailure(t *testing.T) {
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
		want := map[string]int64{}
		if together {
			want["9646 match "] = 1
		}
		assert.Equal(t, want, read("detected", "number", "status_check"))
	}
}
