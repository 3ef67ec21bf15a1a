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

func detectionOf(s *sighting) detection {
	d := detection{shape: s.Shape, class: uint16(urgency(s.class)), check: s.check}
	if s.documented {
		d.number = int32(s.Number)
	}
	return d
}

func (t *tally) detect(s *sighting) {
	if t.detected == nil {
		t.detected = make(map[detection]int64)
	}
	t.detected[detectionOf(s)]++
}

func (t *tally) fail(status int, class catalog.RetryClass) {
	if t.failed == nil {
		t.failed = make(map[failure]int64)
	}
	t.failed[failure{status, class}]++
}

// unfail takes back that a call failed for an unknown reason, which the join has found.
func (t *tally) unfail(f failure, d delay, class catalog.RetryClass) {
	if t.failed[f] == 0 {
		return
	}
	t.failed[f]--
	if from := (retryDelay{d.seconds, f.class}); d.known && t.delays[from] > 0 {
		t.delays[from]--
		t.wait(retryDelay{d.seconds, class})
	}
}

func (t *tally) wait(d retryDelay) {
	if t.delays == nil {
		t.delays = make(map[retryDelay]int64)
	}
	t.delays[d]++
}

func (m *Metrics) add(ctx context.Context, t *tally) {
	for d, n := range t.detected {
		if n == 0 {
			continue // a join knew better
		}
		number, check := "other", "none"
		if d.number != 0 {
			number = strconv.Itoa(int(d.number))
		}
		if d.check != unchecked {
			check = d.check.String()
		}
		m.telemetry.ProcessorMdmErrorDetected.Add(ctx, n, m.with(
			attribute.String("number", number),
			attribute.String("delivery", delivery(d.shape)),
			attribute.String("retry_class", string(byUrgency[d.class])),
			attribute.String("status_check", check),
		))
	}
	for f, n := range t.failed {
		if n == 0 {
			continue
		}
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
