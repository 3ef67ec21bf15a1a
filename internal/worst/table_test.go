// SPDX-License-Identifier: Apache-2.0

//go:build unix

package worst

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	table = flag.Bool("table", false, "measure, and print the table of worst cases")
	only  = flag.String("only", "", "a regular expression for the names of the cases")
)

const (
	little = 1 << 20
	large  = 16 << 20
	// most is how many times the ordinary a worst case may cost.
	most = 10
)

// cost is what each byte of a batch costs.
type cost struct{ nanos, bytes float64 }

// measure takes the least of several runs: whatever else the machine does only adds. Time is that of the process on all
// cores, garbage collection included, so that it doesn't matter what other processes do meanwhile.
func measure(tb testing.TB, p processor, b batch, runs int) cost {
	size, least := float64(b.bytes()), cost{nanos: 1e18}
	for range runs {
		work := b.clone()
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := cpu(tb)
		p.run(tb, work)
		took := cpu(tb) - start
		runtime.ReadMemStats(&after)
		least.nanos = min(least.nanos, float64(took)/size)
		least.bytes = float64(after.TotalAlloc-before.TotalAlloc) / size
	}
	return least
}

func cpu(tb testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestTable prints the table, and fails if a worst case costs too much. It measures time, so it is no part of the unit tests.
func TestTable(t *testing.T) {
	if !*table {
		t.Skip("measures time: make worst")
	}
	p := newProcessor(t, 2*large)
	fmt.Printf("Measured with %s on %d cores of %s.\n\n", runtime.Version(), runtime.NumCPU(), processorName())
	fmt.Print("| ordinary | | ns/byte | allocated/byte |\n| --- | --- | ---: | ---: |\n")
	type pair struct{ healthy, failed cost }
	against := map[string]pair{}
	for _, kind := range []string{kindText, kindJSON, kindRecord, kindTrace} {
		u := usual[kind]
		against[kind] = pair{measure(t, p, u.healthy.build(little), 9), measure(t, p, u.failed.build(little), 9)}
		fmt.Printf("| %s | healthy: %s | %.2f | %.1f |\n", kind, u.healthy.name, against[kind].healthy.nanos, against[kind].healthy.bytes)
		fmt.Printf("| | with an error: %s | %.1f | %.1f |\n", u.failed.name, against[kind].failed.nanos, against[kind].failed.bytes)
	}
	fmt.Print("\n| worst case | 1 MiB: ns/byte | 16 MiB: ns/byte | x an ordinary error | x healthy | allocated/byte |\n" +
		"| --- | ---: | ---: | ---: | ---: | ---: |\n")
	worst := 0.0
	for _, c := range cases() {
		if !regexp.MustCompile(*only).MatchString(c.name) {
			continue
		}
		few, many := measure(t, p, c.build(little), 3), measure(t, p, c.build(large), 1)
		ratio := max(few.nanos, many.nanos) / against[c.kind].failed.nanos
		worst = max(worst, ratio)
		fmt.Printf("| %s | %.1f | %.1f | %.1f | %.0f | %.1f |\n", c.name, few.nanos, many.nanos, ratio,
			max(few.nanos, many.nanos)/against[c.kind].healthy.nanos, max(few.bytes, many.bytes))
		assert.LessOrEqual(t, ratio, float64(most), "%s: times what an ordinary error costs", c.name)
	}
	fmt.Printf("\nThe most: %.1f times an ordinary error of the same kind.\n", worst)
}

func processorName() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
