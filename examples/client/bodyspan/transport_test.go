// SPDX-License-Identifier: Apache-2.0

package bodyspan_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

const tooMany = `{"errorNumber":9646,"errorMessage":"There are too many requests."}`

// newClient returns a client as the README shows it, and what it recorded.
func newClient(tr *bodyspan.Transport) (*http.Client, *tracetest.SpanRecorder) {
	rec := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(rec))
	return &http.Client{Transport: otelhttp.NewTransport(tr, otelhttp.WithTracerProvider(provider))}, rec
}

// recorded returns our attributes of the only span, which must have ended.
func recorded(t *testing.T, rec *tracetest.SpanRecorder) map[string]any {
	t.Helper()
	require.Len(t, rec.Ended(), 1)
	got := map[string]any{}
	for _, kv := range rec.Ended()[0].Attributes() {
		assert.NotContains(t, kv.Value.String(), "secret", kv.Key)
		switch kv.Key {
		case bodyspan.BodyKey, bodyspan.RetryAfterKey, bodyspan.EventIDKey:
			got[string(kv.Key)] = kv.Value.AsInterface()
		}
	}
	return got
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// request has a token and a body that must not be recorded.
func request(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"secret":"in-the-body"}`))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer secret-in-the-header")
	req.Header.Set("Accept-Encoding", "gzip") // so that the base leaves it to the caller
	return req
}

func TestRecordedResponses(t *testing.T) {
	t.Parallel()
	const (
		body, retry, event = string(bodyspan.BodyKey), string(bodyspan.RetryAfterKey), string(bodyspan.EventIDKey)

		status    = `{"eventStatus":"FAILED","failures":[{"errorNumber":9609}]}`
		codesList = `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601}],"limits":{"maxAssets":25}}`
	)
	type attributes = map[string]any
	filled := `{"errorNumber":9602,"errorMessage":"Invalid argument.","p":"`
	filled += strings.Repeat("x", 100-len(filled))
	long := filled + strings.Repeat("ü", 1<<19) + `"}`
	for name, tc := range map[string]struct {
		status     int
		body       string
		retryAfter []string
		limit      int
		want       attributes
	}{
		"failed with an error":       {429, tooMany, []string{"7"}, 0, attributes{body: tooMany, retry: []string{"7"}}},
		"failed with something else": {502, "<html>Bad Gateway</html>", nil, 0, attributes{body: "<html>Bad Gateway</html>"}},
		"failed without a body":      {503, "", []string{"7", "8"}, 0, attributes{retry: []string{"7", "8"}}},
		"failed with invalid UTF-8":  {400, "\xff\xfe{\"errorNumber\":9602}\xff", nil, 0, attributes{body: `{"errorNumber":9602}`}},
		"succeeded with an error":    {200, tooMany, []string{"7"}, 0, attributes{body: tooMany, retry: []string{"7"}}},
		"succeeded with failures":    {200, status, nil, 0, attributes{body: status}},
		"succeeded":                  {200, `{"assets":[]}`, []string{"7"}, 0, attributes{}},
		"succeeded without a body":   {204, "", []string{"7"}, 0, attributes{}},
		"service configuration":      {200, codesList, nil, 0, attributes{}},
		"started an event":           {200, `{"eventId":"5b1e","uId":"7300000000000001"}`, []string{"7"}, 0, attributes{event: "5b1e"}},
		"polled an event":            {200, `{"eventId":"5b1e","eventStatus":"PENDING"}`, nil, 0, attributes{}},

		"failed, default limit":    {400, long, nil, 0, attributes{body: long[:bodyspan.DefaultMaxBodySize]}},
		"succeeded, default limit": {200, long, nil, 0, attributes{body: long[:bodyspan.DefaultMaxBodySize]}},
		"failed, limit":            {400, long, nil, 100, attributes{body: filled}},
		"succeeded, limit":         {200, long, nil, 100, attributes{body: filled}},
		// The 101st byte is the first of a character's two.
		"failed, limit within a character":    {400, long, nil, 101, attributes{body: filled}},
		"succeeded, limit within a character": {200, long, nil, 101, attributes{body: filled}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertRecorded(t, tc.want, &bodyspan.Transport{MaxBodySize: tc.limit}, tc.status, tc.body, http.Header{"Retry-After": tc.retryAfter})
		})
	}
	t.Run("compressed, which the caller has to decode", func(t *testing.T) {
		t.Parallel()
		header := http.Header{"Retry-After": {"7"}, "Content-Encoding": {"gzip"}}
		assertRecorded(t, attributes{retry: []string{"7"}}, &bodyspan.Transport{}, http.StatusTooManyRequests, tooMany, header)
	})
	longest := strings.Repeat("Ab-9", 16)
	for text, want := range map[string]string{ // the attribute that a successful response gets, of its body or event
		` { "errorNumber" : 9601 } `:                           body,
		`[{"a":{"errorNumber":9601}}]`:                         body,
		`{"a":"\"","errorNumber":9601`:                         body,
		`{"a":"}","b":"\"errorNumber\":9601"}`:                 "",
		`{"a":"errorNumber","b":["errorNumber"]}`:              "",
		`{"errorNumbers":1,"anerrorNumber":1,"errorNumbe":1}`:  "",
		`{"errorCodes":[{"errorNumber":9601},{"errorNumber":1`: "",
		`{"a":{"b":["c"]},"eventId":"` + longest + `"}`:        event,
		`{"eventId":"` + longest + `a"}`:                       "",
		`{"eventId":""}`:                                       "",
		`{"eventId":"pupil@school.example"}`:                   "",
		`{"eventId":12}`:                                       "",
		`{"events":[{"eventId":"b9a1"}]}`:                      "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			values := attributes{body: text, event: longest}
			maps.DeleteFunc(values, func(key string, _ any) bool { return key != want })
			assertRecorded(t, values, &bodyspan.Transport{}, http.StatusOK, text, nil)
		})
	}
}

