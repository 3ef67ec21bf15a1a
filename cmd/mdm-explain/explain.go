// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

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
		if err := o.loadConfig(cfg); err != nil {
			return nil, fmt.Errorf("%s: %w", o.config, err)
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

// loadConfig resolves, decodes and validates the settings as the Collector does. The file has just the settings, or a whole
// Collector configuration.
func (o *options) loadConfig(cfg component.Config) error {
	// An unset variable gets a warning: the Collector's environment may have it.
	form := zapcore.EncoderConfig{NameKey: "name", MessageKey: "message", ConsoleSeparator: ": "}
	warnings := zapcore.NewCore(zapcore.NewConsoleEncoder(form), zapcore.AddSync(o.stderr), zap.WarnLevel)
	resolver, err := confmap.NewResolver(confmap.ResolverSettings{
		URIs:              []string{o.config},
		ProviderFactories: []confmap.ProviderFactory{envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory()},
		ProviderSettings:  confmap.ProviderSettings{Logger: zap.New(warnings).Named("mdm-explain")},
		DefaultScheme:     "env",
	})
	if err != nil {
		return err
	}
	conf, err := resolver.Resolve(context.Background())
	if err == nil {
		conf, err = o.settingsIn(conf)
	}
	if err == nil {
		err = conf.Unmarshal(cfg)
	}
	if err == nil {
		err = confmap.Validate(cfg)
	}
	return err
}

// settingsIn returns the settings of the processor that -id names, or else of the first one by ID.
func (o *options) settingsIn(conf *confmap.Conf) (_ *confmap.Conf, err error) {
	whole := conf.IsSet("processors")
	if whole {
		if conf, err = conf.Sub("processors"); err != nil {
			return nil, err
		}
	}
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(conf.ToStringMap())), func(id string) bool {
		kind, _, _ := strings.Cut(id, "/")
		return kind != metadata.Type.String()
	})
	switch {
	case o.id == "" && len(ids) > 0:
		if len(ids) > 1 {
			o.warn("%s: using %s, not %s (choose with -id)", o.config, ids[0], strings.Join(ids[1:], ", "))
		}
		return conf.Sub(ids[0])
	case slices.Contains(ids, o.id):
		return conf.Sub(o.id)
	case whole || o.id != "":
		return nil, fmt.Errorf("processors: must contain %s", cmp.Or(o.id, metadata.Type.String()))
	}
	return conf, nil
}

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
