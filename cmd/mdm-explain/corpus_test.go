// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/internal/instrumentation"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
)

// For each record of the instrumentation, the command reports what the processor does: the values that it writes, and a
// reason, exactly if there are any.
func TestInstrumentation(t *testing.T) {
	t.Parallel()
	e, err := newExplainer(new(options))
	require.NoError(t, err)
	n := 0
	for _, file := range instrumentation.Load(t, "../..") {
		for _, c := range file.Cases {
			n++
			want := len(c.Want) > 0
			var out bytes.Buffer
			e.stdout, e.found = &out, false
			if c.Span != nil {
				require.NoError(t, e.explainTraces(c.Name, c.Span.Traces(t)))
			} else {
				require.NoError(t, e.explainLogs(c.Name, c.Log.Logs(t)))
			}
			assert.Equal(t, want, e.found, &out)
			assert.Equal(t, want, strings.Contains(out.String(), "\n  apple.mdm."), &out)
			assert.Equal(t, want, saysWhy(out.String()), &out)
			for _, v := range c.Want {
				assert.Contains(t, out.String(), strings.ReplaceAll(fmt.Sprint(v), " ", ","), c.Name) // lists have commas
			}
		}
	}
	assert.Greater(t, n, 200)
}

// saysWhy reports whether one of the lines says why something counts.
func saysWhy(lines string) bool {
	for line := range strings.Lines(lines) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), ": ")
		why := parts[len(parts)-1]
		if why == "it counts" || why == "the rest of the record names the service" || sentence.Reason(why).Counts() {
			return true
		}
	}
	return strings.Contains(lines, "\n  the call: ")
}

// The examples of the page are what the command prints.
func TestTroubleshooting(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/troubleshooting.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?s)```console\n\\$ mdm-explain (.*?)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	assert.NotEmpty(t, examples)
	for _, example := range examples {
		var args []string
		for _, arg := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(example[1], -1) {
			args = append(args, strings.Trim(arg, "'"))
		}
		var out, errs bytes.Buffer
		run(args, strings.NewReader(""), &out, &errs)
		assert.Equal(t, example[2], out.String()+errs.String(), example[1])
	}
}
