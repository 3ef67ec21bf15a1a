// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// inFlight is how many exports there are at once: while the Collector works on one, the next is there already.
const inFlight = 2

// load is one batch of ordinary spans, as it goes over the wire. It is marshalled once: the load shall cost little beside
// what it causes.
type load struct {
	message []byte
	perSend int
}

func newLoad(perSend int) (*load, error) {
	message, err := ptraceotlp.NewExportRequestFromTraces(workload.Ordinary(perSend)).MarshalProto()
	return &load{message, perSend}, err
}

// send exports the batch so many times.
func (l *load) send(ctx context.Context, c *process, times int) error {
	var group sync.WaitGroup
	errs := make([]error, inFlight)
	for i := range inFlight {
		group.Go(func() {
			for range times/inFlight + min(1, max(0, times%inFlight-i)) {
				if errs[i] = l.export(ctx, c); errs[i] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func (l *load) export(ctx context.Context, c *process, opts ...grpc.CallOption) error {
	var answer []byte
	return c.conn.Invoke(ctx, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", l.message, &answer, append(opts, grpc.ForceCodec(raw{}))...)
}

// raw hands on messages that are marshalled already.
type raw struct{}

func (raw) Name() string                  { return "proto" }
func (raw) Marshal(v any) ([]byte, error) { return v.([]byte), nil }
func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), data...)
	return nil
}
