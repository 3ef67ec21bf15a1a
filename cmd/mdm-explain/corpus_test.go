// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// What the command says of each text and record of the corpus is what the processor does with it.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/text/*.jsonl")
	require.NoError(t, err)
	e, err := newExplainer(&options{}, new(bytes.Buffer))
	require.NoError(t, err)
	n := 0
	for _, file := range files {
		lines, failed := os.ReadFile(file)
		require.NoError(t, failed)
		for line := range bytes.Lines(lines) {
			var c struct {
				Text     string
				Want     []int64
				In, Kind any // with these, it is about more than the text
				Config   any
			}
			require.NoError(t, json.Unmarshal(line, &c))
			if c.Text != "" && c.In == nil && c.Kind == nil && c.Config == nil {
				check(t, e, c.Text, nil, c.Want)
				n++
			}
		}
	}
	files, err = filepath.Glob("../../testdata/instrumentation/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		conf, err := confmaptest.LoadConf(file)
		require.NoError(t, err)
		for _, entry := range conf.Get("cases").([]any) {
			c := entry.(map[string]any)
			if body, attributes, ok := textOf(c); ok {
				var want []int64
				if expected, ok := c["want"].(map[string]any); ok {
					want = append(want, int64(expected["number"].(int)))
				}
				check(t, e, body, attributes, want)
				n++
			}
		}
	}
	assert.Greater(t, n, 500)
}

// textOf returns the text and the attributes of an entry that is a log record of strings alone.
func textOf(c map[string]any) (body string, attributes pairs, ok bool) {
	log, _ := c["log"].(map[string]any)
	body, ok = log["body"].(string)
	if !ok || body == "" || log["scope"] != nil || c["config"] != nil {
		return "", nil, false
	}
	of, _ := log["attributes"].(map[string]any)
	for name, v := range of {
		s, isString := v.(string)
		if !isString {
			return "", nil, false
		}
		attributes = append(attributes, [2]string{name, s})
	}
	return body, attributes, true
}

func check(t *testing.T, e *explainer, text string, attributes pairs, want []int64) {
	var out bytes.Buffer
	e.out, e.attributes, e.found = &out, attributes, false
	require.NoError(t, e.one("text", 1, text))
	assert.Equal(t, len(want) > 0, e.found, "%q %q\n%s", text, attributes, &out)
	for _, number := range want {
		assert.Contains(t, out.String(), fmt.Sprint(number), text)
	}
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
