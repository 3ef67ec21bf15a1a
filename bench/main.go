// SPDX-License-Identifier: Apache-2.0

// Command bench compares this processor with others that do part of its work, side by side.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

func main() {
	rounds := flag.Int("rounds", 60, "how often each contender takes each workload")
	only := flag.String("run", "", "only workloads whose `name` contains this")
	flag.Parse()
	if err := run(context.Background(), *rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run prints the table, in Markdown.
func run(ctx context.Context, rounds int, only string) error {
	list, err := contenders(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprint(t, "| workload\t| mdm_error, ns\t| ns per byte\t| allocations")
	for _, c := range list[1:] {
		fmt.Fprint(t, "\t| "+c.name)
	}
	fmt.Fprintln(t, "\t|\n| ---"+strings.Repeat("\t| ---:", 2+len(list))+"\t|")
	for _, w := range workload.All() {
		if strings.Contains(w.Name, only) {
			fmt.Fprintln(os.Stderr, "measuring:", w.Name)
			if err := row(ctx, t, &w, list, rounds); err != nil {
				return fmt.Errorf("%s: %w", w.Name, err)
			}
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Printf("\nOf one record; the others as multiples of mdm_error. Empty: can't do it, or there is nothing to search.\n"+
		"CPU time of the thread, median of %d rounds; %d cores, %s/%s, %s.\n", rounds, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	return nil
}

func row(ctx context.Context, out *tabwriter.Writer, w *workload.Workload, list []contender, rounds int) error {
	var taking []contender
	for _, c := range list {
		if c.takesPart(w) {
			taking = append(taking, c)
		}
	}
	times, err := measure(ctx, w, taking, rounds)
	if err != nil {
		return err
	}
	allocs, err := allocations(ctx, w, &list[0])
	if err != nil {
		return err
	}
	ns := workload.Median(times[0])
	fmt.Fprintf(out, "| %s\t| %s\t| %s\t| %s", w.Name, digits(ns), digits(ns/w.Size()), digits(allocs/float64(w.Len)))
	i := 0
	for _, c := range list[1:] {
		cell := ""
		if c.takesPart(w) {
			i++
			cell = digits(ratio(times[i], times[0]))
		}
		fmt.Fprint(out, "\t| "+cell)
	}
	fmt.Fprintln(out, "\t|")
	return nil
}

// digits formats x with its significant digits only.
func digits(x float64) string {
	if x >= 99.5 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2f", x)
}
