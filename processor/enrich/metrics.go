// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Metrics are the processor's own.
type Metrics struct {
	telemetry *metadata.TelemetryBuilder
	common    []attribute.KeyValue
}

// NewMetrics returns the metrics of the processor with that ID, for one signal.
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

// tally counts what happens in a batch: an instrument is asked once for each combination of attributes, not for each record.
type tally struct {
	detected   map[detection]int64
	failed     map[failure]int64
	delays     []delayed
	unreadable [scan.TooLarge + 1]int64
}

// detection has 8 bytes without strings: a map of those is a fast one.
type detection struct {
	number  int32 // 0: undocumented
	shape   scan.Shape
	urgency urgency
	check   statusCheck
}

type failure struct {
	status int
	urgency
}

type delayed struct {
	seconds float64
	urgency
}

func (t *tally) detect(s *sighting) {
	if t.detected == nil {
		t.detected = make(map[detection]int64)
	}
	d := detection{shape: s.Shape, urgency: s.urgency, check: s.check}
	if s.documented {
		d.number = int32(s.Number)
	}
	t.detected[d]++
}

func (t *tally) fail(status int, u urgency) {
	if t.failed == nil {
		t.failed = make(map[failure]int64)
	}
	t.failed[failure{status, u}]++
}

func (t *tally) wait(d delay, u urgency) {
	if d.known {
		t.delays = append(t.delays, delayed{d.seconds, u})
	}
}

func (m *Metrics) add(ctx context.Context, t *tally) {
	for d, n := range t.detected {
		number := "other"
		if d.number != 0 {
			number = strconv.Itoa(int(d.number))
		}
		m.telemetry.ProcessorMdmErrorDetected.Add(ctx, n, m.with("number", number, "delivery", deliveryOf(d.shape),
			"retry_class", d.urgency.class(), "status_check", cmp.Or(d.check.String(), "none")))
	}
	for f, n := range t.failed {
		m.telemetry.ProcessorMdmErrorFailedCalls.Add(ctx, n, m.with("status_code", strconv.Itoa(f.status), "retry_class", f.class()))
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

// with returns the attributes of a series, given by key and value in turn.
func (m *Metrics) with(pairs ...string) metric.MeasurementOption {
	attributes := slices.Clone(m.common)
	for pair := range slices.Chunk(pairs, 2) {
		attributes = append(attributes, attribute.String(pair[0], pair[1]))
	}
	return metric.WithAttributes(attributes...)
}
