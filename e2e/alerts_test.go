// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"encoding/json"
	"fmt"
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

// numberAnchor links to the section of a documented number, else to the classes.
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
func TestPrometheusAlertsAreComplete(t *testing.T) {
	t.Parallel()
	runbook := readFile(t, filepath.Join(root, "docs", "errors.md"))
	var rules ruleFile
	readYAML(t, filepath.Join(root, alertsDir, "mdm-error-alerts.yaml"), &rules)
	require.NotEmpty(t, rules.Groups[0].Rules)
	for _, r := range rules.Groups[0].Rules {
		assert.Contains(t, []string{"page", "ticket", "info"}, r.Labels["severity"], r.Alert)
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
		for _, heading := range headings { // as GitHub derives anchors from headings
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
		renamed = strings.ReplaceAll(renamed, "_remembered_total{", "_remembered{") // a gauge
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

// A response of Apple's service raises exactly its alert in Alertmanager.
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

// trouble sends calls that fail in many ways.
func (s sender) trouble(t *testing.T) {
	t.Helper()
	s.healthy(t)
	s.calls(t, 6, answer{429, "30", documented(t, 9646)})
	s.calls(t, 2, answer{503, "120", documented(t, 9729)})
	s.calls(t, 1, answer{400, "", documented(t, 9706)})
	s.calls(t, 2, answer{200, "", errorBody(t, 9622, "Invalid authentication token.")}) // a mismatch
	s.calls(t, 3, answer{200, "", toJSON(t, object{"eventStatus": "FAILED", "failures": []any{object{
		"errorInfo":    object{"clientUserIds": []string{"pupil-017"}},
		"errorMessage": message(t, 9609, "background"), "errorNumber": 9609,
	}}})})
	s.calls(t, 3, answer{400, "", errorBody(t, 9901, "Something new.")})
	s.calls(t, 1, answer{400, "", errorBody(t, 9902, "Something else that is new.")})
	s.calls(t, 1, answer{400, "", `{"errorInfo":{"assets":[]},"errorNumber":99`})
	s.calls(t, 4, answer{status: 503})
	s.calls(t, 1, answer{status: 401})
	s.joined(t)
	trace := traceNumber.Add(1)
	s.send(t, newCall(trace, answer{status: 400}))
	s.logError(t, trace, 9609)
	failed, _ := notifications(t)
	s.sendLogs(t, failed, failed, revoked) // an error that may be joined, but has no trace
}

// logError sends a log record with the error of a trace's call.
func (s sender) logError(t *testing.T, trace uint64, number int) {
	t.Helper()
	text := fmt.Sprintf("Apps and Books: %s (error number: %d)", message(t, number, catalog.Response), number)
	require.NoError(t, s.export(t.Context(), loggedError(trace, text)))
}

// A call has no number, but a later log record does: the alert is about the number, and the earlier count is subtracted.
// The rules wait 5 minutes for a number; here, the expression doesn't.
func TestPrometheusOneAlertForOneFailure(t *testing.T) {
	t.Parallel()
	c, s := metricsExample(t, "metrics-own.yaml", namesSuffixed, nil)
	prometheus := startPrometheus(t, nil, c.addr("METRICS_PORT"))
	var rules ruleFile
	readYAML(t, filepath.Join(root, alertsDir, "mdm-error-alerts.yaml"), &rules)
	refused := ""
	for _, r := range rules.Groups[0].Rules {
		if r.Alert == "MdmErrorCallsRefused" {
			refused = strings.ReplaceAll(r.Expr, " offset 5m", "")
			require.NotEqual(t, r.Expr, refused)
		}
	}
	trace := traceNumber.Add(1)
	s.send(t, newCall(trace, answer{status: 400}))
	prometheus.await(t, "a call without a number", func() (bool, string) {
		return len(prometheus.query(t, refused)) == 1, fmt.Sprint(prometheus.query(t, "mdm_error:failed_calls:increase1h"))
	})
	s.logError(t, trace, 9609)
	prometheus.await(t, "its number", func() (bool, string) {
		return len(prometheus.query(t, refused)) == 0, fmt.Sprint(prometheus.query(t, "mdm_error:joined:increase65m"))
	})
	prometheus.awaitValue(t, `count(ALERTS{alertname=~"MdmError.*"} unless ALERTS{alertname="MdmErrorNoData"})`, "1")
	prometheus.awaitValue(t, `count(ALERTS{alertname="MdmErrorPreconditionMissing",number="9609",alertstate="firing"})`, "1")
}

// Every query of the dashboard is answered by a real Prometheus, with the labels that its legend names.
func TestPrometheusDashboard(t *testing.T) {
	t.Parallel()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(readFile(t, root+"/examples/dashboard/mdm-error.json")), &dashboard))
	require.NotEmpty(t, dashboard.Panels)

	c, s := metricsExample(t, "metrics-connectors.yaml", namesPlain, nil, connectorsPort, `
processors: {mdm_error: {join: {max_items: 20}}} # fewer than the calls
`)
	prometheus := startPrometheus(t, nil, c.addr("METRICS_PORT"), c.addr("CONNECTORS_PORT"))
	s.trouble(t)
	prometheus.awaitValue(t, `sum(mdm_error:incoming_items:increase30m)`, "46")
	prometheus.awaitValue(t, `sum(mdm_error:detected:increase1h)`, "23")
	prometheus.awaitValue(t, `sum(traces_span_metrics_calls_total)`, "26")
	prometheus.awaitValue(t, `count(ALERTS{alertname=~"MdmError.*",alertstate="firing"})`, "9")
	for _, p := range dashboard.Panels {
		require.NotEmpty(t, p.Targets, p.Title)
		for _, target := range p.Targets {
			var samples []sample
			prometheus.await(t, target.Expr, func() (bool, string) {
				samples = prometheus.query(t, target.Expr)
				return len(samples) > 0, "no data"
			})
			for _, s := range samples {
				assert.NotEqual(t, "NaN", s.value(), target.Expr)
				legend := target.LegendFormat
				for name := range s.Metric {
					legend = strings.ReplaceAll(legend, "{{"+name+"}}", "")
				}
				assert.NotContains(t, legend, "{{", "%s: a label that the data lacks", target.Expr)
			}
		}
	}
}
