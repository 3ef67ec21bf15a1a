// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Properties draw the same cases each time, and enough for all rules to interact, unless the command line says otherwise.
func TestMain(m *testing.M) {
	if err := errors.Join(flag.Set("rapid.seed", "1"), flag.Set("rapid.checks", "2000")); err != nil {
		panic(err)
	}
	m.Run()
}

func id(n int) SpanID { return SpanID{6: byte(n >> 8), 7: byte(n)} }

func traceID(n int) TraceID { return TraceID{14: byte(n >> 8), 15: byte(n)} }

func TestPropertyJoinsLikeReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) { joinsLikeReference(t, r) })
}

func FuzzJoin(f *testing.F) {
	f.Fuzz(func(t *testing.T, drawn []byte) {
		rapid.MakeFuzz(func(r *rapid.T) { joinsLikeReference(t, r) })(t, drawn)
	})
}

func joinsLikeReference(t *testing.T, r *rapid.T) {
	d := newDrawer(r)
	batches, waits := make([]Batch, 1+d.below(5)), make([]time.Duration, 5)
	for i := range batches {
		batches[i] = d.batch(i)
		waits[i] = time.Duration(d.below(3)*d.below(8)) * time.Second
	}
	var want, got []outcome
	synctest.Test(t, func(*testing.T) { // nothing waits, and nothing may fail in there
		slow, fast := &reference{Limits: d.limits, lossy: map[TraceID]bool{}}, New(d.limits)
		for i, b := range batches {
			want = append(want, outcome{sorted(slow.join(&b)), slow.count(), Stats{}})
			got = append(got, outcome{sorted(fast.Join(&b)), fast.Stats(), Stats{}})
			<-time.After(waits[i])
			want[i].later, got[i].later = slow.count(), fast.Stats()
		}
	})
	for i := range batches {
		r.Logf("%+v, then %v", batches[i], waits[i])
		require.Equal(r, want[i], got[i], "batch %d of %+v", i, d.limits)
	}
}

// outcome is everything that is observable after a batch.
type outcome struct {
	Result
	now, later Stats
}

// sorted sorts the new pairs, whose order isn't specified.
func sorted(r Result) Result {
	slices.SortFunc(r.Made, func(a, b Pair) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	r.Calls, r.Errors = append([]MatchedError{}, r.Calls...), append([]MatchedCall{}, r.Errors...)
	r.Made, r.Origins = append([]Pair{}, r.Made...), append([]Span{}, r.Origins...)
	return r
}
