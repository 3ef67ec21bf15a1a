// SPDX-License-Identifier: Apache-2.0

// Package instrumentation reads testdata/instrumentation: spans and log records as instrumentation writes them, and what is
// found on each. Tests and docs/known-to-work.md use it; the component doesn't.
package instrumentation

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// File is a file of the folder.
type File struct {
	Title string `mapstructure:"title"` // empty: not on the page
	Cases []Case `mapstructure:"cases"`
}

// Case is a span or a log record, and the attributes it should get.
type Case struct {
	Name  string         `mapstructure:"name"`
	Lands string         `mapstructure:"lands"` // where the error is, in words
	Span  *Span          `mapstructure:"span"`
	Log   *Log           `mapstructure:"log"`
	Want  map[string]any `mapstructure:"want"` // attributes, by short names; empty: the record stays as it is
}

// Span is the span of a case.
type Span struct {
	Kind       string         `mapstructure:"kind"` // empty: internal, or client for a call
	Scope      string         `mapstructure:"scope"`
	Call       int64          `mapstructure:"call"` // the status of a call to the service
	Status     string         `mapstructure:"status"`
	Attributes map[string]any `mapstructure:"attributes"`
	Events     []Event        `mapstructure:"events"`
}

// Event is an event of a span.
type Event struct {
	Name       string         `mapstructure:"name"`
	Attributes map[string]any `mapstructure:"attributes"`
}

// Log is the log record of a case.
type Log struct {
	Scope      string         `mapstructure:"scope"`
	Body       any            `mapstructure:"body"`
	Attributes map[string]any `mapstructure:"attributes"`
}

// Load reads the files in the repository at root, in the order of their names.
func Load(tb testing.TB, root string) []File {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "testdata", "instrumentation", "*.yaml"))
	require.NoError(tb, err)
	files := make([]File, len(paths))
	for i, path := range paths {
		conf, err := confmaptest.LoadConf(path)
		require.NoError(tb, err)
		require.NoError(tb, conf.Unmarshal(&files[i]), path)
	}
	return files
}

var kinds = map[string]ptrace.SpanKind{
	"": ptrace.SpanKindInternal, "internal": ptrace.SpanKindInternal, "client": ptrace.SpanKindClient,
	"server": ptrace.SpanKindServer, "producer": ptrace.SpanKindProducer, "consumer": ptrace.SpanKindConsumer,
}

// Traces returns the span as a batch.
func (s *Span) Traces(tb testing.TB) ptrace.Traces {
	tb.Helper()
	td := ptrace.NewTraces()
	ss := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
	ss.Scope().SetName(s.Scope)
	span := ss.Spans().AppendEmpty()
	require.Contains(tb, kinds, s.Kind)
	span.SetKind(kinds[s.Kind])
	require.NoError(tb, span.Attributes().FromRaw(s.Attributes))
	if s.Call != 0 {
		span.SetKind(ptrace.SpanKindClient)
		span.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
		span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets/associate")
		span.Attributes().PutInt("http.response.status_code", s.Call)
	}
	if s.Status != "" {
		span.Status().SetCode(ptrace.StatusCodeError)
		span.Status().SetMessage(s.Status)
	}
	for _, e := range s.Events {
		event := span.Events().AppendEmpty()
		event.SetName(e.Name)
		require.NoError(tb, event.Attributes().FromRaw(e.Attributes))
	}
	return td
}

// Logs returns the log record as a batch.
func (l *Log) Logs(tb testing.TB) plog.Logs {
	tb.Helper()
	ld := plog.NewLogs()
	sl := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	sl.Scope().SetName(l.Scope)
	lr := sl.LogRecords().AppendEmpty()
	require.NoError(tb, lr.Body().FromRaw(l.Body))
	require.NoError(tb, lr.Attributes().FromRaw(l.Attributes))
	return ld
}
