// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// sender sends OTLP over gRPC, one batch per request.
type sender struct {
	traces ptraceotlp.GRPCClient
	logs   plogotlp.GRPCClient
}

func newSender(t *testing.T, addr string) sender {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()),
		// The Collector may be down; reconnect more often than by default.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{BaseDelay: poll, Multiplier: 1, MaxDelay: poll}, MinConnectTimeout: time.Second,
		}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return sender{ptraceotlp.NewGRPCClient(conn), plogotlp.NewGRPCClient(conn)}
}

// export sends one batch, ptrace.Traces or plog.Logs.
func (s sender) export(ctx context.Context, batch any) (err error) {
	switch batch := batch.(type) {
	case ptrace.Traces:
		_, err = s.traces.Export(ctx, ptraceotlp.NewExportRequestFromTraces(batch))
	case plog.Logs:
		_, err = s.logs.Export(ctx, plogotlp.NewExportRequestFromLogs(batch))
	}
	return err
}

func (s sender) send(t *testing.T, batches ...any) {
	t.Helper()
	for _, batch := range batches {
		require.NoError(t, s.export(t.Context(), batch))
	}
}

// calls sends n calls with the same response, each in a separate trace and batch. Later ones began earlier.
func (s sender) calls(t *testing.T, n int, p part) {
	t.Helper()
	for range n {
		td := traces(p)
		spansOf(td)[0].SetStartTimestamp(at(-time.Duration(lastTrace.Load()) * time.Second))
		s.send(t, td)
	}
}

// healthy sends calls of all kinds that succeed, with attributes that a careless search would take for errors: 13 spans
// and 2 log records.
func (s sender) healthy(t *testing.T) {
	t.Helper()
	s.calls(t, 10, call(200, content, assets))
	s.calls(t, 1, call(200, content, errorCodes))
	s.calls(t, 2, call(200, content, `{"eventStatus":"COMPLETE","eventType":"ASSOCIATE","numCompleted":2}`))
	s.send(t, logs(logged(succeeded), logged(synced)))
}
