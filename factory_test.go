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
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
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

func startTracesTo(t *testing.T, cfg *Config, next consumer.Traces) processor.Traces {
	t.Helper()
	p, err := NewFactory().CreateTraces(t.Context(), processortest.NewNopSettings(metadata.Type), cfg, next)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) }) // t.Context() is done by then
	return p
}

func startLogsTo(t *testing.T, cfg *Config, next consumer.Logs) processor.Logs {
	t.Helper()
	p, err := NewFactory().CreateLogs(t.Context(), processortest.NewNopSettings(metadata.Type), cfg, next)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) }) // t.Context() is done by then
	return p
}

func TestFactory(t *testing.T) {
	t.Parallel()
	f := NewFactory()
	assert.Equal(t, component.MustNewType("mdm_error"), f.Type())
	assert.Equal(t, component.StabilityLevelBeta, f.TracesStability())
	assert.Equal(t, component.StabilityLevelBeta, f.LogsStability())
	_, err := f.CreateMetrics(t.Context(), processortest.NewNopSettings(metadata.Type), f.CreateDefaultConfig(), consumertest.NewNop())
	require.Error(t, err)
	assert.True(t, startTracesTo(t, createDefaultConfig().(*Config), consumertest.NewNop()).Capabilities().MutatesData)
	assert.True(t, startLogsTo(t, createDefaultConfig().(*Config), consumertest.NewNop()).Capabilities().MutatesData)
}

// logged returns what processors of both signals log: at their start, and about records with an error.
func logged(t *testing.T, cfg *Config) []observer.LoggedEntry {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	set := processortest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	pt, err := NewFactory().CreateTraces(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	pl, err := NewFactory().CreateLogs(t.Context(), set, cfg, consumertest.NewNop())
	require.NoError(t, err)
	for _, p := range []component.Component{pt, pl} {
		require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	}
	td := ptrace.NewTraces()
	for _, payload := range []string{answer, answer[:len(answer)/2]} {
		span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.Attributes().PutStr("http.response.body.content", payload)
	}
	require.NoError(t, pt.ConsumeTraces(t.Context(), td))
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("Apple VPP error 9625")
	require.NoError(t, pl.ConsumeLogs(t.Context(), ld))
	for _, p := range []component.Component{pt, pl} {
		require.NoError(t, p.Shutdown(t.Context()))
	}
	return logs.All()
}

const answer = `{"errorNumber": 9622, "errorMessage": "The server has invalid sToken."}`

// Each pipeline logs the settings in effect once, at start. Nothing about received data is ever logged.
func TestLoggedSettings(t *testing.T) {
	t.Parallel()
	cfg := createDefaultConfig().(*Config)
	cfg.Hosts = []string{"VPP.itunes.apple.com.", "", "mdm-proxy.example.com"}
	cfg.PayloadAttributes = []string{"", "vpp.answer"}
	cfg.MaxPayloadSize = 4096
	cfg.Errors = []ErrorConfig{{Number: 9999, RetryClass: catalog.Never}}
	settings := confmap.New()
	require.NoError(t, settings.Marshal(cfg))
	lines := logged(t, cfg)
	require.Len(t, lines, 2)
	for _, line := range lines {
		assert.Equal(t, zap.InfoLevel, line.Level)
		fields := line.ContextMap()
		assert.Equal(t, slices.Sorted(maps.Keys(settings.ToStringMap())), slices.Sorted(maps.Keys(fields)))
		assert.Equal(t, []any{"VPP.itunes.apple.com.", "mdm-proxy.example.com"}, fields["hosts"])
		assert.Equal(t, []any{"vpp.answer"}, fields["payload_attributes"])
		assert.EqualValues(t, 4096, fields["max_payload_size"])
		assert.EqualValues(t, 1, fields["errors"])
	}
}

func TestLoggedWarningWithoutApple(t *testing.T) {
	t.Parallel()
	cfg := createDefaultConfig().(*Config)
	cfg.Hosts = []string{"mdm-proxy.example.com"}
	lines := slices.DeleteFunc(logged(t, cfg), func(l observer.LoggedEntry) bool { return l.Level == zap.InfoLevel })
	require.Len(t, lines, 2) // one per pipeline
	for _, line := range lines {
		assert.Equal(t, zap.WarnLevel, line.Level)
		assert.Contains(t, line.Message, "hosts does not include vpp.itunes.apple.com")
	}
}
