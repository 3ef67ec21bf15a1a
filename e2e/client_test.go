// SPDX-License-Identifier: Apache-2.0

package e2e

import (
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

// The styles of examples/client without log records, with the same response: 503 instead of the documented 429. Only bodies and
// exceptions have the number.
func TestClientStyles(t *testing.T) {
	t.Parallel()
	client := buildClient(t)
	for style, tt := range map[string]struct {
		around string // the delivery on the span around the call; none: there is no such span
		call   string // the delivery on the call; none: it has only a class
		pairs  []any  // further attributes
	}{
		"plain":       {},
		"recorderror": {around: "message", call: "trace"},
		"bodyspan":    {call: "response", pairs: []any{"retry.delay", 7.0}},
	} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			serveIt := serveSlowly   // the call ends after the error is recorded around it
			if style == "bodyspan" { // reads ahead
				serveIt = serve
			}
			c, b := startForSignals(t)
			out := runClient(t, client, serveIt(t, fake.Options{Script: script(t, "9646; status=503; retry-after=7")}), style, c)
			assert.Contains(t, out, "9646")

			want := map[string]object{"HTTP GET": {"apple.mdm.retry.class": "backoff"}}
			for name, delivery := range map[string]string{"HTTP GET": tt.call, "call Apple": tt.around} {
				if delivery != "" {
					want[name] = described(9646, message(t, 9646, catalog.Response), delivery, "backoff",
						append(tt.pairs, "status_check", "mismatch", "expected_status_code", int64(429))...)
				}
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
