// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// check returns the status_check of the log record or the call.
func check(b batch) string {
	all := b.attributes()
	return attr(all[len(all)-1], "apple.mdm.error.status_check")
}

func TestMemorySharing(t *testing.T) {
	t.Parallel()
	f := mdmerrorprocessor.NewFactory()
	cfg, reloaded, off, brief := defaultConfig(), defaultConfig(), defaultConfig(), defaultConfig()
	off.Join.Enabled, brief.Join.TTL = false, 0
	for _, tt := range []struct {
		name          string
		id            string
		first, second *mdmerrorprocessor.Config
		want          string
	}{
		{name: "one processor", id: "a", first: cfg, second: cfg, want: "mismatch"},
		{name: "another ID", id: "b", first: cfg, second: cfg},
		{name: "a configuration that was reloaded", id: "a", first: cfg, second: reloaded},
		{name: "switched off", id: "a", first: off, second: off},
		{name: "within one batch alone", id: "a", first: brief, second: brief},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first, second := nopSettings(), nopSettings()
			first.ID, second.ID = component.NewIDWithName(metadata.Type, "a"), component.NewIDWithName(metadata.Type, tt.id)
			one, other := startWith(t, f, first, tt.first, nop), startWith(t, f, second, tt.second, nop)
			log, call := told(aTrace, 9646), around(aTrace, 503)
			require.NoError(t, one.consume(t.Context(), call))
			require.NoError(t, other.consume(t.Context(), log))
			assert.Equal(t, tt.want, check(log), "of the log record")

			log, call = told(pcommon.TraceID{2}, 9646), around(pcommon.TraceID{2}, 503)
			require.NoError(t, one.consume(t.Context(), log))
			require.NoError(t, other.consume(t.Context(), call))
			assert.Equal(t, tt.want, check(call), "of the call")
		})
	}
}

// The memory and its metrics live from the first Start to the last Shutdown, of whichever pipelines.
func TestMemoryLivesAsLongAsItsPipelines(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"tlTL", "tlLT", "ltTL", "ltLT"} { // upper case: Shutdown
		tel := newTelemetry(t)
		f, cfg := mdmerrorprocessor.NewFactory(), defaultConfig()
		remembered := func() bool {
			_, err := tel.GetMetric(ourMetrics + "remembered")
			return err == nil
		}
		for range 2 { // nothing is remembered from the first time
			p := createWith(t, f, observed(tel), cfg, nop)
			assert.False(t, remembered(), "%s: before the first Start", order)
			for i, step := range order {
				var c component.Component = p.traces
				if step == 'l' || step == 'L' {
					c = p.logs
				}
				if step >= 'a' {
					require.NoError(t, c.Start(t.Context(), componenttest.NewNopHost()))
				} else {
					require.NoError(t, c.Shutdown(t.Context()))
				}
				assert.Equal(t, i < 3, remembered(), "%s: after step %d", order, i)
				if i == 1 {
					log, call := told(aTrace, 9646), around(aTrace, 503)
					require.NoError(t, p.logs.ConsumeLogs(t.Context(), log.Logs))
					assert.Empty(t, check(log))
					require.NoError(t, p.traces.ConsumeTraces(t.Context(), call.Traces))
					assert.Equal(t, "mismatch", check(call))
				}
			}
		}
	}
}

// A Collector that fails to start shuts down pipelines that never started, and one may be shut down twice: the others go on.
func TestShutdownOfOthersLeavesTheMemory(t *testing.T) {
	t.Parallel()
	tel := newTelemetry(t)
	f, cfg := mdmerrorprocessor.NewFactory(), defaultConfig()
	p := startWith(t, f, observed(tel), cfg, nop)
	other := createWith(t, f, observed(tel), cfg, nop)
	for range 2 {
		require.NoError(t, other.logs.Shutdown(t.Context()))
	}
	require.NoError(t, p.consume(t.Context(), around(aTrace, 503)))
	assert.EqualValues(t, 1, sum(points(t, tel), "remembered", "kind=call"))
}

// Many pipelines share one memory: the join of each pair is written on exactly one record, and counted once.
func TestManyPipelinesShareAMemory(t *testing.T) {
	t.Parallel()
	const pipelines, pairs = 8, 300
	tel := newTelemetry(t)
	f, cfg := mdmerrorprocessor.NewFactory(), defaultConfig()
	var all []instance
	for range pipelines {
		all = append(all, startWith(t, f, observed(tel), cfg, nop))
	}
	calls, records := make([]traces, pairs), make([]logs, pairs)
	for i := range pairs {
		id := pcommon.TraceID{byte(i), byte(i >> 8), 1}
		calls[i], records[i] = around(id, 503), told(id, 9646)
	}
	var wg sync.WaitGroup
	for caller := range pipelines {
		wg.Go(func() {
			for i := caller; i < 2*pairs; i += pipelines {
				at := i * 7 % (2 * pairs) // far from each other, or close
				if at < pairs {
					assert.NoError(t, all[(caller+i)%pipelines].consume(t.Context(), calls[at]))
				} else {
					assert.NoError(t, all[caller].consume(t.Context(), records[at-pairs]))
				}
			}
		})
	}
	wg.Wait()
	for i := range pairs {
		assert.ElementsMatch(t, []string{"", "mismatch"}, []string{check(calls[i]), check(records[i])}, "pair %d", i)
	}
	counts := points(t, tel)
	assert.EqualValues(t, pairs, sum(counts, "joined"))
	assert.EqualValues(t, pairs, sum(counts, "remembered", "kind=call"))
	assert.EqualValues(t, pairs, sum(counts, "failed_calls")+sum(counts, "joined", "order=error_first"))
}
