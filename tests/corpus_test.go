// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/internal/instrumentation"
)

// corpusCase is a line of testdata/text/*.jsonl: a sentence, and the errors that it reports.
type corpusCase struct {
	Product    string // that writes it; empty for a general form
	Text       string
	Body       any            // a parsed log body, in place of a text; a map also as JSON and as attributes
	In         []string       // the places of the text or body; empty: all, but an error isn't put where none is read
	Attributes map[string]any // that the record has as well
	Kind       string         // of the span
	Config     map[string]any

	Want     []int64 // the numbers, in order; empty: the record stays as it is
	Check    string  // the status_check; empty: none
	Delivery string  // empty: message

	source string
}

// corpusPlace puts a text somewhere into a log record or a span.
type corpusPlace struct {
	name   string
	log    func(record plog.LogRecord, text string)
	span   func(span ptrace.Span, text string)
	unread bool // texts there don't count
}

func logAttribute(name string) func(plog.LogRecord, string) {
	return func(record plog.LogRecord, text string) {
		record.Body().SetStr("request failed")
		record.Attributes().PutStr(name, text)
	}
}

func spanAttribute(name string) func(ptrace.Span, string) {
	return func(span ptrace.Span, text string) { span.Attributes().PutStr(name, text) }
}

func eventAttribute(name string) func(ptrace.Span, string) {
	return func(span ptrace.Span, text string) {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.Attributes().PutStr(name, text)
	}
}

var corpusPlaces = []corpusPlace{
	{name: "body", log: func(r plog.LogRecord, text string) { r.Body().SetStr(text) }},
	{name: "bytes", log: func(r plog.LogRecord, text string) { r.Body().SetEmptyBytes().FromRaw([]byte(text)) }},
	{name: "logfmt", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr("ts=2026-11-22T08:41:20.331Z level=error msg=" + strconv.Quote(text) + " component=sync attempt=3")
	}},
	{name: "json", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr(toJSON(map[string]any{"level": "error", "msg": text, "attempt": 3}))
	}},
	{name: "nested json", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr("sync: " + toJSON(map[string]any{"log": toJSON(map[string]any{"err": []any{text}})}))
	}},
	{name: "map", log: func(r plog.LogRecord, text string) { r.Body().SetEmptyMap().PutStr("msg", text) }},
	{name: "deep map", log: func(r plog.LogRecord, text string) {
		r.Body().SetEmptyMap().PutEmptyMap("cause").PutEmptySlice("list").AppendEmpty().SetStr(text)
	}},
	{name: "err", log: logAttribute("err")},
	{name: "error", log: logAttribute("error")},
	{name: "msg", log: logAttribute("msg")},
	{name: "internal", log: logAttribute("internal")},
	{name: "message", log: logAttribute("message")},
	{name: "error.message", log: logAttribute("error.message")},
	{name: "log exception", log: logAttribute("exception.message")},
	{name: "exception", span: eventAttribute("exception.message")},
	{name: "event err", span: eventAttribute("err")},
	{name: "span message", span: spanAttribute("error.message")},
	{name: "description", span: func(span ptrace.Span, text string) {
		span.Status().SetCode(ptrace.StatusCodeError)
		span.Status().SetMessage(text)
	}},
	{name: "payload", unread: true, log: logAttribute("http.response.body.content")},
	{name: "span payload", unread: true, span: spanAttribute("response.body")},
	{name: "request", unread: true, log: logAttribute("http.request.body")},
	{name: "stack trace", span: eventAttribute("exception.stacktrace")},
	{name: "attribute", log: logAttribute("reason")},
	{name: "span list", span: func(span ptrace.Span, text string) {
		span.Attributes().PutEmptySlice("chain").AppendEmpty().SetStr(text)
	}},
	{name: "stack", unread: true, span: eventAttribute("code.stacktrace")},
	{name: "other", unread: true, log: logAttribute("db.statement")},
}

func readCorpus(t *testing.T) (cases []corpusCase) {
	t.Helper()
	files, err := filepath.Glob("../testdata/text/*.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		file, err := os.Open(name)
		require.NoError(t, err)
		lines := bufio.NewScanner(file)
		for n := 1; lines.Scan(); n++ {
			var c corpusCase
			d := json.NewDecoder(strings.NewReader(lines.Text()))
			d.DisallowUnknownFields()
			d.UseNumber()
			if err := d.Decode(&c); err != nil {
				t.Fatalf("%s:%d: %v", name, n, err)
			}
			c.Body = withoutJSONNumbers(c.Body)
			withoutJSONNumbers(c.Attributes)
			withoutJSONNumbers(c.Config)
			c.source = fmt.Sprintf("%s:%d", filepath.Base(name), n)
			cases = append(cases, c)
		}
		require.NoError(t, lines.Err())
		require.NoError(t, file.Close())
	}
	return cases
}

