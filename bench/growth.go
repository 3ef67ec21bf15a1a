// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// growth measures what becomes of the time when payloads and batches grow.
func growth(ctx context.Context, out io.Writer, c *contender, rounds int) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "payload\tbytes\tns a byte, min\tmedian\ttimes "+textSearch+"\tbytes a record\tallocations\t")
	var ofPayloads, ofBatches extremes
	for _, kind := range []struct {
		name string
		make func(name string, n, bytes int) workload.Workload
	}{
		{"healthy body", func(name string, n, bytes int) workload.Workload {
			return workload.Page(name, n, workload.HealthyPage(bytes))
		}},
		{"error at its end", workload.Late},
		{"text", workload.Text},
	} {
		for size := 1 << 10; size <= 1<<20; size <<= 2 {
			// About as many bytes, whatever their size, but no fewer than two records.
			w := kind.make(kind.name, max(2, min(1000, 4<<20/size)), size)
			results, err := c.alone(ctx, &w, rounds)
			if err != nil {
				return err
			}
			r, search := &results[0], "-"
			if w.Search {
				_, middle := r.ratio(&results[1])
				search = report.Digits(middle)
			}
			bytes := float64(size)
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", w.Name, size, report.Digits(r.min/bytes), report.Digits(r.median/bytes), search, report.Digits(r.bytes), report.Digits(r.allocs))
			ofPayloads.add(kind.name, r.min/bytes)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	ofPayloads.print(out)

	fmt.Fprintln(t, "\nbatch\trecords\tns a record, min\tmedian\tbytes a record\tallocations\t")
	for _, kind := range []struct {
		name string
		make func(name string, n int) workload.Workload
	}{
		{"all well", func(name string, n int) workload.Workload { return workload.Failing(name, n, 0) }},
		{"all failed", func(name string, n int) workload.Workload { return workload.Failing(name, n, 1) }},
		{"to be joined, in traces of 10", func(name string, n int) workload.Workload { return workload.Joined(name, n, 10) }},
		{"to be joined, one trace", func(name string, n int) workload.Workload { return workload.Joined(name, n, n) }},
	} {
		for n := 10; n <= 100_000; n *= 10 {
			w := kind.make(kind.name, n)
			results, err := c.alone(ctx, &w, rounds)
			if err != nil {
				return err
			}
			r := &results[0]
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t\n", w.Name, n, report.Digits(r.min), report.Digits(r.median), report.Digits(r.bytes), report.Digits(r.allocs))
			ofBatches.add(kind.name, r.min)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	ofBatches.print(out)
	return nil
}

// alone measures c without the others, but beside the search for a text, where that is of interest.
func (c *contender) alone(ctx context.Context, w *workload.Workload, rounds int) ([]result, error) {
	if err := c.check(ctx, w); err != nil {
		return nil, err
	}
	consumers := []consume{c.consume}
	if w.Search {
		consumers = append(consumers, search)
	}
	return measure(ctx, w.Source, consumers, rounds)
}

// extremes has the least and the most of each kind, which tell how flat a curve is.
type extremes struct {
	names       []string
	least, most []float64
}

func (e *extremes) add(name string, x float64) {
	i := slices.Index(e.names, name)
	if i < 0 {
		e.names, e.least, e.most = append(e.names, name), append(e.least, x), append(e.most, x)
		return
	}
	e.least[i], e.most[i] = min(e.least[i], x), max(e.most[i], x)
}

func (e *extremes) print(out io.Writer) {
	fmt.Fprint(out, "Most by least, of the minima:")
	for i, name := range e.names {
		fmt.Fprintf(out, " %s %s;", name, report.Digits(e.most[i]/e.least[i]))
	}
	fmt.Fprintln(out)
}
