// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// newEnricher returns an Enricher with the default settings, as changed by the functions.
func newEnricher(tb testing.TB, changes ...func(*Settings)) *Enricher {
	tb.Helper()
	m, err := NewMetrics(componenttest.NewNopTelemetrySettings(), component.MustNewID("mdm_error"), pipeline.SignalTraces)
	require.NoError(tb, err)
	s := Settings{Hosts: []string{"vpp.itunes.apple.com"}, MaxPayloadSize: 1 << 20, DetectInText: true, Catalog: catalog.Default()}
	for _, change := range changes {
		change(&s)
	}
	return New(s, m)
}

const (
	healthyPage = `{"assets":[{"adamId":"1000000001","pricingParam":"STDQ","availableCount":3,"supportedPlatforms":["iOS"]}],"currentPageIndex":0,"totalPages":1}`
	configPage  = `{"errorCodes":[{"errorMessage":"Login required.","errorNumber":9601},{"errorMessage":"Invalid argument.","errorNumber":9602}],"limits":{"maxAssets":25}}`
)

// healthyTraces returns what is normal: calls to Apple with bodies, exceptions from other sources, ordinary spans.
func healthyTraces() ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, body := range []string{healthyPage, configPage, `{"eventStatus":"COMPLETE","failures":[],"eventType":"ASSOCIATE"}`} {
		span := spans.AppendEmpty()
		callSpan(span, "vpp.itunes.apple.com", 200)
		span.Attributes().PutStr("http.response.body.content", body)
	}
	for range 10 {
		span := put(spans.AppendEmpty(), fields{
			"context": fields{"queue": []any{"error 96100"}}, "http": fields{"response": fields{"status_code": 200}},
			"url.path": "/api/v1/devices", "client.address": "192.0.2.7", "http.response.status_code": 503, "load": 0.5,
		})
		span.SetKind(ptrace.SpanKindServer)
		span.Status().SetMessage("no route: dial tcp 192.0.2.1:9700: i/o timeout")
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.Attributes().PutStr("exception.type", "*net.OpError")
		event.Attributes().PutStr("exception.message", "error: dial tcp 192.0.2.1:9700: i/o timeout")
	}
	return td
}

func healthyLogs() plog.Logs {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, body := range []string{
		`{"level":"error","msg":"device 9602 not found","error":"sql: no rows","attempt":3}`,
		configPage, healthyPage, "listening on :9700", "",
	} {
		record := records.AppendEmpty()
		record.Body().SetStr(body)
		record.Attributes().PutStr("log.file.name", "mdm.log")
		record.Attributes().PutStr("error", "context deadline exceeded")
	}
	template := records.AppendEmpty()
	template.Body().SetStr("Synced {Count} users of {Location,-10} in {Elapsed:N}")
	putAll(template.Attributes(), fields{
		"Count": 9603, "Location": "Paris", "Elapsed": 9.5, "logger": "com.example.Sync", "exception.type": "com.example.Late",
		"exception.message": "too late by 9609 ms", "exception.stacktrace": "com.example.Late: too late\n\tat com.example.Sync.run(Sync.java:96)",
		"http":    fields{"response": fields{"status_code": 200, "body": fields{"content": healthyPage}}},
		"context": fields{"queue": []any{"a", "b"}}, "payload": []byte("nothing"),
	})
	bytes := records.AppendEmpty().Body().SetEmptyBytes()
	bytes.FromRaw([]byte(healthyPage))
	parsed := records.AppendEmpty().Body().SetEmptyMap()
	parsed.PutStr("msg", "sync done")
	parsed.PutInt("status", 200)
	list := parsed.PutEmptySlice("errorCodes")
	for _, number := range []int64{9601, 9602} {
		list.AppendEmpty().SetEmptyMap().PutInt("errorNumber", number)
	}
	return ld
}

func TestNothingFoundAllocatesNothing(t *testing.T) {
	e := newEnricher(t)
	td, ld := healthyTraces(), healthyLogs()
	tracesBefore, logsBefore := ptrace.NewTraces(), plog.NewLogs()
	td.CopyTo(tracesBefore)
	ld.CopyTo(logsBefore)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Traces(t.Context(), td) }), "traces")
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Logs(t.Context(), ld) }), "logs")
	assert.Equal(t, tracesBefore, td, "they are healthy")
	assert.Equal(t, logsBefore, ld, "they are healthy")
}

// The state of a batch is reused, and keeps nothing of the previous batch.
func TestWorkIsForgotten(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	fresh, used := *e.newBatch(), e.newBatch()
	td := spans(3, func(s ptrace.Span) {
		callSpan(s, "vpp.itunes.apple.com", 429)
		s.Attributes().PutStr("http.response.body.content", errorBody)
		s.Events().AppendEmpty().Attributes().PutStr("exception.message", "Apple VPP error 9625")
	})
	for scope, span := range spansOf(td) {
		used.span(span, scope)
	}
	used.settle()
	used.done(t.Context())
	assert.Same(t, used, e.newBatch(), "it is used again")
	for _, p := range used.pending[:cap(used.pending)] {
		assert.Zero(t, p)
	}
	for _, o := range []*offer{&used.record.offer, &used.record.subject.offer, &used.event} {
		for _, a := range o.all[:cap(o.all)] {
			assert.Zero(t, a)
		}
		o.all, o.small = nil, nil
	}
	assert.Empty(t, used.scanner.Found())
	used.pending, used.waiting, used.joins, used.text, used.scanner = nil, nil, fresh.joins, nil, fresh.scanner // reused
	assert.Equal(t, fresh, *used)
}

// Remembering a call takes few allocations.
func TestCallsAllocateLittle(t *testing.T) {
	e := newEnricher(t, withJoin)
	for name, change := range map[string]func(*trace){
		"no error":              func(*trace) {},
		"an error of a call":    func(b *trace) { answers(b.call(9001, 1, 200), 9602) },
		"an error in a payload": func(b *trace) { answers(b.server(9001, 1), 9602) },
	} {
		var b *trace
		build := func(n int) {
			b = newTrace()
			b.server(1, 0)
			for i := range uint64(n) {
				b.call(i+2, 1, 200)
			}
			change(b)
			_, err := e.Traces(t.Context(), b.td) // the first run writes the attributes
			require.NoError(t, err)
		}
		build(10)
		few := testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) })
		build(1000)
		assert.Less(t, testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) }), few+3*990, name)
	}
}
