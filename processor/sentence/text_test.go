// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var vocabulary = New(catalog.Default(), []string{"vpp.itunes.apple.com"})

// vocabularyOf has wordings of its own besides the documented ones.
func vocabularyOf(wordings map[int]string) *Vocabulary {
	var overrides []catalog.Override
	for number, message := range wordings {
		overrides = append(overrides, catalog.Override{Number: number, Message: message})
	}
	return New(catalog.New(overrides...), nil)
}

// errorsIn returns what a text tells. The prefilter must have let it through.
func errorsIn(t assert.TestingT, text string) []Error { return errorsWith(t, vocabulary, text) }

func errorsWith(t assert.TestingT, v *Vocabulary, text string) (out []Error) {
	var x Text
	x.Add(text)
	for _, e := range x.Errors(v) {
		e.at = 0
		out = append(out, e)
	}
	assert.True(t, len(out) == 0 || v.MayHold(text), "ruled out: %q", text)
	return out
}

// assertNumber asserts that each text tells that error alone, whoever reads it; 0: none.
func assertNumber(t *testing.T, number int64, texts ...string) {
	t.Helper()
	for _, text := range texts {
		var got int64
		for _, e := range errorsIn(t, text) {
			if !e.Unnamed {
				assert.Zero(t, got, text)
				got = e.Number
			}
		}
		assert.Equal(t, number, got, text)
	}
}

func TestTextInPieces(t *testing.T) {
	t.Parallel()
	var x Text
	for _, tt := range []struct {
		pieces []string // "" for what isn't words
		want   []Error
	}{
		{[]string{"VPP err", "or 9", "634"}, []Error{{Number: 9634}}},
		{[]string{"VPP\\n\\n ", " error:  ", " 9634"}, []Error{{Number: 9634}}},
		{[]string{"9622", "", "Invalid authentication token"}, []Error{{Number: 9622, Unnamed: true}}}, // the wording alone
		{[]string{"9610", "", "License not found"}, nil},
		{[]string{"", "VPP", "", "error 9634"}, []Error{{Number: 9634}}},
		{nil, nil},
		{[]string{"Apple returned 401: error 9625"}, []Error{{Number: 9625, Status: 401}}},
	} {
		x.Reset()
		for _, piece := range tt.pieces {
			if x.Add(piece); piece == "" {
				x.Skip()
			}
		}
		var got []Error
		for _, e := range x.Errors(vocabulary) {
			e.at = 0
			got = append(got, e)
		}
		assert.Equal(t, tt.want, got, tt.pieces)
	}
}

func TestStatusAt(t *testing.T) {
	t.Parallel()
	var x Text
	x.Add("Apple returned 503, retrying.  ")
	first := x.Skip()
	x.Add("  Apple returned 401: ")
	second := x.Place()
	assert.Equal(t, 503, x.StatusAt(vocabulary, first))
	assert.Equal(t, 401, x.StatusAt(vocabulary, second))
	x.Reset()
	assert.Zero(t, x.Skip(), "nothing is before it")
	x.Add("Apple returned 429")
	assert.Equal(t, 429, x.StatusAt(vocabulary, 0), "the only one")
}
