// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

const ourMetrics = "otelcol_processor_mdm_error_"

// newTelemetry collects a processor's own metrics.
func newTelemetry(tb tester) *componenttest.Telemetry {
	tb.Helper()
	tel := componenttest.NewTelemetry()
	tb.Cleanup(func() { require.NoError(tb, tel.Shutdown(context.Background())) })
	return tel
}

// observed returns the settings of a processor with a name, whose metrics tel collects.
func observed(tel *componenttest.Telemetry) processor.Settings {
	set := metadatatest.NewSettings(tel)
	set.ID = component.NewIDWithName(metadata.Type, "gateway")
	return set
}

// measure returns the processor's own telemetry after it has processed the batches.
func measure(t *testing.T, cfg *mdmerrorprocessor.Config, batches ...batch) *componenttest.Telemetry {
	t.Helper()
	tel := newTelemetry(t)
	processWith(t, observed(tel), cfg, batches...)
	return tel
}

// point returns the name of a data point: the metric's, and pairs of attributes besides the processor.
func point(name string, pairs ...string) string {
	kvs := []attribute.KeyValue{attribute.String("processor", "mdm_error/gateway")}
	for i := 0; i < len(pairs); i += 2 {
		kvs = append(kvs, attribute.String(pairs[i], pairs[i+1]))
	}
	set := attribute.NewSet(kvs...)
	return name + " " + set.Encoded(attribute.DefaultEncoder())
}

// points returns the values of our metrics, except those that are 0; of histograms, the counts.
func points(t tester, tel *componenttest.Telemetry) map[string]int64 {
	t.Helper()
	var collected metricdata.ResourceMetrics
	require.NoError(t, tel.Reader.Collect(context.Background(), &collected))
	all := make(map[string]int64)
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			name, ours := strings.CutPrefix(m.Name, ourMetrics)
			if !ours {
				continue
			}
			note := func(set attribute.Set, n int64) {
				if n != 0 {
					all[name+" "+set.Encoded(attribute.DefaultEncoder())] = n
				}
			}
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					note(p.Attributes, p.Value)
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					note(p.Attributes, int64(p.Count))
				}
			}
		}
	}
	return all
}

// sum adds up the data points of a metric that have these attributes, such as kind=call.
func sum(points map[string]int64, metric string, with ...string) (n int64) {
points:
	for name, value := range points {
		for _, part := range append(with, metric+" ") {
			if !strings.Contains(name, part) {
				continue points
			}
		}
		n += value
	}
	return n
}

// The reference for records has the counts and attributes of what single records add; the tests of sequences those of joins.

func TestMetricRetryDelay(t *testing.T) {
	t.Parallel()
	td, spans := newTraces()
	for _, delay := range []string{"30", "90", "soon"} {
		appendCall(spans, 429).Attributes().PutStr("http.response.header.retry-after", delay)
	}
	metadatatest.AssertEqualProcessorMdmErrorRetryDelay(t, measure(t, defaultConfig(), td), []metricdata.HistogramDataPoint[float64]{{
		Attributes: attribute.NewSet(attribute.String("processor", "mdm_error/gateway"), attribute.String("otel.signal", "traces"),
			attribute.String("retry_class", "backoff")),
		Bounds:       []float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400},
		BucketCounts: []uint64{4: 1, 6: 1, 14: 0},
		Count:        2, Sum: 120, Min: metricdata.NewExtrema(30.0), Max: metricdata.NewExtrema(90.0),
	}}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestMetricUnreadablePayloads(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.MaxPayloadSize = 200
	tel := measure(t, cfg, bodies(
		`{"errorNumber": 9602, "errorMess`, `{"errorNumber": 9602 "errorMessage": "a"}`,
		`{"errorNumber": 9602, "errorMessage": "`+strings.Repeat("a", 200)+`"}`, response9602,
	))
	for _, reason := range []string{"truncated", "malformed", "too_large"} {
		assert.EqualValues(t, 1, points(t, tel)[point("unreadable_payloads", "otel.signal", "logs", "reason", reason)], reason)
	}
}

// Both signals share what is remembered, so it isn't counted by signal.
func TestMetricsOfTheMemory(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.MaxItems = 2
	started, tr := newTrace(aTrace)
	for i, id := range []string{"e-1", "e-2", "e-3"} {
		tr.call(10+i, 0, 200).Attributes().PutStr("eventId", id)
	}
	tel := measure(t, cfg, started, told([16]byte{2}, 9646), told([16]byte{}, 9646))
	assert.Equal(t, map[string]int64{
		point("remembered", "kind", "call"): 2, point("remembered", "kind", "error"): 1, point("remembered", "kind", "event"): 2,
		point("forgotten", "kind", "call"): 1, point("forgotten", "kind", "event"): 1,
		point("unmatched", "reason", "no_trace_id"): 1,
		point("detected", "otel.signal", "logs", "number", "9646", "delivery", "message", "retry_class", "backoff", "status_check", "none"): 2,
	}, points(t, tel))
}

// An error without a call is counted as unmatched once its TTL has passed.
func TestMetricUnmatched(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.TTL = 1 // ns
	counts := points(t, measure(t, cfg, told(aTrace, 9646), told([16]byte{2}, 9602), around([16]byte{3}, 503)))
	assert.EqualValues(t, 2, counts[point("unmatched", "reason", "no_call")])
	assert.Zero(t, sum(counts, "remembered"))
}
