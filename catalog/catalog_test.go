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
		name   string
		number int
		want   Error // the facts that are compared
	}{
		{"v2 response before background", 9603, Error{API: V2, Delivered: Response, StatusCode: 500, RetryClass: Backoff}},
		{"v2 background before v1", 9644, Error{API: V2, Delivered: Background, RetryClass: Backoff}},
		{"v1 alone", 9622, Error{API: V1, Delivered: Response, RetryClass: Reauthenticate}},
		{"v2 alone", 9817, Error{API: V2, Delivered: Response, StatusCode: 400, RetryClass: AlreadyDone}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ok := Lookup(tt.number)
			require.True(t, ok)
			assertFacts(t, tt.number, tt.want, e)
		})
	}
	for _, number := range []int{0, -1, 9599, 9999, -9603} {
		e, ok := Lookup(number)
		assert.False(t, ok)
		assert.Zero(t, e)
	}
}

func TestCatalogLookup(t *testing.T) {
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
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ok := Default().Lookup(tt.api, tt.number, tt.delivered)
			require.True(t, ok)
			assertFacts(t, tt.number, tt.want, e)
		})
	}
	_, ok := Default().Lookup(V1, 9999, Response)
	assert.False(t, ok)
	assert.False(t, ok)
}

func TestMeaningIsThatOfLookup(t *testing.T) {
	t.Parallel()
	c := Default()
	for number := range 10_000 {
		for _, api := range []API{V1, V2} {
			for _, delivered := range []Delivery{Response, Background} {
				e, documented := c.Lookup(api, number, delivered)
				message, status, class, ok := c.Meaning(api, number, delivered)
				require.Equal(t, documented, ok, number)
				want := Error{e.API, e.Number, e.Delivered, status, class, message, e.SufficientAlone, e.OtherWordings}
				require.Equal(t, want, e, number)
			}
		}
	}
}

func TestCatalogLookupFindsEveryRow(t *testing.T) {
	t.Parallel()
	for _, want := range All() {
		got, ok := Default().Lookup(want.API, want.Number, want.Delivered)
		require.True(t, ok, rowName(want))
		assert.Equal(t, want, got)
	}
}

func assertFacts(t *testing.T, number int, want, got Error) {
	t.Helper()
	assert.Equal(t, number, got.Number)
	assert.Equal(t, want.API, got.API)
	assert.Equal(t, want.Delivered, got.Delivered)
	assert.Equal(t, want.StatusCode, got.StatusCode)
	assert.Equal(t, want.RetryClass, got.RetryClass)
	assert.NotEmpty(t, got.Message)
}

func TestDocumented(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		assert.True(t, Default().Documented(e.Number), rowName(e))
	}
	for _, number := range []int{0, -9603, 9648, 9730, 9999} {
		assert.False(t, Default().Documented(number), number)
	}
}

func TestInBackground(t *testing.T) {
	t.Parallel()
	var got []int
	for number := range 10000 {
		if Default().InBackground(number) {
			got = append(got, number)
		}
	}
	assert.Equal(t, []int{9603, 9609, 9635, 9641, 9644, 9709, 9716}, got)
}

func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	all := All()
	for i := range all {
		all[i].Message = "changed"
		for j := range all[i].OtherWordings {
			all[i].OtherWordings[j].Text = "changed"
		}
	}
	for _, e := range append(All(), tableV1...) {
		assert.NotEqual(t, "changed", e.Message)
		for _, w := range e.OtherWordings {
			assert.NotEqual(t, "changed", w.Text)
		}
	}
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

func BenchmarkLookup(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Lookup(V2, 9646, Response)
	}
}

func BenchmarkByWording(b *testing.B) {
	c := Default()
	b.ReportAllocs()
	for b.Loop() {
		c.ByWording("This operation isn’t supported for legacy tokens.")
	}
}
