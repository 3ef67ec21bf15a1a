// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"net"
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
	_ "google.golang.org/grpc/encoding/gzip" // which the exporter uses by default
	"google.golang.org/grpc/status"
)

// backend receives OTLP over gRPC. It can be made to refuse, stopped, and started again at the same address.
type backend struct {
	addr string
	srv  *grpc.Server

	mu      sync.Mutex
	refuse  bool
	refused int // exports
	// keep is called with each batch, one at a time. By default, all batches are kept.
	keep    func(batch any)
	batches []any
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
	b.keep = func(batch any) { b.batches = append(b.batches, batch) }
	b.start(t)
	t.Cleanup(func() { b.srv.Stop() }) // aborts requests in progress
	return b
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
	b.srv = grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(b.srv, &traceServer{backend: b})
	plogotlp.RegisterGRPCServer(b.srv, &logServer{backend: b})
	go func(srv *grpc.Server) { _ = srv.Serve(l) }(b.srv)
}

func (s *traceServer) Export(_ context.Context, req ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	return ptraceotlp.NewExportResponse(), s.take(req.Traces())
}

func (s *logServer) Export(_ context.Context, req plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	return plogotlp.NewExportResponse(), s.take(req.Logs())
}

func (b *backend) take(batch any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse {
		b.refused++
		return status.Error(codes.Unavailable, "the backend refuses")
	}
	b.keep(batch)
	return nil
}

// setRefusing makes the backend refuse, or accept again.
func (b *backend) setRefusing(refuse bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = refuse
}

func (b *backend) refusals() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused
}

func (b *backend) spans() (all []ptrace.Span) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, batch := range b.batches {
		if td, ok := batch.(ptrace.Traces); ok {
			all = append(all, spansOf(td)...)
		}
	}
	return all
}

func (b *backend) records() (all []plog.LogRecord) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, batch := range b.batches {
		if ld, ok := batch.(plog.Logs); ok {
			all = append(all, recordsOf(ld)...)
		}
	}
	return all
}

// awaitN waits until n spans or log records have arrived.
func awaitN[R any](t *testing.T, c *collector, n int, arrived func() []R) (all []R) {
	t.Helper()
	c.await(t, "records at the backend", func() (bool, any) {
		all = arrived()
		return len(all) >= n, len(all)
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

// attributesOf returns the attributes of each record of a batch, and its signal.
func attributesOf(batch any) (signal string, all []pcommon.Map) {
	switch batch := batch.(type) {
	case ptrace.Traces:
		signal = "traces"
		for _, span := range spansOf(batch) {
			all = append(all, span.Attributes())
		}
	case plog.Logs:
		signal = "logs"
		for _, lr := range recordsOf(batch) {
			all = append(all, lr.Attributes())
		}
	}
	return signal, all
}
