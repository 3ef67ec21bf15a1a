// SPDX-License-Identifier: Apache-2.0

//go:build alerts

package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var updateSVG = flag.Bool("update-svg", false, "write docs/dashboard.svg")

type dashboard struct {
	UID, Title    string
	SchemaVersion int
	Templating    struct {
		List []struct{ Name, Type, Query string }
	}
	Panels []dashboardPanel
}

type dashboardPanel struct {
	ID                       int
	Type, Title, Description string
	Datasource               dashboardSource
	GridPos                  struct{ X, Y, W, H int }
	FieldConfig              struct{ Defaults struct{ Unit string } }
	Targets                  []struct {
		RefID, Expr, LegendFormat string
		Datasource                dashboardSource
	}
}

type dashboardSource struct{ Type, UID string }

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "examples", "dashboard", "mdm-error.json"))
	require.NoError(t, err)
	var d dashboard
	require.NoError(t, json.Unmarshal(text, &d))
	return d
}

// What Grafana, which isn't at hand here, needs of the file.
func TestPrometheusDashboardIsWhole(t *testing.T) {
	t.Parallel()
	d := readDashboard(t)
	assert.NotEmpty(t, d.UID)
	assert.NotEmpty(t, d.Title)
	assert.GreaterOrEqual(t, d.SchemaVersion, 36)
	require.Len(t, d.Templating.List, 1)
	assert.Equal(t, struct{ Name, Type, Query string }{"datasource", "datasource", "prometheus"}, d.Templating.List[0])
	source := dashboardSource{"prometheus", "${datasource}"}
	ids, cells := map[int]bool{}, map[[2]int]string{}
	for _, p := range d.Panels {
		assert.False(t, ids[p.ID], "%s: its id is another's", p.Title)
		ids[p.ID] = true
		assert.Contains(t, []string{"stat", "timeseries", "table", "bargauge"}, p.Type, p.Title)
		assert.NotEmpty(t, p.Title)
		assert.NotEmpty(t, p.Description, p.Title)
		assert.Equal(t, source, p.Datasource, p.Title)
		assert.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, p.Title)
		for x := range p.GridPos.W {
			for y := range p.GridPos.H {
				cell := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
				assert.Empty(t, cells[cell], "%s overlaps", p.Title)
				cells[cell] = p.Title
			}
		}
		require.NotEmpty(t, p.Targets, p.Title)
		refs := map[string]bool{}
		for _, target := range p.Targets {
			assert.NotEmpty(t, target.Expr, p.Title)
			assert.NotContains(t, target.Expr, "$datasource", p.Title)
			assert.NotEmpty(t, target.LegendFormat, p.Title)
			assert.Equal(t, source, target.Datasource, p.Title)
			assert.False(t, refs[target.RefID], p.Title)
			refs[target.RefID] = true
		}
	}
}

// trouble is what the service has to say on a bad day.
func (s *faker) trouble(t *testing.T) {
	t.Helper()
	s.healthy(t)
	s.calls(t, 6, "assets/associate", answer{429, "30", errorBody(t, 9646, message(t, 9646, "response"))})
	s.calls(t, 2, "users", answer{503, "120", errorBody(t, 9729, message(t, 9729, "response"))})
	s.calls(t, 1, "assets/revoke", answer{400, "", errorBody(t, 9706, message(t, 9706, "response"))})
	s.calls(t, 2, "users/create", answer{200, "", errorBody(t, 9622, "Invalid authentication token.")}) // a mismatch
	s.calls(t, 3, "status", answer{200, "", toJSON(t, object{"eventStatus": "FAILED", "failures": []any{object{
		"errorInfo":    object{"clientUserIds": []string{"pupil-017"}},
		"errorMessage": message(t, 9609, "background"), "errorNumber": 9609,
	}}})})
	s.calls(t, 3, "assets", answer{400, "", errorBody(t, 9901, "Something new.")})
	s.calls(t, 1, "assets", answer{400, "", errorBody(t, 9902, "Something else that is new.")})
	s.calls(t, 1, "assets", answer{400, "", `{"errorInfo":{"assets":[]},"errorNumber":99`})
	s.calls(t, 4, "assets", answer{status: 503})
	s.calls(t, 1, "assets", answer{status: 401})
	s.joined(t)
	failed, _ := notifications(t)
	s.logs(t, failed, failed)
}

// Every expression of the dashboard has an answer from a real Prometheus, and docs/dashboard.svg is drawn from these.
func TestPrometheusDashboard(t *testing.T) {
	t.Parallel()
	d := readDashboard(t)
	c, s := metricsExample(t, "metrics-connectors.yaml", namesPlain, nil, connectorsPort)
	prometheus := startPrometheus(t, nil, c.addr("METRICS_PORT"), c.addr("CONNECTORS_PORT"))
	s.trouble(t)
	prometheus.awaitValue(t, `sum(mdm_error:incoming_items:increase30m)`, "43")
	prometheus.awaitValue(t, `sum(mdm_error:detected:increase1h)`, "21")
	prometheus.awaitValue(t, `sum(traces_span_metrics_calls_total)`, "25")
	prometheus.awaitValue(t, `count(ALERTS{alertname=~"MdmError.*",alertstate="firing"})`, "10")

	var drawn []drawnPanel
	for _, p := range d.Panels {
		draw := drawnPanel{
			title: p.Title, kind: p.Type, unit: p.FieldConfig.Defaults.Unit,
			x: p.GridPos.X, y: p.GridPos.Y, w: p.GridPos.W, h: p.GridPos.H,
		}
		for _, target := range p.Targets {
			var samples []sample
			prometheus.await(t, target.Expr, func() (bool, string) {
				samples = prometheus.query(t, target.Expr)
				return len(samples) > 0, "no data"
			})
			for _, s := range samples {
				assert.NotEqual(t, "NaN", s.value(), target.Expr)
				legend := target.LegendFormat
				for name, value := range s.Metric {
					legend = strings.ReplaceAll(legend, "{{"+name+"}}", value)
				}
				assert.NotContains(t, legend, "{{", "%s: a label that its data hasn't got", target.Expr)
				draw.add(t, legend, s.value())
			}
		}
		drawn = append(drawn, draw)
	}
	svg := drawDashboard(d.Title, drawn)
	path := filepath.Join(root, "docs", "dashboard.svg")
	if *updateSVG {
		require.NoError(t, os.WriteFile(path, []byte(svg), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, string(want) == svg, "docs/dashboard.svg is not what the data says: make dashboard\n%s", fmt.Sprint(drawn))
}
