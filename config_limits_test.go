// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// readConfig reads settings as the Collector does at start.
func readConfig(settings map[string]any) (*Config, error) {
	cfg := createDefaultConfig().(*Config)
	if err := confmap.NewFromStringMap(settings).Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func oneError(facts map[string]any) map[string]any { return map[string]any{"errors": []any{facts}} }

// Values right at the limits, and right behind them.
var (
	longLabel = strings.Repeat("a", 63)
	longName  = longLabel + "." + longLabel + "." + longLabel + "." + strings.Repeat("a", 61) // 253 characters

	goodSettings = []map[string]any{
		{"hosts": []any{longName}},
		{"hosts": []any{"proxy.example."}},
		{"hosts": "a.example,b.example"},
		{"max_payload_size": 1},
		{"max_payload_size": 1e6},
		{"detect_in_text": false, "join_traces": false, "mark_errors": true},
		oneError(map[string]any{"number": 1}),
		oneError(map[string]any{"number": 2147483647, "status_code": 100}),
		oneError(map[string]any{"number": 9999, "status_code": 599}),
		{"errors": []any{map[string]any{"number": 9999, "api": "v1"}, map[string]any{"number": 9999, "api": "v2"}}},
	}
	badSettings = []struct {
		settings map[string]any
		says     string
	}{
		{map[string]any{"hosts": []any{longName + "a"}}, "is no host"},
		{map[string]any{"hosts": []any{longLabel + "a.example"}}, "is no host"},
		{map[string]any{"hosts": []any{"proxy." + longLabel + "a"}}, "is no host"},
		{map[string]any{"hosts": []any{"proxy.example", "PROXY.example."}}, `hosts[1]: "PROXY.example." is there twice`},
		{map[string]any{"hosts": []any{"::1", "0:0:0:0:0:0:0:1"}}, "is there twice"},
		{map[string]any{"hosts": []any{"a", []any{}}}, "hosts[1]: [] is of the wrong type, must be a text"},
		{map[string]any{"payload_attributes": 7}, "payload_attributes: 7 is of the wrong type"},
		{map[string]any{"message_attributes": 7}, "message_attributes: 7 is of the wrong type"},
		{map[string]any{"detect_in_text": "maybe"}, `detect_in_text: "maybe" is of the wrong type, must be true or false`},
		{map[string]any{"join_traces": 1}, "join_traces: 1 is of the wrong type, must be true or false"},
		{map[string]any{"max_payload_size": 1e300}, "max_payload_size: 1e+300 is of the wrong type"},
		{map[string]any{"errors": []any{9999}}, "errors[0]: 9999 is of the wrong type, must be an error"},
		{oneError(map[string]any{"number": int64(1) << 31}), "errors[0].number: 2147483648 is no error number"},
		{oneError(map[string]any{"number": 9999, "status_code": 99}), "errors[0].status_code: 99 is no HTTP status"},
		{oneError(map[string]any{"number": 9999, "status_code": 600}), "errors[0].status_code: 600 is no HTTP status"},
		{oneError(map[string]any{"number": 9999, "status_code": 0}), "errors[0].status_code: 0 is no HTTP status"},
		{map[string]any{"errors": []any{map[string]any{"number": 9999, "api": "v1"}, map[string]any{"number": 9999}}}, "errors[1].number: 9999 is in errors[0]"},
	}
)

// Values right at the limits are taken, those right behind them refused.
func TestConfigLimits(t *testing.T) {
	t.Parallel()
	for _, settings := range goodSettings {
		_, err := readConfig(settings)
		assert.NoError(t, err, "%v", settings)
	}
	for _, tt := range badSettings {
		_, err := readConfig(tt.settings)
		assert.ErrorContains(t, err, tt.says, "%v", tt.settings)
	}
}

func TestConfigWithoutValueKeepsDefault(t *testing.T) {
	t.Parallel()
	for name := range settings {
		cfg, err := readConfig(map[string]any{name: nil})
		if assert.NoError(t, err, name) {
			assert.Equal(t, createDefaultConfig(), cfg, name)
		}
	}
	facts := map[string]any{"number": 9999}
	for name := range errorSettings {
		if name != "number" {
			facts[name] = nil
		}
	}
	cfg, err := readConfig(oneError(facts))
	require.NoError(t, err)
	assert.Equal(t, []ErrorConfig{{Number: 9999}}, cfg.Errors)
}

// A Config that Go has made wasn't checked while it was read.
func TestConfigMadeInGoIsChecked(t *testing.T) {
	t.Parallel()
	cfg := createDefaultConfig().(*Config)
	cfg.Errors = []ErrorConfig{{Number: 9999, API: "v3"}, {Number: 9609, RetryClass: "later"}}
	err := cfg.Validate()
	assert.ErrorContains(t, err, `errors[0].api: unknown API "v3", must be one of: v1, v2`)
	assert.ErrorContains(t, err, `errors[1].retry_class: unknown class "later", must be one of: backoff,`)
}

// What the settings say reaches the code that acts on it.
func TestJoinTracesSetting(t *testing.T) {
	t.Parallel()
	assert.True(t, createDefaultConfig().(*Config).JoinTraces)
	for _, join := range []bool{true, false} {
		cfg, err := readConfig(map[string]any{"join_traces": join, "mark_errors": true})
		require.NoError(t, err)
		sink := new(consumertest.TracesSink)
		p, err := NewFactory().CreateTraces(t.Context(), processortest.NewNopSettings(metadata.Type), cfg, sink)
		require.NoError(t, err)
		require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))

		td := ptrace.NewTraces()
		spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		around, call := spans.AppendEmpty(), spans.AppendEmpty()
		around.SetSpanID([8]byte{1})
		around.SetEndTimestamp(10)
		around.Status().SetMessage("Apple VPP error 9625")
		call.SetParentSpanID(around.SpanID())
		call.SetSpanID([8]byte{2})
		call.SetKind(ptrace.SpanKindClient)
		call.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
		call.Attributes().PutInt("http.response.status_code", 401)
		require.NoError(t, p.ConsumeTraces(t.Context(), td))
		require.NoError(t, p.Shutdown(t.Context()))

		_, joined := call.Attributes().Get("apple.mdm.error.number")
		assert.Equal(t, join, joined)
		assert.Equal(t, ptrace.StatusCodeUnset, call.Status().Code(), "mark_errors is for what a span has answered itself")
	}
}
