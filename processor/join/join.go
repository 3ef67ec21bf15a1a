// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"slices"
)

const (
	// maxErrors bounds how many errors of one span are joined, each of which may take a call from the others.
	maxErrors = 16
	// APIs is how many APIs calls are told apart by; one of them is the unknown one.
	APIs = 3
)

// Error is an error that a span tells of. The errors of one span follow each other.
type Error struct {
	Span     int32 // by index
	Recorded uint64
	Number   int64
	// Documented is the HTTP status that is documented for the number, by the API of the call; 0: none is.
	Documented [APIs]int
	// FailedOnly says that a call that didn't fail is no evidence: background failures have this number, too.
	FailedOnly bool
}

// Call is a call to the service that has a status.
type Call struct {
	Span   int32 // by index
	Start  uint64
	Status int
	API    uint8 // below APIs
	// Numbers are those that its own record names: it was answered with none other.
	Numbers []int64
}

// Pair is an error and the call that was answered with it, by their indices.
type Pair struct{ Error, Call int32 }

// Pairs finds the call of each error: one below its span that had started when it was recorded. Of these, it is the last
// one that has the documented status, else the last one that failed, else the only one. Two errors of one span never have
// the same call, and those whose documented status a call has choose first.
func Pairs(spans []Span, errors []Error, calls []Call) []Pair {
	if len(errors) == 0 || len(calls) == 0 {
		return nil
	}
	nodes := preorder(spans)
	claims := claimsOf(errors, nodes)
	groups := groupsFor(claims)
	for _, i := range ordered(len(calls), func(x, y int32) int {
		return cmp.Compare(nodes[calls[x].Span].number, nodes[calls[y].Span].number)
	}) {
		number := nodes[calls[i].Span].number
		groups.each(&calls[i], func(l *latest) { l.numbers = append(l.numbers, number) })
	}
	for _, l := range groups {
		l.grow()
	}

	// In the order of time, so that each error sees the calls that had started when it was recorded.
	byStart := ordered(len(calls), func(x, y int32) int {
		return cmp.Or(cmp.Compare(calls[x].Start, calls[y].Start), cmp.Compare(calls[x].Span, calls[y].Span))
	})
	started := int32(0)
	for _, i := range ordered(len(claims), func(x, y int32) int { return cmp.Compare(claims[x].Recorded, claims[y].Recorded) }) {
		c := &claims[i]
		for ; int(started) < len(byStart) && calls[byStart[started]].Start <= c.Recorded; started++ {
			call := &calls[byStart[started]]
			groups.each(call, func(l *latest) { l.come(nodes[call.Span].number, started+1) })
		}
		c.gather(groups)
	}
	pairs := settle(claims)
	for i := range pairs {
		pairs[i].Call = byStart[pairs[i].Call-1]
	}
	return pairs
}

// ordered returns the indices below n in order.
func ordered(n int, compare func(x, y int32) int) []int32 {
	indices := make([]int32, n)
	for i := range indices {
		indices[i] = int32(i)
	}
	slices.SortFunc(indices, compare)
	return indices
}

// claim is an error that looks for its call.
type claim struct {
	*Error
	index  int32
	node   node
	rivals int // how many errors its span has, with itself

	// The candidates, as ranks by time from 1: the last first, as many as the rivals may leave one of.
	documented, failed, whichever []int32
}

func claimsOf(errors []Error, nodes []node) []claim {
	claims := make([]claim, 0, len(errors))
	for from, to := 0, 0; from < len(errors); from = to {
		for to < len(errors) && errors[to].Span == errors[from].Span {
			to++
		}
		n := nodes[errors[from].Span]
		if !n.hasDescendants() {
			continue
		}
		rivals := min(to-from, maxErrors)
		for i := from; i < from+rivals; i++ {
			claims = append(claims, claim{Error: &errors[i], index: int32(i), node: n, rivals: rivals})
		}
	}
	return claims
}

// group is a set of calls. Each call is in a few.
type group struct {
	number int64 // that their own records name; 0: none
	status int   // that they have; or one of those below
	api    uint8
}

const (
	failed    = -1 // 400 or above
	whichever = -2
)

// groups are those that an error may have its call from.
type groups map[group]*latest

func groupsFor(claims []claim) groups {
	all := make(groups)
	for i := range claims {
		for _, number := range claims[i].numbers() {
			all[group{number, failed, 0}] = nil
			all[group{number, whichever, 0}] = nil
			for api, status := range claims[i].Documented {
				if status != 0 {
					all[group{number, status, uint8(api)}] = nil
				}
			}
		}
	}
	for g := range all {
		all[g] = &latest{}
	}
	return all
}

// numbers returns what the record of a call may name to be a candidate: nothing, or the error's number.
func (c *claim) numbers() [2]int64 { return [...]int64{0, c.Number} }

// each calls do with each group that a call belongs to.
func (gs groups) each(c *Call, do func(*latest)) {
	numbers := c.Numbers
	if len(numbers) == 0 {
		numbers = []int64{0}
	}
	for _, number := range numbers {
		for _, g := range [...]group{{number, c.Status, c.API}, {number, whichever, 0}, {number, failed, 0}} {
			if l := gs[g]; l != nil && (g.status != failed || c.Status >= 400) {
				do(l)
			}
		}
	}
}

// gather finds the candidates among the calls that have come in. If there are as many as rivals, those can't take them
// all, and none of another kind is asked for.
func (c *claim) gather(gs groups) {
	var room [2 * APIs * (maxErrors + 1)]int32
	found := room[:0]
	ask := func(status int, api uint8, n int) {
		for _, number := range c.numbers() {
			found = gs[group{number, status, api}].append(found, c.node, n)
		}
	}
	last := func(n int) []int32 {
		slices.SortFunc(found, func(x, y int32) int { return cmp.Compare(y, x) })
		kept := slices.Clone(found[:min(n, len(found))])
		found = found[:0]
		return kept
	}
	for api, status := range c.Documented {
		if status != 0 {
			ask(status, uint8(api), c.rivals)
		}
	}
	if c.documented = last(c.rivals); len(c.documented) == c.rivals {
		return
	}
	ask(failed, 0, c.rivals)
	if c.failed = last(c.rivals); len(c.failed) == c.rivals {
		return
	}
	ask(whichever, 0, c.rivals+1) // the only one is known by there being no second
	c.whichever = last(c.rivals + 1)
}

// settle lets the errors of each span choose. Calls are told by their ranks.
func settle(claims []claim) (pairs []Pair) {
	var rivals []claim
	for ; len(claims) > 0; claims = claims[len(rivals):] {
		rivals = claims[:claims[0].rivals]
		first := len(pairs)
		free := func(ranks []int32) []int32 {
			return slices.DeleteFunc(ranks, func(r int32) bool {
				return slices.ContainsFunc(pairs[first:], func(p Pair) bool { return p.Call == r })
			})
		}
		var settled [maxErrors]bool
		for i := range rivals {
			if ranks := free(rivals[i].documented); len(ranks) > 0 {
				pairs = append(pairs, Pair{rivals[i].index, ranks[0]})
				settled[i] = true
			}
		}
		for i := range rivals {
			if settled[i] {
				continue
			}
			c := &rivals[i]
			if ranks := free(c.failed); len(ranks) > 0 {
				pairs = append(pairs, Pair{c.index, ranks[0]})
			} else if ranks := free(c.whichever); len(ranks) == 1 && !c.FailedOnly {
				pairs = append(pairs, Pair{c.index, ranks[0]})
			}
		}
	}
	return pairs
}
