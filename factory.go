// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processorhelper"
	"go.uber.org/zap"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

// NewFactory returns the factory of the mdm_error processor.
func NewFactory() processor.Factory {
	f := &factory{memories: make(map[memoryKey]*memory)}
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(f.createTraces, metadata.TracesStability),
		processor.WithLogs(f.createLogs, metadata.LogsStability),
	)
}

// factory makes the processors of all pipelines. Those with the same ID and configuration share what they remember.
type factory struct {
	mu       sync.Mutex
	memories map[memoryKey]*memory
}

func (f *factory) createTraces(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	e, options, err := f.create(set, cfg.(*Config), pipeline.SignalTraces)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewTraces(ctx, set, cfg, next, e.Traces, options...)
}

func (f *factory) createLogs(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
	e, options, err := f.create(set, cfg.(*Config), pipeline.SignalLogs)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewLogs(ctx, set, cfg, next, e.Logs, options...)
}

func (f *factory) create(set processor.Settings, cfg *Config, signal pipeline.Signal) (*enrich.Enricher, []processorhelper.Option, error) {
	overrides := make([]catalog.Override, len(cfg.Errors))
	for i, e := range cfg.Errors {
		overrides[i] = catalog.Override{API: e.API, Number: e.Number, Message: e.Message, StatusCode: e.StatusCode, RetryClass: e.RetryClass}
	}
	metrics, err := enrich.NewMetrics(set.TelemetrySettings, set.ID, signal)
	if err != nil {
		return nil, nil, err
	}
	key := memoryKey{set.ID, cfg}
	settings := enrich.Settings{
		Hosts:             nonEmpty(cfg.Hosts),
		PayloadAttributes: nonEmpty(cfg.PayloadAttributes),
		MessageAttributes: nonEmpty(cfg.MessageAttributes),
		ExcludeAttributes: nonEmpty(cfg.ExcludeAttributes),
		MaxPayloadSize:    cfg.MaxPayloadSize,
		DetectInText:      cfg.DetectInText,
		Memory:            f.memory(key),
		MarkErrors:        cfg.MarkErrors,
		Catalog:           catalog.New(overrides...),
	}
	return enrich.New(settings, metrics), f.options(set, key, &settings), nil
}

func (f *factory) options(set processor.Settings, key memoryKey, s *enrich.Settings) []processorhelper.Option {
	cfg, started := key.cfg, false // Shutdown may be called without Start, and more than once
	return []processorhelper.Option{
		processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true}),
		processorhelper.WithStart(func(context.Context, component.Host) error {
			set.Logger.Info("Looking for Apple MDM errors",
				zap.Strings("hosts", s.Hosts),
				zap.Strings("payload_attributes", s.PayloadAttributes),
				zap.Strings("message_attributes", s.MessageAttributes),
				zap.Strings("exclude_attributes", s.ExcludeAttributes),
				zap.Int("max_payload_size", cfg.MaxPayloadSize),
				zap.Bool("detect_in_text", cfg.DetectInText),
				zap.Dict("join", zap.Bool("enabled", cfg.Join.Enabled), zap.Stringer("ttl", cfg.Join.TTL),
					zap.Stringer("event_ttl", cfg.Join.EventTTL), zap.Int("max_items", cfg.Join.MaxItems)),
				zap.Bool("mark_errors", cfg.MarkErrors),
				zap.Int("errors", len(cfg.Errors)),
			)
			if !slices.ContainsFunc(s.Hosts, func(host string) bool { return enrich.CanonicalHost(host) == defaultHost }) {
				set.Logger.Warn("hosts does not include "+defaultHost+": on direct calls to Apple, the HTTP status is not trusted, and "+
					"an error response counts only with its documented message; add it, unless all calls go through a proxy",
					zap.Strings("hosts", s.Hosts))
			}
			started = true
			return f.start(key, set)
		}),
		processorhelper.WithShutdown(func(context.Context) error {
			if started {
				started = false
				f.shutdown(key)
			}
			return nil
		}),
	}
}

func nonEmpty(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}
