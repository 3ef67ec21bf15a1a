// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var soakFor = flag.Duration("soak", 2*time.Second, "how long TestSoak sends")

// roomy is for what is counted exactly: a full queue makes the client wait instead of retrying what the processor has
// counted. Disks differ too much to wait for each write.
const roomy = `
exporters:
  otlp_grpc: {sending_queue: {block_on_overflow: true, queue_size: 50000000}}
extensions:
  file_storage: {fsync: false}
  zpages: {endpoint: "127.0.0.1:${env:ZPAGES_PORT}", expvar: {enabled: true}}
service:
  extensions: [health_check, file_storage, zpages]
  telemetry:
    logs: {encoding: json}
`

// A mixed load for a long time: the output is exact, nothing is logged, and the Collector uses no more memory at the
// end than at the start.
func TestSoak(t *testing.T) {
	t.Parallel()
	l := startReliable(t, roomy)
	endOrdinary := l.begin(0, ordinarySpans, ordinarySpans, ordinaryLogs, ordinaryLogs)
	endHostile := l.begin(100*time.Millisecond, hostileSpans, hostileLogs) // rarely, as in production
	var pairs sync.WaitGroup
	end := time.Now().Add(*soakFor)
	pairs.Go(func() {
		for callFirst := true; time.Now().Before(end); callFirst = !callFirst {
			if first, second := pair(callFirst, true); !l.deliver(first) || !l.deliver(second) {
				return
			}
		}
	})
	var measures [][]float64
	for ; time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
		measures = append(measures, l.measure(t))
	}
	endOrdinary()
	endHostile()
	pairs.Wait()
	l.settle()
	require.Zero(t, l.twice, "records arrived twice")
	require.Zero(t, l.refused, "exports were sent twice")
	l.assertCounts(t)
	l.assertQuiet(t)
	assertNoCanary(t, "the Collector's output", l.output())
	assertFlat(t, measures)
}

// assertCounts compares what the processor counted with what is on the records that have arrived.
func (l *load) assertCounts(t *testing.T) {
	t.Helper()
	errors, joins, failed := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for key, n := range l.told {
		f := append(strings.Fields(key), "none") // signal, number, delivery, class, and no check unless there is one
		switch {
		case len(f) == 2: // healthy
			continue
		case len(f) == 3:
			failed[f[1]] += n
			continue
		}
		joined := f[2] == "trace" || f[2] == "message" && f[4] != "none"
		if joined && (f[2] == "trace" || f[0] == "logs") { // in one batch, both records tell it
			joins[strings.Join([]string{f[0], f[1], f[3], f[4]}, " ")] += n
		}
		if joined {
			f[4] = "none" // what the record itself tells
		}
		if f[2] != "trace" {
			errors[strings.Join(f[:5], " ")] += n
		}
	}
	require.Equal(t, errors, l.counts(t, detected, "otel_signal", "number", "delivery", "retry_class", "status_check"))
	require.Equal(t, joins, l.counts(t, joinedCalls, "otel_signal", "number", "retry_class", "status_check"))
	require.Equal(t, failed, l.counts(t, failedCalls, "retry_class"))
}

// measure returns what the Collector holds, in bytes: the heap that the last garbage collection found in use, which is half of the
// next one's target and, unlike the allocated heap, doesn't change between collections; the stacks of all goroutines, which can't
// be counted from outside; and the resident memory.
func (c *collector) measure(t *testing.T) []float64 {
	t.Helper()
	var vars struct {
		Memstats struct{ NextGC, StackInuse float64 }
	}
	require.NoError(t, json.Unmarshal([]byte(get(t, "http://"+c.addr("ZPAGES_PORT")+"/debug/expvarz")), &vars))
	require.NotZero(t, vars.Memstats.NextGC)
	resident := c.counts(t, "otelcol_process_memory_rss")[""]
	require.NotZero(t, resident)
	return []float64{vars.Memstats.NextGC / 2, vars.Memstats.StackInuse, resident}
}

// assertFlat compares the last quarter of the time with the second. What is in flight varies, but a leak per record would
// exceed a quarter.
func assertFlat(t *testing.T, measures [][]float64) {
	t.Helper()
	if len(measures) < 40 {
		t.Log("too short to tell what grows")
		return
	}
	const mib = 1 << 20
	for i, what := range []string{"heap in use", "stacks", "resident"} {
		var medians []float64
		for quarter := range 4 {
			var values []float64
			for _, m := range measures[len(measures)*quarter/4 : len(measures)*(quarter+1)/4] {
				values = append(values, m[i]/mib)
			}
			slices.Sort(values)
			medians = append(medians, values[len(values)/2])
		}
		t.Logf("%s, MiB by quarter: %.2f", what, medians)
		assert.Less(t, medians[3], 1.25*medians[1]+[]float64{4, 1, 32}[i], "%s: it grows", what)
	}
}

// assertQuiet asserts that the Collector logged nothing above info. zpages warns that there are no internal traces to show.
func (c *collector) assertQuiet(t *testing.T) {
	t.Helper()
	require.Contains(t, c.output(), `{"level":"info",`, "nothing is logged as JSON")
	for line := range strings.Lines(c.output()) {
		if !strings.HasPrefix(line, `{"level":"info",`) && !strings.Contains(line, `"caller":"zpagesextension@`) {
			t.Errorf("logged: %s", line)
		}
	}
}
