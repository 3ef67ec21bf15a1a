// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// buildClient builds the instrumented client of examples/client.
func buildClient(t *testing.T) string {
	t.Helper()
	client := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-o", client, ".")
	build.Dir = filepath.Join(root, example("client"))
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return client
}

// serveSlowly starts a stand-in whose answer doesn't end before the caller closes it, so that the client span doesn't either.
func serveSlowly(t *testing.T, a answer) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", a.retryAfter)
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(patience):
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// What the three styles of the example tell of the same answers. Only bodies and exceptions know the number.
func TestClientStyles(t *testing.T) {
	t.Parallel()
	client := buildClient(t)
	for _, tt := range []struct {
		style  string
		status int
		check  string
		around string // the delivery on the span around the call; none: there is no such span
		call   string // the same of the call; none: it says no more than its class
		delay  bool
	}{
		{style: "plain", status: 503},
		{style: "plain", status: 429},
		{style: "recorderror", status: 503, check: "mismatch", around: "message", call: "trace"},
		{style: "recorderror", status: 429, check: "match", around: "message", call: "trace"},
		{style: "bodyspan", status: 503, check: "mismatch", call: "response", delay: true},
		{style: "bodyspan", status: 429, check: "match", call: "response", delay: true},
	} {
		t.Run(tt.style+", "+http.StatusText(tt.status), func(t *testing.T) {
			t.Parallel()
			a := answer{tt.status, "7", errorBody(t, 9646, message(t, 9646, catalog.Response))}
			service := serve(t, map[string]answer{"GET /mdm/v2/assets": a})
			if tt.style != "bodyspan" { // which reads ahead
				service = serveSlowly(t, a)
			}
			c, output := startForTraces(t)
			run := exec.Command(client, "-url", service+"/mdm/v2/assets", "-style", tt.style)
			run.Env = append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("GRPC_PORT"), "CONTENT_TOKEN="+token,
				"OTEL_BSP_SCHEDULE_DELAY=600000") // at the client's end, all spans at once
			out, err := run.CombinedOutput()
			require.NoError(t, err, "%s", out)
			assert.Contains(t, string(out), "9646")

			want := map[string]object{"HTTP GET": {"apple.mdm.retry.class": "backoff"}}
			describe := func(delivery string) object {
				m := described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
					"status_check", tt.check, "expected_status_code", int64(429))
				if tt.delay {
					m["apple.mdm.retry.delay"] = 7.0
				}
				return m
			}
			if tt.call != "" {
				want["HTTP GET"] = describe(tt.call)
			}
			if tt.around != "" {
				want["sync assets"] = describe(tt.around)
			}
			spans := c.awaitNamed(t, output, len(want))
			got := map[string]object{}
			for name, span := range spans {
				got[name] = ours(span.Attributes())
			}
			assert.Equal(t, want, got)
			if tt.around != "" {
				assertEndedLater(t, spans["HTTP GET"], spans["sync assets"])
			}

			// One error is one sighting, on however many spans it is; a call that tells nothing is a failure.
			counted, failures := map[string]float64{}, map[string]float64{}
			switch {
			case tt.around != "":
				counted[sighting("traces", 9646, tt.around, "backoff", tt.check)] = 1
			case tt.call != "":
				counted[sighting("traces", 9646, tt.call, "backoff", tt.check)] = 1
			default:
				failures["otel_signal=traces,processor=mdm_error,retry_class=backoff,status_code="+strconv.Itoa(tt.status)] = 1
			}
			c.assertCounts(t, detected, counted)
			c.assertCounts(t, failedCalls, failures)

			c.stop(t)
			written, err := os.ReadFile(output)
			require.NoError(t, err)
			assert.NotContains(t, strings.Join([]string{string(written), c.output.String(), string(out)}, ""), token)
		})
	}
}

// assertEndedLater says that the case is the one that matters: the call ended after the error was recorded around it.
func assertEndedLater(t *testing.T, call, around ptrace.Span) {
	t.Helper()
	require.Equal(t, 1, around.Events().Len())
	recorded := around.Events().At(0).Timestamp()
	assert.Less(t, call.StartTimestamp(), recorded)
	assert.Greater(t, call.EndTimestamp(), recorded)
	assert.Equal(t, around.SpanID(), call.ParentSpanID())
}

// A good answer is nothing to talk about.
func TestClientWithoutError(t *testing.T) {
	t.Parallel()
	client := buildClient(t)
	service := serve(t, map[string]answer{"GET /mdm/v2/assets": {200, "", `{"assets":[{"adamId":"1"},{"adamId":"2"}]}`}})
	c, output := startForTraces(t)
	for n, style := range []string{"plain", "bodyspan", "recorderror"} {
		run := exec.Command(client, "-url", service+"/mdm/v2/assets", "-style", style)
		run.Env = append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("GRPC_PORT"))
		out, err := run.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Equal(t, "2 assets\n", string(out))
		want := n + 1
		if style == "recorderror" {
			want++
		}
		for _, span := range c.awaitAll(t, output, want) {
			assert.Empty(t, ours(span.Attributes()))
		}
	}
}

// awaitAll waits until the file exporter has written n spans.
func (c *collector) awaitAll(t *testing.T, path string, n int) []ptrace.Span {
	t.Helper()
	var spans []ptrace.Span
	c.await(t, "spans in "+path, func() (bool, string) {
		spans = nil
		for _, line := range lines(t, path) {
			td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
			require.NoError(t, err)
			spans = append(spans, spansOf(td)...)
		}
		return len(spans) >= n, ""
	})
	require.Len(t, spans, n)
	return spans
}

// awaitNamed is awaitAll for spans that differ in their names.
func (c *collector) awaitNamed(t *testing.T, path string, n int) map[string]ptrace.Span {
	t.Helper()
	named := map[string]ptrace.Span{}
	for _, span := range c.awaitAll(t, path, n) {
		named[span.Name()] = span
	}
	require.Len(t, named, n)
	return named
}
