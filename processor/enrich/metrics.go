// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Metrics are the processor's internal metrics.
type Metrics struct {
	telemetry *metadata.TelemetryBuilder
	common    []attribute.KeyValue
}

// NewMetrics returns the metrics of the processor with this ID, for one signal.
func NewMetrics(set component.TelemetrySettings, id component.ID, signal pipeline.Signal) (*Metrics, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	return &Metrics{telemetry, []attribute.KeyValue{
		attribute.String("processor", id.String()),
		attribute.String("otel.signal", signal.String()),
	}}, nil
}

// tally counts what happens in a batch, so that instruments are called once per combination of attributes, not per record.
type tally struct {
	counts     map[series]int64 // most batches have none, so the map is made when needed
	delays     []delayed
	unreadable [scan.TooLarge + 1]int64
}

// series is a combination of attributes of a counter. It has no strings, which makes it a fast map key.
type series struct {
	number int32 // 0: undocumented
	status uint16
	counter
	shape scan.Shape
	urgency
	check statusCheck
	order join.Order
}

type counter uint8

const (
	detected counter = iota
	joined
	failed
)

type delayed struct {
	seconds float64
	urgency
}

func (t *tally) count(s series) {
	if t.counts == nil {
		t.counts = make(map[series]int64)
	}
	t.counts[s]++
}

// countError counts an error: s, and what the verdict says.
func (t *tally) countError(s series, number int64, v *verdict) {
	if v.documented {
		s.number = int32(number)
	}
	s.urgency, s.check = v.urgency, v.check
	t.count(s)
}

func (t *tally) delay(d join.Delay, u urgency) {
	if d.Known {
		t.delays = append(t.delays, delayed{d.Seconds, u})
	}
}

func (m *Metrics) add(ctx context.Context, t *tally) {
	for s, n := range t.counts {
		status := strconv.Itoa(int(s.status))
		switch s.counter {
		case detected:
			m.telemetry.ProcessorMdmErrorDetected.Add(ctx, n, m.with(append(s.labels(), "delivery", deliveryNames[s.shape])...))
		case joined:
			m.telemetry.ProcessorMdmErrorJoined.Add(ctx, n, m.with(append(s.labels(), "status_code", status, "order", orders[s.order])...))
		case failed:
			m.telemetry.ProcessorMdmErrorFailedCalls.Add(ctx, n, m.with("status_code", status, "retry_class", s.class()))
		}
	}
	for _, d := range t.delays {
		m.telemetry.ProcessorMdmErrorRetryDelay.Record(ctx, d.seconds, m.with("retry_class", d.class()))
	}
	for reason := scan.Malformed; reason <= scan.TooLarge; reason++ {
		if n := t.unreadable[reason]; n > 0 {
			m.telemetry.ProcessorMdmErrorUnreadablePayloads.Add(ctx, n, m.with("reason", reason.String()))
		}
	}
}

func (s *series) labels() []string {
	number := "other"
	if s.number != 0 {
		number = strconv.Itoa(int(s.number))
	}
	return []string{"number", number, "retry_class", s.class(), "status_check", cmp.Or(s.check.String(), "none")}
}

var orders = [...]string{join.SameBatch: "batch", join.CallFirst: "call_first", join.ErrorFirst: "error_first"}

// ReportMemory reports what the memory of a processor holds, and what it had to forget, until the returned function is called.
func ReportMemory(m *Memory, set component.TelemetrySettings, id component.ID) (stop func(), err error) {
	telemetry, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return func() {}, err
	}
	observe := func(label string, counts func(*join.Stats) map[string]int64) metric.Int64Callback {
		return func(_ context.Context, o metric.Int64Observer) error {
			stats := m.Stats()
			for value, n := range counts(&stats) {
				o.Observe(n, metric.WithAttributes(attribute.String("processor", id.String()), attribute.String(label, value)))
			}
			return nil
		}
	}
	err = errors.Join(
		telemetry.RegisterProcessorMdmErrorRememberedCallback(observe("kind", func(s *join.Stats) map[string]int64 {
			return map[string]int64{"call": s.Calls, "error": s.Errors, "event": s.Events}
		})),
		telemetry.RegisterProcessorMdmErrorForgottenCallback(observe("kind", func(s *join.Stats) map[string]int64 {
			return map[string]int64{"call": s.ForgottenCalls, "error": s.ForgottenErrors, "event": s.ForgottenEvents}
		})),
		telemetry.RegisterProcessorMdmErrorUnmatchedCallback(observe("reason", func(s *join.Stats) map[string]int64 {
			return map[string]int64{"no_call": s.NoCall, "no_trace_id": s.NoTraceID}
		})),
	)
	return telemetry.Shutdown, err
}

// with returns the attributes of a series, from alternating keys and values.
func (m *Metrics) with(pairs ...string) metric.MeasurementOption {
	attributes := slices.Clone(m.common)
	for pair := range slices.Chunk(pairs, 2) {
		attributes = append(attributes, attribute.String(pair[0], pair[1]))
	}
	return metric.WithAttributes(attributes...)
}
