// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRun(t *testing.T) {
	const spans = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"00000000000000a1","kind":3,"attributes":[` +
		`{"key":"exception.message","value":{"stringValue":"VPP error 9609"}}]}]}]}]}`
	for name, tt := range map[string]struct {
		stdin string
		args  []string
	}{
		"lines":    {stdin: "VPP error 9609\n\nlistening on port 9609\n"},
		"document": {stdin: "{\n \"errorNumber\": 9609,\n \"errorMessage\": \"x\"\n}\n"},
		"traces":   {stdin: spans + "\n" + spans},
		"text":     {args: []string{"-text", "VPP error 9609"}},
		"attributes": {args: []string{"-text", `{"errorNumber":9999}`, "-in", "response.body", "-attribute",
			"url.full=https://vpp.itunes.apple.com/mdm/v2/assets"}},
		"long line": {stdin: strings.Repeat("x", 1<<17) + " VPP error 9609"},
		"bad otlp":  {stdin: `{"resourceLogs":7}`},
		"bad flag":  {args: []string{"-attribute", "x"}},
		"empty":     {},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(tt.args, strings.NewReader(tt.stdin), &out, &errs)
			got := fmt.Sprintf("%s%sexit status %d\n", &out, &errs, code)
			golden := filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}
