// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"

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

// role is what a contender is there to show.
type role int

const (
	ours      role = iota
	explains       // says what an error response means, as ours
	condition      // finds that there is nothing to do
	inserts        // writes one attribute, onto every record
	writes         // writes as many as an error response has, onto every record, without a look at it
	empty          // does nothing
)

// contender is a processor, as a Collector makes it from its settings.
type contender struct {
	name string
	role role

	factory  processor.Factory
	settings map[string]any

	traces processor.Traces
	logs   processor.Logs
}

// contenders makes all of them.
func contenders(ctx context.Context) ([]*contender, error) {
	list := []*contender{{name: "mdm_error", role: ours, factory: mdmerrorprocessor.NewFactory()}}
	transform := transformprocessor.NewFactory()
	for _, f := range ottlForms {
		list = append(list, &contender{name: f.name, role: explains, factory: transform, settings: map[string]any{
			"error_mode":       "ignore",
			"trace_statements": f.setting(spanRecord),
			"log_statements":   f.setting(logRecord),
		}})
	}
	list = append(list,
		&contender{name: "transform, condition", role: condition, factory: transform, settings: map[string]any{
			"trace_statements": []any{`set(span.attributes["` + keyNumber + `"], 1) where ` + spanRecord.value + ` != nil`},
			"log_statements":   []any{`set(log.attributes["` + keyNumber + `"], 1) where log.attributes["` + workload.BodyAttribute + `"] != nil`},
		}},
		&contender{name: "attributes, insert", role: inserts, factory: attributesprocessor.NewFactory(), settings: map[string]any{
			"actions": inserted(keyClass),
		}},
		&contender{name: "attributes, insert 6", role: writes, factory: attributesprocessor.NewFactory(), settings: map[string]any{
			"actions": inserted(keyNumber, keyMessage, keyDelivery, keyStatus, keyCheck, keyClass),
		}},
		&contender{name: "empty", role: empty, factory: emptyFactory()})
	for _, c := range list {
		if err := c.create(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return list, nil
}

func inserted(keys ...string) (actions []any) {
	for _, key := range keys {
		actions = append(actions, map[string]any{"key": key, "value": "backoff", "action": "insert"})
	}
	return actions
}

func (c *contender) create(ctx context.Context) (err error) {
	cfg := c.factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(c.settings).Unmarshal(cfg); err != nil {
		return err
	}
	if err := confmap.Validate(cfg); err != nil {
		return err
	}
	set := processortest.NewNopSettings(c.factory.Type())
	if c.traces, err = c.factory.CreateTraces(ctx, set, cfg, consumertest.NewNop()); err != nil {
		return err
	}
	c.logs, err = c.factory.CreateLogs(ctx, set, cfg, consumertest.NewNop())
	return err
}

func (c *contender) consume(ctx context.Context, b workload.Batch) error {
	return b.Consume(ctx, c.traces, c.logs)
}

// takesPart tells whether c can do what w asks for, and is of interest there.
func (c *contender) takesPart(w *workload.Workload) bool {
	switch c.role {
	case explains:
		return w.Responses
	case condition:
		return w.Condition
	case writes:
		return w.Responses && w.All()
	default:
		return true
	}
}

// withRole returns the first one of that role.
func withRole(list []*contender, r role) *contender {
	return list[slices.IndexFunc(list, func(c *contender) bool { return c.role == r })]
}

// emptyFactory makes what processorhelper costs by itself.
func emptyFactory() processor.Factory {
	mutates := processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true})
	return processor.NewFactory(component.MustNewType("empty"), func() component.Config { return &struct{}{} },
		processor.WithTraces(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
			return processorhelper.NewTraces(ctx, set, cfg, next, func(_ context.Context, td ptrace.Traces) (ptrace.Traces, error) { return td, nil }, mutates)
		}, component.StabilityLevelStable),
		processor.WithLogs(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
			return processorhelper.NewLogs(ctx, set, cfg, next, func(_ context.Context, ld plog.Logs) (plog.Logs, error) { return ld, nil }, mutates)
		}, component.StabilityLevelStable))
}
