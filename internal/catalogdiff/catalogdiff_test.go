// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var update = flag.Bool("update", false, "write testdata/v2.txt anew")

// madeUp marks what must never be printed: everything in an answer but numbers and messages.
const madeUp = "made-up"

type call struct {
	status      int
	out, errors string
}

func runWith(t *testing.T, stdin string, args ...string) call {
	t.Helper()
	var out, errs strings.Builder
	status := run(args, strings.NewReader(stdin), &out, &errs)
	return call{status, out.String(), errs.String()}
}

type entry struct {
	Number  int    `json:"errorNumber"`
	Message string `json:"errorMessage"`
}

// listOf is an answer with all errors of an API that are usually listed, worded by the function.
func listOf(t *testing.T, api catalog.API, wording func(catalog.Error) string) []entry {
	t.Helper()
	var all []entry
	for _, e := range catalog.All() {
		if e.API == api && !slices.Contains(unlisted[api], e.Number) {
			all = append(all, entry{e.Number, wording(e)})
		}
	}
	require.Greater(t, len(all), 30)
	return all
}

func answer(t *testing.T, api catalog.API, all []entry) string {
	t.Helper()
	a := map[string]any{"errorCodes": all, "limits": map[string]int{madeUp: 17}}
	if api == catalog.V1 {
		a = map[string]any{"errorCodes": all, "getUserSrvUrl": "https://vpp.itunes.apple.com/mdm/" + madeUp, "status": 0}
	}
	text, err := json.Marshal(a)
	require.NoError(t, err)
	return string(text)
}

func canonical(e catalog.Error) string { return e.Message }

// variant is a wording that is known, but not the canonical one.
func variant(e catalog.Error) string {
	m := e.Message
	if n := len(e.OtherWordings); n > 0 {
		m = e.OtherWordings[n-1].Text
	}
	return "  " + strings.ToUpper(strings.ReplaceAll(strings.TrimSuffix(m, "."), "’", "'")) + "\n"
}

func TestNothingToDo(t *testing.T) {
	t.Parallel()
	for _, api := range []catalog.API{catalog.V1, catalog.V2} {
		for _, wording := range []func(catalog.Error) string{canonical, variant} {
			got := runWith(t, answer(t, api, listOf(t, api, wording)), "-")
			assert.Equal(t, same, got.status, got.out)
			assert.Contains(t, got.out, generations[api])
			assert.Contains(t, got.out, "Nothing is new, gone or worded otherwise.")
			assert.Empty(t, got.errors)
		}
	}
}

// Numbers that are missing from Apple's own lists are no news, if they are documented at all; what is there can go.
func TestUnlistedAreDocumented(t *testing.T) {
	t.Parallel()
	for n := 9700; n <= 9728; n++ {
		assert.NotContains(t, unlisted[catalog.V2], n)
	}
	for n := 9600; n <= 9637; n++ {
		assert.NotContains(t, unlisted[catalog.V1], n)
	}
	for api, numbers := range unlisted {
		for _, n := range numbers {
			assert.True(t, slices.ContainsFunc(catalog.All(), func(e catalog.Error) bool { return e.API == api && e.Number == n }), "%s %d", api, n)
		}
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	for _, api := range []catalog.API{catalog.V1, catalog.V2} {
		all := listOf(t, api, canonical)
		first, last := all[0], all[len(all)-1]
		for name, tt := range map[string]struct {
			entries []entry
			says    []string
			not     []string
		}{
			"new": {
				append(slices.Clone(all), entry{9999, "A new error."}),
				[]string{"# New: 1\n#   9999  A new error.\n", ", 9999, Response, STATUS, CLASS, \"A new error.\", inContext, nil},", "  - number: 9999\n    api: " + string(api) + "\n    message: \"A new error.\"\n"},
				[]string{"Gone", "Worded"},
			},
			"gone": {
				all[:len(all)-1],
				[]string{"# Gone: 1.", "  " + last.Message},
				[]string{"New", "Worded", "errors:", "For catalog/"},
			},
			"reworded": {
				append([]entry{{first.Number, "Worded anew."}}, all[1:]...),
				[]string{"# Worded otherwise: 1\n", "Worded anew.\n#   was   " + first.Message, "\t\t{\"Worded anew.\", inContext},\n\t}},\n", "    message: \"Worded anew.\"\n"},
				[]string{"New", "Gone", "STATUS", "CLASS"},
			},
		} {
			got := runWith(t, answer(t, api, tt.entries), "-")
			assert.Equal(t, different, got.status, "%s %s", api, name)
			assert.Empty(t, got.errors)
			for _, want := range tt.says {
				assert.Contains(t, got.out, want, "%s %s", api, name)
			}
			for _, not := range append(tt.not, madeUp) {
				assert.NotContains(t, got.out, not, "%s %s", api, name)
			}
		}
	}
}

// The whole report, about a few rows of the catalog: those of these numbers.
func TestReport(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "v2.json"))
	require.NoError(t, err)
	l, err := read(text)
	require.NoError(t, err)
	rows := slices.DeleteFunc(catalog.All(), func(e catalog.Error) bool {
		return !slices.Contains([]int{9601, 9602, 9603, 9622, 9625, 9634, 9637, 9650, 9700, 9816}, e.Number)
	})
	var b strings.Builder
	compare(l, rows).write(&b)
	golden := filepath.Join("testdata", "v2.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	assert.NotContains(t, b.String(), madeUp)
	assert.NotContains(t, b.String(), "\x1b")
}

func TestAPI(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]catalog.API{`"status":0`: catalog.V1, `"retireUserSrvUrl":"a"`: catalog.V1, `"urls":{}`: catalog.V2} {
		l, err := read([]byte(`{"errorCodes":[{"errorNumber":9601,"errorMessage":"a"}],` + key + `}`))
		require.NoError(t, err)
		assert.Equal(t, want, l.api, key)
	}
	text := answer(t, catalog.V1, listOf(t, catalog.V1, canonical))
	assert.Equal(t, same, runWith(t, text, "-api", "v1", "-").status)
	got := runWith(t, text, "-api", "v2", "-")
	assert.Equal(t, different, got.status)
	assert.Contains(t, got.out, generations[catalog.V2])
	assert.Contains(t, got.out, "documented for the legacy API (v1): class reauthenticate") // 9622
}
