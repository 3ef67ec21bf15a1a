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

func ruleFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, alertsDir, "*.yaml"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	return files
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, into), path)
}

func TestPrometheusRulesAreValid(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(program(t, "promtool"), append([]string{"check", "rules"}, ruleFiles(t)...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// Every alert has what a person needs, and leads to a place that exists.
func TestPrometheusAlertsAreWhole(t *testing.T) {
	t.Parallel()
	runbook, err := os.ReadFile(filepath.Join(root, "docs", "errors.md"))
	require.NoError(t, err)
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
			var info ruleFile
			readYAML(t, filepath.Join(root, alertsDir, "mdm-error-info.yaml"), &info)
			headings = []string{"retry-classes"}
			for _, r := range info.Groups[0].Rules {
				assert.Equal(t, "yes", r.Labels["documented"], r.Labels["number"])
				headings = append(headings, r.Labels["number"])
			}
			require.Len(t, headings, 1+len(catalog.Default().Numbers()))
			assert.Regexp(t, `Apple error \{\{ \$labels.number \}\}.*mdm_error:info`, r.Annotations["summary"], r.Alert)
		}
		for _, heading := range headings { // as the forge makes anchors of headings
			pattern := `(?im)^#+ ` + strings.ReplaceAll(regexp.QuoteMeta(heading), "-", "[ -]") + `$`
			assert.Regexp(t, pattern, string(runbook), r.Alert)
		}
	}
}

// The rules' own tests, with the names that one reader of the Collector's metrics gives them, and with the other's.
func TestPrometheusRules(t *testing.T) {
	t.Parallel()
	promtool := program(t, "promtool")
	files, err := filepath.Glob(filepath.Join(root, alertsDir, "tests", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	dir := t.TempDir() // laid out as the examples are
	require.NoError(t, os.Mkdir(filepath.Join(dir, "tests"), 0o700))
	for _, file := range ruleFiles(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600))
	}
	counter := regexp.MustCompile(`'(otelcol_processor_\w+)\{`)
	suffixed := []string{"test", "rules"}
	fires, silent := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		collectCases(t, string(text), fires, silent)
		renamed := counter.ReplaceAllString(string(text), `'${1}_total{`)
		renamed = strings.ReplaceAll(renamed, "'otelcol_process_uptime{", "'otelcol_process_uptime_seconds_total{")
		require.NotEqual(t, string(text), renamed)
		path := filepath.Join(dir, "tests", filepath.Base(file))
		require.NoError(t, os.WriteFile(path, []byte(renamed), 0o600))
		suffixed = append(suffixed, path)
	}
	for name, args := range map[string][]string{
		"without suffixes": append([]string{"test", "rules"}, files...), "with suffixes": suffixed,
	} {
		out, err := exec.Command(promtool, args...).CombinedOutput()
		assert.NoError(t, err, "%s: %s", name, out)
	}
	var rules ruleFile
	readYAML(t, filepath.Join(root, alertsDir, "mdm-error-alerts.yaml"), &rules)
	for _, r := range rules.Groups[0].Rules {
		assert.True(t, fires[r.Alert], "%s: no test lets it fire, and resolve", r.Alert)
		assert.True(t, silent[r.Alert], "%s: no test lets it be silent", r.Alert)
	}
}

// collectCases notes the alerts that a file's tests let fire and resolve, and those that a test named "<alert>: silent .."
// keeps silent throughout.
func collectCases(t *testing.T, text string, fires, silent map[string]bool) {
	t.Helper()
	var file struct {
		Tests []struct {
			Name   string
			Values []struct {
				Samples []struct{ Labels string } `yaml:"exp_samples"`
			} `yaml:"promql_expr_test"`
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &file))
	name := regexp.MustCompile(`alertname="(\w+)"`)
	for _, test := range file.Tests {
		seen, last := map[string]bool{}, map[string]bool{}
		for _, v := range test.Values {
			last = map[string]bool{}
			for _, s := range v.Samples {
				alert := name.FindStringSubmatch(s.Labels)[1]
				seen[alert], last[alert] = true, true
			}
		}
		for alert := range seen {
			fires[alert] = fires[alert] || !last[alert]
		}
		if alert, rest, _ := strings.Cut(test.Name, ": "); strings.HasPrefix(rest, "silent") && !seen[alert] {
			silent[alert] = true
		}
	}
}

const (
	namesPlain    = "{host: 127.0.0.1, port: \"${env:METRICS_PORT}\"}"
	namesSuffixed = "{host: 127.0.0.1, port: \"${env:METRICS_PORT}\", without_type_suffix: false, without_units: false}"
)

// metricsExample starts one of the examples with metrics on free ports. reader is that of the Collector's own metrics.
// env are further variables.
func metricsExample(t *testing.T, name, reader string, env []string, more ...string) (*collector, *faker) {
	t.Helper()
	ports := strings.Replace(freePorts, namesPlain, reader, 1)
	ports = regexp.MustCompile(`(?m)^extensions:\n.*\n`).ReplaceAllString(ports, "") + "processors: {batch: {timeout: 50ms}}\n"
	require.Contains(t, ports, reader)
	c := start(t, setup{
		configs: append([]string{example(name), ports}, more...),
		ports:   []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT", "CONNECTORS_PORT", "SPARE_PORT"},
		env:     append(env, "BACKEND_ENDPOINT="+newBackend(t).addr, "BACKEND_INSECURE=true"),
	})
	return c, newFaker(t, c.addr("GRPC_PORT"))
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
			prometheus := startPrometheus(t, alertmanager, c.addr("METRICS_PORT"))
			inAlertmanager := func() (alerts []alert) {
				alertmanager.get(t, "/api/v2/alerts", &alerts)
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

			s.calls(t, 1, "assets/associate", answer{401, "", errorBody(t, 9625, "The server has revoked the sToken.")})
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
