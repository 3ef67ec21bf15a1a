// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"golang.org/x/sys/unix"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// consume is given a batch of its own.
type consume func(context.Context, workload.Batch) error

// atOnce is how many records, or bytes, are timed at once, whichever is reached first: long against the clock.
const atOnceRecords, atOnceBytes = 1000, 4 << 20

// measure returns, for each contender, the time of a record in each round, in ns.
//
// All of them take the batch in turn, in each round in another order, so that whatever else happens on the machine happens
// to all. The garbage collector runs between the rounds: within, whose garbage it would collect at whose expense is chance.
func measure(ctx context.Context, w *workload.Workload, list []consume, rounds int) (times [][]float64, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))

	times = make([][]float64, len(list))
	batches := make([]workload.Batch, max(1, min(atOnceRecords, int(atOnceBytes/w.Size()))/w.Len))
	random := rand.New(rand.NewPCG(1, 2)) // the same orders in each run
	const warmUp = 2
	for round := range warmUp + rounds {
		runtime.GC()
		for _, i := range random.Perm(len(list)) {
			for j := range batches {
				if batches[j], err = w.Batch(); err != nil {
					return nil, err
				}
			}
			from := now()
			for _, b := range batches {
				if err := list[i](ctx, b); err != nil {
					return nil, err
				}
			}
			if t := now() - from; round >= warmUp {
				times[i] = append(times[i], float64(t)/float64(len(batches)*w.Len))
			}
		}
		clear(batches)
	}
	return times, nil
}

// ratio returns the median of the rounds, each compared with the same round of base.
func ratio(times, base []float64) float64 {
	list := make([]float64, len(times))
	for i := range list {
		list[i] = times[i] / base[i]
	}
	return workload.Median(list)
}

// allocations returns how many a batch takes, exactly.
func allocations(ctx context.Context, w *workload.Workload, f consume) (float64, error) {
	const runs = 10
	var batches [1 + runs]workload.Batch // one is for warming up
	var errs []error
	for i := range batches {
		b, err := w.Batch()
		batches[i], errs = b, append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	i := 0
	n := testing.AllocsPerRun(runs, func() {
		errs[i] = f(ctx, batches[i])
		i++
	})
	return n, errors.Join(errs...)
}

// contains is the yardstick: one search through the text of each record, for what isn't there.
func contains(_ context.Context, b workload.Batch) (err error) {
	b.Each(func(_ int, _ pcommon.Map, text pcommon.Value) {
		if strings.Contains(text.Str(), "errorNumber") {
			err = errors.New("an error in a healthy text")
		}
	})
	return err
}

// now returns how long this thread has had a CPU, in ns: other programs on the machine then don't count.
func now() int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // Linux and macOS have that clock
	}
	return t.Nano()
}
