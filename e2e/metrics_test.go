// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	detected    = "otelcol_processor_mdm_error_detected"
	failedCalls = "otelcol_processor_mdm_error_failed_calls"
	retryDelay  = "otelcol_processor_mdm_error_retry_delay"
	unreadable  = "otelcol_processor_mdm_error_unreadable_payloads"
)

// scrape reads the Collector's own metrics.
func (c *collector) scrape(t *testing.T) map[string]*dto.MetricFamily {
	t.Helper()
	resp, err := http.Get("http://" + c.addr("METRICS_PORT") + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s", text)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	require.NoError(t, err, "%s", text)
	return families
}

// counts returns the series of a counter: "label=value,..", sorted, and how much each counted.
func counts(families map[string]*dto.MetricFamily, name string) map[string]float64 {
	series := map[string]float64{}
	for _, m := range families[name].GetMetric() {
		series[labels(m)] = m.GetCounter().GetValue()
	}
	return series
}

func labels(m *dto.Metric) string {
	var pairs []string
	for _, l := range m.GetLabel() {
		pairs = append(pairs, l.GetName()+"="+l.GetValue())
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ",")
}

// assertCounts compares all series of a counter. What was exported has been counted before.
func (c *collector) assertCounts(t *testing.T, name string, want map[string]float64) {
	t.Helper()
	assert.Equal(t, want, counts(c.scrape(t), name), name)
}

// sighting names a series of the detected errors.
func sighting(signal string, number int, delivery, class, check string) string {
	return fmt.Sprintf("delivery=%s,number=%d,otel_signal=%s,processor=mdm_error,retry_class=%s,status_check=%s",
		delivery, number, signal, class, check)
}

// delays returns the one series of the histogram of delays.
func (c *collector) delays(t *testing.T) (series string, count uint64, sum float64) {
	t.Helper()
	families := c.scrape(t)
	require.Contains(t, families, retryDelay, "of %v", slices.Sorted(maps.Keys(families)))
	require.Len(t, families[retryDelay].GetMetric(), 1)
	m := families[retryDelay].GetMetric()[0]
	return labels(m), m.GetHistogram().GetSampleCount(), m.GetHistogram().GetSampleSum()
}
