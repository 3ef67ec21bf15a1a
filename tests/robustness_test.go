// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Text before an error doesn't hide it.
func TestErrorsAfterHostileText(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		" ", "9", "9 ", "}", "]", "{}", "[]", `{"errorNumber":0}`, "vpp: 404 d 9 ", "errorNumbe", "\xff", "é", "\u017f\u212a", "error 9999 ", "\x00",
	} {
		text := strings.Repeat(part, 256<<10/len(part)) + " " + response9602
		assert.Equal(t, []int64{9602}, numbers(process(t, defaultConfig(), bodies(text))), "%q", part)
	}
}
