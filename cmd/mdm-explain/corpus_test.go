// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
)

// entry is what both corpora have: a log record, or a span with a kind.
type entry struct {
	Config map[string]any `mapstructure:"config"`
	Span   *struct {
		Kind       string         `mapstructure:"kind"`
		Call       int64          `mapstructure:"call"`
		Status     string         `mapstructure:"status"`
		Attributes map[string]any `mapstructure:"attributes"`
		Events     []struct {
			Attributes map[string]any `mapstructure:"attributes"`
		} `mapstructure:"events"`
	} `mapstructure:"span"`
	Log *struct {
		Scope      string         `mapstructure:"scope"`
		Body       any            `mapstructure:"body"`
		Attributes map[string]any `mapstructure:"attributes"`
	} `mapstructure:"log"`
	Want map[string]any `mapstructure:"want"`
}

// What the command says of each record of the instrumentation is what the processor does with it.
func TestInstrumentation(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/instrumentation/*.yaml")
	require.NoError(t, err)
	n := 0
	for _, file := range files {
		conf, err := confmaptest.LoadConf(file)
		require.NoError(t, err)
		for _, raw := range conf.Get("cases").([]any) {
			var c entry
			require.NoError(t, confmap.NewFromStringMap(raw.(map[string]any)).Unmarshal(&c, confmap.WithIgnoreUnused()))
			var want []int64
			if number, ok := c.Want["number"].(int); ok {
				want = append(want, int64(number))
			}
			check(t, explainerOf(t, c.Config), c.otlp(t), len(c.Want) > 0, want)
			n++
		}
	}
	assert.Greater(t, n, 200)
}

// The same of each text, as the body of a log record or, with a kind, as the exception of a span.
func TestTexts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/text/*.jsonl")
	require.NoError(t, err)
	n, plain := 0, explainerOf(t, nil)
	for _, file := range files {
		lines, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range bytes.Lines(lines) {
			var c struct {
				Text, Kind         string
				Body               any
				Attributes, Config map[string]any
				In                 []string // the places
				Want               []int64
			}
			require.NoError(t, json.Unmarshal(line, &c))
			e := plain
			if c.Config != nil {
				e = explainerOf(t, c.Config)
			}
			text := c.Text
			switch {
			case c.Kind != "":
				text = recordOf(t, map[string]any{"span": map[string]any{
					"kind": c.Kind, "attributes": c.Attributes,
					"events": []any{map[string]any{"attributes": map[string]any{"exception.message": c.Text}}},
				}})
			case len(c.In) > 0 && c.In[0] == "payload":
				text = recordOf(t, map[string]any{"log": map[string]any{"attributes": map[string]any{"http.response.body": c.Text}}})
			case c.Body != nil:
				text = recordOf(t, map[string]any{"log": map[string]any{"body": c.Body, "attributes": c.Attributes}})
			case c.Attributes != nil:
				text = recordOf(t, map[string]any{"log": map[string]any{"body": c.Text, "attributes": c.Attributes}})
			}
			check(t, e, text, len(c.Want) > 0, c.Want)
			n++
		}
	}
	assert.Greater(t, n, 1000)
}

func recordOf(t *testing.T, raw map[string]any) string {
	var c entry
	require.NoError(t, confmap.NewFromStringMap(raw).Unmarshal(&c))
	return c.otlp(t)
}

// explainerOf returns one with these settings.
func explainerOf(t *testing.T, config map[string]any) *explainer {
	o := new(options)
	if config != nil {
		o.config = filepath.Join(t.TempDir(), "config.yaml")
		yaml, err := json.Marshal(config) // which is YAML
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(o.config, yaml, 0o600))
	}
	e, err := newExplainer(o, nil)
	require.NoError(t, err)
	return e
}

// otlp returns the entry as the file exporter writes it.
func (c *entry) otlp(t *testing.T) string {
	if c.Log != nil {
		ld := plog.NewLogs()
		sl := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
		sl.Scope().SetName(c.Log.Scope)
		record := sl.LogRecords().AppendEmpty()
		require.NoError(t, record.Body().FromRaw(c.Log.Body))
		require.NoError(t, record.Attributes().FromRaw(c.Log.Attributes))
		otlp, err := new(plog.JSONMarshaler).MarshalLogs(ld)
		require.NoError(t, err)
		return string(otlp)
	}
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetKind(map[string]ptrace.SpanKind{
		"": ptrace.SpanKindInternal, "internal": ptrace.SpanKindInternal, "client": ptrace.SpanKindClient,
		"server": ptrace.SpanKindServer, "producer": ptrace.SpanKindProducer, "consumer": ptrace.SpanKindConsumer,
	}[c.Span.Kind])
	require.NoError(t, span.Attributes().FromRaw(c.Span.Attributes))
	if c.Span.Call != 0 {
		span.SetKind(ptrace.SpanKindClient)
		span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets")
		span.Attributes().PutInt("http.response.status_code", c.Span.Call)
	}
	span.Status().SetMessage(c.Span.Status)
	for _, event := range c.Span.Events {
		require.NoError(t, span.Events().AppendEmpty().Attributes().FromRaw(event.Attributes))
	}
	otlp, err := new(ptrace.JSONMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return string(otlp)
}

// saysWhy reports whether one of the lines is a reason for which something counts.
func saysWhy(lines string) bool {
	whys := []string{": it counts\n", ": the rest of the record names the service\n", "\n  the call: "}
	for r := sentence.Reason(1); r.Counts(); r++ {
		whys = append(whys, ": "+r.String()+"\n")
	}
	return slices.ContainsFunc(whys, func(why string) bool { return strings.Contains(lines, why) })
}

// check wants something found exactly if the processor writes, the numbers, and a reason for it, and for nothing else.
func check(t *testing.T, e *explainer, text string, found bool, numbers []int64) {
	t.Helper()
	var out bytes.Buffer
	e.out, e.found = &out, false
	require.NoError(t, e.one("text", 1, text))
	assert.Equal(t, found, e.found, "%s\n%s", text, &out)
	assert.Equal(t, found, strings.Contains(out.String(), "\n  apple.mdm."), "%s\n%s", text, &out)
	assert.Equal(t, found, saysWhy(out.String()), "%s\n%s", text, &out)
	for _, number := range numbers {
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
