// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

// meter is a processor of each signal, whose own metrics can be read.
type meter struct {
	*componenttest.Telemetry
	t   *testing.T
	cfg *Config
}

func newMeter(t *testing.T, cfg *Config) *meter {
	t.Helper()
	tel := componenttest.NewTelemetry()
	// The context of the test has ended when it is cleaned up.
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	return &meter{tel, t, cfg}
}

func (m *meter) settings() processor.Settings { return metadatatest.NewSettings(m.Telemetry) }

func (m *meter) traces(td ptrace.Traces) {
	p := startTraces(m.t, m.settings(), m.cfg, consumertest.NewNop())
	require.NoError(m.t, p.ConsumeTraces(m.t.Context(), td))
}

func (m *meter) logs(ld plog.Logs) {
	p := startLogs(m.t, m.settings(), m.cfg, consumertest.NewNop())
	require.NoError(m.t, p.ConsumeLogs(m.t.Context(), ld))
}

// bodies gives every body to a log record.
func (m *meter) bodies(bodies ...string) {
	ld, records := newRecords()
	for _, body := range bodies {
		records.AppendEmpty().Body().SetStr(body)
	}
	m.logs(ld)
}

// answers gives every body to a span of a call that was answered with it and the status.
func (m *meter) answers(status int64, bodies ...string) {
	td, spans := newSpans()
	for _, body := range bodies {
		appendCall(spans, status).Attributes().PutStr("http.response.body.content", body)
	}
	m.traces(td)
}

func (m *meter) absent(names ...string) {
	m.t.Helper()
	for _, name := range names {
		_, err := m.GetMetric("otelcol_processor_mdm_error_" + name)
		require.Error(m.t, err, "there are data points of %s", name)
	}
}

// labels returns the attributes of a data point of the given signal: the two that all have, and the further ones.
func labels(signal string, pairs ...string) attribute.Set {
	kvs := []attribute.KeyValue{attribute.String("processor", "mdm_error"), attribute.String("otel.signal", signal)}
	for i := 0; i < len(pairs); i += 2 {
		kvs = append(kvs, attribute.String(pairs[i], pairs[i+1]))
	}
	return attribute.NewSet(kvs...)
}

func detected(n int64, signal, number, delivery, class, check string) metricdata.DataPoint[int64] {
	return metricdata.DataPoint[int64]{Value: n, Attributes: labels(signal, "number", number, "delivery", delivery, "retry_class", class, "status_check", check)}
}

func (m *meter) detected(points ...metricdata.DataPoint[int64]) {
	m.t.Helper()
	metadatatest.AssertEqualProcessorMdmErrorDetected(m.t, m.Telemetry, points, metricdatatest.IgnoreTimestamp())
}

const (
	answer9602 = `{"errorNumber": 9602, "errorMessage": "Invalid argument."}`
	status9609 = `{"failures": [{"errorNumber": 9609, "errorMessage": "Unable to find registered user."}]}`
	notice9709 = `{"notification": {"error": {"errorNumber": 9709}, "type": "ASSOCIATE"}}`
)

func TestMetricDetectedDeliveries(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	m.bodies(answer9602, answer9602, status9609, notice9709)
	m.detected(
		detected(2, "logs", "9602", "response", "fix_request", "none"),
		detected(1, "logs", "9609", "status", "fix_precondition", "none"),
		detected(1, "logs", "9709", "notification", "fix_precondition", "none"),
	)
	m.absent("failed_calls", "retry_delay", "unreadable_payloads")
}

func TestMetricDetectedStatusChecks(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	m.answers(400, answer9602, `{"errorNumber": 9709}`, `{"errorNumber": 12001}`, `{"failures": [{"errorNumber": 12001}]}`)
	m.answers(500, answer9602)
	m.detected(
		detected(1, "traces", "9602", "response", "fix_request", "match"),
		detected(1, "traces", "9602", "response", "fix_request", "mismatch"),
		detected(1, "traces", "9709", "response", "fix_precondition", "undocumented"),
		detected(1, "traces", "other", "response", "fix_request", "undocumented"),
		detected(1, "traces", "other", "status", "unknown", "none"),
	)
}

// An error that a span and a log record report is two sightings; in two places of one record it is one.
func TestMetricDetectedOncePerRecord(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	td, spans := newSpans()
	span := appendCall(spans, 400)
	span.Attributes().PutStr("http.response.body.content", answer9602)
	span.Attributes().PutStr("error.message", "answered "+answer9602)
	span.Events().AppendEmpty().Attributes().PutStr("exception.message", answer9602)
	span.Status().SetMessage(answer9602)
	m.traces(td)
	m.bodies(`{"failures": [{"errorNumber": 9609}, {"errorNumber": 9609, "errorMessage": "again"}, {"errorNumber": 9603}]}`)
	m.detected(
		detected(1, "traces", "9602", "response", "fix_request", "match"),
		detected(1, "logs", "9609", "status", "fix_precondition", "none"),
		detected(1, "logs", "9603", "status", "backoff", "none"),
	)
}

