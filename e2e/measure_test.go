// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// measure is what the Collector holds at one moment, in bytes.
type measure struct {
	// live is the heap that the last garbage collection found in use: half of the next one's target. Unlike the allocated
	// heap, it doesn't change between collections.
	live     float64
	stacks   float64 // of all goroutines, which can't be counted from outside while the process runs
	resident float64
}

func (c collector) measure(t *testing.T) measure {
	t.Helper()
	var vars struct {
		Memstats struct{ NextGC, StackInuse float64 }
	}
	require.NoError(t, json.Unmarshal([]byte(get(t, "http://"+c.addr("ZPAGES_PORT")+"/debug/expvarz")), &vars))
	require.NotZero(t, vars.Memstats.NextGC)
	resident := c.scrape(t, "METRICS_PORT")["otelcol_process_memory_rss"].GetMetric()
	require.Len(t, resident, 1)
	return measure{vars.Memstats.NextGC / 2, vars.Memstats.StackInuse, resident[0].GetGauge().GetValue()}
}

// medians are those of one quarter of the time, 1 to 4.
func medians(all []measure, quarter int) measure {
	part := all[len(all)*(quarter-1)/4 : len(all)*quarter/4]
	median := func(of func(measure) float64) float64 {
		var values []float64
		for _, m := range part {
			values = append(values, of(m))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return measure{
		live:     median(func(m measure) float64 { return m.live }),
		stacks:   median(func(m measure) float64 { return m.stacks }),
		resident: median(func(m measure) float64 { return m.resident }),
	}
}

func (m measure) String() string {
	const mib = 1 << 20
	return fmt.Sprintf("heap in use %.1f MiB, stacks %.2f MiB, resident %.1f MiB", m.live/mib, m.stacks/mib, m.resident/mib)
}

// goroutines makes the Collector end with a dump of its goroutines, and counts them by the function that created them.
func (c collector) goroutines(t *testing.T) (sum int, by map[string]int) {
	t.Helper()
	before := len(c.output.String())
	require.NoError(t, c.cmd.Process.Signal(syscall.SIGQUIT))
	c.wait(t)
	by = map[string]int{}
	for goroutine := range strings.SplitSeq(c.output.String()[before:], "\n\n") {
		if strings.HasPrefix(goroutine, "goroutine ") {
			_, creator, _ := strings.Cut(goroutine, "\ncreated by ")
			creator, _, _ = strings.Cut(creator, " ")
			by[creator]++
			sum++
		}
	}
	require.NotZero(t, sum, "no goroutine in the dump\n%s", c.output)
	return sum, by
}

// assertQuiet asserts that the Collector logged nothing above info.
func (c collector) assertQuiet(t *testing.T) {
	t.Helper()
	n := 0
	for line := range strings.Lines(c.output.String()) {
		var entry struct{ Level, Caller string }
		if json.Unmarshal([]byte(line), &entry) != nil {
			continue
		}
		n++
		// zpages warns that the Collector has no internal traces to show.
		if entry.Level != "info" && entry.Level != "debug" && !strings.HasPrefix(entry.Caller, "zpagesextension@") {
			t.Errorf("logged: %s", line)
		}
	}
	require.NotZero(t, n, "nothing is logged as JSON\n%s", c.output)
}
