// SPDX-License-Identifier: Apache-2.0

package fake_test

import (
	"encoding/json"
	"flag"
	"fmt"
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
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

var update = flag.Bool("update", false, "write the answers of testdata/calls.txt anew")

// call makes a call, "METHOD path", that asks for an answer, if asked isn't empty.
func call(t *testing.T, s *fake.Service, what, body, asked string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, _ := strings.Cut(what, " ")
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	req.Header.Set(fake.ErrorHeader, asked)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// number is that of the error in a response.
func number(t *testing.T, w *httptest.ResponseRecorder) int {
	t.Helper()
	var answer struct{ ErrorNumber int }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
	return answer.ErrorNumber
}

const eventDelay = time.Minute

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
	s := fake.New(fake.Options{EventDelay: eventDelay, Notify: func(n fake.Notification) {
		add("notified ", n.URL, n.Token, uuid.ReplaceAllString(string(n.Body), "ID"))
	}})
	defer s.Close()
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
			w := call(t, s, strings.Replace(what, "ID", id, 1), body, asked)
			id += uuid.FindString(w.Body.String())
			add("", w.Code, w.Header().Get("Retry-After"), uuid.ReplaceAllString(w.Body.String(), "ID"))
		}
	}
	return strings.Join(lines, "\n")
}

// Each documented error can be had, and is listed.
func TestEveryDocumentedError(t *testing.T) {
	t.Parallel()
	s := fake.New(fake.Options{EventDelay: time.Hour})
	defer s.Close()
	listed := map[catalog.API]string{
		catalog.V1: call(t, s, "POST /mdm/VPPServiceConfigSrv", "", "").Body.String(),
		catalog.V2: call(t, s, "GET /mdm/v2/service/config", "", "").Body.String(),
	}
	for _, e := range catalog.All() {
		asked := fmt.Sprint(e.Number)
		assert.Contains(t, listed[e.API], `"errorNumber":`+asked+`}`)
		if e.Delivered == catalog.Background {
			w := call(t, s, "POST /mdm/v2/assets/associate", "", asked+"; background")
			assert.Contains(t, w.Body.String(), "eventId", asked)
			continue
		}
		path := map[catalog.API]string{catalog.V1: "POST /mdm/associateVPPLicenseSrv", catalog.V2: "GET /mdm/v2/assets"}[e.API]
		w := call(t, s, path, "", asked)
		assert.Equal(t, e.Number, number(t, w))
		if e.API == catalog.V2 && e.StatusCode != 0 {
			assert.Equal(t, e.StatusCode, w.Code)
		}
	}
}

func TestErrorRate(t *testing.T) {
	t.Parallel()
	const calls = 300
	failures := func(rate float64) (failed int, all []int) {
		s := fake.New(fake.Options{ErrorRate: rate, EventDelay: time.Hour})
		defer s.Close()
		for range calls {
			n := number(t, call(t, s, "GET /mdm/v2/assets", "", ""))
			if all = append(all, n); n != 0 {
				failed++
			}
		}
		return failed, all
	}
	failed, first := failures(0.1)
	assert.InDelta(t, calls/10, failed, calls/30)
	_, again := failures(0.1)
	assert.Equal(t, first, again)
}

// After Close, no notification is sent, and Close doesn't wait for pending events.
func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{EventDelay: time.Hour, Notify: func(fake.Notification) { t.Error("notified") }})
		call(t, s, "POST /mdm/v2/assets/associate", "", "")
		begin := time.Now()
		s.Close()
		assert.Zero(t, time.Since(begin))
	})
}
