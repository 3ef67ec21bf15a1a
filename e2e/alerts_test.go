// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	alertsDir   = "examples/alerts"
	runbookPage = "https://github.com/mdm-observability/mdmerrorprocessor/blob/main/docs/errors.md"
)

// The rules are valid and pass their own tests, with both names that readers of the Collector's metrics give them.
func TestPrometheusRules(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, alertsDir, "tests", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	dir := t.TempDir() // laid out as the examples are
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(root, alertsDir))))
	counter := regexp.MustCompile(`'(otelcol_processor_\w+)\{`)
	renamedTests := []string{"test", "rules"}
	for _, file := range files {
		text := readFile(t, file)
		renamed := counter.ReplaceAllString(text, `'${1}_total{`)
		renamed = strings.ReplaceAll(renamed, "'otelcol_process_uptime{", "'otelcol_process_uptime_seconds_total{")
		renamed = strings.ReplaceAll(renamed, "_remembered_total{", "_remembered{") // a gauge
		require.NotEqual(t, text, renamed)
		path := filepath.Join(dir, "tests", filepath.Base(file))
		require.NoError(t, os.WriteFile(path, []byte(renamed), 0o600))
		renamedTests = append(renamedTests, path)
	}
	rules, err := filepath.Glob(filepath.Join(root, alertsDir, "*.yaml"))
	require.NoError(t, err)
	for _, args := range [][]string{
		append([]string{"check", "rules"}, rules...), append([]string{"test", "rules"}, files...), renamedTests,
	} {
		out, err := exec.Command("promtool", args...).CombinedOutput()
		assert.NoError(t, err, "%s: %s", args, out)
	}
}

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

// suffixed is the other way in which the Collector names its own metrics.
const suffixed = `
service: {telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {
  host: 127.0.0.1, port: "${env:METRICS_PORT}", without_type_suffix: false, without_units: false}}}}]}}}
`

// A response of Apple's service raises exactly its alert in Alertmanager.
func TestPrometheusAlert(t *testing.T) {
	t.Parallel()
	for name, overrides := range map[string][]string{"names without suffixes": nil, "names with suffixes": {suffixed}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			alertmanager := startAlertmanager(t)
			c := start(t, nil, example("metrics-own.yaml"), overrides...)
			prometheus := startPrometheus(t, alertmanager.addr, c.addr("METRICS_PORT"))
			type alert struct{ Labels, Annotations map[string]string }
			inAlertmanager := func() (alerts []alert) {
				alertmanager.get(t, &alerts, "/api/v2/alerts")
				return alerts
			}
			evaluations := func() { // lets Prometheus go through its rules again
				var before []sample
				prometheus.await(t, "evaluations", func() (bool, any) {
					now := prometheus.query(t, `count_over_time(mdm_error:info{number="9625"}[1h]) / 4`)
					if before == nil {
						before = now
					}
					return len(before) > 0 && number(t, now[0]) >= number(t, before[0])+1, now
				})
			}

			c.healthy(t)
			prometheus.awaitValue(t, `sum(mdm_error:incoming_items:increase30m)`, "15")
			evaluations()
			assert.Empty(t, prometheus.query(t, `ALERTS{alertstate="firing"}`), "after healthy traffic")
			assert.Empty(t, inAlertmanager(), "after healthy traffic")

			c.send(t, traces(call(401, content, `{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}`)))
			alertmanager.await(t, "an alert in Alertmanager", func() (bool, any) {
				return len(inAlertmanager()) > 0, prometheus.output()
			})
			evaluations()
			alerts := inAlertmanager()
			require.Len(t, alerts, 1, "%v", alerts)
			assert.Equal(t, map[string]string{
				"alertname": "MdmErrorTokenMustBeRenewed", "number": "9625", "severity": "page",
			}, alerts[0].Labels)
			assert.Equal(t, `Apple error 9625 ("The server has revoked the sToken."). Replace the content token in the MDM `+
				`server: until then, nothing in that token's location can be assigned.`, alerts[0].Annotations["summary"])
			assert.Contains(t, alerts[0].Annotations["description"], "Download a new content token")
			assert.Equal(t, runbookPage+"#9625", alerts[0].Annotations["runbook_url"])
			assert.Len(t, alerts[0].Annotations, 3)
		})
	}
}

func number(t *testing.T, s sample) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s.value(), 64)
	require.NoError(t, err)
	return n
}

