// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager string, targets ...string) server {
	t.Helper()
	rules, err := filepath.Abs(filepath.Join(root, alertsDir, "*.yaml"))
	require.NoError(t, err)
	static := func(addresses ...string) []any { return []any{object{"targets": addresses}} }
	config := toJSON(t, object{ // JSON is YAML
		"global":         object{"scrape_interval": "1s", "evaluation_interval": "1s"},
		"rule_files":     []string{rules},
		"scrape_configs": []any{object{"job_name": "otelcol", "static_configs": static(targets...)}},
		"alerting":       object{"alertmanagers": []any{object{"static_configs": static(alertmanager)}}},
	})
	port := freePort(t)
	return serveProgram(t, port, "/-/ready", "prometheus", "--config.file="+writeFile(t, config), "--storage.tsdb.path="+t.TempDir(),
		"--web.listen-address=127.0.0.1:"+port, "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) server {
	t.Helper()
	name := "alertmanager"
	if _, err := exec.LookPath(name); err != nil {
		name = "prometheus-alertmanager" // as Debian calls it
	}
	config := "route: {receiver: nobody, group_wait: 1s, group_interval: 1s}\nreceivers: [{name: nobody}]\n"
	port := freePort(t)
	return serveProgram(t, port, "/-/ready", name, "--config.file="+writeFile(t, config), "--storage.path="+t.TempDir(),
		"--web.listen-address=127.0.0.1:"+port, "--cluster.listen-address=")
}

// query returns the instant vector of an expression.
func (s server) query(t *testing.T, expr string) []sample {
	t.Helper()
	var answer struct {
		Data struct {
			Type   string   `json:"resultType"`
			Result []sample `json:"result"`
		} `json:"data"`
	}
	s.get(t, &answer, "/api/v1/query", "query", expr)
	require.Equal(t, "vector", answer.Data.Type, expr)
	return answer.Data.Result
}

// awaitValue waits until an expression has one element of that value.
func (s server) awaitValue(t *testing.T, expr, want string) {
	t.Helper()
	s.await(t, expr+" = "+want, func() (bool, any) {
		got := s.query(t, expr)
		return len(got) == 1 && got[0].value() == want, got
	})
}
