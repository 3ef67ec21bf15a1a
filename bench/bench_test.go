// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
)

// All that are compared give the right answers, the statements of the transform processor included.
func TestAnswers(t *testing.T) {
	list, err := contenders(t.Context())
	require.NoError(t, err)
	for _, w := range workload.All() {
		t.Run(w.Name, func(t *testing.T) {
			for _, c := range list {
				if c.takesPart(&w) {
					assert.NoError(t, c.check(t.Context(), &w))
				}
			}
		})
	}
}

// The check is worth something: whoever does nothing, or something everywhere, doesn't pass as one that explains errors.
func TestCheckRefuses(t *testing.T) {
	list, err := contenders(t.Context())
	require.NoError(t, err)
	for _, c := range list {
		if c.role == ours || c.role == explains {
			continue
		}
		posing := *c
		posing.role = ours
		for _, w := range workload.All() {
			if _, found := w.Want(0); found || c.role == inserts {
				assert.Error(t, posing.check(t.Context(), &w), "%s, %s", w.Name, c.name)
			}
		}
	}
}

// What may be allocated doesn't depend on the machine: nothing for a record without an error, and for an error response or an event
// status one allocation for each value that is written, and two more; and for the own metrics some in a batch.
func TestAllocations(t *testing.T) {
	const perBatch = 100
	list, err := contenders(t.Context())
	require.NoError(t, err)
	ours, empty := withRole(list, ours), withRole(list, empty)
	for _, w := range workload.All() {
		t.Run(w.Name, func(t *testing.T) {
			_, got, err := allocations(t.Context(), w.Source, ours.consume)
			require.NoError(t, err)
			_, helper, err := allocations(t.Context(), w.Source, empty.consume) // processorhelper's own, some for a batch
			require.NoError(t, err)
			found, written := written(t, ours, w.Source)
			switch {
			case found == 0:
				assert.InDelta(t, helper, got, 1e-9)
			case w.Frugal:
				assert.LessOrEqual(t, (got-helper)*float64(w.Source.Len), float64(written+2*found+perBatch))
			default:
				t.Logf("%.2f allocations a record, %.2f values written", got, float64(written)/float64(w.Source.Len))
			}
		})
	}
}

// written returns how many records c writes to, and how many attributes.
func written(t *testing.T, c *contender, source workload.Source) (records, values int) {
	b, err := source.Batch()
	require.NoError(t, err)
	var before []int
	for _, attributes := range b.Attributes() {
		before = append(before, attributes.Len())
	}
	require.NoError(t, c.consume(t.Context(), b))
	for i, attributes := range b.Attributes() {
		if n := attributes.Len() - before[i]; n > 0 {
			records, values = records+1, values+n
		}
	}
	return records, values
}

// The error bodies are what they are called.
func TestBodies(t *testing.T) {
	for _, w := range workload.All() {
		if w.Name != "spans, all failed" {
			continue
		}
		b, err := w.Source.Batch()
		require.NoError(t, err)
		total, n := 0, 0
		b.Bodies(func(body string) { total, n = total+len(body), n+1 })
		assert.Equal(t, w.Source.Len, n)
		assert.InDelta(t, 120, float64(total)/float64(n), 5, "bytes of a body")
	}
}
