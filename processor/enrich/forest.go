// SPDX-License-Identifier: Apache-2.0

package enrich

import "go.opentelemetry.io/collector/pdata/pcommon"

// forest is the spans of some traces with their parents, such as the batch has them. It tells descendants from
// others in constant time: a walk through it numbers the spans, so that the descendants of a span have the numbers
// behind its own, up to that of the last of them.
type forest struct {
	ids     []spanKey
	parents []pcommon.SpanID
	spans   []span
	number  int32 // the last one given
}

// spanKey identifies a span.
type spanKey struct {
	trace pcommon.TraceID
	id    pcommon.SpanID
}

// span is where a span stands in the walk. All links are indices, shifted by one so that 0 means none.
type span struct {
	number                 int32 // from 1
	from, last             int32 // its descendants have numbers above from, up to last
	parent, child, sibling int32
}

func (f *forest) add(key spanKey, parent pcommon.SpanID) {
	f.ids = append(f.ids, key)
	f.parents = append(f.parents, parent)
}

// walk numbers all spans.
func (f *forest) walk() {
	f.spans = make([]span, len(f.ids))
	index := make(map[spanKey]int32, len(f.ids))
	for i, key := range f.ids {
		if _, taken := index[key]; !taken { // the first of several with the same id has the children
			index[key] = int32(i) + 1
		}
	}
	for i := len(f.ids) - 1; i >= 0; i-- { // from the end, so that siblings are in order
		if parent := index[spanKey{f.ids[i].trace, f.parents[i]}]; parent != 0 && !f.parents[i].IsEmpty() {
			f.spans[i].parent = parent
			f.spans[i].sibling = f.spans[parent-1].child
			f.spans[parent-1].child = int32(i) + 1
		}
	}
	for i := range f.spans {
		if f.spans[i].parent == 0 {
			f.walkFrom(int32(i))
		}
	}
	for i := range f.spans {
		if f.spans[i].number == 0 {
			f.walkCycle(int32(i))
		}
	}
	for i, key := range f.ids {
		if first := &f.spans[index[key]-1]; first != &f.spans[i] {
			// It was sent twice, or is the server's half of a span that it shares with its client.
			f.spans[i].from, f.spans[i].last = first.from, first.last
		}
	}
}

// walkFrom numbers a span and all below it.
func (f *forest) walkFrom(root int32) {
	open := make([]int32, 0, 16)
	for next := root + 1; next != 0; {
		i := next - 1
		s := &f.spans[i]
		f.number++
		s.number, s.from = f.number, f.number
		open = append(open, i)
		next = f.spans[i].child
		for {
			for next != 0 && f.spans[next-1].number != 0 {
				next = f.spans[next-1].sibling // back at the root of a cycle
			}
			if next != 0 || len(open) == 0 {
				break
			}
			done := open[len(open)-1]
			open = open[:len(open)-1]
			f.spans[done].last = f.number
			if done != root {
				next = f.spans[done].sibling
			}
		}
	}
}

// walkCycle numbers the spans of a cycle and all below it. Each span of the cycle is an ancestor of them all.
func (f *forest) walkCycle(start int32) {
	before := f.number
	// As many steps up as there are spans below may be needed to come to the cycle: mark the way.
	root := start
	for f.spans[root].last == 0 {
		f.spans[root].last = -1
		root = f.spans[root].parent - 1
	}
	f.walkFrom(root)
	for i := root; ; {
		f.spans[i].from, f.spans[i].last = before, f.number
		if i = f.spans[i].parent - 1; i == root {
			return
		}
	}
}
