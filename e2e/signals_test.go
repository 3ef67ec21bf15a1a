// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// The failures of these tests. Only the body has the number, only the client span has the status, and no span has the body.
const (
	associate = "/mdm/v2/assets/associate" // 200 with 9622
	create    = "/mdm/v2/users/create"     // 400 with 9609
)

func failing(t *testing.T) string {
	t.Helper()
	return serve(t, fake.Options{
		// A realistic latency: a call is blamed for an error only if the error follows soon, relative to the call's duration.
		Latency: 200 * time.Millisecond,
		// The first call of the client in JavaScript is one too many.
		Script: script(t, associate+" 9622", create+" 9609", associate+" 9622"),
	})
}

// signalsConfig has one processor in the pipelines of both signals. It accepts the stand-in as Apple's service.
const signalsConfig = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
processors:
  mdm_error:
    hosts: [127.0.0.1]
exporters:
  otlp_grpc: {endpoint: "${env:BACKEND_ENDPOINT}", tls: {insecure: true}}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
    logs: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
`

func startForSignals(t *testing.T) (collector, *backend) {
	t.Helper()
	b := newBackend(t)
	return start(t, setup{
		configs: []string{signalsConfig, freeMetricsPort}, ports: []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"}, env: b.env(),
	}), b
}

// calls returns the client spans by the path that they called, once all spans are there: each call has one around it.
func (b *backend) calls(t *testing.T, c collector, n int) map[string]ptrace.Span {
	t.Helper()
	calls := map[string]ptrace.Span{}
	for _, span := range awaitN(t, c, 2*n, b.spans) {
		if span.Kind() != ptrace.SpanKindClient {
			assert.Empty(t, ours(span.Attributes()), span.Name())
			continue
		}
		full, ok := span.Attributes().Get("url.full")
		require.True(t, ok)
		u, err := url.Parse(full.Str())
		require.NoError(t, err)
		calls[u.Path] = span
	}
	require.Len(t, calls, n)
	return calls
}

// errorsOf returns log records by trace.
func errorsOf(t *testing.T, records []plog.LogRecord) map[pcommon.TraceID]plog.LogRecord {
	t.Helper()
	byTrace := map[pcommon.TraceID]plog.LogRecord{}
	for _, lr := range records {
		byTrace[lr.TraceID()] = lr
	}
	require.Len(t, byTrace, len(records))
	return byTrace
}

// assertJoined asserts that the second record of each pair has everything, and that each call is counted once.
func assertJoined(t *testing.T, c collector, b *backend, order string) {
	t.Helper()
	calls, errors := b.calls(t, c, 2), errorsOf(t, awaitN(t, c, 2, b.records))
	for path, tt := range map[string]struct {
		number       int
		class, check string
		more         []any
		alone        object // the call's attributes without a number
	}{
		associate: {9622, "reauthenticate", "mismatch", nil, object{}},
		create: {
			9609, "fix_precondition", "match",
			[]any{"expected_status_code", int64(400)},
			object{"apple.mdm.retry.class": "fix_request"},
		},
	} {
		e, _ := catalog.Lookup(tt.number)
		call := calls[path]
		lr, ok := errors[call.TraceID()]
		require.True(t, ok, "no log record of %s", path)
		said := func(delivery string, more ...any) object {
			return described(tt.number, e.Message, delivery, tt.class, append(more, tt.more...)...)
		}
		if order == "call_first" {
			assert.Equal(t, tt.alone, ours(call.Attributes()), path)
			assert.Equal(t, said("message", "status_check", tt.check, "join.span_id", call.SpanID().String()), ours(lr.Attributes()), path)
		} else {
			assert.Equal(t, said("trace", "status_check", tt.check, "join.span_id", lr.SpanID().String()), ours(call.Attributes()), path)
			assert.Equal(t, said("message"), ours(lr.Attributes()), path)
		}
	}
	second, failed := "traces", map[string]float64{}
	if order == "call_first" {
		second, failed = "logs", map[string]float64{failure("fix_request", 400): 1}
	}
	c.assertCounts(t, joinedCalls, map[string]float64{
		join(second, 9622, "reauthenticate", "mismatch", 200, order): 1,
		join(second, 9609, "fix_precondition", "match", 400, order):  1,
	})
	c.assertCounts(t, detected, map[string]float64{
		sighting("logs", 9622, "message", "reauthenticate", "none"):   1,
		sighting("logs", 9609, "message", "fix_precondition", "none"): 1,
	})
	c.assertCounts(t, failedCalls, failed)
}

// An MDM server in JavaScript that logs its errors, in both orders: its spans are made by the instrumentations of http and of fetch.
// By default, the SDK exports log records first. The client in Go is tested in client_test.go.
//
// Not beside other tests: a busy machine may take longer from the end of a call to its error than a call is blamed for.
func TestSignalsJavaScript(t *testing.T) {
	client := installJavaScript(t)
	for _, kind := range []string{"http", "fetch"} {
		for order, env := range map[string]string{
			"error_first": "OTEL_BSP_SCHEDULE_DELAY=5000", // the default, like the 1 s of log records
			"call_first":  "OTEL_BSP_SCHEDULE_DELAY=50",
		} {
			t.Run(kind+", "+order, func(t *testing.T) {
				t.Parallel()
				c, b := startForSignals(t)
				service := failing(t)
				node := run(t, "node", []string{client, kind, service + associate, service + create},
					append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("HTTP_PORT"), env), nil)
				node.await(t, "spans and log records", func() (bool, string) {
					return len(b.spans()) == 4 && len(b.records()) == 2, fmt.Sprint(len(b.spans()), len(b.records()))
				})
				assertJoined(t, c, b, order)
			})
		}
	}
}

// installJavaScript installs what the client needs, and returns its path.
func installJavaScript(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not on the PATH: the client in JavaScript is not tested. Node.js 20.6 or newer has it", program)
		}
	}
	dir, err := filepath.Abs(filepath.Join(root, "build", "javascript"))
	require.NoError(t, err)
	const lock = "package-lock.json"
	before, _ := os.ReadFile(filepath.Join(dir, lock))
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for _, name := range []string{"client.cjs", "package.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(readFile(t, filepath.Join("javascript", name))), 0o600))
	}
	if now := readFile(t, filepath.Join("javascript", lock)); now != string(before) {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		install.Dir = dir
		require.NoError(t, os.WriteFile(filepath.Join(dir, lock), []byte(now), 0o600))
		if out, err := install.CombinedOutput(); err != nil {
			_ = os.Remove(filepath.Join(dir, lock)) // to be tried again
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	return filepath.Join(dir, "client.cjs")
}
