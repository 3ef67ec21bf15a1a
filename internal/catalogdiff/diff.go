// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// unlisted are documented numbers that the service's own lists, as of August 2026, don't have: that one of them is
// missing is no news.
var unlisted = map[catalog.API][]int{
	catalog.V1: {9638, 9639, 9640, 9645, 9649, 9650, 9729},
	catalog.V2: {9623, 9635, 9637, 9641, 9644, 9647, 9729, 9805, 9811, 9812, 9813, 9814, 9815, 9816, 9817, 9818},
}

// difference is what a list has and the catalog hasn't, in the order of numbers, or the other way round.
type difference struct {
	api      catalog.API
	listed   int
	known    int // documented for this API
	fresh    []fresh
	reworded []reworded
	gone     []catalog.Error
}

// fresh is a number that isn't documented for this API.
type fresh struct {
	listed
	other  *catalog.Error // what is documented for the other API
	shares int            // another number that has its message; 0: none
}

// reworded is a number with messages that aren't known for it.
type reworded struct {
	listed
	row    catalog.Error // the one that they belong to
	shares int
}

func (d *difference) empty() bool { return len(d.fresh)+len(d.reworded)+len(d.gone) == 0 }

// compare holds the list against the catalog's rows.
func compare(l *list, rows []catalog.Error) *difference {
	d := &difference{api: l.api, listed: len(l.errors)}
	known := catalog.Default()
	documented := make(map[int]*catalog.Error)
	elsewhere := make(map[int]*catalog.Error)
	for i := range rows {
		into := documented
		if rows[i].API != l.api {
			into = elsewhere
		}
		// The list is of what calls answer, so the response's row comes before that of background failures.
		if n := rows[i].Number; into[n] == nil || rows[i].Delivered == catalog.Response {
			into[n] = &rows[i]
		}
	}
	d.known = len(documented)
	seen := make(map[int]bool)
	for _, e := range l.errors {
		seen[e.number] = true
		row := documented[e.number]
		if row == nil {
			d.fresh = append(d.fresh, fresh{e, elsewhere[e.number], shares(known, e)})
			continue
		}
		e.messages = slices.DeleteFunc(slices.Clone(e.messages), func(m string) bool { return known.HasWording(e.number, m) })
		if len(e.messages) > 0 {
			d.reworded = append(d.reworded, reworded{e, *row, shares(known, e)})
		}
	}
	for i := range rows {
		if n := rows[i].Number; documented[n] == &rows[i] && !seen[n] && !slices.Contains(unlisted[l.api], n) {
			d.gone = append(d.gone, rows[i])
		}
	}
	slices.SortFunc(d.fresh, func(a, b fresh) int { return a.number - b.number })
	slices.SortFunc(d.reworded, func(a, b reworded) int { return a.number - b.number })
	return d
}

// shares returns the number that already has one of these messages.
func shares(known *catalog.Catalog, e listed) int {
	for _, m := range e.messages {
		if n, ok := known.ByWording(m); ok && n != e.number {
			return n
		}
	}
	return 0
}
