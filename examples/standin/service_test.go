// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var update = flag.Bool("update", false, "write the answers of testdata/calls.txt anew")

// callTo makes a call, "METHOD path", that asks for an answer, if asked isn't empty.
func callTo(t *testing.T, s *service, what, body, asked string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(what, " ")
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	req.Header.Set(errorHeader, asked)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

const eventDelay = time.Minute

func newService(notify func(request, []byte)) *service {
	return &service{eventDelay: eventDelay, notify: notify, log: log.New(io.Discard, "", 0), events: map[string]*event{}}
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// The calls of testdata/calls.txt, whose head explains it, and the answers to them. Each section has a service of its own.
func TestCalls(t *testing.T) {
	t.Parallel()
	const path = "testdata/calls.txt"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	sections := strings.Split(string(text), "\n\n")
	for i, section := range sections {
		synctest.Test(t, func(t *testing.T) { sections[i] = replay(t, section) })
	}
	got := strings.Join(sections, "\n\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		return
	}
	assert.Equal(t, string(text), got)
}

// replay makes the calls of a section, and returns it with the answers to them.
func replay(t *testing.T, section string) string {
	t.Helper()
	var mu sync.Mutex // notifications come from other goroutines
	var lines []string
	add := func(what string, rest ...any) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, strings.TrimRight(what+fmt.Sprintln(rest...), "\n "))
	}
	s := newService(func(to request, body []byte) {
		add("notified ", to.NotificationURL, to.NotificationAuthToken, uuid.ReplaceAllString(string(body), "ID"))
	})
	id := ""
	for line := range strings.SplitSeq(strings.TrimSpace(section), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			add(line)
		case line == "wait":
			add(line)
			time.Sleep(eventDelay)
			synctest.Wait()
		case strings.HasPrefix(line, "> "):
			add(line)
			what, body, _ := strings.Cut(line[2:], " < ")
			what, asked, _ := strings.Cut(what, " ? ")
			w := callTo(t, s, strings.Replace(what, "ID", id, 1), body, asked)
			id += uuid.FindString(w.Body.String())
			add("", w.Code, w.Header().Get("Retry-After"), uuid.ReplaceAllString(w.Body.String(), "ID"))
		}
	}
	return strings.Join(lines, "\n")
}

// Each documented error can be had, and is listed.
func TestEveryDocumentedError(t *testing.T) {
	t.Parallel()
	s := newService(func(request, []byte) {})
	listed := map[catalog.API]string{
		catalog.V1: callTo(t, s, "POST /mdm/VPPServiceConfigSrv", "", "").Body.String(),
		catalog.V2: callTo(t, s, "GET /mdm/v2/service/config", "", "").Body.String(),
	}
	for _, e := range catalog.All() {
		asked := fmt.Sprint(e.Number)
		assert.Contains(t, listed[e.API], `"errorNumber":`+asked+`}`)
		if e.Delivered == catalog.Background {
			w := callTo(t, s, "POST /mdm/v2/assets/associate", "", asked+"; background")
			assert.Contains(t, w.Body.String(), "eventId", asked)
			continue
		}
		path := map[catalog.API]string{catalog.V1: "POST /mdm/associateVPPLicenseSrv", catalog.V2: "GET /mdm/v2/assets"}[e.API]
		w := callTo(t, s, path, "", asked)
		assert.Contains(t, w.Body.String(), `"errorNumber":`+asked)
		if e.API == catalog.V2 && e.StatusCode != 0 {
			assert.Equal(t, e.StatusCode, w.Code)
		}
	}
}
