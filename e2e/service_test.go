// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// serve starts the stand-in for Apple's service.
func serve(t *testing.T, o fake.Options) string {
	t.Helper()
	service := fake.New(o)
	srv := httptest.NewServer(service)
	t.Cleanup(func() {
		srv.Close()
		service.Close()
	})
	return srv.URL
}

// script is what the stand-in answers, line by line.
func script(t *testing.T, lines ...string) []fake.Answer {
	t.Helper()
	answers, err := fake.ParseScript(strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	return answers
}

// toJSON renders a payload as the service does, with sorted keys.
func toJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

type object = map[string]any

// answer is a response as a span records it.
type answer struct {
	status     int
	retryAfter string
	body       string
}

// errorBody returns the response body of a failed call.
func errorBody(t *testing.T, number int, message string) string {
	t.Helper()
	return toJSON(t, object{"errorMessage": message, "errorNumber": number})
}

// mdm is an MDM server's client of the service, instrumented as in examples/client.
type mdm struct {
	http     *http.Client
	provider *sdktrace.TracerProvider
}

// newMDM sends its spans to the Collector.
func newMDM(t *testing.T, c collector) *mdm {
	t.Helper()
	exporter, err := otlptracegrpc.New(t.Context(), otlptracegrpc.WithInsecure(), otlptracegrpc.WithEndpoint(c.addr("GRPC_PORT")))
	require.NoError(t, err)
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	t.Cleanup(func() { _ = provider.Shutdown(context.Background()) })
	return &mdm{
		http: &http.Client{
			Timeout:   patience,
			Transport: otelhttp.NewTransport(&bodyspan.Transport{}, otelhttp.WithTracerProvider(provider)),
		},
		provider: provider,
	}
}

// ask is a call: "METHOD path", and what it asks the stand-in for, if anything.
type ask struct{ call, body, answer string }

// call makes one call, and returns the body of the answer.
func (m *mdm) call(t *testing.T, service string, a ask) string {
	t.Helper()
	method, path, _ := strings.Cut(a.call, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, service+path, strings.NewReader(a.body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set(fake.ErrorHeader, a.answer)
	resp, err := m.http.Do(req)
	require.NoError(t, err)
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return string(got)
}

// token must not appear anywhere.
const token = "c2VjcmV0LXRva2Vu"

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func message(t *testing.T, number int, delivered catalog.Delivery) string {
	t.Helper()
	e, ok := catalog.Default().Lookup(catalog.V2, number, delivered)
	require.True(t, ok, number)
	return e.Message
}

// documented returns the response body of a failed call, with the documented message.
func documented(t *testing.T, number int) string {
	t.Helper()
	return errorBody(t, number, message(t, number, catalog.Response))
}

// described returns the attributes of an error; pairs are further ones, their common beginnings left out.
func described(number int, message, delivery, class string, pairs ...any) object {
	m := object{
		"apple.mdm.error.number": int64(number), "apple.mdm.error.message": message,
		"apple.mdm.error.delivery": delivery, "apple.mdm.retry.class": class,
	}
	for i := 0; i < len(pairs); i += 2 {
		k := pairs[i].(string)
		if !strings.Contains(k, ".") {
			k = "error." + k
		}
		m["apple.mdm."+k] = pairs[i+1]
	}
	return m
}

const (
	detected    = "otelcol_processor_mdm_error_detected"
	failedCalls = "otelcol_processor_mdm_error_failed_calls"
	retryDelay  = "otelcol_processor_mdm_error_retry_delay"
	unreadable  = "otelcol_processor_mdm_error_unreadable_payloads"
	joinedCalls = "otelcol_processor_mdm_error_joined"
	forgotten   = "otelcol_processor_mdm_error_forgotten"
	unmatched   = "otelcol_processor_mdm_error_unmatched"
)

// get returns the body at a URL.
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

// assertCounts compares all series of a counter. Records are counted before they are exported.
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

// join names a series of the joined calls.
func join(signal string, number int, class, check string, status int, order string) string {
	return fmt.Sprintf("number=%d,order=%s,otel_signal=%s,processor=mdm_error,retry_class=%s,status_check=%s,status_code=%d",
		number, order, signal, class, check, status)
}
