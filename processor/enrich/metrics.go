// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"strconv"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
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
	delays     map[retryDelay]int64
	unreadable [scan.TooLarge + 1]int64
}

// detection has 8 bytes without strings: a map of those is a fast one.
type detection struct {
	number int32  // 0: undocumented
	class  uint16 // its urgency
	shape  scan.Shape
	check  statusCheck
}

type failure struct {
	status int
	class  catalog.RetryClass
}

type retryDelay struct {
	seconds float64
	class   catalog.RetryClass
}

func (t *tally) detect(v *verdict) {
	d := detection{shape: v.Shape, class: uint16(urgency(v.class)), check: v.check}
	if v.documented {
		d.number = int32(v.Number)
	}
	increment(&t.detected, d)
}

func (t *tally) fail(status int, class catalog.RetryClass) {
	increment(&t.failed, failure{status, class})
}

func (t *tally) wait(d delay, class catalog.RetryClass) {
	if d.known {
		increment(&t.delays, retryDelay{d.seconds, class})
	}
}

func increment[K comparable](counts *map[K]int64, key K) {
	if *counts == nil {
		*counts = make(map[K]int64)
	}
	(*counts)[key]++
}

func (m *Metrics) add(ctx context.Context, t *tally) {
	for d, n := range t.detected {
		number, check := "other", "none"
		if d.number != 0 {
			number = strconv.Itoa(int(d.number))
		}
		if d.check != unchecked {
			check = d.check.String()
		}
		m.telemetry.ProcessorMdmErrorDetected.Add(ctx, n, m.with(
			attribute.String("number", number),
			attribute.String("delivery", deliveryOf(d.shape)),
			attribute.String("retry_class", string(byUrgency[d.class])),
			attribute.String("status_check", check),
		))
	}
	for f, n := range t.failed {
		m.telemetry.ProcessorMdmErrorFailedCalls.Add(ctx, n, m.with(
			attribute.String("status_code", strconv.Itoa(f.status)),
			attribute.String("retry_class", string(f.class)),
		))
	}
	for d, n := range t.delays {
		for range n {
			m.telemetry.ProcessorMdmErrorRetryDelay.Record(ctx, d.seconds, m.with(attribute.String("retry_class", string(d.class))))
		}
	}
	for reason := scan.Malformed; reason <= scan.TooLarge; reason++ {
		if n := t.unreadable[reason]; n > 0 {
			m.telemetry.ProcessorMdmErrorUnreadablePayloads.Add(ctx, n, m.with(attribute.String("reason", reason.String())))
		}
	}
}

func (m *Metrics) with(attributes ...attribute.KeyValue) metric.MeasurementOption {
	return metric.WithAttributes(append(attributes, m.common...)...)
}
