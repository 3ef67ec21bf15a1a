// SPDX-License-Identifier: Apache-2.0

// Command bench compares this processor with others that do part of its work, side by side.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/report"
)

func main() {
	rounds := flag.Int("rounds", 60, "how often each contender takes each workload")
	quick := flag.Bool("quick", false, "a first impression: a few rounds")
	only := flag.String("run", "", "only workloads whose `name` contains this")
	grow := flag.Bool("growth", false, "this processor alone, on larger and larger payloads and batches")
	markdown := flag.Bool("markdown", false, "print the table as Markdown, as multiples")
	flag.Parse()
	if *quick {
		*rounds = 10
	}
	if err := run(context.Background(), *only, *rounds, *markdown, *grow); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string, rounds int, markdown, grow bool) error {
	program, _ := debug.ReadBuildInfo()
	list, err := contenders(ctx)
	if err != nil {
		return err
	}
	if grow {
		rounds = max(5, rounds/6) // there is more in a round
		if err := growthOfPayloads(ctx, os.Stdout, withRole(list, ours), rounds); err != nil {
			return err
		}
		fmt.Println()
		if err := growthOfBatches(ctx, os.Stdout, withRole(list, ours), rounds); err != nil {
			return err
		}
		fmt.Printf("\nMeasured with %s; %s, %d rounds.\n", report.Machine(program), clock, rounds)
		return nil
	}
	rows, err := sideBySide(ctx, list, only, rounds)
	if err != nil {
		return err
	}
	if markdown {
		printMarkdown(os.Stdout, list, rows)
	} else if err := printTable(os.Stdout, list, rows); err != nil {
		return err
	}
	fmt.Printf("\nMeasured with %s; %s, %d rounds; with the collection of garbage, that of the process, %d rounds.\n",
		report.Machine(program), clock, rounds, collectedRounds(rounds))
	return nil
}

// collectedRounds is how many of the rounds are measured with the collection of garbage, which takes longer.
func collectedRounds(rounds int) int { return max(5, rounds/3) }
