// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClean(t *testing.T) {
	t.Parallel()
	pairs := append(textsOf(t, "cleaned"),
		"a"+strings.Repeat(" ", 20)+"b", "a b",
		"a"+strings.Repeat(" \n", 20)+"b", "a\nb",
		"a\ufffdb c\x92d e\ufffd\ufffd\ufffdf \ufffd, \ufffd", "a\x1eb c\x1ed e\x1ef \x1e, \x1e",
	)
	for pair := range slices.Chunk(pairs, 2) {
		text, want := pair[0], pair[1]
		assert.Equal(t, want, clean(text), text)
		for i := range len(text) {
			assert.NotPanics(t, func() { clean(text[:i]) }, "cut off: %q", text[:i])
			assert.NotPanics(t, func() { clean(text[i:]) }, "cut off in front: %q", text[i:])
		}
	}
}
