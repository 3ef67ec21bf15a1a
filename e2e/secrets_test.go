// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc/metadata"
)

// secretsConfig says as much of itself as a Collector can.
const secretsConfig = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}", include_metadata: true}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}", include_metadata: true}
processors:
  mdm_error:
    payload_attributes: [payload.of.ours]
    message_attributes: [message.of.ours]
    max_payload_size: 8192
    mark_errors: true
exporters:
  otlp_grpc:
    endpoint: ${env:BACKEND_ENDPOINT}
    tls: {insecure: true}
    retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
    sending_queue: {block_on_overflow: true}
service:
  telemetry:
    logs: {level: debug}
    metrics:
      level: detailed
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
    logs: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
`

func parse(text string) (v any, ok bool) {
	ok = json.Unmarshal([]byte(text), &v) == nil
	return v, ok
}

// secrets is a Collector, and what was sent to it and has arrived, by signal and id.
type secrets struct {
	c         *collector
	sink      *sink
	in, out   map[string]map[int64]pcommon.Map
	exporters []func() error // one for each batch
}

func newSecrets(t *testing.T) *secrets {
	t.Helper()
	s := &secrets{sink: newSink(t), in: map[string]map[int64]pcommon.Map{}, out: map[string]map[int64]pcommon.Map{}}
	for _, signal := range signals {
		s.in[signal], s.out[signal] = map[int64]pcommon.Map{}, map[int64]pcommon.Map{}
	}
	s.sink.keep = func(signal string, id int64, attrs pcommon.Map) { s.out[signal][id] = copied(attrs) }
	s.c = begin(t, setup{
		configs: []string{secretsConfig}, ports: []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"},
		env: []string{"BACKEND_ENDPOINT=" + s.sink.addr, "GOTRACEBACK=all"},
	})
	conn := newLoad(s.c.addr("GRPC_PORT")).dial(t)
	ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", bearer, "x-user", mail)
	for _, td := range smuggledSpans(t) {
		for _, span := range spansOf(td) {
			s.keep("traces", span.Attributes())
		}
		s.exporters = append(s.exporters, func() error {
			_, err := ptraceotlp.NewGRPCClient(conn).Export(ctx, ptraceotlp.NewExportRequestFromTraces(td))
			return err
		})
	}
	for _, ld := range smuggledLogs(t) {
		for _, lr := range recordsOf(ld) {
			s.keep("logs", lr.Attributes())
		}
		s.exporters = append(s.exporters, func() error {
			_, err := plogotlp.NewGRPCClient(conn).Export(ctx, plogotlp.NewExportRequestFromLogs(ld))
			return err
		})
	}
	return s
}

func (s *secrets) keep(signal string, attrs pcommon.Map) {
	id, _ := attrs.Get(idAttribute)
	s.in[signal][id.Int()] = copied(attrs)
}

func copied(attrs pcommon.Map) pcommon.Map {
	m := pcommon.NewMap()
	attrs.CopyTo(m)
	return m
}

// assertNoCanary looks for one in what was written or counted or said.
func assertNoCanary(t *testing.T, where, text string) {
	t.Helper()
	if at := canary.FindStringIndex(text); at != nil {
		t.Errorf("%s: %q", where, text[max(0, at[0]-200):min(len(text), at[1]+200)])
	}
}

// What comes in with secrets goes on with them, but they get into nothing new: no attribute, metric or log line.
func TestSecrets(t *testing.T) {
	t.Parallel()
	s := newSecrets(t)
	s.sink.refuse(true) // which is logged
	for i, export := range s.exporters {
		require.NoError(t, export())
		if i == 0 {
			s.c.await(t, "a refusal", func() (bool, string) { _, n := s.sink.count(); return n > 0, "" })
			s.sink.refuse(false)
		}
	}
	s.garbage(t)
	s.c.await(t, "all that was sent", func() (bool, string) {
		s.sink.mu.Lock()
		defer s.sink.mu.Unlock()
		traces, logs := len(s.out["traces"]), len(s.out["logs"])
		return traces == len(s.in["traces"]) && logs == len(s.in["logs"]), fmt.Sprint(traces, logs)
	})

	resp, err := http.Get("http://" + s.c.addr("METRICS_PORT") + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	metrics, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	for _, name := range []string{detected, failedCalls, retryDelay, unreadable} {
		require.Contains(t, string(metrics), "\n"+name)
	}
	assertNoCanary(t, "metrics", string(metrics))

	s.c.stop(t)
	require.Contains(t, s.c.output.String(), "\tdebug\t", "debug level is off")
	require.Contains(t, s.c.output.String(), "the backend refuses")
	assertNoCanary(t, "the Collector's output", s.c.output.String())
	s.assertAttributes(t)
}

// garbage sends what no receiver can read.
func (s *secrets) garbage(t *testing.T) {
	t.Helper()
	var whole []byte
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName(mail)
	span.Attributes().PutStr("message", smuggled)
	whole, err := ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
	require.NoError(t, err)
	bodies := map[string]string{
		"application/x-protobuf": string(whole[:len(whole)-9]), "application/json": `{"resourceSpans":[{"` + mail + `":` + smuggled,
		"text/" + user: smuggled,
	}
	for contentType, body := range bodies {
		for _, path := range []string{"/v1/traces", "/v1/logs", "/" + user} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.c.addr("HTTP_PORT")+path+"?"+user, strings.NewReader(body))
			require.NoError(t, err)
			req.Header.Set("Content-Type", contentType)
			req.Header.Set("Authorization", bearer)
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.GreaterOrEqual(t, resp.StatusCode, 400, "%s, %s", path, contentType)
		}
	}
}

// assertAttributes compares what came out with what went in.
func (s *secrets) assertAttributes(t *testing.T) {
	t.Helper()
	written := map[string]int{}
	for _, signal := range signals {
		for id, in := range s.in[signal] {
			if t.Failed() {
				return // one is enough
			}
			for name, v := range s.out[signal][id].All() {
				if before, ok := in.Get(name); ok && before.Equal(v) {
					continue
				}
				written[name]++
				assertNoCanary(t, fmt.Sprintf("%s, record %d of %v", signal, id, in.AsRaw()), name+"="+v.AsString())
			}
			// Nothing but our own is taken away.
			for name := range in.All() {
				if _, ok := s.out[signal][id].Get(name); !ok {
					assert.True(t, strings.HasPrefix(name, "apple.mdm."), "%s, record %d: %s is gone", signal, id, name)
				}
			}
		}
	}
	for _, name := range []string{"error.number", "error.message", "error.affected_count", "retry.class", "retry.delay"} {
		assert.NotZero(t, written["apple.mdm."+name], "apple.mdm.%s is never written", name)
	}
	t.Logf("%d spans and %d log records; written: %v", len(s.in["traces"]), len(s.in["logs"]), written)
}

// A Collector that is made to crash amid secrets tells where it was, and not what it had.
func TestSecretsInCrash(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			s := newSecrets(t)
			done := make(chan struct{})
			go func() {
				defer close(done)
				for {
					for _, export := range s.exporters {
						if export() != nil {
							return
						}
					}
				}
			}()
			s.c.await(t, "some of what is sent", func() (bool, string) {
				s.sink.mu.Lock()
				defer s.sink.mu.Unlock()
				return len(s.out["traces"]) > 500, fmt.Sprint(len(s.out["traces"]))
			})
			require.NoError(t, s.c.cmd.Process.Signal(sig))
			s.c.wait(t)
			<-done
			require.Regexp(t, `(?m)^goroutine \d+ .*:$`, s.c.output.String())
			assertNoCanary(t, "the Collector's output", s.c.output.String())
		})
	}
}
