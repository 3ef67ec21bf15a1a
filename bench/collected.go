// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// turn is how many records a contender takes in a turn. With their batches they make garbage for some dozen cycles of
// the collector, so that the one that is not over at the end hardly matters.
const turn = 20_000

// collected measures what a record costs in the long run, the collection of garbage included: as in a Collector, each
// batch is unmarshalled, consumed and forgotten, and the garbage collector runs when it sees fit, with its defaults, on
// the one CPU that there is. The same without a processor is taken off; idle is the consumer that does nothing.
//
// How much lives in memory beside the batch doesn't matter much: with twice as much of it, a cycle takes twice as long,
// and there are half as many.
func collected(ctx context.Context, source workload.Source, idle consume, list []consume, rounds int) (results []result, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	all := append([]consume{idle}, list...)
	results = newResults(list, rounds)
	random := rand.New(rand.NewPCG(1, 2)) // the same orders in each run
	const warmUp = 1
	for round := range warmUp + rounds {
		took := make([]float64, len(all))
		for _, i := range random.Perm(len(all)) {
			runtime.GC()
			from := ofProcess()
			for done := 0; done < turn; done += source.Len {
				b, err := source.Batch()
				if err != nil {
					return nil, err
				}
				if err := all[i](ctx, b); err != nil {
					return nil, err
				}
			}
			took[i] = float64(ofProcess()-from) / float64(time.Nanosecond) / turn
		}
		if round < warmUp {
			continue
		}
		for i := range results {
			results[i].rounds = append(results[i].rounds, took[i+1]-took[0])
		}
	}
	for i := range results {
		results[i].sum()
	}
	return results, nil
}
