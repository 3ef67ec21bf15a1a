// SPDX-License-Identifier: Apache-2.0

// Command collector measures what this processor costs in a whole Collector: spans come in by OTLP over gRPC, with or
// without the processor, and go nowhere, or out again by OTLP.
//
// Each pair has Collectors of its own: two without a processor, and one with each that is looked at, all on one core,
// while the load comes from another. They take turns, in random order, a part of the load at a time, so that whatever else
// happens on the machine happens to all of them. New ones for each pair, because two processes of one program differ, by
// where their memory happens to be, for as long as they live: among ones that live throughout, that would pass for a
// difference between with and without. For the same reason, what is looked at is held against the mean of the two without a
// processor. The second of those against the first tells how much of what is seen is noise.
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
	"strings"
	"syscall"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
)

// options are what may be chosen.
type options struct {
	binary, processors, exporter string
	pairs, spans, perSend        int
}

// parts is in how many parts a Collector gets its load.
const parts = 16

func main() {
	var o options
	flag.StringVar(&o.binary, "otelcol", "../build/otelcol-mdm/otelcol-mdm", "the Collector's `file`")
	flag.StringVar(&o.processors, "processors", "mdm_error,transform", "the `list` of those to look at; for comparison there are transform, with one condition, and memory_limiter, which looks at no span")
	flag.StringVar(&o.exporter, "exporter", "nop", "where spans go: `nop`, or otlp, over gRPC, as it is by default")
	flag.IntVar(&o.pairs, "pairs", 12, "how many pairs")
	flag.IntVar(&o.spans, "spans", 1_000_000, "how many spans each Collector of a pair gets")
	flag.IntVar(&o.perSend, "batch", 512, "spans in a batch; the default is that of the SDKs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "collector:", err)
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
	fmt.Printf("%d pairs; %d spans of 12 attributes for each Collector, in batches of %d; exporter %s\n\n", o.pairs, o.spans, o.perSend, o.exporter)
	to, err := newSink()
	if err != nil {
		return err
	}
	defer to.server.Stop()

	l, err := newLoad(o.perSend)
	if err != nil {
		return err
	}
	const without = "" // the name of no processor
	names := append(strings.Split(o.processors, ","), without)
	fmt.Print("pair            without")
	for _, name := range names {
		fmt.Printf("  %*s", width, title(name))
	}
	fmt.Println("   (CPU ns a span, by without; spans a second)")
	random := rand.New(rand.NewPCG(1, 2))
	ratios, more := make([][]float64, len(names)), make([][]float64, len(names))
	for i := range o.pairs {
		legs, err := pair(ctx, o, append([]string{without}, names...), l, to, cores, random)
		if err != nil {
			return err
		}
		first, second := legs[0].cpuPerSpan(), legs[len(legs)-1].cpuPerSpan()
		fmt.Printf("%4d %8.0f   %7.0f", i+1, first, legs[0].throughput())
		for j := range names {
			cpu := legs[j+1].cpuPerSpan()
			base := (first + second) / 2
			if names[j] == without {
				base = first
			}
			fmt.Printf("  %8.0f %6.3f %7.0f", cpu, cpu/base, legs[j+1].throughput())
			ratios[j], more[j] = append(ratios[j], cpu/base), append(more[j], cpu-base)
		}
		fmt.Println()
	}
	fmt.Println()
	for j, name := range names {
		fmt.Printf("%-*s CPU by that without: median %.3f, from %.3f to %.3f; ns a span more: median %.0f, from %.0f to %.0f\n", width, title(name),
			report.Median(ratios[j]), slices.Min(ratios[j]), slices.Max(ratios[j]),
			report.Median(more[j]), slices.Min(more[j]), slices.Max(more[j]))
	}
	return nil
}

// width is that of a column.
const width = 23

func title(processor string) string {
	if processor == "" {
		return "without, again (noise)"
	}
	return processor
}

// leg is what one Collector of a pair took.
type leg struct {
	spans int
	wall  time.Duration
	cpu   []float64 // ns a span, of each part
}

// cpuPerSpan is that of the part in the middle: what disturbs some parts doesn't count.
func (l *leg) cpuPerSpan() float64 { return report.Median(l.cpu) }
func (l *leg) throughput() float64 { return float64(l.spans) / l.wall.Seconds() }

// pair returns a leg for each of the processors.
func pair(ctx context.Context, o options, processors []string, l *load, to *sink, cores cores, random *rand.Rand) ([]leg, error) {
	legs := make([]leg, len(processors))
	collectors := make([]*process, len(legs))
	for i, processor := range processors {
		c, err := start(ctx, o, cores, processor, to)
		if err != nil {
			return nil, err
		}
		defer c.stop()
		collectors[i] = c
	}
	sends := max(1, o.spans/parts/o.perSend)
	const warmUp = parts / 8
	for part := range warmUp + parts {
		for _, i := range random.Perm(len(legs)) {
			c, leg := collectors[i], &legs[i]
			cpu, wall := c.cpuTime(), time.Now()
			before := to.batches.Load()
			err := l.send(ctx, c, sends)
			if err == nil && o.exporter != nop {
				err = to.await(ctx, before+int64(sends))
			}
			if err != nil {
				return nil, fmt.Errorf("%w\n%s", err, c.output.String())
			}
			if part < warmUp {
				continue
			}
			spans := sends * o.perSend
			leg.cpu = append(leg.cpu, float64(c.cpuTime()-cpu)/float64(spans))
			leg.wall += time.Since(wall)
			leg.spans += spans
		}
	}
	return legs, nil
}
