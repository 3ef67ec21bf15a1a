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

func TestOverrideUndocumented(t *testing.T) {
	t.Parallel()
	c := New(Override{Number: 9999, Message: "The new error.", StatusCode: 400, RetryClass: FixRequest})
	for _, api := range []API{V1, V2} {
		want := Error{API: api, Number: 9999, Delivered: Response, StatusCode: 400, RetryClass: FixRequest, Message: "The new error."}
		assert.Equal(t, want, lookup(t, c, api, 9999, Response))
		want.StatusCode = 0
		assert.Equal(t, want, lookup(t, c, api, 9999, Background))
	}
	assert.True(t, c.Documented(9999))
	assert.False(t, c.InBackground(9999))
	assertByWording(t, c, "the new error", 9999)
	assertByWording(t, Default(), "the new error", 0)

	c = New(Override{API: V1, Number: 9999, StatusCode: 418})
	assert.Equal(t, Error{API: V1, Number: 9999, Delivered: Response, StatusCode: 418}, lookup(t, c, V1, 9999, Response))
	assert.Equal(t, Error{API: V1, Number: 9999, Delivered: Response}, lookup(t, c, V2, 9999, Response))
	assert.True(t, c.Documented(9999))
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

	// Repeating the documented message changes nothing.
	c = New(Override{API: V2, Number: 9625, Message: "The server has revoked the sToken."})
	assert.Equal(t, lookup(t, Default(), V2, 9625, Response), lookup(t, c, V2, 9625, Response))
}

func TestOverrideStatus(t *testing.T) {
	t.Parallel()
	// Of a number that both APIs document.
	c := New(Override{API: V2, Number: 9603, StatusCode: 502})
	assert.Equal(t, 502, lookup(t, c, V2, 9603, Response).StatusCode)
	assert.Zero(t, lookup(t, c, V2, 9603, Background).StatusCode)
	assert.Zero(t, lookup(t, c, V1, 9603, Response).StatusCode)

	// Of a number that v1 alone documents.
	c = New(Override{Number: 9622, StatusCode: 401})
	for _, api := range []API{V1, V2} {
		want := lookup(t, Default(), V1, 9622, Response)
		want.API, want.StatusCode = api, 401
		assert.Equal(t, want, lookup(t, c, api, 9622, Response))
	}

	// Of a background failure: a response is added, in that API.
	c = New(Override{API: V2, Number: 9709, StatusCode: 409, RetryClass: Backoff})
	want := lookup(t, Default(), V2, 9709, Background)
	want.RetryClass = Backoff
	assert.Equal(t, want, lookup(t, c, V2, 9709, Background))
	want.Delivered, want.StatusCode = Response, 409
	assert.Equal(t, want, lookup(t, c, V2, 9709, Response))
	assert.Zero(t, lookup(t, c, V1, 9709, Response).StatusCode)

	// Without a status, none is added.
	c = New(Override{API: V2, Number: 9709, RetryClass: Backoff})
	assert.Equal(t, Background, lookup(t, c, V2, 9709, Response).Delivered)
}

func TestNewLeavesTheTableAlone(t *testing.T) {
	t.Parallel()
	before := All()
	for _, e := range before {
		New(Override{Number: e.Number, Message: "changed", StatusCode: 418, RetryClass: Unknown})
	}
	assert.Equal(t, before, All())
}
