// SPDX-License-Identifier: Apache-2.0

// Command collector measures what this processor costs in a whole Collector: spans come in by OTLP over gRPC, with or
// without the processor, and go nowhere.
//
// Each pair has Collectors of its own: one with the processor and two without, on one core, while the load comes from
// another. They take turns, in random order, a part of the load at a time, so that whatever else happens on the machine
// happens to all of them. New ones for each pair, because two processes of one program differ, by where their memory
// happens to be, for as long as they live: among ones that live throughout, that would pass for a difference between
// with and without. The second without the processor tells how much of what is seen is noise.
package main

import (
	"context"
	"debug/buildinfo"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
)

// options are what may be chosen.
type options struct {
	binary, processor     string
	pairs, spans, perSend int
}

// parts is in how many parts a Collector gets its load.
const parts = 8

func main() {
	var o options
	flag.StringVar(&o.binary, "otelcol", "../build/otelcol-mdm/otelcol-mdm", "the Collector's `file`")
	flag.StringVar(&o.processor, "processor", "mdm_error", "the processor to look at; for comparison: memory_limiter, which looks at no span, or transform, with one condition")
	flag.IntVar(&o.pairs, "pairs", 12, "how many pairs")
	flag.IntVar(&o.spans, "spans", 1_000_000, "how many spans each Collector of a pair gets")
	flag.IntVar(&o.perSend, "batch", 512, "spans in a batch; the default is that of the SDKs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	program, err := buildinfo.ReadFile(o.binary)
	if err != nil {
		return err
	}
	// Children inherit the core of the thread that starts them, and end with it.
	runtime.LockOSThread()
	cores, err := pin()
	if err != nil {
		return err
	}
	fmt.Printf("%s; Collector on core %d, load from core %d\n", report.Machine(program), cores.collector, cores.load)
	fmt.Printf("%s: %d pairs; %d spans of 12 attributes for each Collector, in batches of %d\n\n", o.processor, o.pairs, o.spans, o.perSend)

	l, err := newLoad(o.perSend)
	if err != nil {
		return err
	}
	fmt.Println("pair  without: CPU ns/span  spans/s    with: CPU ns/span  spans/s    CPU with/without   without/without")
	random := rand.New(rand.NewPCG(1, 2))
	var with, noise, more []float64
	for i := range o.pairs {
		legs, err := pair(ctx, o, l, cores, random)
		if err != nil {
			return err
		}
		without, processor, again := legs[0], legs[1], legs[2]
		fmt.Printf("%4d  %20.0f  %7.0f  %19.0f  %7.0f  %18.3f  %16.3f\n", i+1, without.cpuPerSpan(), without.throughput(),
			processor.cpuPerSpan(), processor.throughput(), processor.cpuPerSpan()/without.cpuPerSpan(), again.cpuPerSpan()/without.cpuPerSpan())
		with = append(with, processor.cpuPerSpan()/without.cpuPerSpan())
		noise = append(noise, again.cpuPerSpan()/without.cpuPerSpan())
		more = append(more, processor.cpuPerSpan()-without.cpuPerSpan())
	}
	fmt.Printf("\nCPU with/without the processor: %s\nNoise, without/without:         %s\nCPU ns a span more:             median %.0f, %.0f to %.0f\n",
		summary(with), summary(noise), report.Median(more), slices.Min(more), slices.Max(more))
	return nil
}

func summary(ratios []float64) string {
	return fmt.Sprintf("median %.3f, %.3f to %.3f", report.Median(ratios), slices.Min(ratios), slices.Max(ratios))
}

// leg is what one Collector of a pair took.
type leg struct {
	spans     int
	cpu, wall time.Duration
}

func (l *leg) cpuPerSpan() float64 { return float64(l.cpu) / float64(l.spans) }
func (l *leg) throughput() float64 { return float64(l.spans) / l.wall.Seconds() }

// pair returns three legs: without the processor, with it, without it.
func pair(ctx context.Context, o options, l *load, cores cores, random *rand.Rand) ([]leg, error) {
	legs := make([]leg, 3)
	collectors := make([]*process, len(legs))
	for i, processor := range []string{"", o.processor, ""} {
		c, err := start(ctx, o.binary, cores, processor)
		if err != nil {
			return nil, err
		}
		defer c.stop()
		collectors[i] = c
	}
	sends := max(1, o.spans/parts/o.perSend)
	for part := range parts + 1 {
		for _, i := range random.Perm(len(legs)) {
			c := collectors[i]
			cpu, wall := c.cpuTime(), time.Now()
			if err := l.send(ctx, c, sends); err != nil {
				return nil, fmt.Errorf("%w\n%s", err, c.output.String())
			}
			if part == 0 {
				continue // to warm up
			}
			legs[i].cpu += c.cpuTime() - cpu
			legs[i].wall += time.Since(wall)
			legs[i].spans += sends * o.perSend
		}
	}
	return legs, nil
}
