// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// An agent balances spans and log records over two gateways by trace: no join is missing, and both gateways make some.
func TestAgentAndGateways(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	receipts := keepReceipts(b)
	b.keep = func(signal string, attrs pcommon.Map) {
		if _, ok := attrs.Get("mdm.route"); ok {
			receipts.complain("%s: what the agent added", signal)
		}
		receipts.keep(signal, attrs)
	}
	gateways := make([]collector, 2)
	env := []string{"GATEWAY_INSECURE=true"}
	for i := range gateways {
		gateways[i] = start(t, setup{configs: []string{example("gateway.yaml"), freePorts}, ports: allPorts, env: b.env()})
		env = append(env, fmt.Sprintf("GATEWAY_%d=%s", i+1, gateways[i].addr("GRPC_PORT")))
	}
	agent := start(t, setup{configs: []string{example("agent.yaml"), freePorts}, ports: allPorts, env: env})
	l := newLoad(t, agent.addr("GRPC_PORT"))
	arrived := func(traces, logs int64) func() {
		return func() {
			agent.await(t, "all that was sent", func() (bool, string) {
				b.mu.Lock()
				defer b.mu.Unlock()
				return receipts.n["traces"] == traces && receipts.n["logs"] == logs, fmt.Sprint(receipts.n)
			})
		}
	}
	n := int64(perPair * len(pairedCalls))
	require.True(t, l.sendPair(t, newPair(t, true), arrived(n, 0)))
	arrived(n, n)()
	require.True(t, l.sendPair(t, newPair(t, false), arrived(n, 2*n)))
	arrived(2*n, 2*n)()
	assert.Empty(t, receipts.wrong, "%d records", receipts.wrongs)

	want := map[string]map[string]float64{detected: {}, failedCalls: {}, joinedCalls: {}}
	wantPairs(want, map[bool]int{true: 1, false: 1})
	got := map[string]float64{}
	for _, gateway := range gateways {
		counts := gateway.counts(t, joinedCalls)
		assert.NotEmpty(t, counts)
		for series, n := range counts {
			got[series] += n
		}
	}
	assert.Equal(t, want[joinedCalls], got)
}
