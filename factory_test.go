// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

func TestFactory(t *testing.T) {
	t.Parallel()
	f := NewFactory()
	assert.Equal(t, component.MustNewType("mdm_error"), f.Type())
	assert.Equal(t, component.StabilityLevelBeta, f.TracesStability())
	assert.Equal(t, component.StabilityLevelBeta, f.LogsStability())
	assert.Equal(t, component.StabilityLevelUndefined, f.MetricsStability())
	_, err := f.CreateMetrics(t.Context(), processortest.NewNopSettings(metadata.Type), f.CreateDefaultConfig(), consumertest.NewNop())
	require.Error(t, err)
}

// pipelined is what the processors of both signals have in common.
type pipelined interface {
	component.Component
	Capabilities() consumer.Capabilities
}

// starts creates and starts the processor of each signal.
var starts = map[string]func(*testing.T, processor.Settings, *Config) pipelined{
	"traces": func(t *testing.T, set processor.Settings, cfg *Config) pipelined {
		return startTraces(t, set, cfg, consumertest.NewNop())
	},
	"logs": func(t *testing.T, set processor.Settings, cfg *Config) pipelined {
		return startLogs(t, set, cfg, consumertest.NewNop())
	},
}

func TestCapabilities(t *testing.T) {
	t.Parallel()
	for signal, start := range starts {
		p := start(t, processortest.NewNopSettings(metadata.Type), defaultConfig())
		assert.Equal(t, consumer.Capabilities{MutatesData: true}, p.Capabilities(), signal)
	}
}

func TestStartTellsTheSettings(t *testing.T) {
	t.Parallel()
	for signal, start := range starts {
		core, logged := observer.New(zap.DebugLevel)
		set := processortest.NewNopSettings(metadata.Type)
		set.Logger = zap.New(core)
		cfg := defaultConfig()
		cfg.Hosts = append(cfg.Hosts, "mdm-proxy.example.com")
		cfg.PayloadAttributes = []string{"vpp.answer"}
		cfg.MessageAttributes = []string{"vpp.note"}
		cfg.MaxPayloadSize = 4096
		cfg.MarkErrors = true
		cfg.Errors = []ErrorConfig{{Number: 9999, RetryClass: catalog.Never}}
		start(t, set, cfg)
		require.Equal(t, 1, logged.Len(), signal)
		line := logged.All()[0]
		assert.Equal(t, zap.InfoLevel, line.Level, signal)
		assert.Equal(t, "Looking for Apple MDM errors", line.Message, signal)
		told := line.ContextMap()
		assert.Equal(t, slices.Sorted(maps.Keys(settings)), slices.Sorted(maps.Keys(told)), signal)
		for setting, want := range map[string]any{
			"hosts":              []any{"vpp.itunes.apple.com", "mdm-proxy.example.com"},
			"payload_attributes": []any{"vpp.answer"},
			"message_attributes": []any{"vpp.note"},
			"max_payload_size":   int64(4096),
			"mark_errors":        true,
			"errors":             int64(1),
		} {
			assert.Equal(t, want, told[setting], "%s: %s", signal, setting)
		}
	}
}

// Nothing received is ever logged: what is logged doesn't depend on what is received.
func TestNothingIsLoggedLater(t *testing.T) {
	t.Parallel()
	core, logged := observer.New(zap.DebugLevel)
	set := processortest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	traces := startTraces(t, set, defaultConfig(), consumertest.NewNop())
	logs := startLogs(t, set, defaultConfig(), consumertest.NewNop())
	logged.TakeAll()
	for _, c := range goldenCases(t) {
		if c.has("traces.yaml") {
			require.NoError(t, traces.ConsumeTraces(t.Context(), c.traces(t, "traces.yaml")))
		}
		if c.has("logs.yaml") {
			require.NoError(t, logs.ConsumeLogs(t.Context(), c.logs(t, "logs.yaml")))
		}
	}
	assert.Empty(t, logged.All())
}

type contextKey struct{}

// The next consumer gets the caller's context: authentication and client metadata travel in it.
func TestContextReachesTheNextConsumer(t *testing.T) {
	t.Parallel()
	ctx := context.WithValue(t.Context(), contextKey{}, "kept")
	var fromTraces, fromLogs any
	nextTraces, err := consumer.NewTraces(func(ctx context.Context, _ ptrace.Traces) error {
		fromTraces = ctx.Value(contextKey{})
		return nil
	})
	require.NoError(t, err)
	nextLogs, err := consumer.NewLogs(func(ctx context.Context, _ plog.Logs) error {
		fromLogs = ctx.Value(contextKey{})
		return nil
	})
	require.NoError(t, err)
	set := processortest.NewNopSettings(metadata.Type)
	require.NoError(t, startTraces(t, set, defaultConfig(), nextTraces).ConsumeTraces(ctx, ptrace.NewTraces()))
	require.NoError(t, startLogs(t, set, defaultConfig(), nextLogs).ConsumeLogs(ctx, plog.NewLogs()))
	assert.Equal(t, "kept", fromTraces)
	assert.Equal(t, "kept", fromLogs)
}

func TestErrorOfTheNextConsumerIsReturned(t *testing.T) {
	t.Parallel()
	set := processortest.NewNopSettings(metadata.Type)
	next := consumertest.NewErr(assert.AnError)
	require.ErrorIs(t, startTraces(t, set, defaultConfig(), next).ConsumeTraces(t.Context(), ptrace.NewTraces()), assert.AnError)
	require.ErrorIs(t, startLogs(t, set, defaultConfig(), next).ConsumeLogs(t.Context(), plog.NewLogs()), assert.AnError)
}

// One Collector may have the processor in several pipelines, each with settings of its own.
func TestInstancesAreIndependent(t *testing.T) {
	t.Parallel()
	proxied := defaultConfig()
	proxied.Hosts = []string{"mdm-proxy.example.com"}
	for host, cfg := range map[string]*Config{"vpp.itunes.apple.com": defaultConfig(), "mdm-proxy.example.com": proxied} {
		td, spans := newSpans()
		span := appendCall(spans, 503)
		span.Attributes().PutStr("server.address", host)
		span.Attributes().Remove("url.full")
		eachSpan(processTraces(t, cfg, td), func(span ptrace.Span) {
			class, ok := span.Attributes().Get("apple.mdm.retry.class")
			require.True(t, ok, host)
			assert.Equal(t, "backoff", class.Str(), host)
		})
	}
}
