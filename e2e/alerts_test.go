// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const alertsDir = "examples/alerts"

// numberAnchor leads to the number, if it is a documented one, else to the classes.
const numberAnchor = "{{ with printf `mdm_error:info{number=%q,documented=\"yes\"}` $labels.number | query }}" +
	"{{ $labels.number }}{{ else }}retry-classes{{ end }}"

type ruleFile struct {
	Groups []struct {
		Rules []struct {
			Record, Alert, Expr string
			Labels, Annotations map[string]string
		}
	}
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	require.NoError(t, yaml.Unmarshal([]byte(readFile(t, path)), into), path)
}

// Every alert has a severity, a summary, a description, and a link to a heading of the runbook.
func TestPrometheusAlertsAreWhole(t *testing.T) {
	t.Parallel()
	runbook := readFile(t, filepath.Join(root, "docs", "errors.md"))
	var rules ruleFile
	readYAML(t, filepath.Join(root, alertsDir, "mdm-error-alerts.yaml"), &rules)
	require.NotEmpty(t, rules.Groups[0].Rules)
	for _, r := range rules.Groups[0].Rules {
		assert.Contains(t, []string{"page", "ticket"}, r.Labels["severity"], r.Alert)
		assert.NotEmpty(t, r.Annotations["summary"], r.Alert)
		assert.NotEmpty(t, r.Annotations["description"], r.Alert)
		page, anchor, _ := strings.Cut(r.Annotations["runbook_url"], "#")
		assert.Equal(t, "https://github.com/mdm-observability/mdmerrorprocessor/blob/main/docs/errors.md", page, r.Alert)
		headings := []string{anchor}
		if anchor == numberAnchor {
			headings = []string{"retry-classes"}
			for _, number := range catalog.Default().Numbers() {
				headings = append(headings, strconv.Itoa(number))
			}
		}
		for _, heading := range headings { // as the forge makes anchors of headings
			pattern := `(?im)^#+ ` + strings.ReplaceAll(regexp.QuoteMeta(heading), "-", "[ -]") + `$`
			assert.Regexp(t, pattern, runbook, r.Alert)
		}
	}
}

// The rules are valid and pass their own tests, with both names that readers of the Collector's metrics give them.
func TestPrometheusRules(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, alertsDir, "tests", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	dir := t.TempDir() // laid out as the examples are
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(root, alertsDir))))
	counter := regexp.MustCompile(`'(otelcol_processor_\w+)\{`)
	suffixed := []string{"test", "rules"}
	for _, file := range files {
		text := readFile(t, file)
		renamed := counter.ReplaceAllString(text, `'${1}_total{`)
		renamed = strings.ReplaceAll(renamed, "'otelcol_process_uptime{", "'otelcol_process_uptime_seconds_total{")
		require.NotEqual(t, text, renamed)
		path := filepath.Join(dir, "tests", filepath.Base(file))
		require.NoError(t, os.WriteFile(path, []byte(renamed), 0o600))
		suffixed = append(suffixed, path)
	}
	rules, err := filepath.Glob(filepath.Join(root, alertsDir, "*.yaml"))
	require.NoError(t, err)
	for _, args := range [][]string{
		append([]string{"check", "rules"}, rules...), append([]string{"test", "rules"}, files...), suffixed,
	} {
		out, err := exec.Command("promtool", args...).CombinedOutput()
		assert.NoError(t, err, "%s: %s", args, out)
	}
}

const (
	namesPlain    = "{host: 127.0.0.1, port: \"${env:METRICS_PORT}\"}"
	namesSuffixed = "{host: 127.0.0.1, port: \"${env:METRICS_PORT}\", without_type_suffix: false, without_units: false}"
)

// metricsExample starts one of the examples with metrics on free ports. reader is that of the Collector's own metrics.
// env are further variables.
func metricsExample(t *testing.T, name, reader string, env []string, more ...string) (collector, sender) {
	t.Helper()
	ports := strings.Replace(freePorts, namesPlain, reader, 1)
	ports = regexp.MustCompile(`(?m)^extensions:\n.*\n`).ReplaceAllString(ports, "") + "processors: {batch: {timeout: 50ms}}\n"
	require.Contains(t, ports, reader)
	c := start(t, setup{
		configs: append([]string{example(name), ports}, more...),
		ports:   []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT", "CONNECTORS_PORT"},
		env:     append(env, newBackend(t).env()...),
	})
	return c, newSender(t, c.addr("GRPC_PORT"))
}

type alert struct {
	Labels, Annotations map[string]string
	State               string
}

// From one answer of Apple's service to the alert in Alertmanager: this one, and no other.
func TestPrometheusAlert(t *testing.T) {
	t.Parallel()
	for name, reader := range map[string]string{"names without suffixes": namesPlain, "names with suffixes": namesSuffixed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			alertmanager := startAlertmanager(t)
			c, s := metricsExample(t, "metrics-own.yaml", reader, nil)
			prometheus := startPrometheus(t, &alertmanager, c.addr("METRICS_PORT"))
			inAlertmanager := func() (alerts []alert) {
				alertmanager.get(t, &alerts, "/api/v2/alerts")
				return alerts
			}
			evaluations := func() { // lets Prometheus go through its rules again
				have := func() int {
					got := prometheus.query(t, `count_over_time(mdm_error:info{number="9625"}[1h])`)
					if len(got) == 0 {
						return 0
					}
					n, err := strconv.Atoi(got[0].value())
					require.NoError(t, err)
					return n
				}
				enough := have() + 4
				prometheus.await(t, "evaluations", func() (bool, string) { return have() >= enough, "" })
			}

			s.healthy(t)
			prometheus.awaitValue(t, `sum(mdm_error:incoming_items:increase30m)`, "15")
			evaluations()
			assert.Empty(t, prometheus.query(t, `ALERTS{alertstate="firing"}`), "after healthy traffic")
			assert.Empty(t, inAlertmanager(), "after healthy traffic")

			s.calls(t, 1, answer{401, "", errorBody(t, 9625, "The server has revoked the sToken.")})
			alertmanager.await(t, "an alert in Alertmanager", func() (bool, string) {
				return len(inAlertmanager()) > 0, prometheus.output.String()
			})
			evaluations()
			alerts := inAlertmanager()
			require.Len(t, alerts, 1, "%v", alerts)
			assert.Equal(t, map[string]string{
				"alertname": "MdmErrorTokenMustBeRenewed", "number": "9625", "severity": "page",
			}, alerts[0].Labels)
			assert.Equal(t, `Apple error 9625 ("The server has revoked the sToken."). Replace the content token in the MDM `+
				`server: until then, no app or book can be assigned.`, alerts[0].Annotations["summary"])
			assert.Contains(t, alerts[0].Annotations["description"], "Download a new content token")
			assert.Equal(t, "https://github.com/mdm-observability/mdmerrorprocessor/blob/main/docs/errors.md#9625",
				alerts[0].Annotations["runbook_url"])
			assert.Len(t, alerts[0].Annotations, 3)
		})
	}
}
