// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// What is timed at once: at least so many records, unless they have so many bytes. That is long against the clock.
const (
	leastRecords = 1000
	leastBytes   = 4 << 20
)

func newResults(list []consume, rounds int) []result {
	results := make([]result, len(list))
	for i := range results {
		results[i].rounds = make([]float64, 0, rounds)
	}
	return results
}

func (r *result) sum() { r.min, r.median = slices.Min(r.rounds), report.Median(r.rounds) }

// consume is given a batch that is its own.
type consume func(context.Context, workload.Batch) error

// result is what one contender needs for a record of one workload.
type result struct {
	rounds        []float64 // ns
	min, median   float64   // ns
	bytes, allocs float64
}

// measure lets all contenders take the batch in turn, in each round in another order, so that whatever else happens on
// the machine happens to all of them. Each gets batches of its own, made just before, as a receiver makes them.
//
// The garbage collector runs between the rounds, and never within: whose garbage it would collect there, and at whose
// expense, is chance. What the collection costs is missing then, in favour of those who make much garbage; collected has
// that.
func measure(ctx context.Context, source workload.Source, list []consume, rounds int) (results []result, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))

	results = newResults(list, rounds)
	batches := make([]workload.Batch, max(1, min(leastRecords/source.Len, leastBytes/source.Bytes())))
	records := float64(len(batches) * source.Len)
	random := rand.New(rand.NewPCG(1, 2)) // the same orders in each run
	const warmUp = 2
	for round := range warmUp + rounds {
		runtime.GC()
		for _, i := range random.Perm(len(list)) {
			for j := range batches {
				if batches[j], err = source.Batch(); err != nil {
					return nil, err
				}
			}
			from := ofThread()
			for _, b := range batches {
				if err := list[i](ctx, b); err != nil {
					return nil, err
				}
			}
			if t := ofThread() - from; round >= warmUp {
				results[i].rounds = append(results[i].rounds, float64(t)/float64(time.Nanosecond)/records)
			}
		}
		clear(batches)
	}
	for i := range results {
		r := &results[i]
		r.sum()
		if r.bytes, r.allocs, err = allocations(ctx, source, list[i]); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// allocations returns bytes and allocations a record. They are exact, but for what the runtime itself allocates now and
// then, which is why the least of some runs is taken.
func allocations(ctx context.Context, source workload.Source, f consume) (bytes, allocs float64, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	n := float64(source.Len)
	for i := range 4 {
		b, err := source.Batch()
		if err != nil {
			return 0, 0, err
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err = f(ctx, b)
		runtime.ReadMemStats(&after)
		if err != nil {
			return 0, 0, err
		}
		ofBytes, ofAllocs := float64(after.TotalAlloc-before.TotalAlloc)/n, float64(after.Mallocs-before.Mallocs)/n
		if i == 0 || ofAllocs < allocs || ofAllocs == allocs && ofBytes < bytes {
			bytes, allocs = ofBytes, ofAllocs
		}
	}
	return bytes, allocs, nil
}

// ratio returns how many times as much as base r needs: by the minima, and by the median of the rounds, each of which
// is compared with the same round of base.
func (r *result) ratio(base *result) (least, middle float64) {
	list := make([]float64, len(r.rounds))
	for i := range list {
		list[i] = r.rounds[i] / base.rounds[i]
	}
	return r.min / base.min, report.Median(list)
}
