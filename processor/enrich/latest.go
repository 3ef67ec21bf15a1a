// SPDX-License-Identifier: Apache-2.0

package enrich

// latest finds the last calls below a span: a tree of maxima over the calls in the order of the walk, each with its
// rank by time. Calls come in by rank, so that at any moment it has those up to a certain time.
type latest struct {
	numbers []int32 // of the calls in the walk, ascending
	ranks   []int32 // the tree; 0: not come in yet
}

func (l *latest) build() {
	l.ranks = make([]int32, 2*len(l.numbers))
}

// come lets the call with that number in the walk in. Ranks are above 0, and rise.
func (l *latest) come(number, rank int32) {
	for i := l.place(number) + len(l.numbers); i > 0; i /= 2 {
		l.ranks[i] = rank
	}
}

// place returns the first place of a call with that number, or a higher one.
func (l *latest) place(number int32) int {
	low, high := 0, len(l.numbers)
	for low < high {
		if mid := (low + high) / 2; l.numbers[mid] < number {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// maxRanges is how many a look at the last calls has to do with, as each that is taken leaves two.
const maxRanges = 1 + maxJoined + 1

// between appends the ranks of the last calls with numbers above from, up to and with to: n at most, the last first.
func (l *latest) between(from, to int32, n int, out []int32) []int32 {
	low, high := l.place(from+1), l.place(to+1)
	limit := len(out) + n
	// Where the ranges between those taken already end, each with its maximum: the usual way to the n largest.
	var room [maxRanges]placeRange
	ranges := append(room[:0], l.max(low, high))
	for len(out) < limit {
		best := -1
		for i := range ranges {
			if ranges[i].rank > 0 && (best < 0 || ranges[i].rank > ranges[best].rank) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		r := ranges[best]
		out = append(out, r.rank)
		ranges[best] = l.max(r.low, r.at)
		ranges = append(ranges, l.max(r.at+1, r.high))
	}
	return out
}

// placeRange is a range of places, and its maximum.
type placeRange struct {
	low, high int
	at        int
	rank      int32
}

// max returns the maximum of the places from low up to and without high.
func (l *latest) max(low, high int) placeRange {
	r := placeRange{low: low, high: high}
	node := 0
	for a, b := low+len(l.numbers), high+len(l.numbers); a < b; a, b = a/2, b/2 {
		if a&1 == 1 {
			if l.ranks[a] > r.rank {
				r.rank, node = l.ranks[a], a
			}
			a++
		}
		if b&1 == 1 {
			b--
			if l.ranks[b] > r.rank {
				r.rank, node = l.ranks[b], b
			}
		}
	}
	if node == 0 {
		return r
	}
	for node < len(l.numbers) { // down to the place that it comes from
		if node *= 2; l.ranks[node] != r.rank {
			node++
		}
	}
	r.at = node - len(l.numbers)
	return r
}
