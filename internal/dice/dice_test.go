// SPDX-License-Identifier: Apache-2.0

package dice

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBytesDecide(t *testing.T) {
	t.Parallel()
	b := Bytes{7, 1, 2, 255}
	assert.Equal(t, 1, b.IntN(3))
	assert.Equal(t, 1<<8|2, b.IntN(1000), "two bytes for more than 256 possibilities")
	assert.Equal(t, "b", Pick(&b, "a", "b"))
	assert.Equal(t, "a", Pick(&b, "a", "b"), "nothing is left")
	assert.Zero(t, b.IntN(1000))
}

func TestShuffle(t *testing.T) {
	t.Parallel()
	list := []int{1, 2, 3, 4}
	Shuffle(&Bytes{}, list)
	assert.Equal(t, []int{1, 2, 3, 4}, list)
	Shuffle(&Bytes{3, 0, 1}, list)
	assert.Equal(t, []int{2, 4, 3, 1}, list)
}
