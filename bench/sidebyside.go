// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// row is one workload, with a result for each contender; nil: it takes no part.
type row struct {
	workload  *workload.Workload
	results   []*result // those of the contenders, and then that of the yardstick
	collected []*result // the same with the collection of garbage, where there is some
	yardstick string    // its name
}

// The yardsticks: no processors, but the least that one has to do.
const (
	textSearch = "strings.Contains" // looks for a text that isn't there
	namePass   = "a pass"           // over the attributes, of which the length of the name is looked at
)

// sideBySide measures all contenders with all workloads whose name contains only.
func sideBySide(ctx context.Context, list []*contender, only string, rounds int) (rows []row, err error) {
	workloads := workload.All()
	for i := range workloads {
		w := &workloads[i]
		if !strings.Contains(w.Name, only) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring:", w.Name)
		r := row{workload: w, results: make([]*result, len(list)+1)}
		var places []int
		var consumers []consume
		for i, c := range list {
			if c.takesPart(w) {
				if err := c.check(ctx, w); err != nil {
					return nil, err
				}
				places, consumers = append(places, i), append(consumers, c.consume)
			}
		}
		switch {
		case w.Search:
			r.yardstick, places, consumers = textSearch, append(places, len(list)), append(consumers, search)
		case w.Condition:
			r.yardstick, places, consumers = namePass, append(places, len(list)), append(consumers, pass)
		}
		results, err := measure(ctx, w.Source, consumers, rounds)
		if err != nil {
			return nil, err
		}
		for i, place := range places {
			r.results[place] = &results[i]
		}
		if w.Responses && w.All() {
			results, err := collected(ctx, w.Source, withRole(list, empty).consume, consumers, collectedRounds(rounds))
			if err != nil {
				return nil, err
			}
			r.collected = make([]*result, len(r.results))
			for i, place := range places {
				r.collected[place] = &results[i]
			}
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no workload's name contains %q", only)
	}
	return rows, nil
}

// search goes once through each body of the batch.
func search(_ context.Context, b workload.Batch) (err error) {
	b.Bodies(func(body string) {
		if strings.Contains(body, "errorNumber") {
			err = errors.New("there is an error in a healthy body")
		}
	})
	return err
}
