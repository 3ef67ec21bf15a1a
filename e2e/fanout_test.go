// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	be "encoding/binary"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// fanOutConfig has one receiver for three pipelines of each signal: the second explains the errors, the others hand on what
// came in, the third behind a processor that says that it changes data, too.
const fanOutConfig = `
receivers:
  otlp:
    protocols:
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
processors:
  mdm_error:
  attributes:
    actions: [{key: seen, value: elsewhere, action: insert}]
exporters:
  file/first: {path: "${env:OUTPUT}/first", format: proto, flush_interval: 20ms}
  file/explained: {path: "${env:OUTPUT}/explained", format: proto, flush_interval: 20ms}
  file/changed: {path: "${env:OUTPUT}/changed", format: proto, flush_interval: 20ms}
  file/last: {path: "${env:OUTPUT}/last", format: proto, flush_interval: 20ms}
service:
  telemetry:
    metrics: {level: none}
  pipelines:
    SIGNAL/first: {receivers: [otlp], exporters: [file/first]}
    SIGNAL/explained: {receivers: [otlp], processors: [mdm_error], exporters: [file/explained]}
    SIGNAL/changed: {receivers: [otlp], processors: [attributes], exporters: [file/changed]}
    SIGNAL/last: {receivers: [otlp], exporters: [file/last]}
`

// What the pipelines beside get from the same receiver is what came in, byte for byte.
func TestOtherPipelinesSeeTheOriginal(t *testing.T) {
	t.Parallel()
	for signal, sent := range map[string][]byte{"traces": sampleSpans(t), "logs": sampleRecords(t)} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			output := t.TempDir()
			c := start(t, setup{
				configs: []string{string(bytes.ReplaceAll([]byte(fanOutConfig), []byte("SIGNAL"), []byte(signal)))},
				ports:   []string{"HTTP_PORT"},
				env:     []string{"OUTPUT=" + output},
			})
			require.NotContains(t, string(sent), "apple.mdm.")
			resp, err := http.Post(fmt.Sprintf("http://%s/v1/%s", c.addr("HTTP_PORT"), signal), "application/x-protobuf", bytes.NewReader(sent))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusOK, resp.StatusCode)

			explained := c.awaitProto(t, filepath.Join(output, "explained"))
			assert.Contains(t, string(explained), "apple.mdm.error.number")
			assert.NotContains(t, string(explained), "elsewhere")
			for _, name := range []string{"first", "last"} {
				assert.True(t, bytes.Equal(sent, c.awaitProto(t, filepath.Join(output, name))), name)
			}
			changed := c.awaitProto(t, filepath.Join(output, "changed"))
			assert.Contains(t, string(changed), "elsewhere")
			assert.NotContains(t, string(changed), "apple.mdm.")
		})
	}
}

// sampleSpans returns the first batch of the samples, which has an error, as protobuf; sampleRecords the notifications.
func sampleSpans(t *testing.T) []byte {
	t.Helper()
	td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(lines(t, filepath.Join(root, "examples", "samples", "spans.jsonl"))[0])
	require.NoError(t, err)
	raw, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return raw
}

func sampleRecords(t *testing.T) []byte {
	t.Helper()
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, line := range lines(t, filepath.Join(root, "examples", "samples", "notifications.jsonl")) {
		records.AppendEmpty().Body().SetStr(string(line))
	}
	raw, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
	require.NoError(t, err)
	return raw
}

// awaitProto waits for the one message that the file exporter has written: its length, then itself.
func (c *collector) awaitProto(t *testing.T, path string) (message []byte) {
	t.Helper()
	c.await(t, "a message in "+path, func() (bool, string) {
		raw, err := os.ReadFile(path)
		if err != nil || len(raw) < 4 {
			return false, fmt.Sprint(err)
		}
		message = raw[4:]
		return len(message) == int(be.BigEndian.Uint32(raw)), fmt.Sprint(len(message), " bytes")
	})
	return message
}
