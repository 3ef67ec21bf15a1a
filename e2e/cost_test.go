// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var costRounds = flag.Int("cost", 0, "how often TestCost starts Collectors")

const costConfig = `
receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}}}}
processors:
  mdm_error:
  transform: {trace_statements: ['set(span.attributes["found"], true) where span.attributes["http.response.body.content"] != nil']}
exporters: {nop: }
service: {pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [nop]}}}
`

// How much more CPU time a span takes in a whole Collector, on one core, with a processor than without: spans of calls to another
// host arrive over OTLP, and are dropped. Each round starts new Collectors, because two processes of the same program differ all
// their lives; the second one without a processor shows by how much. They take turns, so that other activity affects all of them.
func TestCost(t *testing.T) {
	if *costRounds == 0 {
		t.Skip("measures time, see make bench-collector")
	}
	const batches, turns = 120, 16
	td := otherCalls(t, 512) // the default of the SDKs
	processors := []string{"", "mdm_error", "transform", ""}
	more := make([][]float64, len(processors)) // than the first, in percent
	for range *costRounds {
		list := make([]collector, len(processors))
		senders := make([]sender, len(processors))
		for i, name := range processors {
			list[i] = begin(t, setup{
				configs: []string{fmt.Sprintf(costConfig, name), freeMetricsPort}, ports: allPorts, env: []string{"GOMAXPROCS=1"},
			})
			senders[i] = newSender(t, list[i].addr("GRPC_PORT"))
			senders[i].send(t, slices.Repeat([]ptrace.Traces{td}, batches)...) // to warm up
		}
		seconds := make([]float64, len(list))
		for i, c := range list {
			seconds[i] = -c.cpuSeconds(t)
		}
		for range turns {
			for _, i := range rand.Perm(len(list)) {
				senders[i].send(t, slices.Repeat([]ptrace.Traces{td}, batches)...)
			}
		}
		for i, c := range list {
			seconds[i] += c.cpuSeconds(t)
			more[i] = append(more[i], 100*(seconds[i]/seconds[0]-1))
			c.stop(t)
		}
	}
	for i, name := range processors {
		slices.Sort(more[i])
		t.Logf("%-10s %+.1f %%", cmp.Or(name, "without"), more[i][len(more[i])/2])
	}
}

// cpuSeconds returns how long the Collector has had a CPU.
func (c collector) cpuSeconds(t *testing.T) float64 {
	t.Helper()
	cpu := c.scrape(t, "METRICS_PORT")["otelcol_process_cpu_seconds"].GetMetric()
	require.Len(t, cpu, 1)
	return cpu[0].GetCounter().GetValue()
}

// otherCalls returns client spans as otelhttp records them, with 12 attributes.
func otherCalls(t *testing.T, n int) ptrace.Traces {
	t.Helper()
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1, 14: byte(i / 10 >> 8), 15: byte(i / 10)})
		span.SetSpanID(pcommon.SpanID{6: byte(i >> 8), 7: byte(i)})
		span.SetName("GET")
		span.SetKind(ptrace.SpanKindClient)
		require.NoError(t, span.Attributes().FromRaw(object{
			"http.request.method": "GET", "url.full": "https://api.example.com/v1/assets?pageIndex=3", "url.scheme": "https",
			"server.address": "api.example.com", "server.port": 443, "network.protocol.version": "2",
			"network.peer.address": "192.0.2.1", "network.peer.port": 443, "user_agent.original": "mdm-server/1.0",
			"http.request.body.size": 0, "http.response.status_code": 200, "http.response.body.size": 4096,
		}))
	}
	return td
}
