// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// The program on a free port, with answers: an error, then an event that fails and is notified in both ways.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "notifications.jsonl")
	posted := make(chan string, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posted <- r.Method + " " + r.Header.Get("Content-Type") + " " + r.Header.Get("Authorization") + " " + string(body)
	}))
	t.Cleanup(receiver.Close)

	log := filepath.Join(dir, "log")
	out, err := os.Create(log)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var stderr bytes.Buffer
	code := make(chan int)
	go func() {
		args := []string{"-listen", "127.0.0.1:0", "-notify-file", file, "-event-delay", "1ms", "/assets 9646", "/assets/associate 9709"}
		code <- run(ctx, args, out, &stderr)
	}()
	var address string
	require.Eventually(t, func() bool {
		address = regexp.MustCompile(`http://127\.0\.0\.1:[1-9]\d*`).FindString(read(t, log))
		return address != ""
	}, time.Minute, time.Millisecond)

	for _, c := range [][]string{
		{http.MethodPut, "/mdm/v2/client/config", `{"notificationAuthToken":"secret","notificationUrl":"` + receiver.URL + `"}`},
		{http.MethodGet, "/mdm/v2/assets", ""},
		{http.MethodPost, "/mdm/v2/assets/associate", ""},
	} {
		req, reqErr := http.NewRequestWithContext(t.Context(), c[0], address+c[1], strings.NewReader(c[2]))
		require.NoError(t, reqErr)
		resp, reqErr := http.DefaultClient.Do(req)
		require.NoError(t, reqErr)
		require.NoError(t, resp.Body.Close())
	}
	var got string
	select {
	case got = <-posted:
	case <-time.After(time.Minute):
		t.Fatal("no notification")
	}
	notification, ok := strings.CutPrefix(got, "POST application/json Bearer secret ")
	assert.True(t, ok, got)
	assert.Contains(t, notification, `"errorNumber":9709`)
	assert.Equal(t, notification+"\n", read(t, file))

	stop()
	assert.Zero(t, <-code)
	assert.Empty(t, stderr.String())
	assert.Contains(t, read(t, log), "standin: GET /mdm/v2/assets: HTTP 429, error 9646\n")
	assert.NotContains(t, read(t, log), "secret")
}

func TestUsage(t *testing.T) {
	t.Parallel()
	busy := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(busy.Close)
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, 0, "-notify-file file"},
		{[]string{"-often"}, 2, "flag provided but not defined: -often"},
		{[]string{"never"}, 2, `invalid answer "never"`},
		{[]string{"-listen", strings.TrimPrefix(busy.URL, "http://")}, 1, "address already in use"},
	} {
		var stderr bytes.Buffer
		assert.Equal(t, tt.code, run(t.Context(), tt.args, io.Discard, &stderr), tt.args)
		assert.Contains(t, stderr.String(), tt.want, tt.args)
	}
}
