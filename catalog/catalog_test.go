// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	none, added := Override{}, Override{Number: 9999, Message: "The new error.", StatusCode: 400, RetryClass: FixRequest}
	v1, v2 := Override{API: V1, Number: 9999, StatusCode: 418}, Override{API: V2, Number: 9603, StatusCode: 502}
	legacy, background := Override{Number: 9622, StatusCode: 401}, Override{API: V2, Number: 9709, StatusCode: 409, RetryClass: Backoff}
	for _, tt := range []struct {
		name      string
		override  Override
		api       API
		number    int
		delivered Delivery
		want      string
	}{
		{"other delivery: a response, no status", none, V2, 9601, Background, "v2 response 0 reauthenticate"},
		{"other delivery: background", none, V2, 9709, Response, "v2 background 0 fix_precondition"},
		{"other API: v1", none, V2, 9622, Response, "v1 response 0 reauthenticate"},
		{"other API: v2, no status", none, V1, 9722, Response, "v2 response 0 fix_request"},
		{"both others: v2 background", none, V1, 9716, Response, "v2 background 0 already_done"},
		{"both others: v1 response", none, V2, 9616, Background, "v1 response 0 already_done"},
		{"other delivery before other API", none, V1, 9603, Background, "v1 response 0 backoff"},
		{"an API that isn't known is v2", none, "", 9646, Response, "v2 response 429 backoff"},
		{"a delivery that isn't known is a response", none, V2, 9646, "", "v2 response 429 backoff"},

		{"added", added, V2, 9999, Response, "v2 response 400 fix_request"},
		{"added to both APIs", added, V1, 9999, Response, "v1 response 400 fix_request"},
		{"added, in background", added, V2, 9999, Background, "v2 response 0 fix_request"},
		{"added to one API", v1, V1, 9999, Response, "v1 response 418 "},
		{"added to the other API", v1, V2, 9999, Response, "v1 response 0 "},
		{"a status of a response", v2, V2, 9603, Response, "v2 response 502 backoff"},
		{"a status is none in background", v2, V2, 9603, Background, "v2 background 0 backoff"},
		{"a status in the other API", v2, V1, 9603, Response, "v1 response 0 backoff"},
		{"a status of what v1 alone documents", legacy, V1, 9622, Response, "v1 response 401 reauthenticate"},
		{"a status of what v1 alone documents, in v2", legacy, V2, 9622, Response, "v2 response 401 reauthenticate"},
		{"a status of a background failure adds a response", background, V2, 9709, Response, "v2 response 409 backoff"},
		{"which leaves the background failure one", background, V2, 9709, Background, "v2 background 0 backoff"},
		{"and the other API", background, V1, 9709, Response, "v2 response 0 backoff"},
		{"no status, no response", Override{API: V2, Number: 9709, RetryClass: Backoff}, V2, 9709, Response, "v2 background 0 backoff"},
	} {
		e, ok := New(tt.override).Lookup(tt.api, tt.number, tt.delivered)
		require.True(t, ok, tt.name)
		assert.Equal(t, tt.number, e.Number, tt.name)
		assert.Equal(t, tt.want, facts(&e), tt.name)
		documented, _ := Default().Lookup(tt.api, tt.number, tt.delivered)
		assert.Equal(t, cmp.Or(tt.override.Message, documented.Message), e.Message, tt.name)
	}
	e, _ := Lookup(9603)
	assert.Equal(t, lookup(t, Default(), V2, 9603, Response), e)
	for _, want := range All() {
		assert.Equal(t, want, lookup(t, Default(), want.API, want.Number, want.Delivered))
	}
}

func facts(e *Error) string {
	return fmt.Sprintf("%s %s %d %s", e.API, e.Delivered, e.StatusCode, e.RetryClass)
}

func TestUndocumented(t *testing.T) {
	t.Parallel()
	for _, number := range []int{0, -1, -9603, 9599, 9648, 9730, 9999} {
		e, ok := Lookup(number)
		assert.False(t, ok, number)
		assert.Zero(t, e, number)
		assert.False(t, Default().Documented(number), number)
		assert.Empty(t, Default().Wordings(number), number)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	c := New(Override{Number: 1, Message: "The new error."})
	assert.Len(t, c.Numbers(), 89+1)
	assert.IsIncreasing(t, c.Numbers())
	var background, only []int
	for _, number := range c.Numbers() {
		assert.True(t, c.Documented(number), number)
		if c.InBackground(number) {
			background = append(background, number)
		}
		if c.BackgroundOnly(number) {
			only = append(only, number)
		}
	}
	assert.Equal(t, []int{9603, 9609, 9635, 9641, 9644, 9709, 9716}, background)
	assert.Equal(t, []int{9635, 9641, 9644, 9709, 9716}, only)
}

func TestNobodyChangesTheTable(t *testing.T) {
	t.Parallel()
	changed, before := All(), All()
	for i := range changed {
		New(Override{Number: changed[i].Number, Message: "changed", StatusCode: 418, RetryClass: Unknown})
		changed[i].Message = "changed"
		for j := range changed[i].OtherWordings {
			changed[i].OtherWordings[j].Text = "changed"
		}
	}
	assert.Equal(t, before, All())
}

// Not parallel: AllocsPerRun counts the whole program's allocations.
func TestLookUpsDoNotAllocate(t *testing.T) {
	c := New(Override{Number: 9999, Message: "The new error."})
	for name, f := range map[string]func(){
		"Default":        func() { Default() },
		"Lookup":         func() { Lookup(9646) },
		"Catalog.Lookup": func() { c.Lookup(V1, 9716, Response) },
		"miss":           func() { c.Lookup(V1, 1, Response) },
		"Documented":     func() { c.Documented(9603) },
		"InBackground":   func() { c.InBackground(9603) },
		"ByWording long": func() { c.ByWording(megabyte) },
		"StartsWording!": func() { c.StartsWording(9700, megabyte) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}
