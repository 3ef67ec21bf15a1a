// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// contender is a processor, created from its settings as in a Collector, or the yardstick.
type contender struct {
	name      string
	consume   func(context.Context, workload.Batch) error // owns its batch
	takesPart func(*workload.Workload) bool
}

// contenders returns all of them: this processor, others, and the yardstick.
func contenders(ctx context.Context) (list []contender, err error) {
	always := func(*workload.Workload) bool { return true }
	responses := func(w *workload.Workload) bool { return w.Responses }
	searched := func(w *workload.Workload) bool { return w.Search }
	transform := transformprocessor.NewFactory()
	for _, c := range []struct {
		name      string
		takesPart func(*workload.Workload) bool
		factory   processor.Factory
		settings  map[string]any
	}{
		{"mdm_error", always, mdmerrorprocessor.NewFactory(), nil},
		{"transform, condition", always, transform, ottl(hasError, nothing())},
		{"transform, sets", responses, transform, ottl(hasError, sets())},
		{"transform, map", responses, transform, ottl(hasError, inMap())},
		{"transform, IsMatch", searched, transform, ottl(matches, nothing())},
		{"redaction", searched, redactionprocessor.NewFactory(), map[string]any{"allow_all_keys": true, "blocked_values": []any{"errorNumber"}}},
	} {
		consume, err := create(ctx, c.factory, c.settings)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		list = append(list, contender{c.name, consume, c.takesPart})
	}
	return append(list, contender{"strings.Contains", contains, searched}), nil
}

func create(ctx context.Context, factory processor.Factory, settings map[string]any) (func(context.Context, workload.Batch) error, error) {
	cfg := factory.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(settings).Unmarshal(cfg); err != nil {
		return nil, err
	}
	if err := confmap.Validate(cfg); err != nil {
		return nil, err
	}
	set := processortest.NewNopSettings(factory.Type())
	traces, err := factory.CreateTraces(ctx, set, cfg, consumertest.NewNop())
	if err != nil {
		return nil, err
	}
	logs, err := factory.CreateLogs(ctx, set, cfg, consumertest.NewNop())
	return func(ctx context.Context, b workload.Batch) error {
		if b.Logs != nil {
			return logs.ConsumeLogs(ctx, *b.Logs)
		}
		return traces.ConsumeTraces(ctx, *b.Traces)
	}, err
}

// contains is the yardstick: one search through the text of each record, for a string that it doesn't have.
func contains(_ context.Context, b workload.Batch) (err error) {
	b.Each(func(_ int, _ pcommon.Map, text pcommon.Value) {
		if strings.Contains(text.Str(), "errorNumber") {
			err = errors.New("an error in a healthy text")
		}
	})
	return err
}
