// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

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

// allocations returns how many a batch takes. The runtime itself allocates now and then, so the least of some runs counts.
func allocations(ctx context.Context, w *workload.Workload, f consume) (least uint64, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for i := range 4 {
		b, err := w.Batch()
		if err != nil {
			return 0, err
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err = f(ctx, b)
		runtime.ReadMemStats(&after)
		if err != nil {
			return 0, err
		}
		if n := after.Mallocs - before.Mallocs; i == 0 || n < least {
			least = n
		}
	}
	return least, nil
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
