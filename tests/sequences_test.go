// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

// sum adds up the data points of one of our metrics that have these attributes.
func sum(t tester, tel *componenttest.Telemetry, name string, with map[string]string) (n int64) {
	t.Helper()
	m, err := tel.GetMetric("otelcol_processor_mdm_error_" + name)
	if err != nil {
		return 0 // it has none
	}
points:
	for _, p := range m.Data.(metricdata.Sum[int64]).DataPoints {
		for key, value := range with {
			if v, _ := p.Attributes.Value(attribute.Key(key)); v.AsString() != value {
				continue points
			}
		}
		n += p.Value
	}
	return n
}

// The number is on a log record or an exception, the status on the client span of the same trace. Whichever comes second, a
// failure that looks like a success is noticed, the advice is right, and one failure raises one alert.
func TestOneFailureOneAlert(t *testing.T) {
	t.Parallel()
	orders := map[string]func(status int64, number int) []batch{
		"call_first":  func(status int64, number int) []batch { return []batch{around(aTrace, status), told(aTrace, number)} },
		"error_first": func(status int64, number int) []batch { return []batch{told(aTrace, number), around(aTrace, status)} },
		"batch":       func(status int64, number int) []batch { return []batch{around(aTrace, status, number)} },
	}
	for _, tt := range []struct {
		name         string
		status       int64
		number       int
		check, class string
	}{
		{name: "a failure that looks like a success", status: 200, number: 9622, check: "mismatch", class: "reauthenticate"},
		{name: "an undocumented status", status: 503, number: 9646, check: "mismatch", class: "backoff"},
		{name: "the documented status", status: 400, number: 9609, check: "match", class: "fix_precondition"},
	} {
		for order, batches := range orders {
			t.Run(tt.name+", "+order, func(t *testing.T) {
				t.Parallel()
				all := batches(tt.status, tt.number)
				tel := measure(t, defaultConfig(), all...)

				last := all[len(all)-1].attributes()
				second := last[len(last)-1]
				assert.EqualValues(t, tt.number, number(second))
				assert.Equal(t, tt.check, attr(second, "apple.mdm.error.status_check"))
				assert.Equal(t, tt.class, attr(second, "apple.mdm.retry.class"))
				assert.NotEmpty(t, attr(second, "apple.mdm.join.span_id"))

				// An alert on mismatches adds the two metrics; one on calls without a number subtracts what was counted too early.
				mismatch := map[string]string{"status_check": "mismatch"}
				want := int64(0)
				if tt.check == "mismatch" {
					want = 1
				}
				assert.Equal(t, want, sum(t, tel, "detected", mismatch)+sum(t, tel, "joined", mismatch))
				assert.EqualValues(t, 1, sum(t, tel, "joined", map[string]string{"order": order}))
				early := int64(0)
				if tt.status >= 400 {
					early = sum(t, tel, "joined", map[string]string{"order": "call_first", "status_code": fmt.Sprint(tt.status)})
				}
				assert.Zero(t, sum(t, tel, "failed_calls", nil)-early)
			})
		}
	}
}

func TestMetricJoined(t *testing.T) {
	t.Parallel()
	tel := measure(t, defaultConfig(), around(aTrace, 400), told(aTrace, 9609))
	metadatatest.AssertEqualProcessorMdmErrorJoined(t, tel, []metricdata.DataPoint[int64]{{Value: 1, Attributes: labels("logs",
		"number", "9609", "retry_class", "fix_precondition", "status_check", "match", "status_code", "400", "order", "call_first")}},
		metricdatatest.IgnoreTimestamp())
	assertDetected(t, tel, detected(1, "logs", "9609", "message", "fix_precondition", "none"))
}

// Both signals share what is remembered, so it isn't counted by signal.
func TestMetricsOfTheMemory(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.MaxItems = 2
	started, spans := newTraces()
	for i, id := range []string{"e-1", "e-2", "e-3"} {
		call := appendCall(spans, 200)
		call.SetTraceID(aTrace)
		call.SetSpanID(spanID(10 + i))
		call.Attributes().PutStr("eventId", id)
	}
	tel := measure(t, cfg, started, told(pcommon.TraceID{2}, 9646), told(pcommon.TraceID{}, 9646))
	points := func(label string, counts map[string]int64) (all []metricdata.DataPoint[int64]) {
		for value, n := range counts {
			all = append(all, metricdata.DataPoint[int64]{Value: n, Attributes: attribute.NewSet(
				attribute.String("processor", "mdm_error"), attribute.String(label, value))})
		}
		return all
	}
	ignore := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualProcessorMdmErrorRemembered(t, tel, points("kind", map[string]int64{"call": 2, "error": 1, "event": 2}), ignore)
	metadatatest.AssertEqualProcessorMdmErrorForgotten(t, tel, points("kind", map[string]int64{"call": 1, "error": 0, "event": 1}), ignore)
	metadatatest.AssertEqualProcessorMdmErrorUnmatched(t, tel, points("reason", map[string]int64{"no_call": 0, "no_trace_id": 1}), ignore)
}

// An error without a call is counted as unmatched once its TTL has passed.
func TestMetricUnmatched(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.TTL = 1 // ns
	tel := measure(t, cfg, told(aTrace, 9646), told(pcommon.TraceID{2}, 9602), around(pcommon.TraceID{3}, 503))
	assert.EqualValues(t, 2, sum(t, tel, "unmatched", map[string]string{"reason": "no_call"}))
	assert.Zero(t, sum(t, tel, "remembered", nil))
}

// With mark_errors, a joined call is marked as if the response had been on its own span.
func TestMarkErrorsOfJoinedCalls(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.MarkErrors = true
	call := around(aTrace, 200)
	measure(t, cfg, told(aTrace, 9622), call)
	span := call.spans()[1]
	assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
	assert.Equal(t, "9622", attr(span.Attributes(), "error.type"))

	// A gateway marks what an agent has joined alone.
	call = around(aTrace, 200)
	measure(t, defaultConfig(), told(aTrace, 9622), call)
	assert.Equal(t, ptrace.StatusCodeUnset, call.spans()[1].Status().Code())
	measure(t, cfg, call)
	assert.Equal(t, ptrace.StatusCodeError, call.spans()[1].Status().Code())
	assert.Equal(t, "9622", attr(call.spans()[1].Attributes(), "error.type"))

	// So is a call that had the number in words: only the join confirms that it was the response.
	for number, code := range map[int]ptrace.StatusCode{9609: ptrace.StatusCodeError, 9602: ptrace.StatusCodeUnset} {
		call = around(aTrace, 400)
		span = call.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(1)
		span.Attributes().PutStr("error.message", "vpp: associate: error number: 9609")
		measure(t, cfg, told(aTrace, number), call)
		assert.Equal(t, code, span.Status().Code(), number)
		assert.Equal(t, "message", attr(span.Attributes(), "apple.mdm.error.delivery"))
	}
}
