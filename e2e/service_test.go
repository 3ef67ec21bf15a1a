// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// answer is what the stand-in for Apple's service says to one request.
type answer struct {
	status     int
	retryAfter string
	body       string
}

// serve starts a stand-in that answers by method and path. A slow answer doesn't end before the caller closes it.
func serve(t *testing.T, answers map[string]answer, slow bool) string {
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
		if slow {
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(patience):
			}
		}
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

// newMDM sends its spans to the Collector, over OTLP/HTTP or OTLP/gRPC.
func newMDM(t *testing.T, c collector, overHTTP bool) *mdm {
	t.Helper()
	exporter, err := otlptracegrpc.New(t.Context(), otlptracegrpc.WithInsecure(), otlptracegrpc.WithEndpoint(c.addr("GRPC_PORT")))
	if overHTTP {
		exporter, err = otlptracehttp.New(t.Context(), otlptracehttp.WithInsecure(), otlptracehttp.WithEndpoint(c.addr("HTTP_PORT")))
	}
	require.NoError(t, err)
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

// call makes one call, and checks that the caller gets the answer whole.
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

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func message(t *testing.T, number int, delivered catalog.Delivery) string {
	t.Helper()
	e, ok := catalog.Default().Lookup(catalog.V2, number, delivered)
	require.True(t, ok, number)
	return e.Message
}

// documented is the answer to a failed call, with the documented message.
func documented(t *testing.T, number int) string {
	t.Helper()
	return errorBody(t, number, message(t, number, catalog.Response))
}

// described returns the attributes of an error; pairs are further ones, their common beginnings left out.
func described(number int, message, delivery, class string, pairs ...any) object {
	m := object{
		"apple.mdm.error.number": int64(number), "apple.mdm.error.message": message,
		"apple.mdm.error.delivery": delivery, "apple.mdm.retry.class": class,
	}
	for i := 0; i < len(pairs); i += 2 {
		k := pairs[i].(string)
		if !strings.Contains(k, ".") {
			k = "error." + k
		}
		m["apple.mdm."+k] = pairs[i+1]
	}
	return m
}
