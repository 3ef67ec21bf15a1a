// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	// perByte is how many bytes may be allocated for each byte of a batch: the highest are short errors close to each other.
	perByte = 40
	// perBatch is for what is made once: room for findings, metrics.
	perBatch = 256 << 10
)

// Whatever comes in, what is allocated is bounded by its size, the errors in it are found, and no record is lost.
// Memory is what all goroutines allocate, so nothing else may run meanwhile.
func TestWorstCasesInBoundedMemory(t *testing.T) {
	p := newProcessor(t, 1<<20)
	for _, c := range cases() {
		few, records := spent(t, p, c, 24<<10)
		many, _ := spent(t, p, c, 96<<10)
		n := float64(c.build(96 << 10).bytes())
		assert.LessOrEqual(t, float64(many), perByte*n+perBatch, "%s: bytes allocated", c.name)
		assert.LessOrEqual(t, float64(many), 8*float64(few)+perBatch, "%s: bytes allocated for four times the input", c.name)
		numbers := records.numbers()
		if c.want == 0 {
			assert.Empty(t, numbers, c.name)
		} else if assert.NotEmpty(t, numbers, c.name) {
			assert.Equal(t, c.want, numbers[0], c.name)
		}
	}
}

// spent tells how much was allocated for a case of that size, and what came of it.
func spent(t *testing.T, p processor, c worstCase, size int) (bytes uint64, work batch) {
	t.Helper()
	work = c.build(size)
	count := work.count()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p.run(t, work)
	runtime.ReadMemStats(&after)
	require.Equal(t, count, work.count(), c.name)
	return after.TotalAlloc - before.TotalAlloc, work
}

// traps once took time that grows with the square of the size, or would with a slip.
var traps = []string{
	"text: names, statuses, nines",
	"text: names and a long word",
	"text: names of lists, run together",
	"text: lists",
	"text: parts of one word in front of a status",
	"text: back-ticks in wordings",
	"JSON: braces behind white space",
	"JSON: objects that are not closed",
	"JSON: strings in strings",
	"attribute: url.full of colons",
	"attribute: a payload again and again",
	"trace: a call with many numbers",
	"trace: the same ids",
}

// No time is measured: at this size, the square of it were hours, which the time limit of all tests notices.
func TestTrapsInLinearTime(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	p, sprung := newProcessor(t, 2*size), 0
	for _, c := range cases() {
		if !slices.Contains(traps, c.name) {
			continue
		}
		work := c.build(size)
		count := work.count()
		p.run(t, work)
		assert.Equal(t, count, work.count(), c.name)
		sprung++
	}
	assert.Len(t, traps, sprung, "there is no such case")
}
