// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"

	mdmerror "github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

// explainer passes its input through the processor, and prints what comes out.
type explainer struct {
	*options
	logs    processor.Logs
	traces  processor.Traces
	records int  // of the current input
	found   bool // an error was found
}

func newExplainer(o *options) (*explainer, error) {
	f := mdmerror.NewFactory()
	cfg := f.CreateDefaultConfig()
	if o.config != "" {
		if err := loadConfig(cfg, o.config); err != nil {
			return nil, err
		}
	}
	set := processor.Settings{ID: component.NewID(f.Type()), TelemetrySettings: component.TelemetrySettings{
		Logger:         zap.NewNop(),
		TracerProvider: tracenoop.NewTracerProvider(),
		MeterProvider:  metricnoop.NewMeterProvider(),
		Resource:       pcommon.NewResource(),
	}}
	next := consumertest.NewNop() // records are changed in place
	logs, logsErr := f.CreateLogs(context.Background(), set, cfg, next)
	traces, tracesErr := f.CreateTraces(context.Background(), set, cfg, next)
	return &explainer{options: o, logs: logs, traces: traces}, errors.Join(logsErr, tracesErr)
}

// loadConfig decodes and validates the settings as the Collector does. The file has either just the settings, or a whole
// Collector configuration.
func loadConfig(cfg component.Config, file string) error {
	yaml, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var conf *confmap.Conf
	retrieved, err := confmap.NewRetrievedFromYAML(yaml)
	if err == nil {
		conf, err = retrieved.AsConf()
	}
	if err == nil {
		conf, err = settingsIn(conf)
	}
	if err == nil {
		err = conf.Unmarshal(cfg)
	}
	if err == nil {
		err = confmap.Validate(cfg)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// settingsIn returns the settings of the processor in a Collector's configuration; if there are several, those with the first ID.
func settingsIn(conf *confmap.Conf) (*confmap.Conf, error) {
	if conf.IsSet(metadata.Type.String()) {
		return conf.Sub(metadata.Type.String())
	}
	if !conf.IsSet("processors") {
		return conf, nil
	}
	processors, err := conf.Sub("processors")
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(processors.ToStringMap())) {
		if kind, _, _ := strings.Cut(name, "/"); kind == metadata.Type.String() {
			return processors.Sub(name)
		}
	}
	return nil, fmt.Errorf("processors: must contain %s", metadata.Type)
}

// record is a span or a log record.
type record struct {
	name       string
	attributes pcommon.Map
	before     pcommon.Map // a copy of the attributes
}

func newRecord(name string, attributes pcommon.Map) record {
	r := record{name, attributes, pcommon.NewMap()}
	attributes.CopyTo(r.before)
	return r
}

func (e *explainer) explainLogs(where string, ld plog.Logs) error {
	var records []record
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				records = append(records, newRecord(fmt.Sprintf("log record %d", len(records)+1), lr.Attributes()))
			}
		}
	}
	return e.process(where, records, func(ctx context.Context) error { return e.logs.ConsumeLogs(ctx, ld) })
}

func (e *explainer) explainTraces(where string, td ptrace.Traces) error {
	var records []record
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				name := strings.TrimSpace(fmt.Sprintf("span %d %s", len(records)+1, span.SpanID()))
				records = append(records, newRecord(name, span.Attributes()))
			}
		}
	}
	return e.process(where, records, func(ctx context.Context) error { return e.traces.ConsumeTraces(ctx, td) })
}

// process passes a batch through the processor, and prints what it did with each record.
func (e *explainer) process(where string, records []record, consume func(context.Context) error) error {
	e.records += len(records)
	observed := make(map[pcommon.Map][]enrich.Observation) // by the attributes of the record
	err := consume(enrich.WithObserver(context.Background(), func(o enrich.Observation) {
		observed[o.Attributes] = append(observed[o.Attributes], o)
	}))
	for i := 0; i < len(records) && err == nil; i++ {
		err = e.print(where, records[i], observed[records[i].attributes])
	}
	return err
}
