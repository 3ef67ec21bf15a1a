// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx := context.Background()
	var list []*contender
	add := func(c *contender, err error) {
		if err != nil {
			panic(err)
		}
		list = append(list, c)
	}
	add(newOurs())
	const value = `span.attributes["` + workload.BodyAttribute + `"]`
	for _, f := range forms {
		add(newTransform(f.name, f.condition(value), f.statements("span", value)))
	}
	add(newAttributes())
	add(newEmpty())
	debug.SetGCPercent(-1)
	for name, td := range map[string]ptrace.Traces{
		"miss apple":     workload.Spans(1000, func(_ int, s ptrace.Span) { workload.Call(s, workload.Apple, 200) }),
		"miss elsewhere": workload.Spans(1000, func(_ int, s ptrace.Span) { workload.Call(s, workload.Elsewhere, 200) }),
		"hit":            workload.Spans(1000, func(i int, s ptrace.Span) { workload.FailedCall(s, workload.Answer(i)) }),
	} {
		times := make([][]time.Duration, len(list))
		allocs := make([]uint64, len(list))
		for r := range 50 {
			runtime.GC()
			for k := range list {
				i := (k + r) % len(list)
				work := ptrace.NewTraces()
				td.CopyTo(work)
				if r == 0 {
					var a, b runtime.MemStats
					runtime.ReadMemStats(&a)
					_ = list[i].traces.ConsumeTraces(ctx, work)
					runtime.ReadMemStats(&b)
					allocs[i] = b.Mallocs - a.Mallocs
					if name == "hit" {
						fmt.Println(list[i].name, work.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(7).Attributes().AsRaw())
					}
					continue
				}
				t := time.Now()
				_ = list[i].traces.ConsumeTraces(ctx, work)
				times[i] = append(times[i], time.Since(t))
			}
		}
		fmt.Println(name)
		for i, c := range list {
			slices.Sort(times[i])
			fmt.Printf("  %-28s min %8v median %8v allocs/rec %.1f\n", c.name, times[i][0]/1000, times[i][len(times[i])/2]/1000, float64(allocs[i])/1000)
		}
	}
	return nil
}
