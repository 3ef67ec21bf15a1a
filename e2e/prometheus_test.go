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

// startPrometheus starts a Prometheus that scrapes these addresses every second, and has the rules of the examples.
func startPrometheus(t *testing.T, alertmanager *server, targets ...string) server {
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
	return serveProgram(t, "/-/ready", path, "--config.file="+configFile(t, dir, config), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address=127.0.0.1:PORT", "--web.enable-remote-write-receiver")
}

func startAlertmanager(t *testing.T) server {
	t.Helper()
	path := program(t, "alertmanager", "prometheus-alertmanager")
	dir := t.TempDir()
	file := configFile(t, dir, object{
		"route":     object{"receiver": "nobody", "group_wait": "1s", "group_interval": "1s"},
		"receivers": []any{object{"name": "nobody"}},
	})
	return serveProgram(t, "/-/ready", path, "--config.file="+file, "--storage.path="+filepath.Join(dir, "data"),
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
