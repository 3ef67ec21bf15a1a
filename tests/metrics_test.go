// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

// newTelemetry collects a processor's own metrics.
func newTelemetry(t *testing.T) *componenttest.Telemetry {
	t.Helper()
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	return tel
}

// measure returns the processor's own telemetry after it has processed the batches.
func measure(t *testing.T, cfg *mdmerrorprocessor.Config, batches ...batch) *componenttest.Telemetry {
	t.Helper()
	tel := newTelemetry(t)
	p := start(t, metadatatest.NewSettings(tel), cfg, nop)
	for _, b := range batches {
		require.NoError(t, p.consume(t.Context(), b))
	}
	return tel
}

// labels returns the attributes of a data point: those that all have in common, and further pairs.
func labels(signal string, pairs ...string) attribute.Set {
	kvs := []attribute.KeyValue{attribute.String("processor", "mdm_error"), attribute.String("otel.signal", signal)}
	for i := 0; i < len(pairs); i += 2 {
		kvs = append(kvs, attribute.String(pairs[i], pairs[i+1]))
	}
	return attribute.NewSet(kvs...)
}

func detected(n int64, signal, number, delivery, class, check string) metricdata.DataPoint[int64] {
	return metricdata.DataPoint[int64]{
		Value: n, Attributes: labels(signal, "number", number, "delivery", delivery, "retry_class", class, "status_check", check),
	}
}

func assertDetected(t *testing.T, tel *componenttest.Telemetry, points ...metricdata.DataPoint[int64]) {
	t.Helper()
	metadatatest.AssertEqualProcessorMdmErrorDetected(t, tel, points, metricdatatest.IgnoreTimestamp())
}

// A client retries a refused batch, which the processor can't tell from a new one.
func TestMetricDetectedCountsRefusedBatchesAgain(t *testing.T) {
	t.Parallel()
	tel := newTelemetry(t)
	set := metadatatest.NewSettings(tel)
	set.ID = component.NewIDWithName(metadata.Type, "gateway")
	p := start(t, set, defaultConfig(), func(context.Context, batch) error { return errRefused })
	for range 2 {
		require.ErrorIs(t, p.consume(t.Context(), bodies(response9602)), errRefused)
	}
	point := detected(2, "logs", "9602", "response", "fix_request", "none")
	kvs := append(point.Attributes.ToSlice(), attribute.String("processor", "mdm_error/gateway")) // replaces the other
	point.Attributes = attribute.NewSet(kvs...)
	assertDetected(t, tel, point)
}

func TestMetricRetryDelay(t *testing.T) {
	t.Parallel()
	td, spans := newTraces()
	for _, delay := range []string{"30", "90", "soon"} {
		appendCall(spans, 429).Attributes().PutStr("http.response.header.retry-after", delay)
	}
	withError := answered(400, response9602)
	withError.attributes()[0].PutStr("http.response.header.retry-after", "1.5")
	tel := measure(t, defaultConfig(), td, withError)

	bounds := []float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400}
	point := func(class string, sum, least, most float64, buckets ...int) metricdata.HistogramDataPoint[float64] {
		p := metricdata.HistogramDataPoint[float64]{
			Attributes: labels("traces", "retry_class", class), Bounds: bounds, BucketCounts: make([]uint64, len(bounds)+1),
			Count: uint64(len(buckets)), Sum: sum, Min: metricdata.NewExtrema(least), Max: metricdata.NewExtrema(most),
		}
		for _, bucket := range buckets {
			p.BucketCounts[bucket]++
		}
		return p
	}
	metadatatest.AssertEqualProcessorMdmErrorRetryDelay(t, tel, []metricdata.HistogramDataPoint[float64]{
		point("backoff", 120, 30, 90, 4, 6), point("fix_request", 1.5, 1.5, 1.5, 1),
	}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestMetricUnreadablePayloads(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.MaxPayloadSize = 200
	for reason, texts := range map[string][]string{
		"truncated": {`{"errorNumber": 9602, "errorMess`, `{"errorNumber": 12001, "errorInfo": {"a": [...`, `{"failures": [{"errorNumber": 96`},
		"malformed": {`{"errorNumber": 9602 "errorMessage": "a"}`, `{"errorNumber": 9602, errorMessage: 'not JSON at all, and too long for the mark of a cut'}`},
		"too_large": {`{"errorNumber": 9602, "errorMessage": "` + strings.Repeat("a", 200) + `"}`},
	} {
		tel := measure(t, cfg, bodies(texts...), bodies(response9602, `{"errorMessage": "of something else`))
		metadatatest.AssertEqualProcessorMdmErrorUnreadablePayloads(t, tel, []metricdata.DataPoint[int64]{
			{Value: int64(len(texts)), Attributes: labels("logs", "reason", reason)},
		}, metricdatatest.IgnoreTimestamp())
	}
}
