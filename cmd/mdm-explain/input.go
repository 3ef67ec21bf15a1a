// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var (
	// otlp matches the beginning of OTLP JSON, which may be cut off.
	otlp = regexp.MustCompile(`^\s*\{\s*"resource(Spans|Logs)"`)
	// opened matches a line with which JSON over several lines may begin, rather than [2026-05-04 10:41:07].
	opened = regexp.MustCompile(`^\s*(?:\{\s*(?:"|$)|\[\s*(?:[\[{"]|$))`)
	// later matches the beginning of a line that belongs to the record before it: an indented one, such as a frame, a cause, or the
	// end of JSON.
	later = regexp.MustCompile(`^(?:[ \t]+\S|Caused by|Traceback \(most recent|[}\]]+,?\s*$)`)
)

// input explains -text, standard input or a file.
func (e *explainer) input(name string, stdin io.Reader) (err error) {
	e.records = 0
	switch {
	case e.text != nil:
		name, err = "text", e.explain("text", 1, *e.text)
	case name == "-":
		name, err = "stdin", e.read("stdin", stdin)
	default:
		err = e.readFile(name)
	}
	if err == nil && e.records == 0 {
		e.warn("%s: no records", printable(name))
	}
	return err
}

func (e *explainer) readFile(name string) error {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w (to explain a text, use -text)", err)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return e.read(name, f)
}

// read explains an input record by record: a JSON document, or a line with the later lines of its record.
func (e *explainer) read(name string, in io.Reader) error {
	l := &lines{Reader: bufio.NewReader(in)}
	if mark, _ := l.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" { // as a redirect in PowerShell writes it
		return fmt.Errorf("%s: is in UTF-16, must be in UTF-8", printable(name))
	}
	var text strings.Builder
	start, traced := 1, false
	for n := 1; ; n++ {
		line, err := l.next()
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", name, err)
		}
		isBlank, isLater := strings.TrimSpace(line) == "", later.MatchString(line)
		switch {
		case strings.HasPrefix(line, "Traceback"):
			traced = true
		case traced && !isLater: // the exception, which follows the frames of a traceback
			traced, isLater = false, !isBlank
		}
		if !isLater {
			if failed := e.explain(name, start, text.String()); failed != nil {
				return failed
			}
			text.Reset()
		}
		if text.Len() == 0 {
			start = n
			line = l.document(line)
			n += max(0, strings.Count(line, "\n")-1)
		}
		if !isBlank {
			text.WriteString(line)
		}
		if err != nil {
			return e.explain(name, start, text.String())
		}
	}
}

// lines reads lines, which can be put back.
type lines struct {
	*bufio.Reader
	back []string // the next ones, in reverse order
	open bool     // a document was begun and never ended, so no more are looked for
}

func (l *lines) next() (line string, err error) {
	if n := len(l.back); n > 0 {
		line, l.back = l.back[n-1], l.back[:n-1]
		return line, nil
	}
	return l.ReadString('\n')
}

// document returns the JSON document that begins with a line and goes on in the next ones; the line itself if there is none. It reads
// no further than it has to, so that a log can be followed.
func (l *lines) document(line string) string {
	if l.open || !opened.MatchString(line) || json.Valid([]byte(line)) {
		return line
	}
	taken := taker{lines: l, all: []string{line}, rest: line}
	d := json.NewDecoder(&taken)
	err := d.Decode(new(json.RawMessage))
	after, _ := io.ReadAll(d.Buffered())
	isWhole := err == nil && strings.TrimSpace(string(after)+taken.rest) == ""
	if isWhole || errors.Is(err, io.ErrUnexpectedEOF) && otlp.MatchString(line) { // which was cut off
		return strings.Join(taken.all, "")
	}
	l.open = errors.Is(err, io.ErrUnexpectedEOF)
	for _, later := range slices.Backward(taken.all[1:]) {
		l.back = append(l.back, later)
	}
	return line
}

// taker reads from lines, one after the other, and keeps them.
type taker struct {
	*lines
	all  []string
	rest string // of the last one
}

func (t *taker) Read(p []byte) (n int, err error) {
	if t.rest == "" {
		if t.rest, err = t.next(); t.rest == "" {
			return 0, err
		}
		t.all = append(t.all, t.rest)
	}
	n = copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// explain explains OTLP JSON, or any other text as a log record.
func (e *explainer) explain(name string, line int, text string) (err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	where := fmt.Sprintf("%s:%d", printable(name), line)
	var form struct{ ResourceSpans, ResourceLogs, ResourceMetrics json.RawMessage }
	valid := json.Unmarshal([]byte(text), &form) == nil
	isTraces, isLogs := form.ResourceSpans != nil, form.ResourceLogs != nil
	if begin := otlp.FindStringSubmatch(text); !valid && begin != nil {
		isTraces, isLogs = begin[1] == "Spans", begin[1] == "Logs"
	}
	switch {
	case form.ResourceMetrics != nil:
		e.warn("%s: metrics aren't searched", where)
		return nil
	case (isTraces || isLogs) && (e.in != "" || len(e.attributes) > 0):
		return fmt.Errorf("%s: -in and -attribute apply to plain text, not to OTLP", where)
	case isTraces:
		var td ptrace.Traces
		if td, err = new(ptrace.JSONUnmarshaler).UnmarshalTraces([]byte(text)); err == nil {
			return e.explainTraces(where, td)
		}
	case isLogs:
		var ld plog.Logs
		if ld, err = new(plog.JSONUnmarshaler).UnmarshalLogs([]byte(text)); err == nil {
			return e.explainLogs(where, ld)
		}
	default:
		return e.explainLogs(where, e.logOf(text))
	}
	return fmt.Errorf("%s: invalid or truncated OTLP JSON: %s", where, printable(err.Error()))
}

// logOf returns a log record with a text in the attribute that the flags name, or as the body.
func (e *explainer) logOf(text string) plog.Logs {
	ld := plog.NewLogs()
	lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	for _, p := range e.attributes {
		lr.Attributes().PutStr(p[0], p[1])
	}
	if e.in == "" {
		lr.Body().SetStr(text)
	} else {
		lr.Attributes().PutStr(e.in, text)
	}
	return ld
}
