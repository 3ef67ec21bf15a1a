// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

var costRounds = flag.Int("cost", 0, "how often TestCost starts Collectors")

const costConfig = `
receivers: {otlp: }
processors:
  mdm_error:
  transform: {trace_statements: ['set(span.attributes["found"], true) where span.attributes["http.response.body.content"] != nil']}
exporters: {nop: }
service: {pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [nop]}}}
`

// How much more CPU time a span takes in a whole Collector, on one core, with a processor than without: spans of calls to another
// host arrive over OTLP, and are dropped. Each round starts new Collectors, because two processes of the same program differ for as
// long as they run; the second one without a processor shows by how much. They take turns, so that other activity affects all of
// them.
func TestCost(t *testing.T) {
	if *costRounds == 0 {
		t.Skip("measures time, see make bench-collector")
	}
	const batches, turns = 120, 16
	td := traces(slices.Repeat(together(part{kind: ptrace.SpanKindClient, attrs: object{ // as otelhttp records it
		"http.request.method": "GET", "url.full": "https://api.example.com/v1/assets?pageIndex=3", "url.scheme": "https",
		"server.address": "api.example.com", "server.port": 443, "network.protocol.version": "2",
		"network.peer.address": "192.0.2.1", "network.peer.port": 443, "user_agent.original": "mdm-server/1.0",
		"http.request.body.size": 0, "http.response.status_code": 200, "http.response.body.size": 4096,
	}}), 512)...) // the default of the SDKs
	processors := []string{"", "mdm_error", "transform", ""}
	more := make([][]float64, len(processors)) // than the first, in percent
	for range *costRounds {
		list := make([]*collector, len(processors))
		for i, name := range processors {
			list[i] = start(t, []string{"GOMAXPROCS=1"}, fmt.Sprintf(costConfig, name))
			list[i].send(t, slices.Repeat([]any{td}, batches)...) // to warm up
		}
		seconds := make([]float64, len(list))
		for i, c := range list {
			seconds[i] = -c.counts(t, "otelcol_process_cpu_seconds")[""]
		}
		for range turns {
			for _, i := range rand.Perm(len(list)) {
				list[i].send(t, slices.Repeat([]any{td}, batches)...)
			}
		}
		for i, c := range list {
			seconds[i] += c.counts(t, "otelcol_process_cpu_seconds")[""]
			more[i] = append(more[i], 100*(seconds[i]/seconds[0]-1))
			c.stop(t)
		}
	}
	for i, name := range processors {
		slices.Sort(more[i])
		t.Logf("%-10s %+.1f %%", cmp.Or(name, "without"), more[i][len(more[i])/2])
	}
}
