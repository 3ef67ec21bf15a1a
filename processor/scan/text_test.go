// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The condition is met by the texts that have one of the keys, however many capitals stand in front of it.
func TestMayHold(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"N", "M", "NN", "error", "errorN", "errorM", "errorNumber", "errorMessage", "errorNumbe", "rrorNumber", "umber", "essage", " ", "x"}
	var met int
	for range 20_000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(strings.Repeat(pieces[random.IntN(len(pieces))], 1+random.IntN(2)*random.IntN(40)))
		}
		text := b.String()
		want := strings.Contains(text, "errorNumber") || strings.Contains(text, "errorMessage")
		require.Equal(t, want, mayHold(text), text)
		if want {
			met++
		}
	}
	assert.Greater(t, met, 1000)
	assert.Less(t, met, 19_000)
	for _, far := range []string{strings.Repeat("N", 1000), strings.Repeat("M ", 1000), strings.Repeat("errorN", 1000), strings.Repeat("x", 1000)} {
		assert.False(t, mayHold(far))
		assert.True(t, mayHold(far+"errorNumber"))
		assert.True(t, mayHold(far+"errorMessage"))
		assert.True(t, mayHold("errorNumber"+far))
	}
}
