// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // as the exporter compresses
)

// sink takes what the Collectors export, and forgets it.
type sink struct {
	server  *grpc.Server
	addr    string
	batches atomic.Int64
}

func newSink() (*sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{addr: listener.Addr().String()}
	s.server = grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.MaxRecvMsgSize(64<<20), grpc.UnknownServiceHandler(s.take))
	go func() { _ = s.server.Serve(listener) }()
	return s, nil
}

// take answers any call, of which there is one: nothing of it is unmarshalled.
func (s *sink) take(_ any, stream grpc.ServerStream) error {
	var message []byte
	if err := stream.RecvMsg(&message); err != nil {
		return err
	}
	s.batches.Add(1)
	return stream.SendMsg([]byte{}) // a response in which nothing is set has no bytes
}

// await waits until so many batches have come in all: what waits in a queue has yet to cost something.
func (s *sink) await(ctx context.Context, batches int64) error {
	for s.batches.Load() < batches {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}
