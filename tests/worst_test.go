// SPDX-License-Identifier: Apache-2.0

//go:build unix

package tests

import (
	"flag"
	"fmt"
	"math"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Bounds of what a batch may cost.
const (
	bytesPerByte  = 40        // allocated; short errors close together need most
	bytesPerBatch = 256 << 10 // for what is made once: room for findings, metrics
	timesOrdinary = 10        // processor time, compared with an ordinary error of the same kind
)

// run processes a batch in an instance that searches all of it. It returns what was allocated, and the processor time.
func run(tb testing.TB, b batch) (allocated uint64, took time.Duration) {
	tb.Helper()
	cfg := defaultConfig()
	cfg.MaxPayloadSize = 64 << 20
	p := start(tb, nopSettings(), cfg, nop)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := processorTime(tb)
	require.NoError(tb, p.consume(tb.Context(), b))
	took = processorTime(tb) - began
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, took
}

// processorTime returns this process's CPU time on all cores, so that garbage collection counts, and other processes hardly do.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	require.NoError(tb, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Allocations for a worst case are bounded by its size, its errors are found, nothing is lost, and without an error nothing is
// changed. Quadratic time at this size exceeds the time limit of the tests. Not parallel: other tests allocate, too.
func TestWorstCasesAreBounded(t *testing.T) {
	for _, c := range worstCases(t) {
		b := c.build(1 << 20)
		before := b.otlp()
		n := len(b.attributes())
		allocated, _ := run(t, b)
		assert.LessOrEqual(t, allocated, uint64(bytesPerByte*len(before)+bytesPerBatch), c.name)
		found := numbers(b)
		assert.Len(t, found, n, c.name)
		if c.want == 0 && c.kind != kindTrace { // failed calls get a class
			assertSame(t, before, b.otlp(), c.name)
		}
		found = slices.DeleteFunc(found, func(n int64) bool { return n == 0 })
		assert.Equal(t, c.want, append(found, 0)[0], c.name)
	}
}

// ordinary is an error of each kind as it comes every day.
var ordinary = map[kind]func(size int) batch{
	kindText: repeated("2026-11-22 08:41:19,301 ERROR [worker-7] Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"),
	kindJSON: repeated(`{"errorNumber":9646,"errorMessage":"There are too many recent requests. Try again momentarily."}`),
	kindTrace: traced("", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.id = pcommon.TraceID{1, byte(i >> 16), byte(i >> 8), byte(i)}
			tr.raised(2*i+1, 0, 9625)
			tr.call(2*i+2, 2*i+1, 401)
		}
	}, 9625).build,
}

var table = flag.Bool("table", false, "measure the worst cases, and print those that cost twice what an ordinary error does, or more")

func TestWorstTable(t *testing.T) {
	if !*table {
		t.Skip("measures time, see make worst")
	}
	measure := func(build func(size int) batch) (nanos, bytes float64) {
		nanos = math.Inf(1)
		for range 3 { // take the minimum: other load only adds
			b := build(4 << 20)
			n := float64(len(b.otlp()))
			allocated, took := run(t, b)
			nanos, bytes = min(nanos, float64(took)/n), float64(allocated)/n
		}
		return nanos, bytes
	}
	fmt.Print("| | ns/byte | times an ordinary error | allocated/byte |\n| --- | ---: | ---: | ---: |\n")
	base := make(map[kind]float64)
	for _, k := range []kind{kindText, kindJSON, kindTrace} {
		nanos, bytes := measure(ordinary[k])
		base[k] = nanos
		fmt.Printf("| an ordinary error: %s | %.1f | 1.0 | %.1f |\n", k, nanos, bytes)
	}
	for _, c := range worstCases(t) {
		nanos, bytes := measure(c.build)
		times := nanos / base[c.kind]
		assert.LessOrEqual(t, times, float64(timesOrdinary), c.name)
		if times >= 2 {
			fmt.Printf("| %s: %s | %.1f | %.1f | %.1f |\n", c.kind, c.name, nanos, times, bytes)
		}
	}
}
