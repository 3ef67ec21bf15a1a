// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
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
	out    io.Writer
	logs   processor.Logs
	traces processor.Traces

	where    string                               // input and line
	before   []record                             // the records of the batch before processing
	observed map[pcommon.Map][]enrich.Observation // by the attributes of the record
	found    bool                                 // an error was found
	failed   error                                // of writing
}

func newExplainer(o *options, out io.Writer) (*explainer, error) {
	e := &explainer{options: o, out: out}
	f := mdmerror.NewFactory()
	cfg, err := loadConfig(f.CreateDefaultConfig(), o.config)
	if err != nil {
		return nil, err
	}
	set := processor.Settings{ID: component.NewID(f.Type()), TelemetrySettings: component.TelemetrySettings{
		Logger:         zap.NewNop(),
		TracerProvider: tracenoop.NewTracerProvider(),
		MeterProvider:  metricnoop.NewMeterProvider(),
		Resource:       pcommon.NewResource(),
	}}
	mutates := consumer.WithCapabilities(consumer.Capabilities{MutatesData: true})
	logs, logsErr := consumer.NewLogs(func(_ context.Context, ld plog.Logs) error {
		e.print(recordsOfLogs(ld))
		return nil
	}, mutates)
	traces, tracesErr := consumer.NewTraces(func(_ context.Context, td ptrace.Traces) error {
		e.print(recordsOfTraces(td))
		return nil
	}, mutates)
	if logsErr != nil || tracesErr != nil {
		return nil, errors.Join(logsErr, tracesErr)
	}
	e.logs, logsErr = f.CreateLogs(context.Background(), set, cfg, logs)
	e.traces, tracesErr = f.CreateTraces(context.Background(), set, cfg, traces)
	return e, errors.Join(logsErr, tracesErr)
}

// loadConfig decodes and validates the settings as the Collector does. The file has either just the settings, or a whole
// Collector configuration.
func loadConfig(cfg component.Config, file string) (component.Config, error) {
	if file == "" {
		return cfg, nil
	}
	yaml, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	retrieved, err := confmap.NewRetrievedFromYAML(yaml)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	conf, err := retrieved.AsConf()
	if err == nil {
		conf, err = settingsIn(conf)
	}
	if err == nil {
		err = conf.Unmarshal(cfg)
	}
	if err == nil {
		err = cfg.(interface{ Validate() error }).Validate()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return cfg, nil
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

// explainLogs passes a batch of log records through the processor.
func (e *explainer) explainLogs(ld plog.Logs) error {
	before := plog.NewLogs()
	ld.CopyTo(before)
	e.begin(recordsOfLogs(before))
	return errors.Join(e.logs.ConsumeLogs(enrich.WithObserver(context.Background(), e.observe), ld), e.failed)
}

// explainTraces passes a batch of spans through the processor.
func (e *explainer) explainTraces(td ptrace.Traces) error {
	before := ptrace.NewTraces()
	td.CopyTo(before)
	e.begin(recordsOfTraces(before))
	return errors.Join(e.traces.ConsumeTraces(enrich.WithObserver(context.Background(), e.observe), td), e.failed)
}

func (e *explainer) begin(before []record) {
	e.before, e.observed = before, map[pcommon.Map][]enrich.Observation{}
}

func (e *explainer) observe(o enrich.Observation) {
	e.observed[o.Attributes] = append(e.observed[o.Attributes], o)
}

// record is a span or a log record.
type record struct {
	name       string
	attributes pcommon.Map
}

func recordsOfLogs(ld plog.Logs) (all []record) {
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				all = append(all, record{fmt.Sprintf("log record %d", len(all)+1), lr.Attributes()})
			}
		}
	}
	return all
}

func recordsOfTraces(td ptrace.Traces) (all []record) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				all = append(all, record{strings.TrimSpace(fmt.Sprintf("span %d %s", len(all)+1, span.SpanID())), span.Attributes()})
			}
		}
	}
	return all
}
