// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		api       API
		number    int
		delivered Delivery
		want      Error
	}{
		{"the very row", V2, 9609, Response, Error{API: V2, Delivered: Response, StatusCode: 400, RetryClass: FixPrecondition}},
		{"the very row, in background", V2, 9609, Background, Error{API: V2, Delivered: Background, RetryClass: FixPrecondition}},
		{"the very row, legacy", V1, 9646, Response, Error{API: V1, Delivered: Response, RetryClass: Backoff}},
		{"other delivery: a response, no status", V2, 9601, Background, Error{API: V2, Delivered: Response, RetryClass: Reauthenticate}},
		{"other delivery: background", V2, 9709, Response, Error{API: V2, Delivered: Background, RetryClass: FixPrecondition}},
		{"other API: v1", V2, 9622, Response, Error{API: V1, Delivered: Response, RetryClass: Reauthenticate}},
		{"other API: v2, no status", V1, 9722, Response, Error{API: V2, Delivered: Response, RetryClass: FixRequest}},
		{"both others: v2 background", V1, 9716, Response, Error{API: V2, Delivered: Background, RetryClass: AlreadyDone}},
		{"both others: v1 response", V2, 9616, Background, Error{API: V1, Delivered: Response, RetryClass: AlreadyDone}},
		{"other delivery before other API", V1, 9603, Background, Error{API: V1, Delivered: Response, RetryClass: Backoff}},
		{"an API that isn't known is v2", "", 9646, Response, Error{API: V2, Delivered: Response, StatusCode: 429, RetryClass: Backoff}},
		{"a delivery that isn't known is a response", V2, 9646, "", Error{API: V2, Delivered: Response, StatusCode: 429, RetryClass: Backoff}},
	} {
		e, ok := Default().Lookup(tt.api, tt.number, tt.delivered)
		require.True(t, ok, tt.name)
		assert.Equal(t, tt.number, e.Number, tt.name)
		assert.Equal(t, tt.want, Error{API: e.API, Delivered: e.Delivered, StatusCode: e.StatusCode, RetryClass: e.RetryClass}, tt.name)
	}
	e, _ := Lookup(9603)
	assert.Equal(t, lookup(t, Default(), V2, 9603, Response), e)
	for _, want := range All() {
		assert.Equal(t, want, lookup(t, Default(), want.API, want.Number, want.Delivered))
	}
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

func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	changed, before := All(), All()
	for i := range changed {
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
