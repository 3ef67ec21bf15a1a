// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sink is a backend that can be made to refuse, stopped, and started again at the same address.
type sink struct {
	addr string

	mu       sync.Mutex
	srv      *grpc.Server
	refusing bool
	refused  int // exports
	strange  []string
	got      map[string]map[int64]*receipt
	keep     func(signal string, id int64, attrs pcommon.Map) // called for each record, one after the other
}

// receipt is what is known of a record that arrived.
type receipt struct{ times, number int }

type (
	traceSink struct {
		ptraceotlp.UnimplementedGRPCServer
		*sink
	}
	logSink struct {
		plogotlp.UnimplementedGRPCServer
		*sink
	}
)

func newSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{addr: net.JoinHostPort("127.0.0.1", lowPort(t)), got: map[string]map[int64]*receipt{}}
	s.keep = s.keepEach
	for _, signal := range signals {
		s.got[signal] = map[int64]*receipt{}
	}
	s.start(t)
	t.Cleanup(s.stop)
	return s
}

func (s *sink) start(t *testing.T) {
	t.Helper()
	var l net.Listener
	// While another test starts a process, that has a copy of what was closed here.
	require.Eventually(t, func() (ok bool) {
		var err error
		l, err = net.Listen("tcp", s.addr)
		return err == nil
	}, patience, poll, "%s isn't free", s.addr)
	srv := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(srv, &traceSink{sink: s})
	plogotlp.RegisterGRPCServer(srv, &logSink{sink: s})
	s.mu.Lock()
	s.srv = srv
	s.mu.Unlock()
	go func() { _ = srv.Serve(l) }()
}

// stop breaks off what is under way.
func (s *sink) stop() {
	s.mu.Lock()
	srv := s.srv
	s.mu.Unlock()
	srv.Stop()
}

func (s *sink) refuse(refusing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusing = refusing
}

func (s *traceSink) Export(_ context.Context, req ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	var records []pcommon.Map
	for _, span := range spansOf(req.Traces()) {
		records = append(records, span.Attributes())
	}
	return ptraceotlp.NewExportResponse(), s.take("traces", records)
}

func (s *logSink) Export(_ context.Context, req plogotlp.ExportRequest) (plogotlp.ExportResponse, error) {
	var records []pcommon.Map
	for _, lr := range recordsOf(req.Logs()) {
		records = append(records, lr.Attributes())
	}
	return plogotlp.NewExportResponse(), s.take("logs", records)
}

func (s *sink) take(signal string, records []pcommon.Map) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusing {
		s.refused++
		return status.Error(codes.Unavailable, "the backend refuses")
	}
	for _, attrs := range records {
		v, ok := attrs.Get(idAttribute)
		if !ok {
			s.strange = append(s.strange, signal+": a record without an id")
			continue
		}
		s.keep(signal, v.Int(), attrs)
	}
	return nil
}

// keepEach is keep where little enough arrives.
func (s *sink) keepEach(signal string, id int64, attrs pcommon.Map) {
	number := numberOf(attrs)
	r := s.got[signal][id]
	if r == nil {
		r = &receipt{number: number}
		s.got[signal][id] = r
	}
	r.times++
	if r.number != number {
		s.strange = append(s.strange, signal+": a record that differs from its double")
	}
	if text := fmt.Sprint(ours(attrs)); canary.MatchString(text) {
		s.strange = append(s.strange, signal+": a secret: "+text)
	}
}

// numberOf returns the number of the error on a record; 0 if there is no attribute of ours, -1 if there are only others.
func numberOf(attrs pcommon.Map) int {
	found := ours(attrs)
	if len(found) == 0 {
		return 0
	}
	if number, ok := found["apple.mdm.error.number"].(int64); ok {
		return int(number)
	}
	return -1
}

// count returns how many different records of each signal have arrived, at the least, and how many exports were refused.
func (s *sink) count() (received, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return min(len(s.got["traces"]), len(s.got["logs"])), s.refused
}
