// SPDX-License-Identifier: Apache-2.0

package join

import (
	"bytes"
	"cmp"
	"slices"
)

const (
	// maxErrors bounds how many errors of one span are joined, each of which may take a call from the others.
	maxErrors = 16
	// maxCalls bounds how many calls of its trace an error is held against: the last that had started when it was recorded.
	maxCalls = 256
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

func (c *Call) failed() bool { return c.Status >= 400 }

// Pair is an error and the call that was answered with it, by their indices.
type Pair struct{ Error, Call int32 }

// Pairs finds the call of each error: one below its span that had started when it was recorded. Of these, it is the last
// one that has the documented status, else the last one that failed, else the only one. Two errors of one span never have
// the same call, and those whose documented status a call has choose first.
func Pairs(spans []Span, errors []Error, calls []Call) (pairs []Pair) {
	if len(errors) == 0 || len(calls) == 0 {
		return nil
	}
	nodes := preorder(spans)
	order := make([]int32, len(calls)) // by trace, then by time
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		a, b := &calls[x], &calls[y]
		return cmp.Or(bytes.Compare(spans[a.Span].Trace[:], spans[b.Span].Trace[:]), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Span, b.Span))
	})
	for from, to := 0, 0; from < len(errors); from = to {
		for to < len(errors) && errors[to].Span == errors[from].Span {
			to++
		}
		span := errors[from].Span
		if !nodes[span].hasDescendants() {
			continue
		}
		s := search{spans: spans, nodes: nodes, calls: calls, order: order, node: nodes[span], trace: spans[span].Trace}
		pairs = append(pairs, s.pairs(errors[from:min(to, from+maxErrors)], int32(from))...)
	}
	return pairs
}

// search looks for the calls of the errors of one span.
type search struct {
	spans []Span
	nodes []node
	calls []Call
	order []int32
	node  node
	trace [16]byte
	room  [maxErrors]Pair
}

func (s *search) pairs(errors []Error, first int32) []Pair {
	pairs := s.room[:0]
	var settled [maxErrors]bool
	settle := func(i int, call int32) {
		pairs, settled[i] = append(pairs, Pair{first + int32(i), call}), true
	}
	for i := range errors {
		e := &errors[i]
		if call, n := s.last(e, pairs, func(c *Call) bool { return c.Status == e.Documented[c.API] }); n > 0 {
			settle(i, call)
		}
	}
	for i := range errors {
		e := &errors[i]
		if settled[i] {
			continue
		}
		if call, n := s.last(e, pairs, (*Call).failed); n > 0 {
			settle(i, call)
		} else if call, n := s.last(e, pairs, func(*Call) bool { return true }); n == 1 && !e.FailedOnly {
			settle(i, call)
		}
	}
	return pairs
}

// last returns the last candidate of an error that is of that kind and not taken, and how many of them there are.
func (s *search) last(e *Error, taken []Pair, is func(*Call) bool) (call int32, n int) {
	end, _ := slices.BinarySearchFunc(s.order, e.Recorded, func(i int32, recorded uint64) int {
		c := &s.calls[i]
		if d := bytes.Compare(s.spans[c.Span].Trace[:], s.trace[:]); d != 0 {
			return d
		}
		if c.Start <= recorded {
			return -1
		}
		return 1
	})
	for _, i := range slices.Backward(s.order[max(0, end-maxCalls):end]) {
		c := &s.calls[i]
		if s.spans[c.Span].Trace != s.trace {
			break
		}
		if !is(c) || !s.node.isAbove(s.nodes[c.Span]) || len(c.Numbers) > 0 && !slices.Contains(c.Numbers, e.Number) ||
			slices.ContainsFunc(taken, func(p Pair) bool { return p.Call == i }) {
			continue
		}
		if n++; n == 1 {
			call = i
		}
	}
	return call, n
}
