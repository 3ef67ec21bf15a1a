// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// measure is how much the Collector has and holds at one moment.
type measure struct {
	at time.Duration
	// live is the heap that the last garbage collection found in use: the target of the next, which the runtime sets to
	// about twice that. Unlike what is allocated, it doesn't rise and fall between two collections.
	live float64
	// allocated and resident are what the Collector itself tells, otelcol_process_runtime_heap_alloc_bytes and .._memory_rss.
	allocated, resident float64
	// stacks are those of all goroutines, which nobody counts from outside while the process runs.
	stacks float64
	// threads are those of the operating system.
	threads float64
}

func (c *collector) measure(t *testing.T, since time.Time) measure {
	t.Helper()
	resp, err := http.Get("http://" + c.addr("ZPAGES_PORT") + "/debug/expvarz")
	require.NoError(t, err)
	defer resp.Body.Close()
	var vars struct {
		Memstats struct{ NextGC, StackInuse float64 }
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&vars))
	require.NotZero(t, vars.Memstats.NextGC)
	families := c.scrape(t)
	gauge := func(name string) float64 {
		require.Len(t, families[name].GetMetric(), 1, name)
		return families[name].GetMetric()[0].GetGauge().GetValue()
	}
	m := measure{
		at: time.Since(since), live: vars.Memstats.NextGC / 2, stacks: vars.Memstats.StackInuse,
		allocated: gauge("otelcol_process_runtime_heap_alloc_bytes"), resident: gauge("otelcol_process_memory_rss"),
	}
	if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid)); err == nil { // Linux alone has it
		_, after, _ := strings.Cut(string(text), "\nThreads:")
		m.threads, _ = strconv.ParseFloat(strings.Fields(after)[0], 64)
	}
	return m
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
		at:        part[len(part)-1].at,
		live:      median(func(m measure) float64 { return m.live }),
		allocated: median(func(m measure) float64 { return m.allocated }),
		resident:  median(func(m measure) float64 { return m.resident }),
		stacks:    median(func(m measure) float64 { return m.stacks }),
		threads:   median(func(m measure) float64 { return m.threads }),
	}
}

func (m measure) String() string {
	const mib = 1 << 20
	return fmt.Sprintf("until %v: heap in use %.1f MiB, allocated %.1f MiB, resident %.1f MiB, stacks %.2f MiB, threads %.0f",
		m.at.Round(time.Second), m.live/mib, m.allocated/mib, m.resident/mib, m.stacks/mib, m.threads)
}

// goroutines makes the Collector end with a dump of its goroutines, and counts them by the function that created them.
func (c *collector) goroutines(t *testing.T) (sum int, by map[string]int) {
	t.Helper()
	before := len(c.output.String())
	require.NoError(t, c.cmd.Process.Signal(syscall.SIGQUIT))
	c.wait(t)
	by = map[string]int{}
	for goroutine := range strings.SplitSeq(c.output.String()[before:], "\n\n") {
		if !strings.HasPrefix(goroutine, "goroutine ") {
			continue
		}
		sum++
		creator := "main"
		if _, after, ok := strings.Cut(goroutine, "\ncreated by "); ok {
			creator, _, _ = strings.Cut(after, " ")
		}
		by[strings.TrimSpace(creator)]++
	}
	require.NotZero(t, sum, "no goroutine in the dump\n%s", c.output)
	return sum, by
}

// assertQuiet reports what the Collector logged that is no information.
func (c *collector) assertQuiet(t *testing.T) {
	t.Helper()
	n := 0
	for line := range strings.Lines(c.output.String()) {
		var entry struct{ Level, Caller string }
		if json.Unmarshal([]byte(line), &entry) != nil {
			continue
		}
		n++
		if strings.HasPrefix(entry.Caller, "zpagesextension@") {
			continue // it would show traces of the Collector too, and warns that there are none
		}
		if entry.Level != "info" && entry.Level != "debug" {
			t.Errorf("logged: %s", line)
		}
	}
	require.NotZero(t, n, "nothing is logged as JSON\n%s", c.output)
}
