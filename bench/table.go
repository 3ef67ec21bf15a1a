// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
)

// printTable prints everything that was measured.
func printTable(out io.Writer, list []*contender, rows []row) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "workload\tcontender\tns, min\tmedian\tbytes\tallocations\ttimes ours, min\tmedian\twith GC, median\ttimes ours\t")
	for _, r := range rows {
		name := r.workload.Name
		for i, res := range r.results {
			switch {
			case res != nil:
				least, middle := res.ratio(r.results[0])
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t", name, r.nameOf(list, i), report.Digits(res.min), report.Digits(res.median),
					report.Digits(res.bytes), report.Digits(res.allocs), report.Digits(least), report.Digits(middle))
				if r.collected == nil {
					fmt.Fprint(t, "\t\t\n")
					break
				}
				of := r.collected[i]
				_, middle = of.ratio(r.collected[0])
				fmt.Fprintf(t, "%s\t%s\t\n", report.Digits(of.median), report.Digits(middle))
			case i < len(list) && list[i].role == explains:
				fmt.Fprintf(t, "%s\t%s\t-\t-\t-\t-\t-\t-\t\t\t\n", name, list[i].name)
			default:
				continue
			}
			name = ""
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "All for one record. -: "+notAsked)
	return err
}

const notAsked = "the statements of the transform processor are for error responses alone; a join, OTTL can't do at all."

// printMarkdown prints the ratios of the medians, for a README.
func printMarkdown(out io.Writer, list []*contender, rows []row) {
	fmt.Fprint(out, "| workload | mdm_error |")
	for _, c := range list[1:] {
		fmt.Fprintf(out, " %s |", c.name)
	}
	fmt.Fprint(out, " yardstick |")
	fmt.Fprint(out, "\n| --- |"+strings.Repeat(" ---: |", len(list)+1)+"\n")
	for _, r := range rows {
		printRow(out, r.workload.Name, fmt.Sprintf("%s ns, %s allocations", report.Digits(r.results[0].median), report.Digits(r.results[0].allocs)), r.results, r.yardstick)
		if r.collected != nil {
			printRow(out, "… with the collection of garbage", report.Digits(r.collected[0].median)+" ns", r.collected, "")
		}
	}
	fmt.Fprintln(out, "\nTime of one record, the others as multiples of mdm_error's. Empty: "+notAsked)
}

func printRow(out io.Writer, name, ours string, results []*result, yardstick string) {
	fmt.Fprintf(out, "| %s | %s |", name, ours)
	for i, res := range results[1:] {
		if res == nil {
			fmt.Fprint(out, " |")
			continue
		}
		_, middle := res.ratio(results[0])
		fmt.Fprintf(out, " %s", report.Digits(middle))
		if i == len(results)-2 {
			fmt.Fprint(out, ", "+yardstick)
		}
		fmt.Fprint(out, " |")
	}
	fmt.Fprintln(out)
}

func (r *row) nameOf(list []*contender, i int) string {
	if i == len(list) {
		return r.yardstick
	}
	return list[i].name
}
