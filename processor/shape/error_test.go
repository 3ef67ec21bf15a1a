// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIdentifiersAndTypes(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a", "Z", "0", "-", "F743928c-CC93-9", strings.Repeat("a", 64)} {
		assert.Equal(t, id, Literal{Raw: id}.only(false))
	}
	for _, id := range []string{"a_b", "a.b", "a@b", "a b", "é", "a/b", "a:b", "a\x00", strings.Repeat("a", 65)} {
		assert.Empty(t, Literal{Raw: id}.only(false), id)
	}
	for _, name := range []string{"A", "Z", "_", "ASSET_MANAGEMENT", strings.Repeat("A", 64)} {
		assert.Equal(t, name, Literal{Raw: name}.only(true))
	}
	for _, name := range []string{"a", "ASSET1", "ASSET-COUNT", "ASSET COUNT", "Ä", strings.Repeat("A", 65)} {
		assert.Empty(t, Literal{Raw: name}.only(true), name)
	}
}
