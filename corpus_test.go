// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	minPrecision = 1
	minRecall    = 0.95
)

// corpusCase is a line of testdata/text/*.jsonl: a sentence, and what it says.
type corpusCase struct {
	Product    string // that writes it; empty for a general form
	Text       string
	Body       any            // a parsed log body, in place of a text
	In         []string       // the places where the text is put; empty: all but those that are never read
	Attributes map[string]any // that the record has besides
	Kind       string         // of the span
	Config     map[string]any

	Want     []int64 // the numbers, in order; empty: the record stays as it is
	Check    string  // the status_check; empty: none
	Delivery string  // empty: message

	source string
}

// corpusPlace puts a text somewhere into a record.
type corpusPlace struct {
	name string
	log  func(plog.LogRecord, string)
	span func(ptrace.Span, string)
	deaf bool // texts there are never read
}

func corpusLogAttribute(name string) func(plog.LogRecord, string) {
	return func(r plog.LogRecord, text string) {
		r.Body().SetStr("request failed")
		r.Attributes().PutStr(name, text)
	}
}

func corpusEventAttribute(name string) func(ptrace.Span, string) {
	return func(s ptrace.Span, text string) {
		e := s.Events().AppendEmpty()
		e.SetName("exception")
		e.Attributes().PutStr(name, text)
	}
}

var corpusPlaces = []corpusPlace{
	{name: "body", log: func(r plog.LogRecord, text string) { r.Body().SetStr(text) }},
	{name: "bytes", log: func(r plog.LogRecord, text string) { r.Body().SetEmptyBytes().FromRaw([]byte(text)) }},
	{name: "logfmt", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr("ts=2026-11-22T08:41:20.331Z level=error msg=" + strconv.Quote(text) + " component=sync attempt=3")
	}},
	{name: "json", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr(corpusJSON(map[string]any{"level": "error", "msg": text, "attempt": 3}))
	}},
	{name: "nested json", log: func(r plog.LogRecord, text string) {
		r.Body().SetStr("sync: " + corpusJSON(map[string]any{"log": corpusJSON(map[string]any{"err": []any{text}})}))
	}},
	{name: "map", log: func(r plog.LogRecord, text string) { r.Body().SetEmptyMap().PutStr("msg", text) }},
	{name: "deep map", log: func(r plog.LogRecord, text string) {
		r.Body().SetEmptyMap().PutEmptyMap("cause").PutEmptySlice("list").AppendEmpty().SetStr(text)
	}},
	{name: "err", log: corpusLogAttribute("err")},
	{name: "error", log: corpusLogAttribute("error")},
	{name: "internal", log: corpusLogAttribute("internal")},
	{name: "msg", log: corpusLogAttribute("msg")},
	{name: "message", log: corpusLogAttribute("message")},
	{name: "error.message", log: corpusLogAttribute("error.message")},
	{name: "log exception", log: corpusLogAttribute("exception.message")},
	{name: "exception", span: corpusEventAttribute("exception.message")},
	{name: "event err", span: corpusEventAttribute("err")},
	{name: "span message", span: func(s ptrace.Span, text string) { s.Attributes().PutStr("error.message", text) }},
	{name: "description", span: func(s ptrace.Span, text string) {
		s.Status().SetCode(ptrace.StatusCodeError)
		s.Status().SetMessage(text)
	}},
	{name: "payload", deaf: true, log: corpusLogAttribute("http.response.body.content")},
	{name: "span payload", deaf: true, span: func(s ptrace.Span, text string) { s.Attributes().PutStr("response.body", text) }},
	{name: "request", deaf: true, log: corpusLogAttribute("http.request.body")},
	{name: "stack", deaf: true, span: corpusEventAttribute("exception.stacktrace")},
	{name: "other", deaf: true, log: corpusLogAttribute("db.statement")},
}

func corpusJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func readCorpus(t *testing.T) (cases []corpusCase) {
	files, err := filepath.Glob("testdata/text/*.jsonl")
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
			require.NoError(t, d.Decode(&c), "%s:%d", name, n)
			c.source = fmt.Sprintf("%s:%d", filepath.Base(name), n)
			cases = append(cases, c)
		}
		require.NoError(t, lines.Err())
		require.NoError(t, file.Close())
	}
	return cases
}

