// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager *server, targets ...string) server {
	t.Helper()
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
	return serveProgram(t, "/-/ready", "prometheus", "--config.file="+configFile(t, dir, config), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) server {
	t.Helper()
	name := "alertmanager"
	if _, err := exec.LookPath(name); err != nil {
		name = "prometheus-alertmanager" // as Debian calls it
	}
	dir := t.TempDir()
	file := configFile(t, dir, object{
		"route":     object{"receiver": "nobody", "group_wait": "1s", "group_interval": "1s"},
		"receivers": []any{object{"name": "nobody"}},
	})
	return serveProgram(t, "/-/ready", name, "--config.file="+file, "--storage.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--cluster.listen-address=")
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
	s.await(t, expr+" = "+want, func() (bool, string) {
		got := s.query(t, expr)
		return len(got) == 1 && got[0].value() == want, fmt.Sprint(got)
	})
}
