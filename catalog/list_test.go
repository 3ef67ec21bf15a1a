// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// list is the table once more, by what its errors have in common, so that a slip in either is found.
var list = []struct {
	api       API
	delivered Delivery
	status    int
	class     RetryClass
	numbers   []int
}{
	{"v2", "response", 400, "fix_request", []int{9602, 9623, 9650, 9811, 9812, 9813, 9816}},
	{"v2", "response", 400, "fix_request", []int{9700, 9701, 9702, 9703, 9704, 9705, 9706, 9707, 9708}},
	{"v2", "response", 400, "fix_request", []int{9710, 9711, 9712, 9713, 9714, 9715, 9717, 9718, 9719}},
	{"v2", "response", 400, "fix_request", []int{9720, 9721, 9723, 9724, 9725}},
	{"v2", "response", 400, "fix_precondition", []int{9609, 9728, 9814, 9815, 9818}},
	{"v2", "response", 400, "already_done", []int{9817}},
	{"v2", "response", 401, "reauthenticate", []int{9601, 9621, 9625}},
	{"v2", "response", 401, "fix_request", []int{9722}},
	{"v2", "response", 403, "reauthenticate", []int{9647}},
	{"v2", "response", 403, "never", []int{9637}},
	{"v2", "response", 405, "fix_request", []int{9726}},
	{"v2", "response", 410, "never", []int{9634}},
	{"v2", "response", 415, "fix_request", []int{9727}},
	{"v2", "response", 429, "backoff", []int{9646}},
	{"v2", "response", 500, "backoff", []int{9603}},
	{"v2", "response", 503, "backoff", []int{9729}},
	{"v2", "response", 0, "fix_request", []int{9805}},
	{"v2", "background", 0, "fix_precondition", []int{9609, 9635, 9641, 9709}},
	{"v2", "background", 0, "backoff", []int{9603, 9644}},
	{"v2", "background", 0, "already_done", []int{9716}},
	{"v1", "response", 0, "fix_request", []int{9600, 9602, 9604, 9607, 9614, 9617, 9623, 9626, 9628, 9629}},
	{"v1", "response", 0, "fix_request", []int{9630, 9631, 9632, 9633, 9639, 9649, 9650}},
	{"v1", "response", 0, "fix_precondition", []int{9605, 9609, 9610, 9611, 9615, 9618, 9619, 9620, 9635, 9636, 9641, 9642, 9729}},
	{"v1", "response", 0, "backoff", []int{9603, 9606, 9608, 9612, 9613, 9627, 9640, 9643, 9644, 9646}},
	{"v1", "response", 0, "reauthenticate", []int{9601, 9621, 9622, 9625}},
	{"v1", "response", 0, "never", []int{9624, 9634, 9637, 9638, 9645}},
	{"v1", "response", 0, "already_done", []int{9616}},
}

func rowName(e Error) string { return fmt.Sprintf("%s %d %s", e.API, e.Number, e.Delivered) }

func TestTableAgainstList(t *testing.T) {
	t.Parallel()
	rows := map[string]Error{}
	for _, e := range All() {
		require.NotContains(t, rows, rowName(e), "a row twice")
		rows[rowName(e)] = e
	}
	for _, l := range list {
		for _, n := range l.numbers {
			name := rowName(Error{API: l.api, Number: n, Delivered: l.delivered})
			e, ok := rows[name]
			require.True(t, ok, "%s is missing", name)
			assert.Equal(t, l.status, e.StatusCode, name)
			assert.Equal(t, l.class, e.RetryClass, name)
			delete(rows, name)
		}
	}
	assert.Empty(t, rows, "rows that the list doesn't have")
}

func TestTableOrder(t *testing.T) {
	t.Parallel()
	var last Error
	for _, e := range All() {
		if e.Number == 9805 {
			assert.Equal(t, 9816, last.Number, "what comes before 9805")
			continue
		}
		if last.API == e.API {
			assert.GreaterOrEqual(t, e.Number, last.Number, "%s comes after %s", rowName(e), rowName(last))
		}
		last = e
	}
}

func TestTableWordings(t *testing.T) {
	t.Parallel()
	alone := map[string]bool{} // by number and text, in any row
	for _, e := range All() {
		inRow := map[string]bool{}
		for _, w := range e.wordings() {
			text := Normalize(w.Text)
			assert.NotEmpty(t, text, rowName(e))
			assert.False(t, inRow[text], "%s says twice: %s", rowName(e), text)
			inRow[text] = true
			key := fmt.Sprint(e.Number, text)
			if before, ok := alone[key]; ok {
				assert.Equal(t, before, w.SufficientAlone, "%s, unlike another row: %s", rowName(e), text)
			}
			alone[key] = w.SufficientAlone
		}
	}
}
