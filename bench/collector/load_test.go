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
