// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// What an agent has explained, a gateway leaves as it is.
func TestTwiceIsLikeOnce(t *testing.T) {
	t.Parallel()
	eachGoldenCase(t,
		func(t *testing.T, c goldenCase) {
			once := processTraces(t, c.config(t), c.traces(t, "traces.yaml"))
			before := traceBytes(t, once)
			assertSame(t, before, traceBytes(t, processTraces(t, c.config(t), once)))
		},
		func(t *testing.T, c goldenCase) {
			once := processLogs(t, c.config(t), c.logs(t, "logs.yaml"))
			before := logBytes(t, once)
			assertSame(t, before, logBytes(t, processLogs(t, c.config(t), once)))
		},
	)
}

// An agent and a gateway may have different settings: the second run doesn't undo what the first one knew of a record
// that has nothing for it.
func TestRecordsWithoutAnErrorAreNotTouched(t *testing.T) {
	t.Parallel()
	eachGoldenCase(t,
		func(t *testing.T, c goldenCase) {
			eachSpan(c.traces(t, "expected-traces.yaml"), func(span ptrace.Span) {
				if hasOurs(span.Attributes()) {
					return
				}
				td, spans := newSpans()
				span.CopyTo(spans.AppendEmpty())
				before := traceBytes(t, td)
				assertSame(t, before, traceBytes(t, processTraces(t, c.config(t), td)), span.Name())
			})
		},
		func(t *testing.T, c goldenCase) {
			eachRecord(c.logs(t, "expected-logs.yaml"), func(record plog.LogRecord) {
				if hasOurs(record.Attributes()) {
					return
				}
				ld, records := newRecords()
				record.CopyTo(records.AppendEmpty())
				before := logBytes(t, ld)
				assertSame(t, before, logBytes(t, processLogs(t, c.config(t), ld)), record.Body().AsString())
			})
		},
	)
}

// Nothing but our own attributes differs: without them, what comes out is what went in, byte for byte.
func TestNothingElseIsChanged(t *testing.T) {
	t.Parallel()
	eachGoldenCase(t,
		func(t *testing.T, c goldenCase) {
			cfg := c.config(t)
			cfg.MarkErrors = false // the one setting that changes anything else
			td := c.traces(t, "traces.yaml")
			want := ptrace.NewTraces()
			td.CopyTo(want)
			got := processTraces(t, cfg, td)
			for _, td := range []ptrace.Traces{want, got} {
				eachSpan(td, func(span ptrace.Span) { strip(span.Attributes()) })
			}
			assertSame(t, traceBytes(t, want), traceBytes(t, got))
		},
		func(t *testing.T, c goldenCase) {
			ld := c.logs(t, "logs.yaml")
			want := plog.NewLogs()
			ld.CopyTo(want)
			got := processLogs(t, c.config(t), ld)
			for _, ld := range []plog.Logs{want, got} {
				eachRecord(ld, func(record plog.LogRecord) { strip(record.Attributes()) })
			}
			assertSame(t, logBytes(t, want), logBytes(t, got))
		},
	)
}

// Resources and scopes belong to all of their records, so an error of one is never written there.
func TestResourceAndScopeAreNotSearched(t *testing.T) {
	t.Parallel()
	td, spans := newSpans()
	appendCall(spans, 200)
	rs := td.ResourceSpans().At(0)
	rs.Resource().Attributes().PutStr("http.response.body.content", answer9602)
	rs.ScopeSpans().At(0).Scope().Attributes().PutStr("error.message", answer9602)
	before := traceBytes(t, td)
	assertSame(t, before, traceBytes(t, processTraces(t, defaultConfig(), td)))
}

func hasOurs(attributes pcommon.Map) bool {
	for name := range attributes.All() {
		if strings.HasPrefix(name, ours) {
			return true
		}
	}
	return false
}

func strip(attributes pcommon.Map) {
	attributes.RemoveIf(func(name string, _ pcommon.Value) bool { return documented[name].kind != pcommon.ValueTypeEmpty })
}
