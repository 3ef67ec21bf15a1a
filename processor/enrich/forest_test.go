// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// joins says whether the one span below the other is joined with it, in a batch of spans with these ids and parents.
// The error is on the span at tells, the call is the one at call.
func joins(t *testing.T, tells, call int, ids ...[2]uint64) bool {
	t.Helper()
	b := newTrace()
	for i, id := range ids {
		switch i {
		case tells:
			raises(b.server(id[0], id[1]), 9, 9646)
		case call:
			b.call(id[0], id[1], 429)
		default:
			b.span(id[0], id[1], ptrace.SpanKindInternal, 0, 10)
		}
	}
	b.run(t)
	joined := said(b.spans.At(call)).delivery == deliveryTrace
	assert.Equal(t, joined, said(b.spans.At(tells)).check != "")
	return joined
}

// Whatever the ids are, a call is joined if the way up from it, by the parents' ids, leads to the span.
func TestJoinWhateverTheIDs(t *testing.T) {
	t.Parallel()
	type id = [2]uint64
	for _, tt := range []struct {
		name        string
		tells, call int
		ids         []id
		joined      bool
	}{
		{"parent and child", 0, 1, []id{{1, 0}, {2, 1}}, true},
		{"child first", 1, 0, []id{{2, 1}, {1, 0}}, true},
		{"the parent of the parent is elsewhere", 0, 1, []id{{1, 99}, {2, 1}}, true},
		{"orphan", 0, 1, []id{{1, 0}, {2, 99}}, false},
		{"orphans of one parent", 0, 1, []id{{1, 99}, {2, 99}}, false},
		{"both empty", 0, 1, []id{{0, 0}, {0, 0}}, false},
		{"the span has no id", 0, 1, []id{{0, 0}, {2, 0}}, false},
		{"the call has no id", 0, 1, []id{{1, 0}, {0, 1}}, true},
		{"between them one without an id", 0, 2, []id{{1, 0}, {0, 1}, {2, 0}}, false},
		{"the call is its own parent", 0, 1, []id{{1, 0}, {2, 2}}, false},
		{"the span is its own parent", 0, 1, []id{{1, 1}, {2, 1}}, true},
		{"each other's parent", 0, 1, []id{{1, 2}, {2, 1}}, true},
		{"a cycle of three", 0, 2, []id{{1, 3}, {2, 1}, {3, 2}}, true},
		{"below a cycle", 1, 2, []id{{1, 2}, {2, 1}, {3, 1}}, true},
		{"beside a cycle", 0, 3, []id{{1, 0}, {2, 3}, {3, 2}, {4, 2}}, false},
		{"the span is below the cycle of the call", 2, 0, []id{{1, 2}, {2, 1}, {3, 1}}, false},
		{"beside the span below a cycle", 2, 3, []id{{1, 2}, {2, 1}, {3, 1}, {4, 1}}, false},
		{"all the same", 0, 1, []id{{1, 0}, {1, 0}}, false},
		{"all the same, each its own parent", 0, 1, []id{{1, 1}, {1, 1}}, true},
		{"the span was sent twice", 0, 2, []id{{1, 0}, {1, 0}, {2, 1}}, true},
		{"the span was sent twice, the second time", 1, 2, []id{{1, 0}, {1, 0}, {2, 1}}, true},
		{"the call was sent twice", 0, 2, []id{{1, 0}, {2, 1}, {2, 1}}, true},
		{"client and server share an id", 1, 2, []id{{1, 7}, {1, 7}, {2, 1}}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.joined, joins(t, tt.tells, tt.call, tt.ids...))
		})
	}
}

// deep is a trace of n spans, each below the one before; the first tells of an error, the last is the call.
func deep(n int) *trace {
	b := newTrace()
	raises(b.server(1, 0), 9, 9646)
	for i := 2; i < n; i++ {
		b.span(uint64(i), uint64(i-1), ptrace.SpanKindInternal, 0, 10)
	}
	b.call(uint64(n), uint64(n-1), 503)
	return b
}

func TestJoinDeep(t *testing.T) {
	t.Parallel()
	const n = 100_000
	b := deep(n)
	b.run(t)
	assertJoined(t, b.spans.At(0), b.spans.At(n-1), 9646, mismatch)

	// The same as one cycle.
	b = deep(n)
	b.spans.At(0).SetParentSpanID(spanID(n))
	b.run(t)
	assertJoined(t, b.spans.At(0), b.spans.At(n-1), 9646, mismatch)
}

// The walk tells ancestors as one finds them by going up from each span.
func TestForest(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 0))
		spans := make([]*refSpan, 1+r.IntN(12))
		var f forest
		for i := range spans {
			spans[i] = &refSpan{
				trace: 1 + uint64(r.IntN(8))/7, id: uint64(i + 1), parent: uint64(r.IntN(len(spans) + 2)),
			}
			f.add(spanKey{traceID(spans[i].trace), spanID(spans[i].id)}, spanID(spans[i].parent))
		}
		f.walk()
		numbers := map[int32]bool{}
		for i, above := range spans {
			numbers[f.spans[i].number] = true
			for j, below := range spans {
				n := f.spans[j].number
				if got := f.spans[i].from < n && n <= f.spans[i].last; i != j && got != descends(spans, below, above) {
					require.Fail(t, "not as the ids say", "seed %d: %d below %d is %v\n%s", seed, j, i, got, dump(spans))
				}
			}
		}
		require.Len(t, numbers, len(spans))
	}
}
