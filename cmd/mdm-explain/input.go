// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// read explains an input line by line; as a whole, if it is told to, or if it is one JSON document of many lines.
func (e *explainer) read(name string, in io.Reader, whole bool) error {
	r := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", name, err)
		}
		last := err != nil
		text := bytes.TrimSpace(line)
		if !last && (whole || n == 1 && opens(text) && !json.Valid(text)) {
			rest, err := io.ReadAll(r)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if all := bytes.TrimSpace(append(line, rest...)); whole || json.Valid(all) {
				text, last = all, true
			} else {
				r = bufio.NewReader(bytes.NewReader(rest))
			}
		}
		e.where = fmt.Sprintf("%s:%d", printable(name), n)
		if len(text) > 0 {
			if err := e.one(text); err != nil {
				return fmt.Errorf("%s: %w", e.where, err)
			}
		}
		if last {
			return nil
		}
	}
}

func opens(text []byte) bool { return len(text) > 0 && (text[0] == '{' || text[0] == '[') }

// one explains OTLP JSON, or a text as a log record of its own.
func (e *explainer) one(text []byte) error {
	var form struct{ ResourceSpans, ResourceLogs json.RawMessage }
	if text[0] == '{' && json.Unmarshal(text, &form) == nil {
		switch {
		case form.ResourceSpans != nil:
			td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(text)
			if err != nil {
				return err
			}
			return e.traces.ConsumeTraces(context.Background(), td)
		case form.ResourceLogs != nil:
			ld, err := new(plog.JSONUnmarshaler).UnmarshalLogs(text)
			if err != nil {
				return err
			}
			return e.logs.ConsumeLogs(context.Background(), ld)
		}
	}
	ld := plog.NewLogs()
	lr := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	for _, p := range e.attributes {
		lr.Attributes().PutStr(p[0], p[1])
	}
	if e.in == "" {
		lr.Body().SetStr(string(text))
	} else {
		lr.Attributes().PutStr(e.in, string(text))
	}
	return e.logs.ConsumeLogs(context.Background(), ld)
}
