// SPDX-License-Identifier: Apache-2.0

package join

import "slices"

// Span is a span of the batch, by its ids; all zero is none.
type Span struct {
	Trace      [16]byte
	ID, Parent [8]byte
}

// node is the place of a span in a pre-order numbering of the forest that the parents make: the numbers of its descendants
// follow on its own, so that two comparisons tell whether one span is below another.
type node struct {
	number      int32 // from 1
	after, last int32 // the descendants have the numbers above after, up to and with last
}

func (n node) hasDescendants() bool { return n.last > n.after }

func (n node) isAbove(o node) bool { return n.after < o.number && o.number <= n.last }

// preorder numbers the spans. A cycle is numbered as one root: each of its spans has all of it, and all below it, as
// descendants. Of several spans with one id, the first has the children; the others have the same descendants.
func preorder(spans []Span) []node {
	type key struct {
		trace [16]byte
		id    [8]byte
	}
	firsts := make(map[key]int32, len(spans))
	for i := range spans {
		if k := (key{spans[i].Trace, spans[i].ID}); firsts[k] == 0 {
			firsts[k] = int32(i) + 1
		}
	}
	parents := make([]int32, len(spans)) // by index, from 1; 0: none
	for i := range spans {
		if spans[i].Parent != ([8]byte{}) {
			parents[i] = firsts[key{spans[i].Trace, spans[i].Parent}]
		}
	}
	nodes := number(parents)
	for i := range spans {
		if first := firsts[key{spans[i].Trace, spans[i].ID}] - 1; first != int32(i) {
			nodes[i].after, nodes[i].last = nodes[first].after, nodes[first].last
		}
	}
	return nodes
}

func number(parents []int32) []node {
	sizes, open := make([]int32, len(parents)), make([]int32, len(parents))
	for i, parent := range parents {
		sizes[i] = 1
		if parent != 0 {
			open[parent-1]++
		}
	}
	// Kahn's algorithm from the leaves up: a span is done when all of its children are. Those of a cycle never are.
	done := make([]int32, 0, len(parents))
	for i := range parents {
		for i := int32(i); open[i] == 0; i = parents[i] - 1 {
			open[i] = -1
			done = append(done, i)
			if parents[i] == 0 {
				break
			}
			sizes[parents[i]-1] += sizes[i]
			open[parents[i]-1]--
		}
	}

	nodes, taken := make([]node, len(parents)), make([]int32, len(parents)) // taken: the last number given away below a span
	var last int32
	for i := range parents {
		if open[i] < 0 || nodes[i].number != 0 {
			continue
		}
		before := last
		for at := int32(i); nodes[at].number == 0; at = parents[at] - 1 {
			nodes[at].number, taken[at] = last+1, last+1
			last += sizes[at]
		}
		for at := int32(i); nodes[at].last == 0; at = parents[at] - 1 {
			nodes[at].after, nodes[at].last = before, last
		}
	}
	for _, i := range slices.Backward(done) { // parents before their children
		from := &last
		if parents[i] != 0 {
			from = &taken[parents[i]-1]
		}
		nodes[i] = node{number: *from + 1, after: *from + 1, last: *from + sizes[i]}
		taken[i] = *from + 1
		*from += sizes[i]
	}
	return nodes
}
