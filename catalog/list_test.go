// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// list repeats the table, grouped by what its errors have in common, to catch a slip in either.
var list = map[string][]int{
	"v2 response 400 fix_request": {
		9602, 9623, 9650, 9700, 9701, 9702, 9703, 9704, 9705, 9706, 9707, 9708, 9710, 9711, 9712, 9713, 9714, 9715, 9717,
		9718, 9719, 9720, 9721, 9723, 9724, 9725, 9811, 9812, 9813, 9816,
	},
	"v2 response 400 fix_precondition": {9609, 9728, 9814, 9815, 9818},
	"v2 response 400 already_done":     {9817},
	"v2 response 401 reauthenticate":   {9601, 9621, 9625},
	"v2 response 401 fix_request":      {9722},
	"v2 response 403 reauthenticate":   {9647},
	"v2 response 403 never":            {9637},
	"v2 response 405 fix_request":      {9726},
	"v2 response 410 never":            {9634},
	"v2 response 415 fix_request":      {9727},
	"v2 response 429 backoff":          {9646},
	"v2 response 500 backoff":          {9603},
	"v2 response 503 backoff":          {9729},
	"v2 response 0 fix_request":        {9805},
	"v2 background 0 fix_precondition": {9609, 9635, 9641, 9709},
	"v2 background 0 backoff":          {9603, 9644},
	"v2 background 0 already_done":     {9716},
	"v1 response 0 fix_request": {
		9600, 9602, 9604, 9607, 9614, 9617, 9623, 9626, 9628, 9629, 9630, 9631, 9632, 9633, 9639, 9649, 9650,
	},
	"v1 response 0 fix_precondition": {9605, 9609, 9610, 9611, 9615, 9618, 9619, 9620, 9635, 9636, 9641, 9642, 9729},
	"v1 response 0 backoff":          {9603, 9606, 9608, 9612, 9613, 9627, 9640, 9643, 9644, 9646},
	"v1 response 0 reauthenticate":   {9601, 9621, 9622, 9625},
	"v1 response 0 never":            {9624, 9634, 9637, 9638, 9645},
	"v1 response 0 already_done":     {9616},
}

func TestTableAgainstList(t *testing.T) {
	t.Parallel()
	table := map[string][]int{}
	for _, e := range All() {
		table[facts(&e)] = append(table[facts(&e)], e.Number)
	}
	assert.Equal(t, list, table)
}

func TestTableWordings(t *testing.T) {
	t.Parallel()
	alone := map[string]bool{} // by number and text, in any row
	for _, e := range All() {
		inRow := map[string]bool{}
		for _, w := range e.wordings() {
			text := fmt.Sprint(e.Number, " ", Normalize(w.Text))
			assert.False(t, inRow[text], "a row says twice: %s", text)
			inRow[text] = true
			before, ok := alone[text]
			assert.True(t, !ok || before == w.SufficientAlone, "rows differ: %s", text)
			alone[text] = w.SufficientAlone
		}
	}
}
