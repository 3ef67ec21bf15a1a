// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"slices"
)

const (
	// MaxErrors is how many errors of one span are joined, the first ones: each may take a call from the others.
	MaxErrors = 16
	// maxCalls bounds how many calls below its span an error is held against: the last that had started when it was recorded.
	maxCalls = 256
	// maxDepth bounds how many levels below a span its calls are looked for. It ends circles, too.
	maxDepth = 256
	// APIs is how many APIs calls are told apart by; one of them is the unknown one.
	APIs = 3
)

// Span is a span of the batch, by its ids.
type Span struct {
	SpanID
	Parent [8]byte // all zero: none
}

// SpanID identifies a span.
type SpanID struct {
	Trace [16]byte
	ID    [8]byte
}

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

// Pairs finds the call of each error: one below its span, or right above it, that had started when it was recorded. Of these,
// it is the last one that has the documented status, else the last one that failed, else the only one. Two errors of one span
// never have the same call, and those whose documented status a call has choose first.
func Pairs(spans []Span, errors []Error, calls []Call) (pairs []Pair) {
	if len(errors) == 0 || len(calls) == 0 {
		return nil
	}
	below := callsBelow(spans, errors, calls)
	for from, to := 0, 0; from < len(errors); from = to {
		for to < len(errors) && errors[to].Span == errors[from].Span {
			to++
		}
		if candidates := below[spans[errors[from].Span].SpanID]; len(candidates) > 0 {
			pairs = settle(pairs, errors[from:min(to, from+MaxErrors)], int32(from), calls, candidates)
		}
	}
	return pairs
}

// callsBelow returns the calls below each span that tells of errors, and the one right above it, by time: some instrumentation
// puts the body of a response on a child of the call.
func callsBelow(spans []Span, errors []Error, calls []Call) map[SpanID][]int32 {
	below := make(map[SpanID][]int32, len(errors))
	for i := range errors {
		below[spans[errors[i].Span].SpanID] = nil
	}
	parents := make(map[SpanID][8]byte, len(spans))
	for i := range spans {
		if _, taken := parents[spans[i].SpanID]; !taken { // of several spans with one id, the first is the one that is meant
			parents[spans[i].SpanID] = spans[i].Parent
		}
	}
	children := make(map[SpanID][]SpanID)
	for id := range below {
		if parent := parents[id]; id.ID != ([8]byte{}) && parent != ([8]byte{}) {
			above := SpanID{id.Trace, parent}
			children[above] = append(children[above], id)
		}
	}
	byTime := make([]int32, len(calls))
	for i := range byTime {
		byTime[i] = int32(i)
	}
	slices.SortFunc(byTime, func(x, y int32) int {
		return cmp.Or(cmp.Compare(calls[x].Start, calls[y].Start), cmp.Compare(calls[x].Span, calls[y].Span))
	})
	for _, i := range byTime {
		at := spans[calls[i].Span]
		for _, child := range children[at.SpanID] {
			below[child] = append(below[child], i)
		}
		delete(children, at.SpanID) // of several calls with one id, the first
		for range maxDepth {
			at.ID = at.Parent
			parent, known := parents[at.SpanID]
			if !known || at.ID == ([8]byte{}) {
				break
			}
			at.Parent = parent
			if list, tells := below[at.SpanID]; tells && (len(list) == 0 || list[len(list)-1] != i) {
				below[at.SpanID] = append(list, i)
			}
		}
	}
	return below
}

// settle appends the pairs of the errors of one span.
func settle(pairs []Pair, errors []Error, first int32, calls []Call, candidates []int32) []Pair {
	before := len(pairs)
	var settled [MaxErrors]bool
	// last returns the last candidate of that kind that isn't taken, and how many of them there are.
	last := func(e *Error, is func(*Call) bool) (call int32, n int) {
		end, _ := slices.BinarySearchFunc(candidates, e.Recorded, func(i int32, recorded uint64) int {
			if calls[i].Start <= recorded {
				return -1
			}
			return 1
		})
		for _, i := range slices.Backward(candidates[max(0, end-maxCalls):end]) {
			c := &calls[i]
			names := len(c.Numbers) == 0 || slices.Contains(c.Numbers, e.Number)
			if names && is(c) && !slices.ContainsFunc(pairs[before:], func(p Pair) bool { return p.Call == i }) {
				if n++; n == 1 {
					call = i
				}
			}
		}
		return call, n
	}
	pair := func(i int, call int32) { pairs, settled[i] = append(pairs, Pair{first + int32(i), call}), true }
	for i := range errors {
		e := &errors[i]
		if call, n := last(e, func(c *Call) bool { return c.Status == e.Documented[c.API] }); n > 0 {
			pair(i, call)
		}
	}
	for i := range errors {
		e := &errors[i]
		if settled[i] {
			continue
		}
		if call, n := last(e, func(c *Call) bool { return c.Status >= 400 }); n > 0 {
			pair(i, call)
		} else if call, n := last(e, func(*Call) bool { return true }); n == 1 && !e.FailedOnly {
			pair(i, call)
		}
	}
	return pairs
}
