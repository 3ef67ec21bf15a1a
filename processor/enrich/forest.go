// SPDX-License-Identifier: Apache-2.0

package enrich

import "go.opentelemetry.io/collector/pdata/pcommon"

// forest is the spans of some traces with their parents, such as the batch has them. It tells ancestors from
// others in constant time: a walk through it numbers the spans, and the descendants of a span have the numbers
// from its own up to its last descendant's.
type forest struct {
	ids     []spanKey
	parents []pcommon.SpanID
	spans   []span
}

// spanKey identifies a span.
type spanKey struct {
	trace pcommon.TraceID
	id    pcommon.SpanID
}

// span is where a span stands in the walk. It is in a cycle, and in no walk, if last is 0.
type span struct {
	number, last int32
	// The other links are indices, shifted by one so that 0 means none.
	child, sibling int32
}

func (f *forest) add(key spanKey, parent pcommon.SpanID) {
	f.ids = append(f.ids, key)
	f.parents = append(f.parents, parent)
}

// walk numbers all spans, from 1. Spans whose parent isn't in the batch are roots; those in a cycle are left out.
func (f *forest) walk() {
	f.spans = make([]span, len(f.ids))
	index := make(map[spanKey]int32, len(f.ids))
	for i, key := range f.ids {
		if _, taken := index[key]; !taken { // of several with the same id, the first has the children
			index[key] = int32(i)
		}
	}
	var roots int32
	for i := len(f.ids) - 1; i >= 0; i-- { // from the end, so that the lists are in order
		first := &roots
		if parent, ok := index[spanKey{f.ids[i].trace, f.parents[i]}]; ok && !f.parents[i].IsEmpty() {
			first = &f.spans[parent].child
		}
		f.spans[i].sibling = *first
		*first = int32(i) + 1
	}
	var number int32
	open := make([]int32, 0, 64)
	for next := roots; next != 0 || len(open) > 0; {
		if next == 0 { // no more siblings
			done := open[len(open)-1]
			open = open[:len(open)-1]
			f.spans[done].last = number
			next = f.spans[done].sibling
			continue
		}
		i := next - 1
		number++
		f.spans[i].number = number
		open = append(open, i)
		next = f.spans[i].child
	}
}
