// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/attributesprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processorhelper"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// contender is a processor, as a Collector makes it from its settings.
type contender struct {
	name     string
	explains bool // OTTL that says what an error response means
	traces   processor.Traces
	logs     processor.Logs
}

// contenders returns all of them, this processor first and the empty one last.
func contenders(ctx context.Context) (list []contender, err error) {
	transform := transformprocessor.NewFactory()
	for _, c := range []struct {
		name     string
		explains bool
		factory  processor.Factory
		settings map[string]any
	}{
		{"mdm_error", false, mdmerrorprocessor.NewFactory(), nil},
		{"transform, condition", false, transform, ottl(ottlRecord.condition)},
		{"transform, sets", true, transform, ottl(ottlRecord.sets)},
		{"transform, map", true, transform, ottl(ottlRecord.errors)},
		{"attributes, insert", false, attributesprocessor.NewFactory(), map[string]any{
			"actions": []any{map[string]any{"key": keyClass, "value": "backoff", "action": "insert"}},
		}},
		{"empty", false, emptyFactory(), nil},
	} {
		made, err := create(ctx, c.factory, c.settings)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		made.name, made.explains = c.name, c.explains
		list = append(list, made)
	}
	return list, nil
}

func create(ctx context.Context, factory processor.Factory, settings map[string]any) (c contender, err error) {
	cfg := factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(settings).Unmarshal(cfg); err != nil {
		return c, err
	}
	if err := confmap.Validate(cfg); err != nil {
		return c, err
	}
	set := processortest.NewNopSettings(factory.Type())
	if c.traces, err = factory.CreateTraces(ctx, set, cfg, consumertest.NewNop()); err != nil {
		return c, err
	}
	c.logs, err = factory.CreateLogs(ctx, set, cfg, consumertest.NewNop())
	return c, err
}

// takesPart reports whether c can do what w asks for.
func (c *contender) takesPart(w *workload.Workload) bool { return !c.explains || w.Responses }

func (c *contender) consume(ctx context.Context, b workload.Batch) error {
	if b.Logs != nil {
		return c.logs.ConsumeLogs(ctx, *b.Logs)
	}
	return c.traces.ConsumeTraces(ctx, *b.Traces)
}

// emptyFactory makes what processorhelper costs by itself.
func emptyFactory() processor.Factory {
	mutates := processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true})
	return processor.NewFactory(component.MustNewType("empty"), func() component.Config { return &struct{}{} },
		processor.WithTraces(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
			same := func(_ context.Context, td ptrace.Traces) (ptrace.Traces, error) { return td, nil }
			return processorhelper.NewTraces(ctx, set, cfg, next, same, mutates)
		}, component.StabilityLevelStable),
		processor.WithLogs(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
			same := func(_ context.Context, ld plog.Logs) (plog.Logs, error) { return ld, nil }
			return processorhelper.NewLogs(ctx, set, cfg, next, same, mutates)
		}, component.StabilityLevelStable))
}