// corpusScore counts numbers, of all records together.
type corpusScore struct {
	records, right, missed, false int
}

func (s *corpusScore) precision() float64 { return float64(s.right) / float64(max(1, s.right+s.false)) }

func (s *corpusScore) recall() float64 { return float64(s.right) / float64(max(1, s.right+s.missed)) }

// TestCorpus puts each sentence of testdata/text into each place where the processor looks for one.
func TestCorpus(t *testing.T) {
	t.Parallel()
	var total corpusScore
	errors, misses := 0, 0
	subjects := make(map[string]*corpusSubject)
	for _, c := range readCorpus(t) {
		key := corpusJSON(c.Config)
		if subjects[key] == nil {
			subjects[key] = newCorpusSubject(t, c.Config)
		}
		if len(c.Want) > 0 {
			errors++
		} else {
			misses++
		}
		if c.Body != nil {
			total.hold(t, &c, "parsed body", subjects[key].log(t, &c, nil))
		}
		for i := range corpusPlaces {
			p := &corpusPlaces[i]
			switch {
			case c.Body != nil, len(c.In) == 0 && p.deaf, len(c.In) > 0 && !slices.Contains(c.In, p.name):
			case p.log != nil:
				total.hold(t, &c, p.name, subjects[key].log(t, &c, p))
			default:
				total.hold(t, &c, p.name, subjects[key].span(t, &c, p))
			}
		}
	}
	t.Logf("%d sentences with an error, %d without, in %d records", errors, misses, total.records)
	t.Logf("precision %.4f (%d false alarms), recall %.4f (%d misses of %d)",
		total.precision(), total.false, total.recall(), total.missed, total.right+total.missed)
	assert.GreaterOrEqual(t, total.precision(), float64(minPrecision))
	assert.GreaterOrEqual(t, total.recall(), minRecall)
	assert.GreaterOrEqual(t, misses, 2*errors, "near misses")
}

// hold compares the attributes of a record with what the case wants.
func (s *corpusScore) hold(t *testing.T, c *corpusCase, where string, attributes pcommon.Map) {
	s.records++
	got := make(map[string]any)
	for k, v := range attributes.All() {
		if name, ours := strings.CutPrefix(k, "apple.mdm."); ours {
			got[name] = v.AsRaw()
		}
	}
	numbers := corpusNumbers(got)
	wrong := ""
	for _, n := range c.Want {
		if slices.Contains(numbers, n) {
			s.right++
		} else {
			s.missed++
			wrong += fmt.Sprintf(" missed %d;", n)
		}
	}
	for _, n := range numbers {
		if !slices.Contains(c.Want, n) {
			s.false++
			wrong += fmt.Sprintf(" false alarm %d;", n)
		}
	}
	delivery := c.Delivery
	if delivery == "" {
		delivery = "message"
	}
	check, _ := got["error.status_check"].(string)
	switch {
	case wrong != "":
	case len(c.Want) == 0 && len(got) > 0:
		wrong = fmt.Sprintf(" not left alone: %v", got)
	case len(c.Want) == 0:
	case !slices.Equal(numbers, c.Want):
		wrong = fmt.Sprintf(" order %v, not %v", numbers, c.Want)
	case got["error.delivery"] != delivery:
		wrong = fmt.Sprintf(" delivery %v, not %s", got["error.delivery"], delivery)
	case check != c.Check:
		wrong = fmt.Sprintf(" status_check %q, not %q", check, c.Check)
	}
	if wrong != "" {
		t.Errorf("%s, %s:%s in %.300q", c.source, where, wrong, c.Text)
	}
}

func corpusNumbers(got map[string]any) (numbers []int64) {
	if list, ok := got["error.numbers"].([]any); ok {
		for _, n := range list {
			numbers = append(numbers, n.(int64))
		}
		return numbers
	}
	if n, ok := got["error.number"].(int64); ok {
		numbers = append(numbers, n)
	}
	return numbers
}
