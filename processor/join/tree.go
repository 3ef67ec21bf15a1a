// SPDX-License-Identifier: Apache-2.0

package join

import "slices"

// tree is what is known of the parents of a trace's spans, and which calls descend from each span.
type tree struct {
	nodes  map[SpanID]int32
	ids    []SpanID // by node, like parent and below; the first node is above the roots
	parent []int32  // parent node, or unknown
	below  []uint64 // the calls that descend from the node, a bit for each
	ended  uint64   // the calls whose ancestors are all known, up to a root or a cycle
}

const (
	aboveRoots int32 = 0
	unknown    int32 = -1
)

const maxRoom = 1 << 10 // nodes

// grow builds the tree of a trace, from what is remembered of its calls and from the spans of the batch. If several spans have the
// same id, the first counts. The calls remember the ancestors that are known now.
func (t *tree) grow(of *trace, spans []Span, following []int32) {
	t.clear()
	t.node(SpanID{})
	for _, c := range of.calls {
		id := c.ID
		for _, ancestor := range c.ancestors {
			t.link(id, ancestor)
			id = ancestor
		}
	}
	for i := of.spans; i != 0; i = following[i-1] {
		t.link(spans[i-1].ID, spans[i-1].Parent)
	}
	for i, c := range of.calls {
		if t.climb(c.Parent, 1<<i) {
			t.ended |= 1 << i
		}
		c.ancestors = t.ancestors(c.Parent, c.ancestors)
	}
}

// clear empties the tree and keeps its memory, except after a large trace: clearing a map takes time proportional to its capacity.
func (t *tree) clear() {
	if t.nodes == nil || len(t.ids) > maxRoom {
		*t = tree{nodes: make(map[SpanID]int32)}
	}
	clear(t.nodes)
	t.ids, t.parent, t.below, t.ended = t.ids[:0], t.parent[:0], t.below[:0], 0
}

// link sets the parent of a span, unless it is known already.
func (t *tree) link(id, parent SpanID) {
	if id == (SpanID{}) {
		return
	}
	if n := t.node(id); t.parent[n] == unknown {
		p := t.node(parent)
		t.parent[n] = p
	}
}

func (t *tree) node(id SpanID) int32 {
	n, known := t.nodes[id]
	if !known {
		n = int32(len(t.ids))
		t.nodes[id] = n
		t.ids, t.parent, t.below = append(t.ids, id), append(t.parent, unknown), append(t.below, 0)
	}
	return n
}

// climb sets the bit of a call on its ancestors, from its parent up. It reports whether all of them are known.
func (t *tree) climb(parent SpanID, bit uint64) (ends bool) {
	n := t.node(parent)
	for n > aboveRoots && t.below[n]&bit == 0 { // a node that has the bit closes a cycle
		t.below[n] |= bit
		n = t.parent[n]
	}
	return n != unknown
}

// ancestors returns the ancestors of a call, from its parent up, at most maxAncestors. If there are no more than before, it
// returns before.
func (t *tree) ancestors(parent SpanID, before []SpanID) []SpanID {
	var all [maxAncestors]SpanID
	n := 0
	for at := t.nodes[parent]; n < len(all) && at != unknown; at = t.parent[at] {
		all[n] = t.ids[at]
		n++
	}
	if n == len(before) {
		return before
	}
	return slices.Clone(all[:n])
}

// related returns which calls are near to an error, and which are uncertain, because not all of their ancestors are known. Near are
// its own span, the parent of its span, and the descendants of its span; direct are the first two.
func (t *tree) related(e *Error, calls []*call) (near, direct, uncertain uint64) {
	all := uint64(1)<<len(calls) - 1
	if e.ID == (SpanID{}) {
		return 0, 0, all
	}
	parent := e.Parent
	if n, known := t.nodes[e.ID]; known {
		near = t.below[n]
		if e.Log && t.parent[n] > aboveRoots {
			parent = t.ids[t.parent[n]]
		}
	}
	for i, c := range calls {
		if e.Log && c.ID == e.ID || parent != (SpanID{}) && c.ID == parent {
			direct |= 1 << i
		}
	}
	near |= direct
	return near, direct, all &^ near &^ t.ended
}