// Who configures an error documents it.
func TestMetricDetectedConfigured(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Errors = []ErrorConfig{{Number: 12001, RetryClass: "never"}}
	m := newMeter(t, cfg)
	m.bodies(`{"errorNumber": 12001}`)
	m.detected(detected(1, "logs", "12001", "response", "never", "none"))
}

// Two processors in one Collector are told apart by their ID.
func TestMetricsTellTheProcessor(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	set := metadatatest.NewSettings(m.Telemetry)
	set.ID = component.NewIDWithName(metadata.Type, "gateway")
	ld, records := newRecords()
	records.AppendEmpty().Body().SetStr(answer9602)
	require.NoError(t, startLogs(t, set, defaultConfig(), consumertest.NewNop()).ConsumeLogs(t.Context(), ld))
	point := detected(1, "logs", "9602", "response", "fix_request", "none")
	kvs := append(point.Attributes.ToSlice(), attribute.String("processor", "mdm_error/gateway")) // the last one counts
	point.Attributes = attribute.NewSet(kvs...)
	m.detected(point)
}

func TestMetricFailedCalls(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	td, spans := newSpans()
	for _, status := range []int64{200, 304, 401, 429, 503, 503} {
		appendCall(spans, status)
	}
	appendCall(spans, 503).SetKind(ptrace.SpanKindServer)
	appendCall(spans, 400).Attributes().PutStr("http.response.body.content", answer9602)
	m.traces(td)
	failed := func(n int64, status, class string) metricdata.DataPoint[int64] {
		return metricdata.DataPoint[int64]{Value: n, Attributes: labels("traces", "status_code", status, "retry_class", class)}
	}
	metadatatest.AssertEqualProcessorMdmErrorFailedCalls(t, m.Telemetry, []metricdata.DataPoint[int64]{
		failed(1, "401", "reauthenticate"), failed(1, "429", "backoff"), failed(2, "503", "backoff"),
	}, metricdatatest.IgnoreTimestamp())
	m.detected(detected(1, "traces", "9602", "response", "fix_request", "match"))
}

func TestMetricRetryDelay(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	td, spans := newSpans()
	for _, wait := range []string{"30", "90", "soon"} {
		appendCall(spans, 429).Attributes().PutStr("http.response.header.retry-after", wait)
	}
	span := appendCall(spans, 400)
	span.Attributes().PutStr("http.response.header.retry-after", "1.5")
	span.Attributes().PutStr("http.response.body.content", answer9602)
	m.traces(td)
	bounds := []float64{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400}
	delays := func(class string, counts map[int]uint64, seconds ...float64) metricdata.HistogramDataPoint[float64] {
		p := metricdata.HistogramDataPoint[float64]{
			Attributes: labels("traces", "retry_class", class), Bounds: bounds, BucketCounts: make([]uint64, len(bounds)+1),
			Count: uint64(len(seconds)), Min: metricdata.NewExtrema(seconds[0]), Max: metricdata.NewExtrema(seconds[len(seconds)-1]),
		}
		for bucket, n := range counts {
			p.BucketCounts[bucket] = n
		}
		for _, s := range seconds {
			p.Sum += s
		}
		return p
	}
	metadatatest.AssertEqualProcessorMdmErrorRetryDelay(t, m.Telemetry, []metricdata.HistogramDataPoint[float64]{
		delays("backoff", map[int]uint64{4: 1, 6: 1}, 30, 90),
		delays("fix_request", map[int]uint64{1: 1}, 1.5),
	}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars())
}

func TestMetricUnreadablePayloads(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.MaxPayloadSize = 200
	for reason, bodies := range map[string][]string{
		"truncated": {`{"errorNumber": 9602, "errorMess`, `{"errorNumber": 12001, "errorInfo": {"a": [...`, `{"failures": [{"errorNumber": 96`},
		"malformed": {`{"errorNumber": 9602 "errorMessage": "a"}`, `{"errorNumber": 9602, errorMessage: 'it is no JSON at all, and long enough to be no mark that was cut off'}`},
		"too_large": {`{"errorNumber": 9602, "errorMessage": "` + strings.Repeat("a", 200) + `"}`},
	} {
		m := newMeter(t, cfg)
		m.bodies(append(bodies, answer9602, `{"errorMessage": "of something else`)...)
		metadatatest.AssertEqualProcessorMdmErrorUnreadablePayloads(t, m.Telemetry, []metricdata.DataPoint[int64]{
			{Value: int64(len(bodies)), Attributes: labels("logs", "reason", reason)},
		}, metricdatatest.IgnoreTimestamp())
	}
}

// The list of all possible errors is no sighting, whatever there is in it.
func TestMetricsOfHealthyTraffic(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	m.answers(200, `{"assets": []}`, `{"errorCodes": [{"errorNumber": 9601, "errorMessage": "Login required."}]}`, `{"errorCodes": [{"errorNumber": 96`, `{"failures": []}`, "")
	m.bodies("", "user 9609 signed in", `{"ErrorNumber": 9602}`, `{"level": "info"`)
	m.absent("detected", "failed_calls", "retry_delay", "unreadable_payloads")
}
