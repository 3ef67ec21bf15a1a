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

func diff(stdin string) (status int, stdout, stderr string) {
	var out, errs strings.Builder
	status = run(strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

type entry struct {
	Number  any    `json:"errorNumber"`
	Message string `json:"errorMessage"`
}

// answer lists the errors that the service is known to list, after change.
func answer(t *testing.T, api catalog.API, change func(*catalog.Error), more ...entry) string {
	t.Helper()
	for _, e := range catalog.All() {
		if e.API == api && !slices.Contains(unlisted[api], e.Number) {
			if change(&e); e.Message != "" {
				more = append(more, entry{e.Number, e.Message})
			}
		}
	}
	a := map[string]any{"errorCodes": more, "limits": map[string]any{"secret": "secret"}}
	if api == catalog.V1 {
		a["getUserSrvUrl"] = "https://vpp.itunes.apple.com/mdm/secret"
	}
	text, err := json.Marshal(a)
	require.NoError(t, err)
	return string(text)
}

func TestNothingDiffers(t *testing.T) {
	t.Parallel()
	for _, api := range []catalog.API{catalog.V1, catalog.V2} {
		status, out, errs := diff(answer(t, api, func(e *catalog.Error) {
			e.Message = "  " + strings.ToUpper(strings.ReplaceAll(e.Message, "’", "'")) + "\n"
		}))
		assert.Zero(t, status)
		assert.Equal(t, "Nothing differs from the catalog's errors of API "+string(api)+".\n", out)
		assert.Empty(t, errs)
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	status, out, errs := diff(answer(t, catalog.V2, func(e *catalog.Error) {
		switch e.Number {
		case 9603:
			e.Message = "Something broke."
		case 9625:
			e.Message = ""
		}
	}, entry{"9999", "Costs $1 <each> & \"more\".\x1b[31m"}, entry{9998, "Login required."}, entry{9998, "Sign in."}))
	assert.Equal(t, 1, status)
	assert.Equal(t, `reworded  9603  Something broke.
          was   Internal error.
new       9998  Login required.
          9601 has this message, too
new       9998  Sign in.
new       9999  Costs $1 <each> & "more". [31m
gone      9625  The server has revoked the sToken.

For catalog/table_v2.go, with HTTP status (0: not documented) and retry class from the documentation:

		{"Something broke.", inContext}, // another wording of 9603
	{V2, 9998, Response, STATUS, CLASS, "Login required.", inContext, nil},
	{V2, 9998, Response, STATUS, CLASS, "Sign in.", inContext, nil},
	{V2, 9999, Response, STATUS, CLASS, "Costs $1 <each> & \"more\". [31m", inContext, nil},

Until then, the processor's setting, to which status_code and retry_class can be added:

errors:
  - number: 9603
    api: v2
    message: "Something broke."
  - number: 9998
    api: v2
    message: "Login required."
  - number: 9999
    api: v2
    message: "Costs $$1 <each> & \"more\". [31m"
`, out)
	assert.Empty(t, errs)
}

// Errors about unreadable input quote nothing of it.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	whole := answer(t, catalog.V2, func(*catalog.Error) {})
	for _, text := range []string{
		"", "secret", `["secret"]`, `{"secret":1}`, `{"errorNumber":9622,"errorMessage":"secret"}`, whole[:len(whole)-1],
		`{"errorCodes":{"secret":1}}`, `{"errorCodes":["secret"]}`, `{"errorCodes":[]}`, `{"errorCodes":null}`,
		`{"errorCodes":[{"errorMessage":"secret"}]}`, `{"errorCodes":[{"errorNumber":"secret","errorMessage":"a"}]}`,
		`{"errorCodes":[{"errorNumber":9601.5,"errorMessage":"secret"}]}`, `{"errorCodes":[{"errorNumber":9601}]}`,
	} {
		status, out, errs := diff(text)
		assert.Equal(t, 2, status, text)
		assert.Empty(t, out, text)
		assert.Contains(t, errs, "catalogdiff: ", text)
		assert.NotContains(t, errs, "secret", text)
	}
}
