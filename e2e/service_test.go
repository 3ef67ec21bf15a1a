// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// answer is what the stand-in for Apple's service says to one request.
type answer struct {
	status     int
	retryAfter string
	body       string
}

// serve starts a stand-in that answers by method and path.
func serve(t *testing.T, answers map[string]answer) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			a = answer{status: http.StatusTeapot}
		}
		w.Header().Set("Content-Type", "application/json")
		if a.retryAfter != "" {
			w.Header().Set("Retry-After", a.retryAfter)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// toJSON renders a payload as the service does: the members in the order of the alphabet.
func toJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

type object = map[string]any

// errorBody is the answer to a failed call.
func errorBody(t *testing.T, number int, message string) string {
	t.Helper()
	return toJSON(t, object{"errorMessage": message, "errorNumber": number})
}

// mdm is an MDM server's client of the service, instrumented as in examples/client.
type mdm struct {
	http     *http.Client
	provider *sdktrace.TracerProvider
}

func newMDM(t *testing.T, exporter sdktrace.SpanExporter) *mdm {
	t.Helper()
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	t.Cleanup(func() { _ = provider.Shutdown(context.Background()) })
	return &mdm{
		http: &http.Client{
			Timeout:   patience,
			Transport: otelhttp.NewTransport(&bodyspan.Transport{}, otelhttp.WithTracerProvider(provider)),
		},
		provider: provider,
	}
}

func overGRPC(t *testing.T, addr string) sdktrace.SpanExporter {
	t.Helper()
	e, err := otlptracegrpc.New(t.Context(), otlptracegrpc.WithInsecure(), otlptracegrpc.WithEndpoint(addr))
	require.NoError(t, err)
	return e
}

func overHTTP(t *testing.T, addr string) sdktrace.SpanExporter {
	t.Helper()
	e, err := otlptracehttp.New(t.Context(), otlptracehttp.WithInsecure(), otlptracehttp.WithEndpoint(addr))
	require.NoError(t, err)
	return e
}

// call makes one call, reads the answer whole, and checks that it is what was sent.
func (m *mdm) call(t *testing.T, method, url string, want answer) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := m.http.Do(req)
	require.NoError(t, err)
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, want.status, resp.StatusCode)
	require.True(t, want.body == string(got), "the caller's body is %d bytes, not as sent", len(got))
}

// flush sends all spans.
func (m *mdm) flush(t *testing.T) {
	t.Helper()
	require.NoError(t, m.provider.ForceFlush(t.Context()))
}

// token must turn up nowhere.
const token = "c2VjcmV0LXRva2Vu"
