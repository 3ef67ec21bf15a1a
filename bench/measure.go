// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// measure returns, for each contender, the time of a record in each round, in ns.
//
// They take turns, in a different order in each round, so that other activity on the machine affects all of them. The garbage
// collector runs only between rounds: within one, it would charge contenders for the garbage of others.
func measure(ctx context.Context, w *workload.Workload, list []contender, rounds int) (times [][]float64, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))

	times = make([][]float64, len(list))
	const warmUp = 2
	for round := range warmUp + rounds {
		runtime.GC()
		for _, i := range rand.Perm(len(list)) {
			b := w.Batch()
			from := now()
			if err := list[i].consume(ctx, b); err != nil {
				return nil, err
			}
			if t := now() - from; round >= warmUp {
				times[i] = append(times[i], float64(t)/float64(w.Len))
			}
		}
	}
	return times, nil
}

// ratio returns the median ratio of the rounds, each to the same round of base.
func ratio(times, base []float64) float64 {
	list := make([]float64, len(times))
	for i := range list {
		list[i] = times[i] / base[i]
	}
	return workload.Median(list)
}

// allocations returns how many a batch takes, exactly.
func allocations(ctx context.Context, w *workload.Workload, c *contender) (float64, error) {
	const runs = 10
	var batches [1 + runs]workload.Batch // one is for warming up
	for i := range batches {
		batches[i] = w.Batch()
	}
	var errs [1 + runs]error
	i := 0
	n := testing.AllocsPerRun(runs, func() {
		errs[i] = c.consume(ctx, batches[i])
		i++
	})
	return n, errors.Join(errs[:]...)
}

// now returns the CPU time of this thread in ns, in which other programs on the machine don't count.
func now() int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // Linux and macOS have that clock
	}
	return t.Nano()
}
