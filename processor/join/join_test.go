// SPDX-License-Identifier: Apache-2.0

package join

import (
	"flag"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Properties draw the same cases each time, unless the command line has another seed.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	m.Run()
}

func id(n int) [8]byte { return [8]byte{7: byte(n)} }

// batch is what there is to join.
type batch struct {
	spans  []Span
	errors []Error
	calls  []Call
}

// drawn draws few spans, with few different ids, times, statuses and numbers, so that they get in each other's way.
func drawn(t *rapid.T) (b batch) {
	below := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }
	n := 2 + below(11)
	for i := range n {
		s := Span{SpanID{Trace: [16]byte{1 + byte(below(8))/7}, ID: id(i + 1)}, id(below(i + 1))}
		if below(12) == 0 {
			s.ID = id(below(n + 1)) // taken, or none
		}
		if below(6) == 0 {
			s.Parent = id(below(n + 2)) // itself, below itself, or nobody
		}
		b.spans = append(b.spans, s)
		if below(2) == 0 {
			c := Call{Span: int32(i), Start: uint64(below(5)), Status: rapid.SampledFrom([]int{200, 400, 401, 503}).Draw(t, ""), API: uint8(below(APIs))}
			for range below(6) / 3 {
				c.Numbers = append(c.Numbers, int64(1+below(4)))
			}
			b.calls = append(b.calls, c)
			continue
		}
		for range below(4) {
			e := Error{Span: int32(i), Recorded: uint64(below(6)), Number: int64(1 + below(4)), FailedOnly: below(4) == 0}
			for api := range e.Documented {
				e.Documented[api] = rapid.SampledFrom([]int{0, 400, 401}).Draw(t, "")
			}
			b.errors = append(b.errors, e)
		}
	}
	b.calls = rapid.Permutation(b.calls).Draw(t, "")
	return b
}

// pairs is Pairs, the slow and obvious way.
func (b batch) pairs() (pairs []Pair) {
	for from, to := 0, 0; from < len(b.errors); from = to {
		for to < len(b.errors) && b.errors[to].Span == b.errors[from].Span {
			to++
		}
		found := map[int]int{}
		candidates := func(e Error, is func(Call) bool) (all []int) {
			for i, c := range b.calls {
				taken := false
				for _, call := range found {
					taken = taken || call == i
				}
				if !taken && c.Start <= e.Recorded && (b.below(int(c.Span), int(e.Span)) || b.above(int(e.Span)) == i) && is(c) &&
					(len(c.Numbers) == 0 || slices.Contains(c.Numbers, e.Number)) {
					all = append(all, i)
				}
			}
			slices.SortFunc(all, func(x, y int) int {
				if d := int(b.calls[x].Start) - int(b.calls[y].Start); d != 0 {
					return d
				}
				return int(b.calls[x].Span) - int(b.calls[y].Span)
			})
			return all
		}
		take := func(err, call int) {
			found[err] = call
			pairs = append(pairs, Pair{int32(err), int32(call)})
		}
		for i := from; i < to; i++ {
			e := b.errors[i]
			if all := candidates(e, func(c Call) bool { return c.Status == e.Documented[c.API] }); len(all) > 0 {
				take(i, all[len(all)-1])
			}
		}
		for i := from; i < to; i++ {
			e := b.errors[i]
			if _, done := found[i]; done {
				continue
			}
			failed := candidates(e, func(c Call) bool { return c.Status >= 400 })
			all := candidates(e, func(Call) bool { return true })
			if len(failed) > 0 {
				take(i, failed[len(failed)-1])
			} else if len(all) == 1 && !e.FailedOnly {
				take(i, all[0])
			}
		}
	}
	return pairs
}

// below goes up by the ids. Where several spans have the same id, all of them are ancestors, and the first is the one whose
// parent counts.
func (b batch) below(span, ancestor int) bool {
	var been []int
	for at := span; !slices.Contains(been, at); {
		been = append(been, at)
		parent := b.spans[at].Parent
		at = slices.IndexFunc(b.spans, func(s Span) bool { return parent != id(0) && s.ID == parent && s.Trace == b.spans[at].Trace })
		if at < 0 {
			return false
		}
		if b.spans[at].ID == b.spans[ancestor].ID && b.spans[at].Trace == b.spans[ancestor].Trace {
			return true
		}
	}
	return false
}

// above returns the call that a span is a child of, -1 if there is none: the first of those with that id.
func (b batch) above(span int) int {
	first := -1
	if b.spans[span].ID == id(0) {
		return first
	}
	span = slices.IndexFunc(b.spans, func(s Span) bool { return s.SpanID == b.spans[span].SpanID })
	for i, c := range b.calls {
		if s := b.spans[c.Span]; s.Trace != b.spans[span].Trace || s.ID == id(0) || s.ID != b.spans[span].Parent {
			continue
		}
		if first < 0 || c.Start < b.calls[first].Start || c.Start == b.calls[first].Start && c.Span < b.calls[first].Span {
			first = i
		}
	}
	return first
}

func TestPropertyPairsLikeReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, likeReference)
}

func FuzzPairs(f *testing.F) { f.Fuzz(rapid.MakeFuzz(likeReference)) }

func likeReference(t *rapid.T) {
	b := drawn(t)
	require.Equal(t, b.pairs(), Pairs(b.spans, b.errors, b.calls), "%+v", b)
}

// Of the errors of one span, so many are joined that the time stays linear.
func TestErrorsOfASpanAreBounded(t *testing.T) {
	t.Parallel()
	b := batch{spans: []Span{{SpanID: SpanID{ID: id(1)}}, {SpanID{ID: id(2)}, id(1)}}}
	for i := range 2 * MaxErrors {
		b.errors = append(b.errors, Error{Number: int64(i) + 1})
		b.spans = append(b.spans, Span{SpanID{ID: id(i + 3)}, id(1)})
		b.calls = append(b.calls, Call{Span: int32(i) + 1, Status: 503})
	}
	assert.Len(t, Pairs(b.spans, b.errors, b.calls), MaxErrors)
}

// Nothing in, nothing out.
func TestNothingToJoin(t *testing.T) {
	t.Parallel()
	spans := []Span{{SpanID: SpanID{ID: id(1)}}, {SpanID{ID: id(2)}, id(1)}}
	assert.Empty(t, Pairs(spans, nil, []Call{{Span: 1, Status: 503}}))
	assert.Empty(t, Pairs(spans, []Error{{Number: 1}}, nil))
}

// So many levels below a span its calls are found, and no more, so that the time stays linear.
func TestDepthIsBounded(t *testing.T) {
	t.Parallel()
	for levels, joined := range map[int]int{maxDepth: 1, maxDepth + 1: 0} {
		spans := make([]Span, levels+1)
		for i := range spans {
			spans[i] = Span{SpanID{ID: [8]byte{1, byte(i >> 8), byte(i)}}, [8]byte{}}
			if i > 0 {
				spans[i].Parent = spans[i-1].ID
			}
		}
		assert.Len(t, Pairs(spans, []Error{{Number: 1}}, []Call{{Span: int32(levels), Status: 503}}), joined, levels)
	}
}
