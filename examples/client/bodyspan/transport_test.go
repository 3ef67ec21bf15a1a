// SPDX-License-Identifier: Apache-2.0

package bodyspan_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

const (
	tooMany   = `{"errorNumber":9646,"errorMessage":"There are too many requests."}`
	codesList = `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601}],"limits":{"maxAssets":25}}`
)

// newClient returns a client as the README shows it, and what it recorded.
func newClient(tr *bodyspan.Transport) (*http.Client, *tracetest.SpanRecorder) {
	rec := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(rec))
	return &http.Client{Transport: otelhttp.NewTransport(tr, otelhttp.WithTracerProvider(provider))}, rec
}

// recorded returns our attributes of the only span, which must have ended.
func recorded(t *testing.T, rec *tracetest.SpanRecorder) (body string, hasBody bool, retryAfter []string) {
	t.Helper()
	require.Len(t, rec.Ended(), 1)
	set := attribute.NewSet(rec.Ended()[0].Attributes()...)
	v, hasBody := set.Value(bodyspan.BodyKey)
	ra, _ := set.Value(bodyspan.RetryAfterKey)
	return v.AsString(), hasBody, ra.AsStringSlice()
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// get returns the body of a response.
func get(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	resp, err := client.Get(url)
	require.NoError(t, err)
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return string(body)
}

func TestRecordedResponses(t *testing.T) {
	t.Parallel()
	eventStatus := `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`
	for name, tc := range map[string]struct {
		status     int
		body       string
		retryAfter []string
		wantBody   string
		wantRetry  []string
		wantEvent  string
	}{
		"failed with an error":       {429, tooMany, []string{"7"}, tooMany, []string{"7"}, ""},
		"failed with something else": {502, "<html>Bad Gateway</html>", nil, "<html>Bad Gateway</html>", nil, ""},
		"failed without a body":      {503, "", []string{"7", "8"}, "", []string{"7", "8"}, ""},
		"succeeded with an error":    {200, tooMany, []string{"7"}, tooMany, []string{"7"}, ""},
		"succeeded with failures":    {200, eventStatus, nil, eventStatus, nil, ""},
		"succeeded":                  {200, `{"assets":[]}`, []string{"7"}, "", nil, ""},
		"started an event":           {200, `{"eventId":"5b1e","uId":"7300000000000001"}`, []string{"7"}, "", nil, "5b1e"},
		"polled an event":            {200, `{"eventId":"5b1e","eventStatus":"PENDING"}`, nil, "", nil, ""},
		"succeeded without a body":   {204, "", []string{"7"}, "", nil, ""},
		"service configuration":      {200, codesList, nil, "", nil, ""},
		"both": {
			200, strings.TrimSuffix(codesList, "}") + `,"errorNumber":9603}`, nil,
			strings.TrimSuffix(codesList, "}") + `,"errorNumber":9603}`, nil, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Retry-After"] = tc.retryAfter
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			client, rec := newClient(&bodyspan.Transport{})
			got := get(t, client, url)

			assert.Equal(t, tc.body, got, "the caller's")
			body, hasBody, retryAfter := recorded(t, rec)
			assert.Equal(t, tc.wantBody, body)
			assert.Equal(t, tc.wantBody != "", hasBody)
			assert.Equal(t, tc.wantRetry, retryAfter)
			set := attribute.NewSet(rec.Ended()[0].Attributes()...)
			event, _ := set.Value(bodyspan.EventIDKey)
			assert.Equal(t, tc.wantEvent, event.AsString())
		})
	}
}

func TestRequestIsNotRecorded(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, tooMany, http.StatusTooManyRequests) })
	client, rec := newClient(&bodyspan.Transport{})
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"secret":"in-the-body"}`))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer secret-in-the-header")
	resp, err := client.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	for _, kv := range rec.Ended()[0].Attributes() {
		assert.NotContains(t, kv.Value.String(), "secret", kv.Key)
	}
}

// If the call failed, a body that the caller doesn't read is recorded, too.
func TestUnreadBody(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		w.(http.Flusher).Flush() // chunked: the length isn't known in advance
		_, _ = io.WriteString(w, tooMany)
	})
	client, rec := newClient(&bodyspan.Transport{})
	resp, err := client.Get(url)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	body, _, _ := recorded(t, rec)
	assert.Equal(t, tooMany, body)
}

// A decoder stops at the end of the value, before io.EOF.
func TestDecoderStopsEarly(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, tooMany)
		w.(http.Flusher).Flush()
		<-r.Context().Done() // the body doesn't end before the caller closes it
	})
	client, rec := newClient(&bodyspan.Transport{})
	resp, err := client.Get(url)
	require.NoError(t, err)
	var got struct{ ErrorNumber int }
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&got))
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, 9646, got.ErrorNumber)
	body, _, _ := recorded(t, rec)
	assert.Equal(t, tooMany, body)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type closer struct {
	io.Reader
	closed int
	err    error
}

func (c *closer) Close() error { c.closed++; return c.err }

func TestErrorsAndClosePropagate(t *testing.T) {
	t.Parallel()
	broken, unclosed := errors.New("broken"), errors.New("unclosed")
	for _, status := range []int{200, 500} {
		src := &closer{
			Reader: io.MultiReader(iotest.OneByteReader(strings.NewReader(tooMany)), iotest.ErrReader(broken)),
			err:    unclosed,
		}
		client, rec := newClient(&bodyspan.Transport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: src}, nil
		})})
		resp, err := client.Get("http://service.test/")
		require.NoError(t, err)
		got, err := io.ReadAll(resp.Body)
		require.ErrorIs(t, err, broken)
		require.ErrorIs(t, resp.Body.Close(), unclosed)
		assert.Equal(t, tooMany, string(got))
		assert.Equal(t, 1, src.closed)
		body, _, _ := recorded(t, rec)
		assert.Equal(t, tooMany, body)
	}
}

func TestFailedCall(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	client, rec := newClient(&bodyspan.Transport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, broken
	})})
	_, err := client.Get("http://service.test/") //nolint:bodyclose // there is none
	require.ErrorIs(t, err, broken)
	_, hasBody, _ := recorded(t, rec)
	assert.False(t, hasBody)
}

// Without a recording span, or after switching protocols, the body is that of the base transport.
func TestBodyUntouched(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status  int
		sampler sdktrace.Sampler
	}{
		"not recording":       {500, sdktrace.NeverSample()},
		"switching protocols": {101, sdktrace.AlwaysSample()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := &closer{Reader: strings.NewReader(tooMany)}
			tr := &bodyspan.Transport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: tc.status, Body: src}, nil
			})}
			provider := sdktrace.NewTracerProvider(sdktrace.WithSampler(tc.sampler))
			ctx, span := provider.Tracer("test").Start(t.Context(), "call")
			defer span.End()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://service.test/", nil)
			require.NoError(t, err)
			resp, err := tr.RoundTrip(req)
			require.NoError(t, err)
			assert.Same(t, src, resp.Body)
			require.NoError(t, resp.Body.Close())
		})
	}
}
