// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
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

// read explains an input: as a whole if it is one JSON document, and else line by line, each with the later lines of its record.
func (e *explainer) read(name string, in io.Reader) error {
	r := bufio.NewReader(in)
	if mark, _ := r.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" { // as a redirect in PowerShell writes it
		return fmt.Errorf("%s: is in UTF-16, must be in UTF-8", printable(name))
	}
	var text strings.Builder
	start, begun, traced := 1, false, false
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		isBlank, isLater := strings.TrimSpace(line) == "", later.MatchString(line)
		if !begun && !isBlank && err == nil {
			begun = true
			if line, r, err = document(line, r); err == nil && strings.Count(line, "\n") > 1 {
				return e.explain(name, n, line)
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", name, err)
		}
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
		}
		if !isBlank {
			text.WriteString(line)
		}
		if err != nil {
			return e.explain(name, start, text.String())
		}
	}
}

// document returns the line and all that follows it in r if that is one JSON document, or begins like OTLP; else the line, and a
// reader of what follows.
func document(line string, r *bufio.Reader) (string, *bufio.Reader, error) {
	if !opened.MatchString(line) || json.Valid([]byte(line)) {
		return line, r, nil
	}
	rest, err := io.ReadAll(r)
	if all := line + string(rest); json.Valid([]byte(all)) || otlp.MatchString(all) {
		line, rest = all, nil
	}
	return line, bufio.NewReader(bytes.NewReader(rest)), err
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
