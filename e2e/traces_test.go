// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// tracesConfig takes the stand-in for Apple's service. It writes spans to a file, each at once.
const tracesConfig = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
processors:
  mdm_error:
    hosts: [127.0.0.1]
exporters:
  file:
    path: ${env:OUTPUT}
    flush_interval: 20ms
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [file]}
`

func startForTraces(t *testing.T) (c *collector, output string) {
	t.Helper()
	output = filepath.Join(t.TempDir(), "spans.jsonl")
	c = start(t, setup{
		configs: []string{tracesConfig},
		ports:   []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"},
		env:     []string{"OUTPUT=" + output},
	})
	return c, output
}

// Each error that the current API documents for a failed call, with the documented status.
func TestEveryDocumentedError(t *testing.T) {
	t.Parallel()
	answers, want, series := map[string]answer{}, map[string]object{}, map[string]float64{}
	for _, e := range catalog.All() {
		if e.API != catalog.V2 || e.Delivered != catalog.Response {
			continue
		}
		path := fmt.Sprintf("POST /mdm/v2/documented/%d", e.Number)
		status, check := e.StatusCode, "match"
		want[path] = object{
			"apple.mdm.error.number":   int64(e.Number),
			"apple.mdm.error.message":  e.Message,
			"apple.mdm.error.delivery": "response",
			"apple.mdm.retry.class":    string(e.RetryClass),
		}
		if status == 0 {
			status, check = http.StatusBadRequest, "undocumented"
		} else {
			want[path]["apple.mdm.error.expected_status_code"] = int64(status)
		}
		want[path]["apple.mdm.error.status_check"] = check
		answers[path] = answer{status: status, body: errorBody(t, e.Number, e.Message)}
		series[sighting("traces", e.Number, "response", string(e.RetryClass), check)] = 1
	}
	require.Greater(t, len(answers), 40)

	c, output := startForTraces(t)
	service, m := serve(t, answers), newMDM(t, overGRPC(t, c.addr("GRPC_PORT")))
	for path, a := range answers {
		m.call(t, http.MethodPost, service+strings.TrimPrefix(path, "POST "), a)
	}
	m.flush(t)

	for path, span := range c.awaitSpans(t, output, len(answers)) {
		assert.Equal(t, want[path], ours(span.Attributes()), path)
		status, _ := span.Attributes().Get("http.response.status_code")
		assert.EqualValues(t, answers[path].status, status.Int(), path)
	}
	c.assertCounts(t, detected, series)
	c.assertCounts(t, failedCalls, map[string]float64{})
}

// calls are the answers that aren't simply a documented error with its status.
func calls(t *testing.T, retryDate string) map[string]answer {
	failure := object{
		"errorInfo":    object{"clientUserIds": []string{"pupil-017", "pupil-042"}},
		"errorMessage": message(t, 9609, catalog.Background), "errorNumber": 9609,
	}
	event := object{
		"eventType": "ASSOCIATE", "numRequested": 5, "uId": "7300000000000001",
		"tokenExpirationDate": "2031-02-03T04:05:06+0000",
	}
	failed := object{"eventStatus": "FAILED", "failures": []any{failure}, "numCompleted": 3}
	pending := object{"eventStatus": "PENDING", "numCompleted": 1}
	for k, v := range event {
		failed[k], pending[k] = v, v
	}
	large := `{"errorNumber":9602,"errorMessage":"Invalid argument.","detail":"` + strings.Repeat("x", 1<<20) + `"}`
	return map[string]answer{
		"POST /mdm/v2/users/create": {200, "", errorBody(t, 9622, "Invalid authentication token.")},
		"GET /mdm/v2/users":         {503, "", ""},
		"GET /mdm/v2/subscriptions": {503, "3", ""},
		"POST /mdm/v2/assets/associate": {
			429, "7", errorBody(t, 9646, message(t, 9646, catalog.Response)),
		},
		"POST /mdm/v2/assets/revoke": {503, retryDate, errorBody(t, 9729, message(t, 9729, catalog.Response))},
		"GET /mdm/v2/status/failed":  {200, "", toJSON(t, failed)},
		"GET /mdm/v2/status/pending": {200, "", toJSON(t, pending)},
		"GET /mdm/v2/assets": {
			200, "7", toJSON(t, object{"assets": []any{object{"adamId": "5550001", "totalCount": 3}}}),
		},
		"GET /mdm/v2/service/config": {200, "", toJSON(t, object{
			"errorCodes": []any{object{"errorMessage": "Login required.", "errorNumber": 9601}},
			"limits":     object{"maxAssets": 25},
		})},
		"PUT /mdm/v2/client/config": {400, "", large},
		"POST /mdm/associateVPPLicenseSrv": {200, "", toJSON(t, object{
			"errorMessage": "License already assigned", "errorNumber": 9616, "status": -1,
		})},
	}
}

func message(t *testing.T, number int, delivered catalog.Delivery) string {
	t.Helper()
	e, ok := catalog.Default().Lookup(catalog.V2, number, delivered)
	require.True(t, ok, number)
	return e.Message
}

func TestCalls(t *testing.T) {
	t.Parallel()
	retryAt := time.Now().Add(24 * time.Hour).Truncate(time.Second).UTC()
	answers := calls(t, retryAt.Format(http.TimeFormat))

	c, output := startForTraces(t)
	service, m := serve(t, answers), newMDM(t, overGRPC(t, c.addr("GRPC_PORT")))
	for key, a := range answers {
		method, path, _ := strings.Cut(key, " ")
		m.call(t, method, service+path, a)
	}
	m.flush(t)
	spans := c.awaitSpans(t, output, len(answers))

	v1, ok := catalog.Default().Lookup(catalog.V1, 9616, catalog.Response)
	require.True(t, ok)
	delay := retryAt.Sub(spans["POST /mdm/v2/assets/revoke"].EndTimestamp().AsTime()).Seconds()
	want := map[string]object{
		"POST /mdm/v2/users/create": described(9622, "Invalid authentication token.", "response", "reauthenticate",
			"status_check", "mismatch"),
		"GET /mdm/v2/users":         {"apple.mdm.retry.class": "backoff"},
		"GET /mdm/v2/subscriptions": {"apple.mdm.retry.class": "backoff", "apple.mdm.retry.delay": 3.0},
		"POST /mdm/v2/assets/associate": described(9646, message(t, 9646, catalog.Response), "response", "backoff",
			"status_check", "match", "expected_status_code", int64(429), "delay", 7.0),
		"POST /mdm/v2/assets/revoke": described(9729, message(t, 9729, catalog.Response), "response", "backoff",
			"status_check", "match", "expected_status_code", int64(503), "delay", delay),
		"GET /mdm/v2/status/failed": described(9609, message(t, 9609, catalog.Background), "status", "fix_precondition",
			"affected_count", int64(2), "event.type", "ASSOCIATE"),
		"PUT /mdm/v2/client/config": described(9602, "Invalid argument.", "response", "fix_request",
			"status_check", "match", "expected_status_code", int64(400)),
		"POST /mdm/associateVPPLicenseSrv": described(9616, v1.Message, "response", "already_done",
			"status_check", "undocumented"),
	}
	for call, span := range spans {
		got, expected := ours(span.Attributes()), want[call]
		if expected == nil {
			expected = object{}
			_, has := span.Attributes().Get(string(bodyspan.BodyKey))
			assert.False(t, has, "%s: the body of a healthy answer", call)
		}
		if d, ok := got["apple.mdm.retry.delay"].(float64); ok && expected["apple.mdm.retry.delay"] != nil {
			assert.InDelta(t, expected["apple.mdm.retry.delay"], d, 1e-6, call)
			expected["apple.mdm.retry.delay"] = d
		}
		assert.Equal(t, expected, got, call)
	}
	large, _ := spans["PUT /mdm/v2/client/config"].Attributes().Get(string(bodyspan.BodyKey))
	assert.Len(t, large.Str(), bodyspan.DefaultMaxBodySize)

	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9602, "response", "fix_request", "match"):         1,
		sighting("traces", 9609, "status", "fix_precondition", "none"):       1,
		sighting("traces", 9616, "response", "already_done", "undocumented"): 1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"):   1,
		sighting("traces", 9646, "response", "backoff", "match"):             1,
		sighting("traces", 9729, "response", "backoff", "match"):             1,
	})
	c.assertCounts(t, failedCalls, map[string]float64{
		"otel_signal=traces,processor=mdm_error,retry_class=backoff,status_code=503": 2,
	})
	series, count, sum := c.delays(t)
	assert.Equal(t, "otel_signal=traces,processor=mdm_error,retry_class=backoff", series)
	assert.EqualValues(t, 3, count)
	assert.InDelta(t, 3+7+delay, sum, 1e-3)

	c.stop(t)
	written, err := os.ReadFile(output)
	require.NoError(t, err)
	assert.NotContains(t, string(written)+c.output.String(), token)
}

// described returns the attributes of an error; pairs are further ones, their common beginnings left out.
func described(number int, message, delivery, class string, pairs ...any) object {
	m := object{
		"apple.mdm.error.number": int64(number), "apple.mdm.error.message": message,
		"apple.mdm.error.delivery": delivery, "apple.mdm.retry.class": class,
	}
	for i := 0; i < len(pairs); i += 2 {
		switch k := pairs[i].(string); {
		case k == "delay":
			m["apple.mdm.retry.delay"] = pairs[i+1]
		case strings.Contains(k, "."):
			m["apple.mdm."+k] = pairs[i+1]
		default:
			m["apple.mdm.error."+k] = pairs[i+1]
		}
	}
	return m
}

func TestOTLPOverHTTP(t *testing.T) {
	t.Parallel()
	a := answer{401, "", errorBody(t, 9601, "Login required.")}
	c, output := startForTraces(t)
	service, m := serve(t, map[string]answer{"GET /mdm/v2/assets": a}), newMDM(t, overHTTP(t, c.addr("HTTP_PORT")))
	m.call(t, http.MethodGet, service+"/mdm/v2/assets", a)
	m.flush(t)
	span := c.awaitSpans(t, output, 1)["GET /mdm/v2/assets"]
	assert.Equal(t, described(9601, "Login required.", "response", "reauthenticate",
		"status_check", "match", "expected_status_code", int64(401)), ours(span.Attributes()))
}
