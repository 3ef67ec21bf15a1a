// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// buildClient builds examples/client.
func buildClient(t *testing.T) string {
	t.Helper()
	client := filepath.Join(t.TempDir(), "client")
	build := exec.Command("go", "build", "-o", client, ".")
	build.Dir = filepath.Join(root, example("client"))
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return client
}

// serveSlowly is serve with responses that don't end before the caller closes them.
func serveSlowly(t *testing.T, o fake.Options) string {
	t.Helper()
	service := fake.New(o)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service.ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(patience):
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// The styles of examples/client without log records, with the same responses. Only bodies and exceptions have the number.
func TestClientStyles(t *testing.T) {
	t.Parallel()
	client := buildClient(t)
	for _, tt := range []struct {
		style  string
		status int
		check  string
		around string // the delivery on the span around the call; none: there is no such span
		call   string // the delivery on the call; none: it has only a class
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
			tooMany := fmt.Sprintf("9646; status=%d; retry-after=7", tt.status)
			serveIt := serveSlowly      // the call ends after the error is recorded around it
			if tt.style == "bodyspan" { // reads ahead
				serveIt = serve
			}
			service := serveIt(t, fake.Options{Script: script(t, tooMany)})
			c, b := startForCalls(t)
			out := runClient(t, client, service, tt.style, c)
			assert.Contains(t, out, "9646")

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
				want["call Apple"] = describe(tt.around)
			}
			got := map[string]object{}
			for _, span := range awaitN(t, c, len(want), b.spans) {
				got[span.Name()] = ours(span.Attributes())
				if tt.around != "" { // the spans refer to each other
					other := map[string]string{"HTTP GET": "call Apple", "call Apple": "HTTP GET"}[span.Name()]
					want[other]["apple.mdm.join.span_id"] = span.SpanID().String()
				}
			}
			assert.Equal(t, want, got)

			// An error is counted once, by what its own span says; a call without a number is a failed call, unless it is
			// joined.
			counted, failures, joined := map[string]float64{}, map[string]float64{}, map[string]float64{}
			switch {
			case tt.around != "":
				counted[sighting("traces", 9646, tt.around, "backoff", "none")] = 1
				joined[join("traces", 9646, "backoff", tt.check, tt.status, "batch")] = 1
			case tt.call != "":
				counted[sighting("traces", 9646, tt.call, "backoff", tt.check)] = 1
			default:
				failures[failure("backoff", tt.status)] = 1
			}
			c.assertCounts(t, detected, counted)
			c.assertCounts(t, joinedCalls, joined)
			c.assertCounts(t, failedCalls, failures)

			c.stop(t)
			for _, td := range b.td {
				assert.NotContains(t, marshal(t, td)+c.output.String()+out, token)
			}
		})
	}
}

// The error is on a log record, which is exported first: the call has it, too.
func TestClientLogs(t *testing.T) {
	t.Parallel()
	client := buildClient(t)
	service := serveSlowly(t, fake.Options{Script: script(t, "9646; status=503; retry-after=7")})
	c, b := startForSignals(t)
	runClient(t, client, service, "slog", c)
	spans, record := awaitN(t, c, 2, b.spans), awaitN(t, c, 1, b.records)[0]
	say := func(delivery string, pairs ...any) object {
		return described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
			append(pairs, "expected_status_code", int64(429))...)
	}
	assert.Equal(t, say("message"), ours(record.Attributes()))
	for _, span := range spans {
		if span.Name() == "HTTP GET" {
			assert.Equal(t, say("trace", "status_check", "mismatch", "join.span_id", record.SpanID().String()), ours(span.Attributes()))
		} else {
			assert.Equal(t, record.SpanID(), span.SpanID())
			assert.Empty(t, ours(span.Attributes()))
		}
	}
}

// runClient runs examples/client, and returns its output.
func runClient(t *testing.T, client, service, style string, c collector) string {
	t.Helper()
	cmd := exec.Command(client, "-url", service+"/mdm/v2/assets", "-style", style)
	cmd.Env = append(os.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("GRPC_PORT"), "CONTENT_TOKEN="+token,
		"OTEL_BSP_SCHEDULE_DELAY=600000") // all spans at once, at the client's end
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}
