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
	const call = "url.full=https://vpp.itunes.apple.com/mdm/v2/assets"
	for name, tt := range map[string]struct {
		stdin string
		args  []string
	}{
		"lines":        {stdin: "VPP error 9609\n\nlistening on port 9609\nerror 9622\nhello\nredis error 9700 in vpp\n"},
		"frames":       {stdin: "com.acme.X: y\n\tat com.acme.vpp.Z(Z.java:9609)\nCaused by: VPPError: 9622\nLicense not found\n"},
		"document":     {stdin: "{\n \"errorNumber\": 9609,\n \"errorMessage\": \"x\"\n}\n"},
		"named":        {stdin: `{"logger": "vpp", "err": "error 9622"}`},
		"unknown":      {stdin: `{"errorNumber": 1234}`},
		"traces":       {stdin: spans + "\n" + spans},
		"again":        {stdin: `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"apple.mdm.note","value":{"intValue":"1"}}]}]}]}]}`},
		"text":         {args: []string{"-text", "VPP error 9609"}},
		"attributes":   {args: []string{"-text", `{"errorNumber":9999}`, "-in", "response.body", "-attribute", call}},
		"config":       {args: []string{"-config", "testdata/config.yaml", "-text", "vpp error 9999"}},
		"bad config":   {args: []string{"-config", "testdata/bad.yaml", "-text", "vpp error 9999"}},
		"typo":         {args: []string{"-config", "testdata/typo.yaml", "-text", "vpp error 9999"}},
		"file":         {args: []string{"testdata/line.log"}},
		"no file":      {args: []string{"testdata/none.log"}},
		"escapes":      {args: []string{"-in", "a\x1b[2Jb", "-text", "port 9609"}},
		"long line":    {stdin: strings.Repeat("x", 1<<17) + " VPP error 9609"},
		"bad otlp":     {stdin: `{"resourceLogs":7}`},
		"cut otlp":     {stdin: spans[:100]},
		"otlp in":      {stdin: spans, args: []string{"-in", "x"}},
		"bad flag":     {args: []string{"-attribute", "x"}},
		"two inputs":   {args: []string{"-text", "x", "testdata/line.log"}},
		"cut document": {stdin: "{\n \"resourceLogs\": [{\"scopeLogs\": \n"},
		"traceback": {stdin: "sync failed\nTraceback (most recent call last):\n  File \"/srv/a.py\", line 9622, in f\n    f()\n" +
			"vpp.VPPError: (9609, 'x')\nnext\n"},
		"documents":   {stdin: "\ufeff\n{\n \"errorNumber\": 9609\n}\n{\n \"errorNumber\": 9622\n}\n"},
		"no text":     {stdin: "VPP error 9609", args: []string{"-text", ""}},
		"error's own": {args: []string{"-text", `{"errorNumber":9609,"errorInfo":{"x":"VPP error 9622"}}`}},
		"list":        {args: []string{"-text", "x", "-attribute", "errorCodes.0.errorMessage=VPP error 9609"}},
		"failed call": {stdin: `{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":3,"attributes":[` +
			`{"key":"http.response.status_code","value":{"intValue":"401"}},` +
			`{"key":"url.full","value":{"stringValue":"https://vpp.itunes.apple.com/mdm/v2/assets"}}]}]}]}]}`},
		"logs": {stdin: `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"VPP error 9609\u001b[31m"}},` +
			`{"attributes":[{"key":"apple.mdm.event.type","value":{"stringValue":"a\u001b[2J"}}]}]}]}]}`},
		"empty":         {},
		"stdin":         {stdin: "VPP error 9609", args: []string{"testdata/line.log", "-"}},
		"no records":    {stdin: `{"resourceLogs":[]}`},
		"metrics":       {stdin: `{"resourceMetrics":[]}` + "\nVPP error 9609"},
		"utf-16":        {stdin: "\xff\xfeV\x00"},
		"environment":   {args: []string{"-config", "testdata/environment.yaml", "-text", "vpp error 9999"}},
		"several":       {args: []string{"-config", "testdata/several.yaml", "-text", "vpp error 9998"}},
		"id":            {args: []string{"-config", "testdata/several.yaml", "-id", "mdm_error/tenant2", "-text", "vpp error 9998"}},
		"unknown id":    {args: []string{"-config", "testdata/several.yaml", "-id", "mdm_error", "-text", "x"}},
		"id of nothing": {args: []string{"-id", "mdm_error", "-text", "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(tt.args, strings.NewReader(tt.stdin), &out, &errs)
			got := fmt.Sprintf("%s%sexit status %d\n", &out, &errs, code)
			golden := filepath.Join("testdata", strings.NewReplacer(" ", "_", "'", "").Replace(name)+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}
