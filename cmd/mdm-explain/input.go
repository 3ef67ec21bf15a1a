// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// read explains an input: as a whole, if it is one JSON document, else line by line. A line that is indented, or begins with
// "Caused by", belongs to the one before, as the frames of a stack trace do.
func (e *explainer) read(name string, in io.Reader) error {
	r := bufio.NewReader(in)
	if first, _ := r.Peek(1); len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		all, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if json.Valid(all) {
			return e.one(name, 1, string(all))
		}
		r = bufio.NewReader(bytes.NewReader(all))
	}
	var text strings.Builder
	start := 1
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !goesOn(line) || err != nil && line == "" {
			if failed := e.one(name, start, text.String()); failed != nil {
				return failed
			}
			text.Reset()
			start = n
		}
		text.WriteString(line)
		if err != nil {
			return e.one(name, start, text.String())
		}
	}
}

func goesOn(line string) bool {
	return strings.TrimSpace(line) != "" && (line[0] == ' ' || line[0] == '\t' || strings.HasPrefix(line, "Caused by"))
}

// one explains OTLP JSON, or a text as a log record of its own.
func (e *explainer) one(name string, line int, text string) (err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	e.where = fmt.Sprintf("%s:%d", printable(name), line)
	isTraces, isLogs := strings.HasPrefix(text, `{"resourceSpans"`), strings.HasPrefix(text, `{"resourceLogs"`)
	var form struct{ ResourceSpans, ResourceLogs json.RawMessage }
	if text[0] == '{' && json.Unmarshal([]byte(text), &form) == nil {
		isTraces, isLogs = form.ResourceSpans != nil, form.ResourceLogs != nil
	}
	switch {
	case (isTraces || isLogs) && (e.in != "" || len(e.attributes) > 0):
		return fmt.Errorf("%s: -in and -attribute are for plain texts, not for OTLP", e.where)
	case isTraces:
		var td ptrace.Traces
		if td, err = new(ptrace.JSONUnmarshaler).UnmarshalTraces([]byte(text)); err == nil {
			return e.explainTraces(td)
		}
	case isLogs:
		var ld plog.Logs
		if ld, err = new(plog.JSONUnmarshaler).UnmarshalLogs([]byte(text)); err == nil {
			return e.explainLogs(ld)
		}
	default:
		return e.explainLogs(e.logOf(text))
	}
	return fmt.Errorf("%s: no OTLP JSON: %s", e.where, printable(err.Error()))
}

// logOf returns a log record with a text, in the attribute that was asked for or as the body.
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