// trouble sends calls that fail in many ways.
func (s sender) trouble(t *testing.T) {
	t.Helper()
	s.healthy(t)
	s.calls(t, 6, refused(429, 9646).with("http.response.header.retry-after", "30"))
	s.calls(t, 2, refused(503, 9729).with("http.response.header.retry-after", "120"))
	s.calls(t, 1, refused(400, 9706))
	s.calls(t, 2, call(200, content, `{"errorNumber":9622}`)) // a mismatch
	s.calls(t, 3, call(200, content, toJSON(t, object{"eventStatus": "FAILED", "failures": []any{object{
		"errorInfo":    object{"clientUserIds": []string{"pupil-017"}},
		"errorMessage": message(9609, catalog.Background), "errorNumber": 9609,
	}}})))
	s.calls(t, 3, call(400, content, `{"errorMessage":"Something new.","errorNumber":9901}`))
	s.calls(t, 1, call(400, content, `{"errorMessage":"Something else that is new.","errorNumber":9902}`))
	s.calls(t, 1, call(400, content, `{"errorInfo":{"assets":[]},"errorNumber":99`))
	s.calls(t, 4, call(503))
	s.calls(t, 1, call(401))
	s.send(t, traces(together(around(revoked), call(401))...))
	later := together(call(400), logged("Apps and Books: "+message(9609, catalog.Response)+" (error number: 9609)"))
	s.send(t, traces(later[0]), logs(later[1]))
	s.send(t, logs(logged(failedWith(9709)), logged(failedWith(9709)), logged(revoked))) // an error that may be joined, but has no trace
}

// connectors makes examples/metrics-connectors.yaml count without delay, on a free port. Prometheus gets the counts by scrapes
// and by remote write. The processor remembers fewer calls than there are.
const connectors = `
processors: {batch: {timeout: 50ms}, mdm_error: {join: {max_items: 20}}}
connectors: {span_metrics: {metrics_flush_interval: 100ms}}
exporters:
  prometheus: {endpoint: "127.0.0.1:${env:CONNECTORS_PORT}"}
  prometheus_remote_write: {endpoint: "${env:REMOTE_WRITE}", external_labels: {way: written}}
service: {pipelines: {metrics/counts: {exporters: [prometheus, prometheus_remote_write]}}}
`

// Connectors and the processor count each error once, in batch after batch. Every query of the dashboard is answered by a real
// Prometheus, with the labels that its legend names.
func TestPrometheusDashboard(t *testing.T) {
	t.Parallel()
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(readFile(t, root, "examples/dashboard/mdm-error.json")), &dashboard))
	require.NotEmpty(t, dashboard.Panels)

	c := newCollector(t)
	prometheus := startPrometheus(t, "127.0.0.1:9", c.addr("METRICS_PORT"), c.addr("CONNECTORS_PORT"))
	c.start(t, []string{"REMOTE_WRITE=" + prometheus.url + "/api/v1/write"}, example("metrics-connectors.yaml"), connectors)
	c.trouble(t)
	for expr, want := range map[string]string{
		`sum(mdm_error:incoming_items:increase30m)`:                               "46",
		`sum(mdm_error:detected:increase1h)`:                                      "23",
		`count(ALERTS{alertname=~"MdmError.*",alertstate="firing"})`:              "9",
		`sum(mdm_error:failed_calls:increase1h{status_code="400"})`:               "2",
		`sum(traces_span_metrics_calls_total{service_name="mdm-server"})`:         "26",
		`sum(traces_span_metrics_calls_total{apple_mdm_error_number="9646"})`:     "6",
		`sum(mdm_error_spans_total{way="",apple_mdm_error_number="9646"})`:        "6",
		`sum(mdm_error_spans_total{way="",apple_mdm_error_number="9625"})`:        "1", // joined, so that two spans have it
		`sum(mdm_error_spans_total{way="written",apple_mdm_error_number="9625"})`: "1",
		`sum(mdm_error_spans_total{way="",apple_mdm_error_number="none"})`:        "7",
		`sum(mdm_error_logs_total{way="",apple_mdm_error_number="9709"})`:         "2",
		// The number of one of the calls came later: the alert on calls without a number subtracts it.
		`sum(mdm_error:joined:increase65m{status_code="400",order="call_first"})`: "1",
	} {
		prometheus.awaitValue(t, expr, want)
	}
	c.calls(t, 1, refused(429, 9646)) // once the earlier writes, of which some may have been out of order, are through
	prometheus.awaitValue(t, `mdm_error_spans_total{way="written",apple_mdm_error_number="9646"}`, "7")
	assert.Empty(t, prometheus.query(t, `{__name__=~"(mdm_error_spans|traces_span_metrics_calls)_total",apple_mdm_error_delivery="trace"}`))
	for _, p := range dashboard.Panels {
		require.NotEmpty(t, p.Targets, p.Title)
		for _, target := range p.Targets {
			var samples []sample
			prometheus.await(t, target.Expr, func() (bool, any) {
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
