// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trouble is what the service has to say on a bad day.
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
	failed, _ := notifications(t)
	s.sendLogs(t, failed, failed)
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

	c, s := metricsExample(t, "metrics-connectors.yaml", namesPlain, nil, connectorsPort)
	prometheus := startPrometheus(t, nil, c.addr("METRICS_PORT"), c.addr("CONNECTORS_PORT"))
	s.trouble(t)
	prometheus.awaitValue(t, `sum(mdm_error:incoming_items:increase30m)`, "43")
	prometheus.awaitValue(t, `sum(mdm_error:detected:increase1h)`, "21")
	prometheus.awaitValue(t, `sum(traces_span_metrics_calls_total)`, "25")
	prometheus.awaitValue(t, `count(ALERTS{alertname=~"MdmError.*",alertstate="firing"})`, "10")
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
