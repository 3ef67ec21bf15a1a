// SPDX-License-Identifier: Apache-2.0

package join

import "slices"

// tree is what is known of the parents of a trace's spans, and which calls descend from each span.
type tree struct {
	index map[SpanID]int32
	nodes []node // the first one is above the roots
	ended uint64 // the calls whose ancestors are all known, up to a root or a cycle
}

// node is a span.
type node struct {
	id     SpanID
	parent int32  // its node, or unknown
	below  uint64 // the calls that descend from it, a bit for each
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
		t.climb(c, 1<<i)
	}
}

// clear empties the tree and keeps its memory, except after a large trace: clearing a map takes time proportional to its capacity.
func (t *tree) clear() {
	if t.index == nil || len(t.nodes) > maxRoom {
		*t = tree{index: make(map[SpanID]int32)}
	}
	clear(t.index)
	t.nodes, t.ended = t.nodes[:0], 0
}

// link sets the parent of a span, unless it is known already.
func (t *tree) link(id, parent SpanID) {
	if id == (SpanID{}) {
		return
	}
	if n := t.node(id); t.nodes[n].parent == unknown {
		p := t.node(parent)
		t.nodes[n].parent = p
	}
}

func (t *tree) node(id SpanID) int32 {
	n, known := t.index[id]
	if !known {
		n = int32(len(t.nodes))
		t.index[id] = n
		t.nodes = append(t.nodes, node{id: id, parent: unknown})
	}
	return n
}

// climb sets the bit of a call on its ancestors, from its parent up, and lets the call remember the nearest ones. Those in a cycle
// are repeated.
func (t *tree) climb(c *call, bit uint64) {
	var room [maxAncestors]SpanID
	ancestors := room[:0]
	for n := t.node(c.Parent); n != unknown; n = t.nodes[n].parent {
		at := &t.nodes[n]
		if len(ancestors) < maxAncestors {
			ancestors = append(ancestors, at.id)
		}
		if n == aboveRoots || at.below&bit != 0 { // after a root, or round a cycle
			t.ended |= bit
			if len(ancestors) == maxAncestors {
				break
			}
		}
		at.below |= bit
	}
	if len(ancestors) != len(c.ancestors) {
		c.ancestors = slices.Clone(ancestors)
	}
}

// related returns which calls are near an error, and which are uncertain, because not all of their ancestors are known. A call is
// near if it is the error's own span, the parent of that span, or a descendant; the first two are direct.
func (t *tree) related(e *Error, calls []*call) (near, direct, uncertain uint64) {
	all := uint64(1)<<len(calls) - 1
	if e.ID == (SpanID{}) {
		return 0, 0, all
	}
	parent := e.Parent
	if n, known := t.index[e.ID]; known {
		at := t.nodes[n]
		near = at.below
		if e.Log && at.parent > aboveRoots {
			parent = t.nodes[at.parent].id
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
