// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func lookup(t *testing.T, c *Catalog, api API, number int, delivered Delivery) Error {
	t.Helper()
	e, ok := c.Lookup(api, number, delivered)
	require.True(t, ok)
	return e
}

// assertByWording asserts which number a text is the wording of; 0: none.
func assertByWording(t *testing.T, c *Catalog, text string, want int) {
	t.Helper()
	number, ok := c.ByWording(text)
	assert.Equal(t, want, number, "%.80q", text)
	assert.Equal(t, want != 0, ok, "%.80q", text)
}

func TestOverrideMessageWithoutWords(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"", "...", ".", "`", " ", "\u00a0. ` ."} {
		c := New(Override{Number: 9999, Message: message}, Override{Number: 9603, Message: message})
		assert.Empty(t, c.Wordings(9999), "%q", message)
		assert.Equal(t, Default().Wordings(9603), c.Wordings(9603), "%q", message)
		assertByWording(t, c, message, 0)
		assert.False(t, c.HasWording(9999, message), "%q", message)
		assert.False(t, c.StartsWording(9999, message), "%q", message)
	}
}

func TestOverrideMessage(t *testing.T) {
	t.Parallel()
	c := New(Override{API: V2, Number: 9625, Message: "Revoked."})
	want := lookup(t, Default(), V2, 9625, Response)
	want.OtherWordings = []Wording{{want.Message, true}, {"The server has revoked the cToken.", true}}
	want.Message, want.SufficientAlone = "Revoked.", false
	assert.Equal(t, want, lookup(t, c, V2, 9625, Response))
	assert.Equal(t, lookup(t, Default(), V1, 9625, Response), lookup(t, c, V1, 9625, Response), "the other API stays")
	assert.True(t, c.HasWording(9625, "revoked"))
	assert.True(t, c.HasWording(9625, "The server has revoked the sToken"))

	c = New(Override{API: V2, Number: 9603, Message: "It broke."})
	for _, d := range []Delivery{Response, Background} {
		assert.Equal(t, "It broke.", lookup(t, c, V2, 9603, d).Message)
	}

	c = New(Override{API: V1, Number: 9999, Message: "The new error."})
	assert.True(t, c.Documented(9999))
	assert.False(t, c.InBackground(9999))
	assertByWording(t, c, "the new error", 9999)
	assertByWording(t, Default(), "the new error", 0)

	// Repeating the documented message changes nothing.
	c = New(Override{API: V2, Number: 9625, Message: "The server has revoked the sToken."})
	assert.Equal(t, lookup(t, Default(), V2, 9625, Response), lookup(t, c, V2, 9625, Response))
}
