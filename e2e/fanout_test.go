// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// fanOutConfig has one receiver for four pipelines of each signal. The second explains the errors, the others pass on what
// they receive; the third has a processor that also declares that it mutates data.
const fanOutConfig = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
processors:
  mdm_error:
  attributes:
    actions: [{key: seen, value: elsewhere, action: insert}]
exporters:
  otlp_grpc/first: {endpoint: "${env:FIRST}", tls: {insecure: true}}
  otlp_grpc/explained: {endpoint: "${env:EXPLAINED}", tls: {insecure: true}}
  otlp_grpc/changed: {endpoint: "${env:CHANGED}", tls: {insecure: true}}
  otlp_grpc/last: {endpoint: "${env:LAST}", tls: {insecure: true}}
service:
  telemetry:
    metrics: {level: none}
  pipelines:
    SIGNAL/first: {receivers: [otlp], exporters: [otlp_grpc/first]}
    SIGNAL/explained: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc/explained]}
    SIGNAL/changed: {receivers: [otlp], processors: [attributes], exporters: [otlp_grpc/changed]}
    SIGNAL/last: {receivers: [otlp], exporters: [otlp_grpc/last]}
`

// The other pipelines of a receiver get its data unchanged, byte for byte.
func TestOtherPipelinesSeeTheOriginal(t *testing.T) {
	t.Parallel()
	spans := answeredTrace(t, 1, 200, 9622)
	logs := plog.NewLogs()
	records := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	failed, succeeded := notifications(t)
	for _, line := range []string{failed, succeeded} {
		records.AppendEmpty().Body().SetStr(line)
	}
	for signal, sent := range map[string]any{"traces": spans, "logs": logs} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			want := marshal(t, sent)
			require.NotContains(t, want, "apple.mdm.")
			backends, env := map[string]*backend{}, []string{}
			for _, name := range []string{"first", "explained", "changed", "last"} {
				backends[name] = newBackend(t)
				env = append(env, strings.ToUpper(name)+"="+backends[name].addr)
			}
			c := start(t, setup{
				configs: []string{strings.ReplaceAll(fanOutConfig, "SIGNAL", signal)}, ports: []string{"GRPC_PORT"}, env: env,
			})
			require.NoError(t, newSender(t, c.addr("GRPC_PORT")).export(t.Context(), sent))
			got := map[string]string{}
			for name, b := range backends {
				if signal == "traces" {
					awaitN(t, c, spans.SpanCount(), b.spans)
					got[name] = marshal(t, b.td[0])
				} else {
					awaitN(t, c, logs.LogRecordCount(), b.records)
					got[name] = marshal(t, b.ld[0])
				}
			}
			assert.True(t, got["first"] == want)
			assert.True(t, got["last"] == want)
			assert.Contains(t, got["explained"], "apple.mdm.error.number")
			assert.NotContains(t, got["explained"], "elsewhere")
			assert.Contains(t, got["changed"], "elsewhere")
			assert.NotContains(t, got["changed"], "apple.mdm.")
		})
	}
}

// marshal returns a batch as protobuf.
func marshal(t *testing.T, data any) string {
	t.Helper()
	var raw []byte
	var err error
	switch data := data.(type) {
	case ptrace.Traces:
		raw, err = new(ptrace.ProtoMarshaler).MarshalTraces(data)
	case plog.Logs:
		raw, err = new(plog.ProtoMarshaler).MarshalLogs(data)
	}
	require.NoError(t, err)
	return string(raw)
}
