// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
)

// joining is an error and the call that was answered with it, by its index.
type joining struct {
	error *sighting
	call  int32
}

// group is a set of calls that an error may have come from. Each call is in a few.
type group struct {
	number int64 // that the record of the calls names; 0: none
	status int   // that they have; or one of those below
}

const (
	failed    = -1 // 400 or above
	whichever = -2
)

// suitor is an error that looks for its call.
type suitor struct {
	error    *sighting
	from, to int32 // the descendants of its span, as numbers of the walk
	first    int   // the first of the errors of its span
	rivals   int   // how many errors its span has

	// Its candidates, as ranks: the last ones first, as many as its rivals may leave one of.
	documented, failed, whichever []int32
}

// matches finds the call of each error. The calls are in the order of time.
func (b *batch) matches(calls []call, f *forest, nodes []int32) (found []joining) {
	suitors := b.suitors(f, nodes)
	groups := make(map[group]*latest)
	for i := range suitors {
		for _, g := range b.wanted(&suitors[i]) {
			groups[g] = &latest{}
		}
	}
	byWalk := make([]int32, 0, len(calls))
	for i := range calls {
		if calls[i].number > 0 {
			byWalk = append(byWalk, int32(i))
		}
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
			if c := &calls[started]; c.number > 0 {
				c.enter(groups, func(l *latest) { l.come(c.number, int32(started)+1) })
			}
		}
		b.look(s, groups)
	}
	return b.settle(suitors)
}

// suitors returns the errors that may be joined, those of a span together.
func (b *batch) suitors(f *forest, nodes []int32) (suitors []suitor) {
	for i := range b.telling {
		t := &b.telling[i]
		at := f.spans[nodes[t.place]]
		if at.last == 0 || at.last == at.number {
			continue // in a cycle, or without descendants
		}
		first := len(suitors)
		for j := range t.seen {
			if joinable(t.seen[j]) && len(suitors)-first < maxJoined {
				suitors = append(suitors, suitor{error: &t.seen[j], from: at.number, to: at.last, first: first})
			}
		}
		for j := first; j < len(suitors); j++ {
			suitors[j].rivals = len(suitors) - first
		}
	}
	return suitors
}

// wanted returns the groups that an error's candidates are in: each for calls that name no number, and those that name its own.
func (b *batch) wanted(s *suitor) [6]group {
	n, status := s.error.Number, s.error.expected
	return [6]group{{0, status}, {n, status}, {0, failed}, {n, failed}, {0, whichever}, {n, whichever}}
}

// enter does something with each group that a call belongs to, as far as an error asks for it.
func (c *call) enter(groups map[group]*latest, do func(*latest)) {
	statuses := [3]int{c.status, whichever, failed}
	n := len(statuses)
	if c.status < 400 {
		n--
	}
	for _, status := range statuses[:n] {
		if len(c.numbers) == 0 {
			if l := groups[group{0, status}]; l != nil {
				do(l)
			}
			continue
		}
		for _, number := range c.numbers {
			if l := groups[group{number, status}]; l != nil {
				do(l)
			}
		}
	}
}

// look gathers the candidates of an error, among the calls that have started so far.
func (b *batch) look(s *suitor, groups map[group]*latest) {
	wanted := b.wanted(s)
	last := func(anonymous, named group, n int) []int32 {
		var out []int32
		out = groups[anonymous].between(s.from, s.to, n, out)
		out = groups[named].between(s.from, s.to, n, out)
		slices.SortFunc(out, func(x, y int32) int { return cmp.Compare(y, x) })
		return out
	}
	if s.error.expected != 0 {
		s.documented = last(wanted[0], wanted[1], s.rivals)
	}
	s.failed = last(wanted[2], wanted[3], s.rivals)
	s.whichever = last(wanted[4], wanted[5], s.rivals+1)
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
