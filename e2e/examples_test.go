// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
)

// freePorts overrides the standard ports of an example, which may be taken on this machine.
const freePorts = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
extensions:
  health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}
` + freeMetricsPort

const freeMetricsPort = `
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
`

var allPorts = []string{"GRPC_PORT", "HTTP_PORT", "HEALTH_PORT", "METRICS_PORT"}

func example(name string) string { return filepath.Join("examples", name) }

// What `make run` shows: the samples, explained, on the terminal.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	c := start(t, setup{configs: []string{example("quickstart.yaml"), freePorts}, ports: allPorts})

	resp, err := http.Get("http://" + c.addr("HEALTH_PORT"))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)

	// What the detailed output of the debug exporter says of spans and of log records.
	number := regexp.MustCompile(`apple\.mdm\.error\.number: Int\((\d+)\)`)
	want := []string{"9609", "9609", "9622", "9625", "9646", "9709"}
	c.await(t, "errors on the terminal", func() (bool, string) {
		var seen []string
		for _, m := range number.FindAllStringSubmatch(c.output.String(), -1) {
			seen = append(seen, m[1])
		}
		slices.Sort(seen)
		return slices.Equal(want, seen), fmt.Sprint(seen)
	})
	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9646, "response", "backoff", "match"):           1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"): 1,
		sighting("traces", 9609, "status", "fix_precondition", "none"):     1,
		sighting("logs", 9609, "response", "fix_precondition", "match"):    1,
		sighting("logs", 9625, "response", "reauthenticate", "none"):       1,
		sighting("logs", 9709, "notification", "fix_precondition", "none"): 1,
	})
}

// The full pipeline, with a client's span on its way to a backend.
func TestPipeline(t *testing.T) {
	t.Parallel()
	backend := newBackend(t)
	c := start(t, setup{
		configs: []string{example("pipeline.yaml"), freePorts}, ports: allPorts,
		env: []string{"BACKEND_ENDPOINT=" + backend.addr, "BACKEND_INSECURE=true"},
	})
	a := answer{429, "7", errorBody(t, 9646, "There are too many requests for the current Organization and the "+
		"request has been rejected, either due to high server volume or an MDM issue. Use an incremental/exponential "+
		"backoff strategy to retry the request until successful.")}
	service, m := serve(t, map[string]answer{"GET /mdm/v2/assets": a}), newMDM(t, overGRPC(t, c.addr("GRPC_PORT")))
	m.call(t, http.MethodGet, service+"/mdm/v2/assets", a)
	m.flush(t)
	span := backend.awaitSpan(t, c)
	assert.EqualValues(t, 9646, ours(span.Attributes())["apple.mdm.error.number"])
}

// The canary explains what the backend gets unexplained, and prints nothing that is healthy.
func TestCanaryExample(t *testing.T) {
	t.Parallel()
	backend := newBackend(t)
	c := begin(t, setup{
		configs: []string{example("canary.yaml"), freePorts}, ports: allPorts,
		env: []string{"BACKEND_ENDPOINT=" + backend.addr, "BACKEND_INSECURE=true"},
	})
	s := newSender(t, c.addr("GRPC_PORT"))
	s.send(t, answeredTrace(t, 1, 200, 9622))
	s.send(t, answeredTrace(t, 2, 200, 0))
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, body := range []string{"2 assets", "Apps and Books answered HTTP 429, Apple error 9646"} {
		records.AppendEmpty().Body().SetStr(body)
	}
	sendLogs(t, c.addr("GRPC_PORT"), ld)
	c.stop(t)

	assert.Len(t, backend.records(), 2)
	for _, lr := range backend.records() {
		assert.Empty(t, ours(lr.Attributes()))
	}
	var spans int
	for _, td := range backend.td {
		for _, span := range spansOf(td) {
			assert.Empty(t, ours(span.Attributes()))
			spans++
		}
	}
	assert.Equal(t, 4, spans)
	out := c.output.String()
	assert.Equal(t, 1, strings.Count(out, "\nSpan #"), out)
	assert.Equal(t, 1, strings.Count(out, "\nLogRecord #"), out)
	assert.Contains(t, out, "apple.mdm.error.number: Int(9622)")
	assert.Contains(t, out, "apple.mdm.error.number: Int(9646)")
}

func TestNotificationsExample(t *testing.T) {
	t.Parallel()
	backend := newBackend(t)
	dir := t.TempDir()
	failed, succeeded := notifications(t)
	for _, name := range []string{"verbatim", "parsed"} {
		appendLine(t, filepath.Join(dir, name), succeeded)
		appendLine(t, filepath.Join(dir, name), failed)
	}
	c := start(t, setup{
		configs: []string{example("notifications.yaml"), freeMetricsPort}, ports: []string{"METRICS_PORT"},
		env: []string{
			"BACKEND_ENDPOINT=" + backend.addr, "BACKEND_INSECURE=true",
			"NOTIFICATIONS_VERBATIM=" + filepath.Join(dir, "verbatim"),
			"NOTIFICATIONS_PARSED=" + filepath.Join(dir, "parsed"),
		},
	})
	var records []plog.LogRecord
	c.await(t, "four log records at the backend", func() (bool, string) {
		records = backend.records()
		return len(records) >= 4, ""
	})
	require.Len(t, records, 4)
	var found int
	for _, lr := range records {
		if m := ours(lr.Attributes()); len(m) > 0 {
			assert.Equal(t, explained(t), m)
			found++
		}
	}
	assert.Equal(t, 2, found)
}

// backend receives OTLP over gRPC.
type backend struct {
	addr string
	mu   sync.Mutex
	td   []ptrace.Traces
	ld   []plog.Logs
}

type (
	traceServer struct {
		ptraceotlp.UnimplementedGRPCServer
		*backend
	}
	logServer struct {
		plogotlp.UnimplementedGRPCServer
		*backend
	}
)

func newBackend(t *testing.T) *backend {
	t.Helper()
	l := listen(t)
	b := &backend{addr: l.Addr().String()}
	srv := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(srv, &traceServer{backend: b})
	plogotlp.RegisterGRPCServer(srv, &logServer{backend: b})
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(srv.Stop)
	return b
}

func (s *traceServer) Export(_ context.Context, req ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.td = append(s.td, req.Traces())
	return ptraceotlp.NewExportResponse(), nil
}

func (s *logServer) Export(_ context.Context, req plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ld = append(s.ld, req.Logs())
	return plogotlp.NewExportResponse(), nil
}

func (b *backend) awaitSpan(t *testing.T, c *collector) ptrace.Span {
	t.Helper()
	var spans []ptrace.Span
	c.await(t, "a span at the backend", func() (bool, string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		spans = nil
		for _, td := range b.td {
			spans = append(spans, spansOf(td)...)
		}
		return len(spans) >= 1, ""
	})
	require.Len(t, spans, 1)
	return spans[0]
}

func (b *backend) records() []plog.LogRecord {
	b.mu.Lock()
	defer b.mu.Unlock()
	var records []plog.LogRecord
	for _, ld := range b.ld {
		records = append(records, recordsOf(ld)...)
	}
	return records
}
