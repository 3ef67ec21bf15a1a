// SPDX-License-Identifier: Apache-2.0

package join

import "slices"

// latest finds the last calls below a span: a segment tree of maxima, whose leaves are the calls in pre-order, each with its
// rank by time. Calls come in by rank, so that at any moment the tree has those up to a certain time.
type latest struct {
	numbers []int32 // of the calls in the pre-order, ascending
	ranks   []int32 // the tree: its root at 1, the leaves in the second half; 0: not come in yet
}

// grow makes the tree, once all numbers are there.
func (l *latest) grow() { l.ranks = make([]int32, 2*len(l.numbers)) }

// come lets the call with that number in. Ranks are above 0, and rise.
func (l *latest) come(number, rank int32) {
	for i := l.leaf(number) + len(l.numbers); i > 0; i /= 2 {
		l.ranks[i] = rank
	}
}

// leaf returns the first leaf with that number, or a higher one.
func (l *latest) leaf(number int32) int {
	i, _ := slices.BinarySearch(l.numbers, number)
	return i
}

// append appends the ranks of the last n calls below a span, the last first. Each maximum splits its range in two, of
// which the next may come: the usual way to the n largest.
func (l *latest) append(out []int32, below node, n int) []int32 {
	var room [maxErrors + 2]leaves // as each that is taken leaves one more
	ranges := append(room[:0], l.max(l.leaf(below.after+1), l.leaf(below.last+1)))
	for range n {
		best := 0
		for i := range ranges {
			if ranges[i].rank > ranges[best].rank {
				best = i
			}
		}
		r := ranges[best]
		if r.rank == 0 {
			break
		}
		out = append(out, r.rank)
		ranges[best] = l.max(r.from, r.at)
		ranges = append(ranges, l.max(r.at+1, r.to))
	}
	return out
}

// leaves is a range of them, and its maximum.
type leaves struct {
	from, to int
	at       int   // where the maximum is
	rank     int32 // 0: none has come in
}

// max returns the range from a leaf up to and without another.
func (l *latest) max(from, to int) leaves {
	n, top := len(l.numbers), 0
	r := leaves{from: from, to: to}
	better := func(i int) {
		if l.ranks[i] > r.rank {
			r.rank, top = l.ranks[i], i
		}
	}
	for a, b := from+n, to+n; a < b; a, b = a/2, b/2 {
		if a&1 == 1 {
			better(a)
			a++
		}
		if b&1 == 1 {
			b--
			better(b)
		}
	}
	if r.rank == 0 {
		return r
	}
	for top < n { // down to the leaf that it comes from
		if top *= 2; l.ranks[top] != r.rank {
			top++
		}
	}
	r.at = top - n
	return r
}
