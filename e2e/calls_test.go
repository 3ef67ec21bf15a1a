// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// callsConfig accepts the stand-in as Apple's service.
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

// made makes calls, and returns their spans in the same order.
func made(t *testing.T, c collector, b *backend, m *mdm, service string, asks []ask) []ptrace.Span {
	t.Helper()
	before := len(b.spans())
	for _, a := range asks {
		m.call(t, service, a)
	}
	require.NoError(t, m.provider.ForceFlush(t.Context()))
	spans := awaitN(t, c, before+len(asks), b.spans)[before:]
	slices.SortFunc(spans, func(a, b ptrace.Span) int { return cmp.Compare(a.StartTimestamp(), b.StartTimestamp()) })
	return spans
}

// Calls over OTLP/HTTP, each with a different response.
func TestCalls(t *testing.T) {
	t.Parallel()
	retryAt := time.Now().Add(24 * time.Hour).Truncate(time.Second).UTC()
	v1, ok := catalog.Default().Lookup(catalog.V1, 9616, catalog.Response)
	require.True(t, ok)
	response := func(number int, class, check string, pairs ...any) object {
		return described(number, message(t, number, catalog.Response), "response", class, append(pairs, "status_check", check)...)
	}
	ended := make(chan struct{}, 1)
	service := serve(t, fake.Options{Notify: func(fake.Notification) { ended <- struct{}{} }})
	c, b := startForCalls(t)
	m := newMDM(t, c, true)

	// An event fails, as its status reports.
	started := made(t, c, b, m, service, []ask{{
		"POST " + associate, `{"assets":[{"adamId":"5550001"}],"clientUserIds":["pupil-017","pupil-042"]}`, "9609; background",
	}})[0]
	id, ok := started.Attributes().Get("apple.mdm.event.id")
	require.True(t, ok, "as the client writes it")
	assert.Len(t, ours(started.Attributes()), 1)
	<-ended

	var asks []ask
	var want []object
	for _, tc := range []struct {
		ask  ask
		want object
	}{
		{ask{"POST /mdm/v2/users/create", "", "9622"}, response(9622, "reauthenticate", "mismatch")},
		{ask{"GET /mdm/v2/users", "", "503"}, object{"apple.mdm.retry.class": "backoff"}},
		{
			ask{"GET /mdm/v2/subscriptions", "", "503; retry-after=3"},
			object{"apple.mdm.retry.class": "backoff", "apple.mdm.retry.delay": 3.0},
		},
		{ask{"GET /mdm/v2/assignments", "", "proxy"}, object{"apple.mdm.retry.class": "backoff"}},
		{
			ask{"POST /mdm/v2/assets/associate", "", "9646; retry-after=7"},
			response(9646, "backoff", "match", "expected_status_code", int64(429), "retry.delay", 7.0),
		},
		{ // its delay depends on when it ends
			ask{"POST /mdm/v2/assets/revoke", "", "9729; retry-after=" + retryAt.Format(http.TimeFormat)},
			response(9729, "backoff", "match", "expected_status_code", int64(503)),
		},
		{
			ask{"GET /mdm/v2/status?eventId=" + id.Str(), "", ""},
			described(9609, message(t, 9609, catalog.Background), "status", "fix_precondition",
				"affected_count", int64(2), "event.type", "ASSOCIATE", "library.uid", "7300000000000001", "event.id", id.Str(),
				"event.trace_id", started.TraceID().String(), "event.span_id", started.SpanID().String()),
		},
		{
			ask{"POST /mdm/associateVPPLicenseSrv", "", "9616; wording=2"},
			described(9616, v1.Message, "response", "already_done", "status_check", "undocumented"),
		},
		// Healthy.
		{ask{"GET /mdm/v2/assets", "", "ok; retry-after=7"}, object{}},
		{ask{"GET /mdm/v2/service/config", "", ""}, object{}},
	} {
		asks, want = append(asks, tc.ask), append(want, tc.want)
	}
	var delay float64
	for i, span := range made(t, c, b, m, service, asks) {
		got := ours(span.Attributes())
		if strings.Contains(asks[i].answer, "9729") {
			delay = retryAt.Sub(span.EndTimestamp().AsTime()).Seconds()
			assert.InDelta(t, delay, got["apple.mdm.retry.delay"], 1e-6)
			delete(got, "apple.mdm.retry.delay")
		}
		assert.Equal(t, want[i], got, asks[i])
		_, recorded := span.Attributes().Get(string(bodyspan.BodyKey))
		assert.False(t, recorded && len(got) == 0, "%s: the body of a healthy answer", asks[i])
	}

	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9609, "status", "fix_precondition", "none"):       1,
		sighting("traces", 9616, "response", "already_done", "undocumented"): 1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"):   1,
		sighting("traces", 9646, "response", "backoff", "match"):             1,
		sighting("traces", 9729, "response", "backoff", "match"):             1,
	})
	c.assertCounts(t, failedCalls, map[string]float64{
		failure("backoff", 502): 1,
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
