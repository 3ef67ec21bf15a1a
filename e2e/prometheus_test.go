// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// program returns the path of a program that goes by one of these names.
func program(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatalf("%s isn't on the PATH; on Debian: apt-get install -y --no-install-recommends prometheus prometheus-alertmanager",
		strings.Join(names, " or "))
	return ""
}

// server is a Prometheus or an Alertmanager that runs until the end of the test.
type server struct {
	url    string
	output *buffer
	exited chan struct{}
}

// serveProgram starts a server on a free port, and waits until it is ready. Of args, PORT is replaced.
func serveProgram(t *testing.T, path string, args ...string) *server {
	t.Helper()
	for range 5 { // a free port may be taken by another process before the server takes it
		port := freePort(t)
		s := &server{url: "http://127.0.0.1:" + port, output: &buffer{}, exited: make(chan struct{})}
		cmd := exec.Command(path)
		for _, arg := range args {
			cmd.Args = append(cmd.Args, strings.ReplaceAll(arg, "PORT", port))
		}
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
		if s.ready(t) {
			return s
		}
		if !strings.Contains(s.output.String(), "address already in use") {
			t.Fatalf("%s ended at its start\n%s", path, s.output)
		}
	}
	t.Fatalf("no port stayed free for %s", path)
	return nil
}

func (s *server) ready(t *testing.T) bool {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if resp, err := http.Get(s.url + "/-/ready"); err == nil {
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
	t.Fatalf("%s isn't ready after %v\n%s", s.url, patience, s.output)
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

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager *server, targets ...string) *server {
	t.Helper()
	path := program(t, "prometheus")
	rules, err := filepath.Abs(filepath.Join(root, alertsDir))
	require.NoError(t, err)
	config := object{
		"global":     object{"scrape_interval": "1s", "evaluation_interval": "1s"},
		"rule_files": []string{filepath.Join(rules, "*.yaml")},
		"scrape_configs": []any{object{
			"job_name": "otelcol", "static_configs": []any{object{"targets": targets}},
		}},
	}
	if alertmanager != nil {
		config["alerting"] = object{"alertmanagers": []any{object{
			"static_configs": []any{object{"targets": []string{strings.TrimPrefix(alertmanager.url, "http://")}}},
		}}}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "prometheus.yml")
	require.NoError(t, os.WriteFile(file, []byte(toJSON(t, config)), 0o600)) // JSON is YAML
	return serveProgram(t, path, "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) *server {
	t.Helper()
	path := program(t, "alertmanager", "prometheus-alertmanager")
	dir := t.TempDir()
	file := filepath.Join(dir, "alertmanager.yml")
	require.NoError(t, os.WriteFile(file, []byte(toJSON(t, object{
		"route":     object{"receiver": "nobody", "group_wait": "1s", "group_interval": "1s"},
		"receivers": []any{object{"name": "nobody"}},
	})), 0o600))
	return serveProgram(t, path, "--config.file="+file, "--storage.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--cluster.listen-address=")
}

// sample is one element of an instant vector.
type sample struct {
	Metric map[string]string `json:"metric"`
	Value  [2]any            `json:"value"`
}

func (s sample) value() string { return fmt.Sprint(s.Value[1]) }

// query returns the instant vector of an expression.
func (s *server) query(t *testing.T, expr string) []sample {
	t.Helper()
	var answer struct {
		Data struct {
			Type   string   `json:"resultType"`
			Result []sample `json:"result"`
		} `json:"data"`
	}
	s.get(t, "/api/v1/query?query="+url.QueryEscape(expr), &answer)
	require.Equal(t, "vector", answer.Data.Type, expr)
	return answer.Data.Result
}

// awaitValue waits until an expression has one element of that value.
func (s *server) awaitValue(t *testing.T, expr, want string) {
	t.Helper()
	s.await(t, expr+" = "+want, func() (bool, string) {
		got := s.query(t, expr)
		return len(got) == 1 && got[0].value() == want, fmt.Sprint(got)
	})
}
