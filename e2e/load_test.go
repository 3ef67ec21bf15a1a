// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	be "encoding/binary"
	"fmt"
	"sync"
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
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// idAttribute tells records apart.
const idAttribute = "test.id"

// specimen is what a record holds, and the number to be found in it; 0 if there is none.
type specimen struct {
	number     int
	status     int // of a call to the service
	body, text string
}

// specimens are every other one an error. All have secrets (secrets_mix_test.go).
func specimens() []specimen {
	return []specimen{
		{number: 9646, status: 429, body: `{"errorInfo":{"users":["` + user + `"]},"errorMessage":"Too many requests.","errorNumber":9646,"eventId":"` + mail + `"}`},
		{status: 200, body: `{"assets":[{"adamId":"5550001","availableCount":9625}],"sToken":"` + sToken + `"}`},
		{number: 9625, text: "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625) for " + mail},
		{text: "synced 9625 users with Apple Business Manager for " + mail},
	}
}

// put makes a span of it: of a body, a call to the service; of a text, the span around one.
func (s specimen) put(span ptrace.Span) {
	if s.text != "" {
		span.SetName("sync")
		span.SetKind(ptrace.SpanKindInternal)
		span.Status().SetMessage(s.text)
		return
	}
	span.SetName("HTTP GET")
	span.SetKind(ptrace.SpanKindClient)
	span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets")
	span.Attributes().PutInt("http.response.status_code", int64(s.status))
	span.Attributes().PutStr("http.response.body.content", s.body)
}

// spansOfSpecimens makes a batch whose ids begin with first. Each span is in a trace of its own, so that none is joined.
func spansOfSpecimens(first int64, all []specimen) ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	now := pcommon.NewTimestampFromTime(time.Now())
	for i, s := range all {
		id := first + int64(i)
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID(be.BigEndian.AppendUint64(make([]byte, 8, 16), uint64(id+1))))
		span.SetSpanID(pcommon.SpanID{7: 1})
		span.SetStartTimestamp(now)
		span.SetEndTimestamp(now)
		span.Attributes().PutInt(idAttribute, id)
		span.Attributes().PutStr("enduser.id", user)
		s.put(span)
	}
	return td
}

func logsOfSpecimens(first int64, all []specimen) plog.Logs {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for i, s := range all {
		lr := records.AppendEmpty()
		lr.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		lr.Attributes().PutInt(idAttribute, first+int64(i))
		lr.Attributes().PutStr("enduser.id", user)
		lr.Body().SetStr(s.body + s.text)
	}
	return ld
}

// signals are the two that each fault is tried with.
var signals = []string{"traces", "logs"}

// load sends batch after batch, and each again until the Collector has acknowledged it: until its answer is OK.
type load struct {
	addr      string
	specimens []specimen
	pause     time.Duration // between two batches
	ids       atomic.Int64
	refused   atomic.Int64 // exports that were not acknowledged
	mu        sync.Mutex
	acked     map[string]map[int64]int // the acknowledged records of each signal, by id, with the number of their error
}

func newLoad(addr string) *load {
	l := &load{addr: addr, pause: time.Millisecond, acked: map[string]map[int64]int{}}
	for range 5 {
		l.specimens = append(l.specimens, specimens()...)
	}
	for _, signal := range signals {
		l.acked[signal] = map[int64]int{}
	}
	return l
}

// begin sends on and on, until the returned function is called: it returns once all that was sent is acknowledged.
func (l *load) begin(t *testing.T) (end func()) {
	t.Helper()
	conn := l.dial(t)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, signal := range signals {
		wg.Go(func() {
			for ctx.Err() == nil {
				if !l.send(t, conn, signal, l.specimens) {
					return
				}
				time.Sleep(l.pause)
			}
		})
	}
	end = func() {
		cancel()
		wg.Wait()
	}
	t.Cleanup(end) // of a test that fails before it comes to that
	return end
}

func (l *load) dial(t *testing.T) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(l.addr, grpc.WithTransportCredentials(insecure.NewCredentials()),
		// The Collector may be away, and is looked for more often than by default.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{BaseDelay: poll, Multiplier: 1, MaxDelay: poll}, MinConnectTimeout: time.Second,
		}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// send sends one batch until it is acknowledged, and reports whether it was.
func (l *load) send(t *testing.T, conn *grpc.ClientConn, signal string, all []specimen) bool {
	n := int64(len(all))
	first := l.ids.Add(n) - n
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		err := export(t.Context(), conn, signal, first, all)
		switch {
		case t.Context().Err() != nil:
			return false // the test is over
		case err == nil:
			l.mu.Lock()
			defer l.mu.Unlock()
			for i, s := range all {
				l.acked[signal][first+int64(i)] = s.number
			}
			return true
		case status.Code(err) != codes.Unavailable && status.Code(err) != codes.DeadlineExceeded:
			t.Errorf("%s: refused for good: %v", signal, err)
			return false
		}
		l.refused.Add(1)
	}
	t.Errorf("%s: not acknowledged after %v", signal, patience)
	return false
}

func export(ctx context.Context, conn *grpc.ClientConn, signal string, first int64, all []specimen) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // as the SDKs do
	defer cancel()
	var rejected int64
	if signal == "traces" {
		resp, err := ptraceotlp.NewGRPCClient(conn).Export(ctx, ptraceotlp.NewExportRequestFromTraces(spansOfSpecimens(first, all)))
		if err != nil {
			return err
		}
		rejected = resp.PartialSuccess().RejectedSpans()
	} else {
		resp, err := plogotlp.NewGRPCClient(conn).Export(ctx, plogotlp.NewExportRequestFromLogs(logsOfSpecimens(first, all)))
		if err != nil {
			return err
		}
		rejected = resp.PartialSuccess().RejectedLogRecords()
	}
	if rejected != 0 {
		return fmt.Errorf("%d of %d were rejected", rejected, len(all))
	}
	return nil
}

// count returns how many records of each signal are acknowledged, at the least.
func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return min(len(l.acked["traces"]), len(l.acked["logs"]))
}