// withoutJSONNumbers replaces numbers in place: 1 becomes an int64, 1.0 a float64, as pdata has them.
func withoutJSONNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for key := range v {
			v[key] = withoutJSONNumbers(v[key])
		}
	case []any:
		for i := range v {
			v[i] = withoutJSONNumbers(v[i])
		}
	}
	return v
}

// batches returns the case in each of its places, by the name of the place.
func (c *corpusCase) batches(t *testing.T) map[string]batch {
	t.Helper()
	all := make(map[string]batch)
	record := instrumentation.Log{Body: c.Body, Attributes: c.Attributes}
	if c.Body != nil {
		all["parsed body"] = logs{record.Logs(t)}
		// A parser that turns a line of JSON into a map or into attributes loses nothing.
		if object, ok := c.Body.(map[string]any); ok {
			record.Body = toJSON(object)
			all["JSON"] = logs{record.Logs(t)}
			asAttributes := logs{(&instrumentation.Log{Attributes: c.Attributes}).Logs(t)}
			putAll(asAttributes.attributes()[0], object)
			all["attributes"] = asAttributes
		}
		maps.DeleteFunc(all, func(place string, _ batch) bool { return len(c.In) > 0 && !slices.Contains(c.In, place) })
		return all
	}
	for _, p := range corpusPlaces {
		switch {
		case len(c.In) == 0 && len(c.Want) > 0 && p.unread, len(c.In) > 0 && !slices.Contains(c.In, p.name):
		case p.log != nil:
			b := logs{record.Logs(t)}
			p.log(b.records()[0], c.Text)
			all[p.name] = b
		default:
			b := traces{(&instrumentation.Span{Kind: c.Kind, Attributes: c.Attributes}).Traces(t)}
			p.span(b.spans()[0], c.Text)
			all[p.name] = b
		}
	}
	return all
}

// TestCorpus puts each sentence of testdata/text into each place where the processor looks for one.
func TestCorpus(t *testing.T) {
	t.Parallel()
	errors, nearMisses, records := 0, 0, 0
	wanted, found, right := 0, 0, 0 // errors in all records
	instances := make(map[string]instance)
	for _, c := range readCorpus(t) {
		if len(c.Want) > 0 {
			errors++
		} else {
			nearMisses++
		}
		key := toJSON(c.Config)
		p, ok := instances[key]
		if !ok {
			p = start(t, nopSettings(), validConfig(t, confmap.NewFromStringMap(c.Config)), nop)
			instances[key] = p
		}
		var wrong []string // the places, and what was found there
		batches := c.batches(t)
		require.NotEmpty(t, batches, "%s: no such place", c.source)
		for place, b := range batches {
			before := b.otlp()
			require.NoError(t, p.consume(t.Context(), b))
			attributes := b.attributes()[0]
			got := numbersOn(attributes)
			records, wanted, found = records+1, wanted+len(c.Want), found+len(got)
			for _, n := range got {
				if slices.Contains(c.Want, n) {
					right++
				}
			}
			delivery, check := attr(attributes, "apple.mdm.error.delivery"), attr(attributes, "apple.mdm.error.status_check")
			switch {
			case !slices.Equal(c.Want, got):
				wrong = append(wrong, fmt.Sprintf("%s: %v", place, got))
			case len(c.Want) == 0:
				assertSame(t, before, b.otlp(), c.source)
			case delivery != cmp.Or(c.Delivery, "message"), check != c.Check:
				wrong = append(wrong, fmt.Sprintf("%s: delivery %q, check %q", place, delivery, check))
			}
		}
		if len(wrong) > 0 {
			t.Errorf("%s: %.300q: want %v, but in %d places, such as %s", c.source, c.Text, c.Want, len(wrong), slices.Min(wrong))
		}
	}
	t.Logf("%d sentences with an error, %d without, in %d records", errors, nearMisses, records)
	t.Logf("precision %.4f (%d false alarms), recall %.4f (%d misses of %d)",
		float64(right)/float64(found), found-right, float64(right)/float64(wanted), wanted-right, wanted)
}
