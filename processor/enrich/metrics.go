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

// Metrics are the processor's own.
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
	detected   map[detection]int64
	failed     map[failedCall]int64
	joined     map[joined]int64
	delays     []delayed
	unreadable [scan.TooLarge + 1]int64
}

// detection has 8 bytes and no strings, which makes it a fast map key.
type detection struct {
	number  int32 // 0: undocumented
	shape   scan.Shape
	urgency urgency
	check   statusCheck
}

type failedCall struct {
	status uint16
	urgency
}

type joined struct {
	detection // as decided with the status and the API of the call
	status    uint16
	order     join.Order
}

type delayed struct {
	seconds float64
	urgency
}

// count adds one to a count. Most batches have none, so the map is made when needed.
func count[K comparable](counts *map[K]int64, key K) {
	if *counts == nil {
		*counts = make(map[K]int64)
	}
	(*counts)[key]++
}

func (t *tally) detect(s *sighting) {
	d := detection{shape: s.Shape, urgency: s.urgency, check: s.check}
	if s.documented {
		d.number = int32(s.Number)
	}
	count(&t.detected, d)
}

func (t *tally) fail(status uint16, u urgency) { count(&t.failed, failedCall{status, u}) }

func (t *tally) join(p *join.Pair, v verdict) {
	j := joined{detection{urgency: v.urgency, check: v.check}, p.Status, p.Order}
	if v.documented {
		j.number = int32(p.Number)
	}
	count(&t.joined, j)
}

func (t *tally) delay(d delay, u urgency) {
	if d.Known {
		t.delays = append(t.delays, delayed{d.Seconds, u})
	}
}

func (m *Metrics) add(ctx context.Context, t *tally) {
	for d, n := range t.detected {
		m.telemetry.ProcessorMdmErrorDetected.Add(ctx, n, m.with(append(d.labels(), "delivery", deliveryNames[d.shape])...))
	}
	for j, n := range t.joined {
		m.telemetry.ProcessorMdmErrorJoined.Add(ctx, n, m.with(append(j.labels(),
			"status_code", strconv.Itoa(int(j.status)), "order", orders[j.order])...))
	}
	for f, n := range t.failed {
		m.telemetry.ProcessorMdmErrorFailedCalls.Add(ctx, n, m.with("status_code", strconv.Itoa(int(f.status)), "retry_class", f.class()))
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

func (d *detection) labels() []string {
	number := "other"
	if d.number != 0 {
		number = strconv.Itoa(int(d.number))
	}
	return []string{"number", number, "retry_class", d.urgency.class(), "status_check", cmp.Or(d.check.String(), "none")}
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
