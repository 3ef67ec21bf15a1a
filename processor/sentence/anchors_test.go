// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachWordingIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	for _, w := range refWordings {
		for at := range 2 * vocabulary.wordings.step {
			text := strings.Repeat("-", at) + strings.ToUpper(w.text) + strings.Repeat(" x", at)
			found := vocabulary.findWordings(text, nil)
			require.Len(t, found, 1, text)
			assert.Equal(t, span{at, at + len(w.text)}, found[0].span, text)
		}
	}
}

// A configured wording may have no word that is long enough to look for; then it counts beside its number alone.
func TestWordingWithoutALongWord(t *testing.T) {
	t.Parallel()
	v := vocabularyOf(map[int]string{20001: "It is as it was and so it is", 20002: "トークンが取り消されました"})
	assert.Equal(t, []Error{{Number: 20001}, {Number: 20002}}, errorsWith(t, v, "20001: It is as it was and so it is. 20002: トークンが取り消されました"))
	assert.False(t, v.MayHold("vpp: It is as it was and so it is"))
	assert.Equal(t, []Error{{Number: 9625}}, errorsWith(t, v, "The server has revoked the sToken."))
}
