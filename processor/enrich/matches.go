// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// joining is an error and the call that was answered with it, by its index.
type joining struct {
	error *sighting
	call  int32
}

// group is a set of calls that an error may have come from. Each call is in a few.
type group struct {
	number int64       // that the record of the calls names; 0: none
	status int         // that they have; or one of those below
	api    catalog.API // by their paths, on which it depends which status is the documented one
}

const (
	failed    = -1 // 400 or above
	whichever = -2
)

// suitor is an error that looks for its call.
type suitor struct {
	error    *sighting
	from, to int32          // the descendants of its span, as numbers of the walk
	rivals   int            // how many errors its span has, with itself
	expected [len(apis)]int // the documented status, if the call was one of that API; 0: none

	// Its candidates, as ranks: the last ones first, as many as its rivals may leave one of.
	documented, failed, whichever []int32
}

// matches finds the call of each error. The calls are in the order of time.
func (b *batch) matches(calls []call, f *forest, nodes []int32) (found []joining) {
	suitors := b.suitors(f, nodes)
	groups := make(map[group]*latest)
	ask := func(g group) {
		if groups[g] == nil {
			groups[g] = &latest{}
		}
	}
	for i := range suitors {
		s := &suitors[i]
		for _, number := range [...]int64{0, s.error.Number} {
			ask(group{number, failed, ""})
			ask(group{number, whichever, ""})
			for k, api := range apis {
				if status := s.expected[k]; status != 0 {
					ask(group{number, status, api})
				}
			}
		}
	}
	byWalk := make([]int32, 0, len(calls))
	for i := range calls {
		byWalk = append(byWalk, int32(i))
	}
	slices.SortFunc(byWalk, func(x, y int32) int { return cmp.Compare(calls[x].number, calls[y].number) })
	for _, i := range byWalk {
		calls[i].enter(groups, func(l *latest) { l.numbers = append(l.numbers, calls[i].number) })
	}
	for _, l := range groups {
		l.build()
	}

	// In the order of time, so that each error sees the calls that had started when it was recorded.
	byTime := make([]int32, len(suitors))
	for i := range byTime {
		byTime[i] = int32(i)
	}
	slices.SortFunc(byTime, func(x, y int32) int { return cmp.Compare(suitors[x].error.recorded, suitors[y].error.recorded) })
	started := 0
	for _, i := range byTime {
		s := &suitors[i]
		for ; started < len(calls) && calls[started].span.StartTimestamp() <= s.error.recorded; started++ {
			c := &calls[started]
			c.enter(groups, func(l *latest) { l.come(c.number, int32(started)+1) })
		}
		s.look(groups)
	}
	return b.settle(suitors)
}

// suitors returns the errors that may be joined, those of a span together.
func (b *batch) suitors(f *forest, nodes []int32) (suitors []suitor) {
	for i := range b.telling {
		t := &b.telling[i]
		at := f.spans[nodes[t.place]]
		if at.last == at.from {
			continue // it has no descendants
		}
		first := len(suitors)
		for j := range t.seen {
			if joinable(t.seen[j]) && len(suitors)-first < maxJoined {
				s := suitor{error: &t.seen[j], from: at.from, to: at.last}
				for k, api := range apis {
					s.expected[k] = b.expected(s.error, api)
				}
				suitors = append(suitors, s)
			}
		}
		for j := first; j < len(suitors); j++ {
			suitors[j].rivals = len(suitors) - first
		}
	}
	return suitors
}

// apis are those that the path of a call may belong to.
var apis = [...]catalog.API{catalog.V2, catalog.V1, ""}

// expected returns the documented status of an error that was the answer to a call of that API.
func (b *batch) expected(s *sighting, api catalog.API) int {
	return explain(b.Catalog, s.Number, s.Shape, s.Legacy, api, 0).expected
}

// enter does something with each group that a call belongs to, as far as an error asks for it.
func (c *call) enter(groups map[group]*latest, do func(*latest)) {
	enter := func(number int64) {
		for _, g := range [...]group{{number, c.status, c.api}, {number, whichever, ""}, {number, failed, ""}} {
			if l := groups[g]; l != nil && (g.status != failed || c.status >= 400) {
				do(l)
			}
		}
	}
	if len(c.numbers) == 0 {
		enter(0)
	}
	for _, number := range c.numbers {
		enter(number)
	}
}

// look gathers the candidates of an error, among the calls that have started so far.
func (s *suitor) look(groups map[group]*latest) {
	var room [2 * len(apis) * (maxJoined + 1)]int32
	found := room[:0]
	gather := func(status int, api catalog.API, n int) {
		for _, number := range [...]int64{0, s.error.Number} {
			found = groups[group{number, status, api}].between(s.from, s.to, n, found)
		}
	}
	// No more than its rivals may leave one of are kept of what was gathered.
	last := func(n int) []int32 {
		slices.SortFunc(found, func(x, y int32) int { return cmp.Compare(y, x) })
		kept := slices.Clone(found[:min(n, len(found))])
		found = found[:0]
		return kept
	}
	for k, api := range apis {
		if status := s.expected[k]; status != 0 {
			gather(status, api, s.rivals)
		}
	}
	// As many as it has rivals can't all be taken by them: then nothing else will be asked for.
	if s.documented = last(s.rivals); len(s.documented) == s.rivals {
		return
	}
	gather(failed, "", s.rivals)
	if s.failed = last(s.rivals); len(s.failed) == s.rivals {
		return
	}
	gather(whichever, "", s.rivals+1)
	s.whichever = last(s.rivals + 1)
}

// settle lets the errors of each span choose: first those whose documented status a call has.
func (b *batch) settle(suitors []suitor) (found []joining) {
	for first := 0; first < len(suitors); first += suitors[first].rivals {
		rivals := suitors[first : first+suitors[first].rivals]
		taken := make([]int32, 0, maxJoined)
		take := func(s *suitor, rank int32) {
			taken = append(taken, rank)
			found = append(found, joining{s.error, rank - 1})
			s.error = nil
		}
		free := func(ranks []int32) []int32 {
			return slices.DeleteFunc(ranks, func(r int32) bool { return slices.Contains(taken, r) })
		}
		for i := range rivals {
			if ranks := free(rivals[i].documented); len(ranks) > 0 {
				take(&rivals[i], ranks[0])
			}
		}
		for i := range rivals {
			s := &rivals[i]
			if s.error == nil {
				continue
			}
			if ranks := free(s.failed); len(ranks) > 0 {
				take(s, ranks[0])
			} else if ranks := free(s.whichever); len(ranks) == 1 && !b.Catalog.InBackground(int(s.error.Number)) {
				take(s, ranks[0])
			}
		}
	}
	return found
}
