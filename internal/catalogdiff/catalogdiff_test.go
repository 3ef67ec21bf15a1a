// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The lists that the service is known to have differ in nothing, however they are written; changes are printed.
func TestCompare(t *testing.T) {
	t.Parallel()
	type entry struct {
		Number  int    `json:"errorNumber"`
		Message string `json:"errorMessage"`
	}
	for _, api := range []catalog.API{catalog.V1, catalog.V2} {
		var known, changed []entry
		for _, e := range catalog.All() {
			if e.API != api || slices.Contains(unlisted[api], e.Number) {
				continue
			}
			l := entry{e.Number, " " + strings.ToUpper(strings.ReplaceAll(e.Message, "’", "'")) + "\n"}
			known = append(known, l)
			switch e.Number {
			case 9602:
				changed = append(changed, entry{9602, "Something broke.\x1b[31m"})
			case 9625: // no longer
			default:
				changed = append(changed, l)
			}
		}
		compared := func(list []entry) string {
			answer := map[string]any{"errorCodes": list, "limits": map[string]any{"secret": "secret"}}
			if api == catalog.V1 {
				answer["status"] = 0
			}
			text, err := json.Marshal(answer)
			require.NoError(t, err)
			var out strings.Builder
			require.NoError(t, compare(strings.NewReader(string(text)), &out))
			first, rest, _ := strings.Cut(out.String(), "\n")
			assert.Contains(t, first, "API "+string(api))
			return rest
		}
		assert.Empty(t, compared(known))
		if api == catalog.V2 {
			assert.Equal(t, `reworded  9602  "Something broke.\x1b[31m", was "Invalid argument."
new       9999  "Costs $1 <each>"
gone      9625  "The server has revoked the sToken."
`, compared(append(changed, entry{9999, "Costs $1 <each>"})))
		}
	}
	for _, text := range []string{"", `["errorCodes"]`, `{"errorNumber":9622}`, `{"errorCodes":[{"errorNumber":9601`} {
		assert.Error(t, compare(strings.NewReader(text), nil), text)
	}
}
