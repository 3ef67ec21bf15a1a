// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// Everybody takes part in every round, with batches that nobody has touched, and one that does nothing is told apart from one that works.
func TestMeasure(t *testing.T) {
	source := workload.Failing("", 100, 1).Source
	const rounds = 3
	var calls [2]int
	touch := func(i int) consume {
		return func(_ context.Context, b workload.Batch) error {
			calls[i]++
			for _, attributes := range b.Attributes() {
				_, touched := attributes.Get("touched")
				assert.False(t, touched)
				attributes.PutBool("touched", true)
			}
			return nil
		}
	}
	results, err := measure(t.Context(), source, []consume{touch(0), touch(1), func(context.Context, workload.Batch) error { return nil }}, rounds)
	require.NoError(t, err)
	assert.Equal(t, calls[0], calls[1])
	for _, r := range results {
		assert.Len(t, r.rounds, rounds)
		assert.LessOrEqual(t, r.min, r.median)
	}
	assert.GreaterOrEqual(t, results[0].allocs, 1.0)
	assert.Zero(t, results[2].allocs)
	_, same := results[0].ratio(&results[0])
	assert.InDelta(t, 1, same, 1e-9)
}
