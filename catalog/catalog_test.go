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
		// What the row is, and what it says.
		wantAPI       API
		wantDelivered Delivery
		status        int
		class         RetryClass
	}{
		{"the very row", V2, 9609, Response, V2, Response, 400, FixPrecondition},
		{"the very row, in background", V2, 9609, Background, V2, Background, 0, FixPrecondition},
		{"the very row, legacy", V1, 9646, Response, V1, Response, 0, Backoff},
		{"other delivery: a response, no status", V2, 9601, Background, V2, Response, 0, Reauthenticate},
		{"other delivery: background", V2, 9709, Response, V2, Background, 0, FixPrecondition},
		{"other API: v1", V2, 9622, Response, V1, Response, 0, Reauthenticate},
		{"other API: v2, no status", V1, 9722, Response, V2, Response, 0, FixRequest},
		{"both others: v2 background", V1, 9716, Response, V2, Background, 0, AlreadyDone},
		{"both others: v1 response", V2, 9616, Background, V1, Response, 0, AlreadyDone},
		{"other delivery before other API", V1, 9603, Background, V1, Response, 0, Backoff},
		{"an API that isn't known is v2", "", 9646, Response, V2, Response, 429, Backoff},
		{"a delivery that isn't known is a response", V2, 9646, "", V2, Response, 429, Backoff},
	} {
		e, ok := Default().Lookup(tt.api, tt.number, tt.delivered)
		require.True(t, ok, tt.name)
		want := Error{tt.wantAPI, tt.number, tt.wantDelivered, tt.status, tt.class, e.Message, e.SufficientAlone, e.OtherWordings}
		assert.Equal(t, want, e, tt.name)
		message, status, class, ok := Default().Meaning(tt.api, tt.number, tt.delivered)
		assert.True(t, ok, tt.name)
		assert.Equal(t, []any{e.Message, tt.status, tt.class}, []any{message, status, class}, tt.name)
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
		_, _, _, ok = Default().Meaning(V1, number, Response)
		assert.False(t, ok, number)
		assert.False(t, Default().Documented(number), number)
		assert.Empty(t, Default().Wordings(number), number)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	c := New(Override{Number: 1, Message: "The new error."})
	var documented, background []int
	for number := range 10_000 {
		if c.Documented(number) {
			documented = append(documented, number)
		}
		if c.InBackground(number) {
			background = append(background, number)
		}
	}
	assert.Equal(t, documented, c.Numbers())
	assert.Len(t, documented, 89+1)
	assert.Equal(t, []int{9603, 9609, 9635, 9641, 9644, 9709, 9716}, background)
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

func TestDefaultIsShared(t *testing.T) {
	t.Parallel()
	first := Default()
	assert.Same(t, first, Default())
	assert.NotSame(t, first, New())
}

// Not parallel: AllocsPerRun counts the whole program's allocations.
func TestLookUpsDoNotAllocate(t *testing.T) {
	c := New(Override{Number: 9999, Message: "The new error."})
	for name, f := range map[string]func(){
		"Lookup":         func() { Lookup(9646) },
		"Catalog.Lookup": func() { c.Lookup(V1, 9716, Response) },
		"miss":           func() { c.Lookup(V1, 1, Response) },
		"Meaning":        func() { c.Meaning(V1, 9716, Response) },
		"Documented":     func() { c.Documented(9603) },
		"InBackground":   func() { c.InBackground(9603) },
		"ByWording":      func() { c.ByWording(" This operation isn’t\nsupported for `legacy` tokens. ") },
		"ByWording miss": func() { c.ByWording("connection refused") },
		"ByWording long": func() { c.ByWording(megabyte) },
		"HasWording":     func() { c.HasWording(9999, "The new error") },
		"HasWording v1":  func() { c.HasWording(9631, tableV1[31].Message) },
		"StartsWording":  func() { c.StartsWording(9700, "This request exceeds the maximum as… [truncated]") },
		"StartsWording!": func() { c.StartsWording(9700, megabyte) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}