// assertRecorded makes a call with this response, and asserts what is recorded of it.
func assertRecorded(t *testing.T, want map[string]any, tr *bodyspan.Transport, status int, body string, header http.Header) {
	t.Helper()
	client, rec := newClient(tr)
	resp, err := client.Do(request(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})))
	require.NoError(t, err)
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, body, string(got), "the caller's")
	assert.Equal(t, want, recorded(t, rec))
}

// The error is recorded even if the caller reads nothing of a failed call's response, and of others only what a decoder
// reads, which stops at the end of the value, before io.EOF.
func TestUnreadBody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 429} {
		client, rec := newClient(&bodyspan.Transport{})
		resp, err := client.Do(request(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, tooMany)
			w.(http.Flusher).Flush() // chunked: the length isn't known in advance
			if status == 200 {
				<-r.Context().Done() // the body doesn't end before the caller closes it
			}
		})))
		require.NoError(t, err)
		if status == 200 {
			require.NoError(t, json.NewDecoder(resp.Body).Decode(new(any)))
		}
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, tooMany, recorded(t, rec)[string(bodyspan.BodyKey)])
	}
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
		resp, err := client.Do(request(t, "http://service.test/"))
		require.NoError(t, err)
		got, err := io.ReadAll(resp.Body)
		require.ErrorIs(t, err, broken)
		require.ErrorIs(t, resp.Body.Close(), unclosed)
		assert.Equal(t, tooMany, string(got))
		assert.Equal(t, 1, src.closed)
		assert.Equal(t, tooMany, recorded(t, rec)[string(bodyspan.BodyKey)])
	}
	client, rec := newClient(&bodyspan.Transport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, broken
	})})
	_, err := client.Do(request(t, "http://service.test/")) //nolint:bodyclose // there is none
	require.ErrorIs(t, err, broken)
	assert.Empty(t, recorded(t, rec))
}

// Without a recording span, or after switching protocols, the body is that of the base transport.
func TestBodyUntouched(t *testing.T) {
	t.Parallel()
	for status, sampler := range map[int]sdktrace.Sampler{500: sdktrace.NeverSample(), 101: sdktrace.AlwaysSample()} {
		src := &closer{Reader: strings.NewReader(tooMany)}
		tr := &bodyspan.Transport{Base: roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: src}, nil
		})}
		provider := sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler))
		ctx, span := provider.Tracer("test").Start(t.Context(), "call")
		resp, err := tr.RoundTrip(request(t, "http://service.test/").WithContext(ctx))
		require.NoError(t, err)
		assert.Same(t, src, resp.Body)
		require.NoError(t, resp.Body.Close())
		span.End()
	}
}
