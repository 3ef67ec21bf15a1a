// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
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
func (s sender) export(ctx context.Context, data any) error {
	var rejected int64
	switch data := data.(type) {
	case ptrace.Traces:
		resp, err := s.traces.Export(ctx, ptraceotlp.NewExportRequestFromTraces(data))
		if err != nil {
			return err
		}
		rejected = resp.PartialSuccess().RejectedSpans()
	case plog.Logs:
		resp, err := s.logs.Export(ctx, plogotlp.NewExportRequestFromLogs(data))
		if err != nil {
			return err
		}
		rejected = resp.PartialSuccess().RejectedLogRecords()
	}
	if rejected != 0 {
		return fmt.Errorf("%d records were rejected", rejected)
	}
	return nil
}

func (s sender) send(t *testing.T, batches ...ptrace.Traces) {
	t.Helper()
	for _, td := range batches {
		require.NoError(t, s.export(t.Context(), td))
	}
}

// sendLogs sends log records with these bodies, in one batch.
func (s sender) sendLogs(t *testing.T, bodies ...string) {
	t.Helper()
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "mdm-server")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	for _, body := range bodies {
		lr := records.AppendEmpty()
		lr.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		lr.Body().SetStr(body)
	}
	require.NoError(t, s.export(t.Context(), ld))
}

// began is when every trace begins.
var began = time.Now().Add(-time.Second)

// newSpan makes a span of the trace with this number.
func newSpan(trace uint64, id, parent byte, start, end time.Duration) (ptrace.Traces, ptrace.Span) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "mdm-server")
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	sum := sha256.Sum256(fmt.Append(nil, trace)) // ids spread like random ones
	span.SetTraceID(pcommon.TraceID(sum[:16]))
	span.SetSpanID(pcommon.SpanID{id})
	span.SetParentSpanID(pcommon.SpanID{parent})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(start)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(began.Add(end)))
	return td, span
}

// newOperation returns the span around a call, with an exception if its text isn't empty.
func newOperation(trace uint64, exception string) ptrace.Traces {
	td, span := newSpan(trace, 1, 0, 0, 10*time.Millisecond)
	span.SetName("sync assets")
	span.SetKind(ptrace.SpanKindInternal)
	if exception != "" {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.SetTimestamp(span.EndTimestamp())
		event.Attributes().PutStr("exception.message", exception)
	}
	return td
}

// newCall is the client span below it.
func newCall(trace uint64, a answer) ptrace.Traces {
	td, span := newSpan(trace, 2, 1, 2*time.Millisecond, 8*time.Millisecond)
	span.SetName("HTTP GET")
	span.SetKind(ptrace.SpanKindClient)
	attrs := span.Attributes()
	attrs.PutStr("server.address", "vpp.itunes.apple.com")
	attrs.PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets")
	attrs.PutInt("http.response.status_code", int64(a.status))
	if a.body != "" {
		attrs.PutStr(content, a.body)
	}
	if a.retryAfter != "" {
		attrs.PutStr("http.response.header.retry-after", a.retryAfter)
	}
	return td
}

const (
	content = "http.response.body.content"
	tooMany = "Apps and Books: too many requests (error number: 9646)"
	revoked = "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"
)

// loggedError is the error of newCall on a log record, written within the operation around it.
func loggedError(trace uint64, text string) plog.Logs {
	_, around := newSpan(trace, 1, 0, 0, 0)
	ld := plog.NewLogs()
	lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	lr.SetTraceID(around.TraceID())
	lr.SetSpanID(around.SpanID())
	lr.SetTimestamp(pcommon.NewTimestampFromTime(began.Add(9 * time.Millisecond)))
	lr.SetSeverityNumber(plog.SeverityNumberError)
	lr.Body().SetStr(text)
	return ld
}

// oneBatch puts spans together.
func oneBatch(batches ...ptrace.Traces) ptrace.Traces {
	all := ptrace.NewTraces()
	for _, td := range batches {
		td.ResourceSpans().MoveAndAppendTo(all.ResourceSpans())
	}
	return all
}

var traceNumber atomic.Uint64

// calls sends n calls with the same response, each in a separate trace and batch.
func (s sender) calls(t *testing.T, n int, a answer) {
	t.Helper()
	for range n {
		s.send(t, newCall(traceNumber.Add(1), a))
	}
}

// joined sends an operation that failed with an error, and the call below it, which has the status alone.
func (s sender) joined(t *testing.T) pcommon.TraceID {
	t.Helper()
	trace := traceNumber.Add(1)
	td := oneBatch(newOperation(trace, revoked), newCall(trace, answer{status: 401}))
	s.send(t, td)
	return spansOf(td)[0].TraceID()
}

// healthy sends calls of all kinds that succeed, with attributes that a careless search would take for errors.
func (s sender) healthy(t *testing.T) {
	t.Helper()
	s.calls(t, 10, answer{status: 200, body: `{"assets":[{"adamId":"5550001","availableCount":9625}]}`})
	s.calls(t, 1, answer{status: 200, body: toJSON(t, object{
		"errorCodes": []any{object{"errorMessage": "The server has revoked the sToken.", "errorNumber": 9625}},
	})})
	s.calls(t, 2, answer{status: 200, body: `{"eventStatus":"COMPLETE","eventType":"ASSOCIATE","numCompleted":2}`})
	_, succeeded := notifications(t)
	s.sendLogs(t, succeeded, "synced 9625 users with Apple Business Manager")
}

// marshal returns a batch as protobuf.
func marshal(t *testing.T, data any) string {
	t.Helper()
	var raw []byte
	var err error
	switch data := data.(type) {
	case ptrace.Traces:
		raw, err = new(ptrace.ProtoMarshaler).MarshalTraces(data)
	case plog.Logs:
		raw, err = new(plog.ProtoMarshaler).MarshalLogs(data)
	}
	require.NoError(t, err)
	return string(raw)
}
