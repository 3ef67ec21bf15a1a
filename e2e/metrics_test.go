// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"io"
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

// get returns what is at a URL.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", url, text)
	return string(text)
}

// scrape reads the metrics at one of the Collector's ports.
func (c collector) scrape(t *testing.T, port string) map[string]*dto.MetricFamily {
	t.Helper()
	text := get(t, "http://"+c.addr(port)+"/metrics")
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	require.NoError(t, err, "%s", text)
	return families
}

// counts returns the series of one of the Collector's own counters: "label=value,..", sorted, and how much each counted.
func (c collector) counts(t *testing.T, name string) map[string]float64 {
	t.Helper()
	return countsOf(c.scrape(t, "METRICS_PORT")[name])
}

func countsOf(family *dto.MetricFamily) map[string]float64 {
	series := map[string]float64{}
	for _, m := range family.GetMetric() {
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

// sum adds up a counter's series that have this label.
func (c collector) sum(t *testing.T, port, name, label, value string) (sum float64) {
	t.Helper()
	for series, n := range countsOf(c.scrape(t, port)[name]) {
		if strings.Contains(","+series+",", ","+label+"="+value+",") {
			sum += n
		}
	}
	return sum
}

// assertCounts compares all series of a counter. What was exported has been counted before.
func (c collector) assertCounts(t *testing.T, name string, want map[string]float64) {
	t.Helper()
	assert.Equal(t, want, c.counts(t, name), name)
}

// sighting names a series of the detected errors.
func sighting(signal string, number int, delivery, class, check string) string {
	return fmt.Sprintf("delivery=%s,number=%d,otel_signal=%s,processor=mdm_error,retry_class=%s,status_check=%s",
		delivery, number, signal, class, check)
}

// failure names a series of the failed calls.
func failure(class string, status int) string {
	return fmt.Sprintf("otel_signal=traces,processor=mdm_error,retry_class=%s,status_code=%d", class, status)
}
