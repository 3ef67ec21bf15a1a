// SPDX-License-Identifier: Apache-2.0

package bodyspan_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

func TestLimit(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		max, want int
	}{
		"default": {0, bodyspan.DefaultMaxBodySize},
		"set":     {100, 100},
		// The 101st byte is the first of a character's two.
		"within a character": {101, 100},
	} {
		for _, status := range []int{200, 400} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				sent := `{"errorNumber":9602,"errorMessage":"Invalid argument.","p":"`
				sent += strings.Repeat("x", 100-len(sent)) + strings.Repeat("ü", 1<<19) + `"}`
				url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(status)
					_, _ = io.WriteString(w, sent)
				})
				client, rec := newClient(&bodyspan.Transport{MaxBodySize: tc.max})
				got := get(t, client, url)
				assert.Equal(t, sent, got, "the caller's")
				body, _, _ := recorded(t, rec)
				assert.Equal(t, sent[:tc.want], body)
			})
		}
	}
}

func TestInvalidUTF8(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte("\xff\xfe{\"errorNumber\":9602}\xff"))
	})
	client, rec := newClient(&bodyspan.Transport{})
	get(t, client, url)
	body, _, _ := recorded(t, rec)
	assert.True(t, utf8.ValidString(body))
	assert.Contains(t, body, `{"errorNumber":9602}`)
}

func TestCompressed(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		zw := gzip.NewWriter(w)
		_, _ = io.WriteString(zw, tooMany)
		_ = zw.Close()
	})
	t.Run("decoded by the base", func(t *testing.T) {
		t.Parallel()
		client, rec := newClient(&bodyspan.Transport{})
		get(t, client, url)
		body, _, _ := recorded(t, rec)
		assert.Equal(t, tooMany, body)
	})
	t.Run("left to the caller", func(t *testing.T) {
		t.Parallel()
		client, rec := newClient(&bodyspan.Transport{})
		req, err := http.NewRequest(http.MethodGet, url, nil)
		require.NoError(t, err)
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err := client.Do(req)
		require.NoError(t, err)
		zr, err := gzip.NewReader(resp.Body)
		require.NoError(t, err)
		got, err := io.ReadAll(zr)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, tooMany, string(got))
		_, hasBody, retryAfter := recorded(t, rec)
		assert.False(t, hasBody)
		assert.Equal(t, []string{"7"}, retryAfter)
	})
}
