// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// callsConfig takes the stand-in for Apple's service.
const callsConfig = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
      http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
processors:
  mdm_error:
    hosts: [127.0.0.1]
exporters:
  otlp_grpc: {endpoint: "${env:BACKEND_ENDPOINT}", tls: {insecure: true}}
service:
  telemetry:
    metrics:
      readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: "${env:METRICS_PORT}"}}}}]
  pipelines:
    traces: {receivers: [otlp], processors: [mdm_error], exporters: [otlp_grpc]}
`

func startForCalls(t *testing.T) (collector, *backend) {
	t.Helper()
	return startWith(t, callsConfig)
}

// startWith starts a Collector with a configuration that begins as callsConfig does.
func startWith(t *testing.T, config string) (collector, *backend) {
	t.Helper()
	b := newBackend(t)
	return start(t, setup{
		configs: []string{config}, ports: []string{"GRPC_PORT", "HTTP_PORT", "METRICS_PORT"}, env: b.env(),
	}), b
}

// made makes the calls that are answered so, "METHOD path", and returns their spans.
func made(t *testing.T, c collector, b *backend, m *mdm, answers map[string]answer) map[string]ptrace.Span {
	t.Helper()
	service := serve(t, answers, false)
	for key, a := range answers {
		method, path, _ := strings.Cut(key, " ")
		m.call(t, method, service+path, a)
	}
	require.NoError(t, m.provider.ForceFlush(t.Context()))
	spans := map[string]ptrace.Span{}
	for _, span := range awaitN(t, c, len(answers), b.spans) {
		attrs := span.Attributes().AsRaw()
		u, err := url.Parse(attrs["url.full"].(string))
		require.NoError(t, err)
		spans[fmt.Sprint(attrs["http.request.method"], " ", u.Path)] = span
	}
	require.Len(t, spans, len(answers))
	return spans
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
		status, check := cmp.Or(e.StatusCode, http.StatusBadRequest), "undocumented"
		if e.StatusCode != 0 {
			check = "match"
		}
		want[path] = described(e.Number, e.Message, "response", string(e.RetryClass), "status_check", check)
		if e.StatusCode != 0 {
			want[path]["apple.mdm.error.expected_status_code"] = int64(status)
		}
		answers[path] = answer{status: status, body: errorBody(t, e.Number, e.Message)}
		series[sighting("traces", e.Number, "response", string(e.RetryClass), check)] = 1
	}
	require.Greater(t, len(answers), 40)

	c, b := startForCalls(t)
	for path, span := range made(t, c, b, newMDM(t, c, false), answers) {
		assert.Equal(t, want[path], ours(span.Attributes()), path)
	}
	c.assertCounts(t, detected, series)
	c.assertCounts(t, failedCalls, map[string]float64{})
}

// Calls over OTLP/HTTP, each answered in a way of its own.
func TestCalls(t *testing.T) {
	t.Parallel()
	retryAt := time.Now().Add(24 * time.Hour).Truncate(time.Second).UTC()
	event := func(status string) string {
		return toJSON(t, object{
			"eventStatus": status, "eventType": "ASSOCIATE", "numCompleted": 3, "numRequested": 5, "uId": "7300000000000001",
			"failures": []any{object{
				"errorInfo":    object{"clientUserIds": []string{"pupil-017", "pupil-042"}},
				"errorMessage": message(t, 9609, catalog.Background), "errorNumber": 9609,
			}},
		})
	}
	v1, ok := catalog.Default().Lookup(catalog.V1, 9616, catalog.Response)
	require.True(t, ok)
	response := func(number int, class, check string, pairs ...any) object {
		return described(number, message(t, number, catalog.Response), "response", class, append(pairs, "status_check", check)...)
	}
	answers, want := map[string]answer{}, map[string]object{}
	for path, tc := range map[string]struct {
		answer answer
		want   object
	}{
		"POST /mdm/v2/users/create": {
			answer{200, "", errorBody(t, 9622, "Invalid authentication token.")},
			described(9622, "Invalid authentication token.", "response", "reauthenticate", "status_check", "mismatch"),
		},
		"GET /mdm/v2/users": {answer{503, "", ""}, object{"apple.mdm.retry.class": "backoff"}},
		"GET /mdm/v2/subscriptions": {
			answer{503, "3", ""}, object{"apple.mdm.retry.class": "backoff", "apple.mdm.retry.delay": 3.0},
		},
		"POST /mdm/v2/assets/associate": {
			answer{429, "7", documented(t, 9646)},
			response(9646, "backoff", "match", "expected_status_code", int64(429), "retry.delay", 7.0),
		},
		"POST /mdm/v2/assets/revoke": { // its delay depends on when it ends
			answer{503, retryAt.Format(http.TimeFormat), documented(t, 9729)},
			response(9729, "backoff", "match", "expected_status_code", int64(503)),
		},
		"GET /mdm/v2/status/failed": {
			answer{200, "", event("FAILED")},
			described(9609, message(t, 9609, catalog.Background), "status", "fix_precondition",
				"affected_count", int64(2), "event.type", "ASSOCIATE", "library.uid", "7300000000000001"),
		},
		"PUT /mdm/v2/client/config": {
			answer{400, "", `{"errorNumber":9602,"errorMessage":"Invalid argument.","detail":"` + strings.Repeat("x", 1<<20) + `"}`},
			described(9602, "Invalid argument.", "response", "fix_request", "status_check", "match", "expected_status_code", int64(400)),
		},
		"POST /mdm/associateVPPLicenseSrv": {
			answer{200, "", `{"errorMessage":"License already assigned","errorNumber":9616,"status":-1}`},
			described(9616, v1.Message, "response", "already_done", "status_check", "undocumented"),
		},
		// Healthy.
		"GET /mdm/v2/status/pending": {answer{200, "", `{"eventStatus":"PENDING","eventType":"ASSOCIATE","numCompleted":1}`}, object{}},
		"GET /mdm/v2/assets":         {answer{200, "7", `{"assets":[{"adamId":"5550001","totalCount":3}]}`}, object{}},
		"GET /mdm/v2/service/config": {
			answer{200, "", `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601}]}`}, object{},
		},
	} {
		answers[path], want[path] = tc.answer, tc.want
	}

	c, b := startForCalls(t)
	spans := made(t, c, b, newMDM(t, c, true), answers)
	const revoke, large = "POST /mdm/v2/assets/revoke", "PUT /mdm/v2/client/config"
	delay := retryAt.Sub(spans[revoke].EndTimestamp().AsTime()).Seconds()
	for call, span := range spans {
		got := ours(span.Attributes())
		if call == revoke {
			assert.InDelta(t, delay, got["apple.mdm.retry.delay"], 1e-6)
			delete(got, "apple.mdm.retry.delay")
		}
		assert.Equal(t, want[call], got, call)
		body, recorded := span.Attributes().Get(string(bodyspan.BodyKey))
		assert.False(t, recorded && len(got) == 0, "%s: the body of a healthy answer", call)
		if call == large {
			assert.Len(t, body.Str(), bodyspan.DefaultMaxBodySize)
		}
	}

	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9602, "response", "fix_request", "match"):         1,
		sighting("traces", 9609, "status", "fix_precondition", "none"):       1,
		sighting("traces", 9616, "response", "already_done", "undocumented"): 1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"):   1,
		sighting("traces", 9646, "response", "backoff", "match"):             1,
		sighting("traces", 9729, "response", "backoff", "match"):             1,
	})
	c.assertCounts(t, failedCalls, map[string]float64{
		failure("backoff", 503): 2,
	})
	delays := c.scrape(t, "METRICS_PORT")[retryDelay].GetMetric()
	require.Len(t, delays, 1)
	assert.Equal(t, "otel_signal=traces,processor=mdm_error,retry_class=backoff", labels(delays[0]))
	assert.EqualValues(t, 3, delays[0].GetHistogram().GetSampleCount())
	assert.InDelta(t, 3+7+delay, delays[0].GetHistogram().GetSampleSum(), 1e-3)

	c.stop(t)
	for _, td := range b.td {
		assert.NotContains(t, marshal(t, td)+c.output.String(), token)
	}
}
