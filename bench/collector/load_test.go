// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// receiver counts what comes in.
type receiver struct {
	ptraceotlp.UnimplementedGRPCServer
	exports, spans atomic.Int64
}

func (r *receiver) Export(_ context.Context, req ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	r.exports.Add(1)
	r.spans.Add(int64(req.Traces().SpanCount()))
	return ptraceotlp.NewExportResponse(), nil
}

// As many spans arrive as are counted, also where the exports in flight don't share them evenly.
func TestSend(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r, server := &receiver{}, grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, r)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })

	l, err := newLoad(3)
	require.NoError(t, err)
	require.NoError(t, l.send(t.Context(), &process{conn: conn}, 2*inFlight+1))
	assert.EqualValues(t, 2*inFlight+1, r.exports.Load())
	assert.EqualValues(t, 3*(2*inFlight+1), r.spans.Load())
}

// The sink answers what an exporter sends, and counts it; who waits for more than comes waits until the context ends.
func TestSink(t *testing.T) {
	t.Parallel()
	to, err := newSink()
	require.NoError(t, err)
	t.Cleanup(to.server.Stop)
	conn, err := grpc.NewClient(to.addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })

	l, err := newLoad(3)
	require.NoError(t, err)
	message, err := ptraceotlp.NewGRPCClient(conn).Export(t.Context(), ptraceotlp.NewExportRequest(), grpc.UseCompressor("gzip"))
	require.NoError(t, err)
	assert.Zero(t, message.PartialSuccess().RejectedSpans())
	require.NoError(t, l.send(t.Context(), &process{conn: conn}, 2))
	require.NoError(t, to.await(t.Context(), 3))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, to.await(ctx, 4), context.Canceled)
}
