// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const errorBody = `{"errorNumber":9646,"errorMessage":"There are too many recent requests. Try again momentarily."}`

// callSpan fills in what otelhttp records of a call, 12 attributes with the body.
func callSpan(span ptrace.Span, host string, status int64) {
	span.SetKind(ptrace.SpanKindClient)
	put(span, fields{
		"http.request.method": "GET", "url.full": "https://" + host + "/mdm/v2/assets?pageIndex=3",
		"server.address": host, "server.port": 443, "peer.service": "apps-and-books",
		"network.protocol.version": "2", "network.peer.address": "192.0.2.1", "network.peer.port": 443,
		"http.response.status_code": status, "http.response.body.size": 120, "http.request.body.size": 0,
		"user_agent.original": "mdm-server/1.0",
	})
}

const batchSize = 1000

// BenchmarkTraces reports the time and allocations of a batch of 1,000 spans. Copying isn't timed.
func BenchmarkTraces(b *testing.B) {
	for _, bm := range []struct {
		name string
		fill func(ptrace.Span)
	}{
		{"call to Apple", func(s ptrace.Span) { callSpan(s, "vpp.itunes.apple.com", 200) }},
		{"call to another host", func(s ptrace.Span) { callSpan(s, "example.org", 200) }},
		{"error", func(s ptrace.Span) {
			callSpan(s, "vpp.itunes.apple.com", 429)
			s.Attributes().PutStr("http.response.body.content", errorBody)
		}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			e, td := newEnricher(b), spans(batchSize, bm.fill)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				work := ptrace.NewTraces()
				td.CopyTo(work)
				b.StartTimer()
				_, _ = e.Traces(b.Context(), work)
			}
		})
	}
}

// BenchmarkLogs does the same for log records. The figure to watch is the time per byte of possible text.
func BenchmarkLogs(b *testing.B) {
	const body = "listening for devices of the second floor, none of which has asked for anything in the last hour; " +
		"the next look at the queue is due in 15 minutes, unless somebody opens the console before that, as many do"
	for _, bm := range []struct {
		name string
		fill func(plog.LogRecord)
	}{
		{"a body", func(lr plog.LogRecord) { lr.Body().SetStr(body) }},
		{"a body and 8 attributes", func(lr plog.LogRecord) {
			lr.Body().SetStr(body)
			for _, name := range []string{"logger", "thread", "code.function", "tenant", "log.file.path", "k8s.pod.name", "request", "device"} {
				lr.Attributes().PutStr(name, "worker-queue/"+name)
			}
		}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			e, ld := newEnricher(b), records(batchSize, bm.fill)
			bytes := len(body)
			for _, v := range ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes().All() {
				bytes += len(v.Str())
			}
			b.SetBytes(int64(bytes) * batchSize)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = e.Logs(b.Context(), ld)
			}
		})
	}
}
