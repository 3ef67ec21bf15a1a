// SPDX-License-Identifier: Apache-2.0

//go:build alerts || backends

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// server is another program's server, which runs until the end of the test.
type server struct {
	url    string
	ports  map[string]string // by name
	output *buffer
	exited chan struct{}
}

var portName = regexp.MustCompile(`\b([A-Z]+_)?PORT\b`)

// serveProgram starts a server on free ports, and waits until it answers at ready, a path. In args, PORT becomes the port
// that it is asked at, and any A_PORT another one.
func serveProgram(t *testing.T, ready, path string, args ...string) *server {
	t.Helper()
	for range 5 { // a free port may be taken by another process before the server takes it
		s := &server{ports: map[string]string{}, output: &buffer{}, exited: make(chan struct{})}
		cmd := exec.Command(path)
		for _, arg := range args {
			cmd.Args = append(cmd.Args, portName.ReplaceAllStringFunc(arg, func(name string) string {
				if s.ports[name] == "" {
					s.ports[name] = freePort(t)
				}
				return s.ports[name]
			}))
		}
		s.url = "http://127.0.0.1:" + s.ports["PORT"]
		cmd.Stdout, cmd.Stderr = s.output, s.output
		require.NoError(t, cmd.Start())
		go func() {
			_ = cmd.Wait()
			close(s.exited)
		}()
		t.Cleanup(func() {
			_ = cmd.Process.Kill()
			<-s.exited
		})
		if s.ready(t, ready) {
			return s
		}
		if !strings.Contains(s.output.String(), "address already in use") {
			t.Fatalf("%s ended at its start\n%s", path, s.output)
		}
	}
	t.Fatalf("no port stayed free for %s", path)
	return nil
}

func (s *server) ready(t *testing.T, path string) bool {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if resp, err := http.Get(s.url + path); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return true
			}
		}
		select {
		case <-s.exited:
			return false
		case <-time.After(poll):
		}
	}
	t.Fatalf("%s isn't ready after %v\n%s", s.url+path, patience, s.output)
	return false
}

// await polls until done reports true. What done returns beside it says how far things are.
func (s *server) await(t *testing.T, what string, done func() (bool, string)) {
	t.Helper()
	var state string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * poll) {
		var ok bool
		if ok, state = done(); ok {
			return
		}
	}
	t.Fatalf("%s: not after %v; it was: %s\n%s", what, patience, state, s.output)
}

// get reads JSON.
func (s *server) get(t *testing.T, path string, into any) {
	t.Helper()
	resp, err := http.Get(s.url + path)
	require.NoError(t, err, "%s", s.output)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", path, body)
	require.NoError(t, json.Unmarshal(body, into), "%s: %s", path, body)
}

// sample is one element of an instant vector.
type sample struct {
	Metric map[string]string `json:"metric"`
	Value  [2]any            `json:"value"`
}

func (s sample) value() string { return fmt.Sprint(s.Value[1]) }
