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
)

// contender is a processor as a Collector would make it.
type contender struct {
	name   string
	traces processor.Traces
	logs   processor.Logs
}

func newContender(name string, f processor.Factory, config map[string]any) (*contender, error) {
	cfg := f.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(config).Unmarshal(cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if v, ok := cfg.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	set := processortest.NewNopSettings(f.Type())
	traces, err := f.CreateTraces(context.Background(), set, cfg, consumertest.NewNop())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	logs, err := f.CreateLogs(context.Background(), set, cfg, consumertest.NewNop())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &contender{name, traces, logs}, nil
}

func newOurs() (*contender, error) {
	return newContender("mdm_error", mdmerrorprocessor.NewFactory(), nil)
}

func newTransform(name, condition string, statements []string) (*contender, error) {
	list := make([]any, len(statements))
	for i, s := range statements {
		list[i] = s
	}
	return newContender(name, transformprocessor.NewFactory(), map[string]any{
		"error_mode":       "ignore",
		"trace_statements": []any{map[string]any{"conditions": []any{condition}, "statements": list}},
	})
}

func newAttributes() (*contender, error) {
	return newContender("attributes", attributesprocessor.NewFactory(), map[string]any{
		"actions": []any{map[string]any{"key": "apple.mdm.retry.class", "value": "backoff", "action": "insert"}},
	})
}

// newEmpty returns what processorhelper costs by itself.
func newEmpty() (*contender, error) {
	mutates := processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true})
	return newContender("empty", processor.NewFactory(component.MustNewType("empty"), func() component.Config { return &struct{}{} },
		processor.WithTraces(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
			return processorhelper.NewTraces(ctx, set, cfg, next, func(_ context.Context, td ptrace.Traces) (ptrace.Traces, error) { return td, nil }, mutates)
		}, component.StabilityLevelStable),
		processor.WithLogs(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
			return processorhelper.NewLogs(ctx, set, cfg, next, func(_ context.Context, ld plog.Logs) (plog.Logs, error) { return ld, nil }, mutates)
		}, component.StabilityLevelStable)), nil)
}
