// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"slices"

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
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
		processor.WithLogs(createLogs, metadata.LogsStability),
	)
}

func createTraces(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	e, err := newEnricher(set, cfg.(*Config), pipeline.SignalTraces)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewTraces(ctx, set, cfg, next, e.Traces, options(set, cfg.(*Config))...)
}

func createLogs(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
	e, err := newEnricher(set, cfg.(*Config), pipeline.SignalLogs)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewLogs(ctx, set, cfg, next, e.Logs, options(set, cfg.(*Config))...)
}

func newEnricher(set processor.Settings, cfg *Config, signal pipeline.Signal) (*enrich.Enricher, error) {
	overrides := make([]catalog.Override, len(cfg.Errors))
	for i, e := range cfg.Errors {
		overrides[i] = catalog.Override{API: e.API, Number: e.Number, Message: e.Message, StatusCode: e.StatusCode, RetryClass: e.RetryClass}
	}
	metrics, err := enrich.NewMetrics(set.TelemetrySettings, set.ID, signal)
	if err != nil {
		return nil, err
	}
	return enrich.New(enrich.Settings{
		Hosts:             nonEmpty(cfg.Hosts),
		PayloadAttributes: nonEmpty(cfg.PayloadAttributes),
		MessageAttributes: nonEmpty(cfg.MessageAttributes),
		ExcludeAttributes: nonEmpty(cfg.ExcludeAttributes),
		MaxPayloadSize:    cfg.MaxPayloadSize,
		DetectInText:      cfg.DetectInText,
		JoinTraces:        cfg.JoinTraces,
		MarkErrors:        cfg.MarkErrors,
		Catalog:           catalog.New(overrides...),
	}, metrics), nil
}

func options(set processor.Settings, cfg *Config) []processorhelper.Option {
	return []processorhelper.Option{
		processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true}),
		processorhelper.WithStart(func(context.Context, component.Host) error {
			set.Logger.Info("Looking for Apple MDM errors",
				zap.Strings("hosts", nonEmpty(cfg.Hosts)),
				zap.Strings("payload_attributes", nonEmpty(cfg.PayloadAttributes)),
				zap.Strings("message_attributes", nonEmpty(cfg.MessageAttributes)),
				zap.Strings("exclude_attributes", nonEmpty(cfg.ExcludeAttributes)),
				zap.Int("max_payload_size", cfg.MaxPayloadSize),
				zap.Bool("detect_in_text", cfg.DetectInText),
				zap.Bool("join_traces", cfg.JoinTraces),
				zap.Bool("mark_errors", cfg.MarkErrors),
				zap.Int("errors", len(cfg.Errors)),
			)
			if !slices.ContainsFunc(cfg.Hosts, func(host string) bool { return hostKey(host) == defaultHost }) {
				set.Logger.Warn("hosts does not include "+defaultHost+": on direct calls to Apple, the HTTP status is not trusted, "+
					"and errors count only with their documented message", zap.Strings("hosts", nonEmpty(cfg.Hosts)))
			}
			return nil
		}),
	}
}

func nonEmpty(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}
