// SPDX-License-Identifier: Apache-2.0

//go:build alerts || backends

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// faker sends spans and log records over OTLP, as the instrumented MDM server of examples/client does, but made by hand:
// each is a call to Apple's own host.
type faker struct {
	conn *grpc.ClientConn
	ids  uint64
}

func newFaker(t *testing.T, addr string) *faker {
	t.Helper()
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &faker{conn: conn}
}

// batch is spans of one trace.
type batch struct {
	ptrace.Traces
	spans ptrace.SpanSlice
	trace pcommon.TraceID
	s     *faker
}

func (s *faker) newBatch() *batch {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "mdm-server")
	s.ids++
	return &batch{td, rs.ScopeSpans().AppendEmpty().Spans(), pcommon.TraceID{15: byte(s.ids), 14: byte(s.ids >> 8), 0: 1}, s}
}

func (b *batch) span(name string, kind ptrace.SpanKind, parent pcommon.SpanID) ptrace.Span {
	b.s.ids++
	span := b.spans.AppendEmpty()
	span.SetName(name)
	span.SetKind(kind)
	span.SetTraceID(b.trace)
	span.SetSpanID(pcommon.SpanID{7: byte(b.s.ids), 6: byte(b.s.ids >> 8), 0: 1})
	span.SetParentSpanID(parent)
	now := time.Now()
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(now.Add(-time.Second)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(now))
	return span
}

// call adds the client span of a call to Apple's service.
func (b *batch) call(path string, parent pcommon.SpanID, a answer) {
	span := b.span("POST "+path, ptrace.SpanKindClient, parent)
	attrs := span.Attributes()
	attrs.PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/"+path)
	attrs.PutInt("http.response.status_code", int64(a.status))
	if a.body != "" {
		attrs.PutStr("http.response.body.content", a.body)
	}
	if a.retryAfter != "" {
		attrs.PutStr("http.response.header.retry-after", a.retryAfter)
	}
}

func (b *batch) send(t *testing.T) {
	t.Helper()
	_, err := ptraceotlp.NewGRPCClient(b.s.conn).Export(t.Context(), ptraceotlp.NewExportRequestFromTraces(b.Traces))
	require.NoError(t, err)
}

// calls sends n calls, each in a trace and a batch of its own.
func (s *faker) calls(t *testing.T, n int, path string, a answer) {
	t.Helper()
	for range n {
		b := s.newBatch()
		b.call(path, pcommon.SpanID{}, a)
		b.send(t)
	}
}

// joined sends an operation that failed with an error, and the call below it, which has the status alone. It returns the
// trace's id.
func (s *faker) joined(t *testing.T) pcommon.TraceID {
	t.Helper()
	b := s.newBatch()
	operation := b.span("renew licenses", ptrace.SpanKindInternal, pcommon.SpanID{})
	event := operation.Events().AppendEmpty()
	event.SetName("exception")
	event.SetTimestamp(operation.EndTimestamp())
	event.Attributes().PutStr("exception.message",
		"Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)")
	b.call("assets/associate", operation.SpanID(), answer{status: 401})
	b.send(t)
	return b.trace
}

// healthy sends calls of all kinds that succeed, and names what a hasty search would take for errors.
func (s *faker) healthy(t *testing.T) {
	t.Helper()
	s.calls(t, 10, "assets", answer{status: 200, body: `{"assets":[{"adamId":"5550001","availableCount":9625}]}`})
	s.calls(t, 1, "service/config", answer{status: 200, body: toJSON(t, object{
		"errorCodes": []any{object{"errorMessage": "The server has revoked the sToken.", "errorNumber": 9625}},
	})})
	s.calls(t, 2, "status", answer{status: 200, body: `{"eventStatus":"COMPLETE","eventType":"ASSOCIATE","numCompleted":2}`})
	_, succeeded := notifications(t)
	s.logs(t, succeeded, "synced 9625 users with Apple Business Manager")
}

// logs sends log records, in one batch.
func (s *faker) logs(t *testing.T, bodies ...string) {
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
	_, err := plogotlp.NewGRPCClient(s.conn).Export(t.Context(), plogotlp.NewExportRequestFromLogs(ld))
	require.NoError(t, err)
}
