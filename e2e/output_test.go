// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// lines returns the whole lines of a file that is still being written; none if it isn't there yet.
func lines(t *testing.T, path string) [][]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	all := bytes.Split(b, []byte("\n"))
	return all[:len(all)-1] // what follows the last line feed is not whole
}

// awaitSpans waits until the file exporter has written n spans, and returns them by method and path. No path may be called twice.
func (c *collector) awaitSpans(t *testing.T, path string, n int) map[string]ptrace.Span {
	t.Helper()
	var spans []ptrace.Span
	c.await(t, fmt.Sprintf("%d spans in %s", n, path), func() (bool, string) {
		spans = nil
		for _, line := range lines(t, path) {
			td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
			require.NoError(t, err)
			spans = append(spans, spansOf(td)...)
		}
		return len(spans) >= n, fmt.Sprint(len(spans))
	})
	require.Len(t, spans, n)
	byPath := make(map[string]ptrace.Span, n)
	for _, span := range spans {
		key := callOf(t, span)
		require.NotContains(t, byPath, key)
		byPath[key] = span
	}
	return byPath
}

// callOf returns method and path of the call, without a query.
func callOf(t *testing.T, span ptrace.Span) string {
	t.Helper()
	full, ok := span.Attributes().Get("url.full")
	require.True(t, ok, "url.full")
	u, err := url.Parse(full.Str())
	require.NoError(t, err)
	method, ok := span.Attributes().Get("http.request.method")
	require.True(t, ok, "http.request.method")
	return method.Str() + " " + u.Path
}

func spansOf(td ptrace.Traces) []ptrace.Span {
	var spans []ptrace.Span
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				spans = append(spans, span)
			}
		}
	}
	return spans
}

// awaitLogs waits until the file exporter has written n log records.
func (c *collector) awaitLogs(t *testing.T, path string, n int) []plog.LogRecord {
	t.Helper()
	var records []plog.LogRecord
	c.await(t, fmt.Sprintf("%d log records in %s", n, path), func() (bool, string) {
		records = nil
		for _, line := range lines(t, path) {
			ld, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
			require.NoError(t, err)
			records = append(records, recordsOf(ld)...)
		}
		return len(records) >= n, fmt.Sprint(len(records))
	})
	require.Len(t, records, n)
	return records
}

func recordsOf(ld plog.Logs) []plog.LogRecord {
	var records []plog.LogRecord
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, lr := range sl.LogRecords().All() {
				records = append(records, lr)
			}
		}
	}
	return records
}

// ours returns the attributes that the processor wrote.
func ours(attrs pcommon.Map) object {
	m := object{}
	for k, v := range attrs.All() {
		if strings.HasPrefix(k, "apple.mdm.") {
			m[k] = v.AsRaw()
		}
	}
	return m
}
