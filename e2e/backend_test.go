// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// backend receives OTLP over gRPC. It can be made to refuse, stopped, and started again at the same address.
type backend struct {
	addr string

	mu       sync.Mutex
	srv      *grpc.Server
	refusing bool
	refused  int // exports
	// keep is called with each record, one at a time. If nil, all batches are kept.
	keep func(signal string, attrs pcommon.Map)
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
	b := &backend{addr: net.JoinHostPort("127.0.0.1", freePort(t))}
	b.start(t)
	t.Cleanup(b.stop)
	return b
}

// env returns the variables with which the examples find the backend.
func (b *backend) env() []string {
	return []string{"BACKEND_ENDPOINT=" + b.addr, "BACKEND_INSECURE=true"}
}

func (b *backend) start(t *testing.T) {
	t.Helper()
	var l net.Listener
	// A process that another test starts may still hold a copy of the closed listener.
	require.Eventually(t, func() bool {
		var err error
		l, err = net.Listen("tcp", b.addr)
		return err == nil
	}, patience, poll, "%s isn't free", b.addr)
	srv := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(srv, &traceServer{backend: b})
	plogotlp.RegisterGRPCServer(srv, &logServer{backend: b})
	b.mu.Lock()
	b.srv = srv
	b.mu.Unlock()
	go func() { _ = srv.Serve(l) }()
}

// stop aborts requests in progress.
func (b *backend) stop() {
	b.mu.Lock()
	srv := b.srv
	b.mu.Unlock()
	srv.Stop()
}

func (b *backend) refuse(refusing bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refusing = refusing
}

func (b *backend) refusals() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused
}

func (s *traceServer) Export(_ context.Context, req ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	return ptraceotlp.NewExportResponse(), s.take("traces", attributesOf(spansOf(req.Traces())), func() { s.td = append(s.td, req.Traces()) })
}

func (s *logServer) Export(_ context.Context, req plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	return plogotlp.NewExportResponse(), s.take("logs", attributesOf(recordsOf(req.Logs())), func() { s.ld = append(s.ld, req.Logs()) })
}

func attributesOf[R interface{ Attributes() pcommon.Map }](records []R) (all []pcommon.Map) {
	for _, r := range records {
		all = append(all, r.Attributes())
	}
	return all
}

func (b *backend) take(signal string, records []pcommon.Map, store func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.refusing:
		b.refused++
		return status.Error(codes.Unavailable, "the backend refuses")
	case b.keep == nil:
		store()
	default:
		for _, attrs := range records {
			b.keep(signal, attrs)
		}
	}
	return nil
}

// spans returns all spans that have arrived.
func (b *backend) spans() (all []ptrace.Span) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, td := range b.td {
		all = append(all, spansOf(td)...)
	}
	return all
}

// records returns all log records that have arrived.
func (b *backend) records() (all []plog.LogRecord) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ld := range b.ld {
		all = append(all, recordsOf(ld)...)
	}
	return all
}

// awaitN waits until n spans or log records have arrived.
func awaitN[R any](t *testing.T, c collector, n int, arrived func() []R) (all []R) {
	t.Helper()
	c.await(t, fmt.Sprintf("%d records at the backend", n), func() (bool, string) {
		all = arrived()
		return len(all) >= n, fmt.Sprint(len(all))
	})
	require.Len(t, all, n)
	return all
}

func spansOf(td ptrace.Traces) (all []ptrace.Span) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				all = append(all, span)
			}
		}
	}
	return all
}

func recordsOf(ld plog.Logs) (all []plog.LogRecord) {
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				all = append(all, lr)
			}
		}
	}
	return all
}

// ours returns the attributes that the processor wrote.
func ours(attrs pcommon.Map) object {
	m := object{}
	for k, v := range attrs.All() {
		if strings.HasPrefix(k, "apple.mdm.") {
			m[k] = v.AsRaw()
		}
	}
	return m
}
