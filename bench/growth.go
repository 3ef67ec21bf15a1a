// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// growthOfPayloads measures what becomes of the time when payloads grow.
func growthOfPayloads(ctx context.Context, out io.Writer, c *contender, rounds int) error {
	var curves extremes
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "payload\tbytes\tns a byte, min\tmedian\ttimes "+textSearch+"\tbytes a record\tallocations\t")
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
			// About as many bytes in all, whatever their size, but no fewer than two records.
			w := kind.make(kind.name, max(2, min(1000, leastBytes/size)), size)
			reference := pass
			if w.Search {
				reference = search
			}
			results, err := c.beside(ctx, &w, reference, rounds)
			if err != nil {
				return err
			}
			r, times := &results[0], "-"
			if w.Search {
				_, middle := r.ratio(&results[1])
				times = report.Digits(middle)
			}
			bytes := float64(size)
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", w.Name, size, report.Digits(r.min/bytes), report.Digits(r.median/bytes),
				times, report.Digits(r.bytes), report.Digits(r.allocs))
			curves.add(kind.name, r.min/bytes)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	curves.print(out)
	return nil
}

// growthOfBatches measures what becomes of the time when batches grow.
func growthOfBatches(ctx context.Context, out io.Writer, c *contender, rounds int) error {
	var curves extremes
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "batch\trecords\tns a record, min\tmedian\ta pass over its attributes\tbytes a record\tallocations\t")
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
			results, err := c.beside(ctx, &w, pass, rounds)
			if err != nil {
				return err
			}
			r := &results[0]
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t\n", w.Name, n, report.Digits(r.min), report.Digits(r.median),
				report.Digits(results[1].min), report.Digits(r.bytes), report.Digits(r.allocs))
			curves.add(kind.name, r.min)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	curves.print(out)
	return nil
}

// beside measures c, and next to it what it is to be held against.
func (c *contender) beside(ctx context.Context, w *workload.Workload, reference consume, rounds int) ([]result, error) {
	if err := c.check(ctx, w); err != nil {
		return nil, err
	}
	return measure(ctx, w.Source, []consume{c.consume, reference}, rounds)
}

// pass looks at the length of each attribute's name, and at nothing else. A large batch comes from further away in the
// machine's memory than a small one, and that costs here what it costs whoever looks at attributes.
func pass(_ context.Context, b workload.Batch) error {
	n := 0
	b.Each(func(attributes pcommon.Map) {
		for name := range attributes.All() {
			n += len(name)
		}
	})
	if n == 0 {
		return errors.New("no attributes")
	}
	return nil
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
