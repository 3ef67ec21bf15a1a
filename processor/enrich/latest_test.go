// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The last calls below a span are what one finds by looking at all of them.
func TestLatestBetween(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 0))
		var l latest
		for number := range int32(40) {
			if r.IntN(3) == 0 {
				l.numbers = append(l.numbers, number)
			}
		}
		l.build()
		came := map[int32]int32{} // number -> rank
		rank := int32(0)
		for _, i := range r.Perm(len(l.numbers)) {
			rank += 1 + int32(r.IntN(3))
			l.come(l.numbers[i], rank)
			came[l.numbers[i]] = rank
			from, to, n := int32(r.IntN(42)-1), int32(r.IntN(42)-1), 1+r.IntN(6)
			var want []int32
			for number, rank := range came {
				if from < number && number <= to {
					want = append(want, rank)
				}
			}
			slices.Sort(want)
			slices.Reverse(want)
			want = want[:min(n, len(want))]
			got := l.between(from, to, n, []int32{-7})
			require.Equal(t, append([]int32{-7}, want...), got, "seed %d: %d of %d to %d in %v", seed, n, from, to, came)
		}
	}
}

func TestLatestOfNothing(t *testing.T) {
	t.Parallel()
	var l latest
	l.build()
	assert.Empty(t, l.between(0, 100, 3, nil))
	l = latest{numbers: []int32{5}}
	l.build()
	assert.Empty(t, l.between(0, 100, 3, nil), "nothing has come")
	l.come(5, 1)
	assert.Equal(t, []int32{1}, l.between(4, 5, 3, nil))
	assert.Empty(t, l.between(5, 100, 3, nil), "above from")
	assert.Empty(t, l.between(0, 4, 3, nil), "up to")
	assert.Empty(t, l.between(9, 3, 3, nil), "an empty range")
}
