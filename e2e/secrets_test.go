// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc/metadata"
)

// secretsConfig makes a Collector log and count as much as it can.
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
	c       collector
	backend *backend
	sender  sender
	ctx     context.Context
	batches []any
	in, out map[string]map[int64]pcommon.Map
}

func newSecrets(t *testing.T) *secrets {
	t.Helper()
	s := &secrets{backend: newBackend(t), in: map[string]map[int64]pcommon.Map{}, out: map[string]map[int64]pcommon.Map{}}
	for _, signal := range signals {
		s.in[signal], s.out[signal] = map[int64]pcommon.Map{}, map[int64]pcommon.Map{}
	}
	s.backend.keep = keepByID(s.out)
	s.c = begin(t, setup{
		configs: []string{secretsConfig}, ports: []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"},
		env: append(s.backend.env(), "GOTRACEBACK=all"),
	})
	s.sender = newSender(t, s.c.addr("GRPC_PORT"))
	s.ctx = metadata.AppendToOutgoingContext(t.Context(), "authorization", bearer, "x-user", mail)
	keep := keepByID(s.in)
	for _, td := range smuggledSpans(t) {
		s.batches = append(s.batches, td)
		for _, span := range spansOf(td) {
			keep("traces", span.Attributes())
		}
	}
	for _, ld := range smuggledLogs(t) {
		s.batches = append(s.batches, ld)
		for _, lr := range recordsOf(ld) {
			keep("logs", lr.Attributes())
		}
	}
	return s
}

// keepByID returns a function that copies attributes into a map.
func keepByID(records map[string]map[int64]pcommon.Map) func(signal string, attrs pcommon.Map) {
	return func(signal string, attrs pcommon.Map) {
		id, _ := attrs.Get(idAttribute)
		m := pcommon.NewMap()
		attrs.CopyTo(m)
		records[signal][id.Int()] = m
	}
}

// arrived returns how many records of a signal have arrived.
func (s *secrets) arrived(signal string) int {
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	return len(s.out[signal])
}

// assertNoCanary asserts that a text has no canary.
func assertNoCanary(t *testing.T, where, text string) {
	t.Helper()
	if at := canary.FindStringIndex(text); at != nil {
		t.Errorf("%s: %q", where, text[max(0, at[0]-200):min(len(text), at[1]+200)])
	}
}

// Secrets stay where they are in a record, and get nowhere else: into no new attribute, metric or log line.
func TestSecrets(t *testing.T) {
	t.Parallel()
	s := newSecrets(t)
	s.backend.refuse(true) // which is logged
	for i, batch := range s.batches {
		require.NoError(t, s.sender.export(s.ctx, batch))
		if i == 0 {
			s.c.await(t, "a refusal", func() (bool, string) { return s.backend.refusals() > 0, "" })
			s.backend.refuse(false)
		}
	}
	s.garbage(t)
	s.c.await(t, "all that was sent", func() (bool, string) {
		traces, logs := s.arrived("traces"), s.arrived("logs")
		return traces == len(s.in["traces"]) && logs == len(s.in["logs"]), fmt.Sprint(traces, logs)
	})

	metrics := get(t, "http://"+s.c.addr("METRICS_PORT")+"/metrics")
	for _, name := range []string{detected, failedCalls, retryDelay, unreadable} {
		require.Contains(t, metrics, "\n"+name)
	}
	assertNoCanary(t, "metrics", metrics)

	s.c.stop(t)
	require.Contains(t, s.c.output.String(), "\tdebug\t", "debug level is off")
	require.Contains(t, s.c.output.String(), "the backend refuses")
	assertNoCanary(t, "the Collector's output", s.c.output.String())
	s.assertAttributes(t)
}

// garbage sends what no receiver can read.
func (s *secrets) garbage(t *testing.T) {
	t.Helper()
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
			// Only our own attributes may be removed.
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

// A Collector that crashes amid secrets dumps its goroutines, and no secret.
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
					for _, batch := range s.batches {
						if s.sender.export(s.ctx, batch) != nil {
							return
						}
					}
				}
			}()
			s.c.await(t, "some of what is sent", func() (bool, string) {
				n := s.arrived("traces")
				return n > 500, fmt.Sprint(n)
			})
			require.NoError(t, s.c.cmd.Process.Signal(sig))
			s.c.wait(t)
			<-done
			require.Regexp(t, `(?m)^goroutine \d+ .*:$`, s.c.output.String())
			assertNoCanary(t, "the Collector's output", s.c.output.String())
		})
	}
}
