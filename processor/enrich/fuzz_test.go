// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// manySettings are enrichers with one of the settings each, as far as they change what is done with a record.
func manySettings(tb testing.TB) map[string]*Enricher {
	return map[string]*Enricher{
		"default":   newEnricher(tb, withJoin),
		"no join":   newEnricher(tb),
		"no text":   newEnricher(tb, withJoin, func(s *Settings) { s.DetectInText = false }),
		"marking":   newEnricher(tb, withJoin, func(s *Settings) { s.MarkErrors = true }),
		"small":     newEnricher(tb, withJoin, func(s *Settings) { s.MaxPayloadSize = 40 }),
		"attribute": newEnricher(tb, withConfiguredAttributes, func(s *Settings) { s.Hosts = []string{"mdm.example", "::1"} }),
		"errors": newEnricher(tb, withJoin, func(s *Settings) {
			s.Catalog = catalog.New(catalog.Override{Number: 4711}, catalog.Override{Number: 9609, RetryClass: catalog.Never, StatusCode: 404})
		}),
	}
}

func spanBytes(tb require.TestingT, td ptrace.Traces) []byte {
	b, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(tb, err)
	return b
}

func recordBytes(tb require.TestingT, ld plog.Logs) []byte {
	b, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
	require.NoError(tb, err)
	return b
}

// FuzzTraces sends any OTLP there is: see holdsTraces.
func FuzzTraces(f *testing.F) {
	enrichers := manySettings(f)
	eachGoldenInput(f, "traces.yaml", func(name string) {
		td, err := golden.ReadTraces(name)
		require.NoError(f, err)
		f.Add(spanBytes(f, td))
	})
	f.Fuzz(func(t *testing.T, b []byte) {
		td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(b)
		if err != nil {
			t.Skip()
		}
		for name, e := range enrichers {
			holdsTraces(t, name, e, td)
		}
	})
}

// FuzzSpans is FuzzTraces with spans that have something to tell, which the bytes decide about.
func FuzzSpans(f *testing.F) {
	enrichers := manySettings(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		td := genTraces(t)
		for name, e := range enrichers {
			holdsTraces(t, name, e, td)
		}
	}))
}

// FuzzLogs sends any OTLP there is: see holdsLogs.
func FuzzLogs(f *testing.F) {
	enrichers := manySettings(f)
	eachGoldenInput(f, "logs.yaml", func(name string) {
		ld, err := golden.ReadLogs(name)
		require.NoError(f, err)
		f.Add(recordBytes(f, ld))
	})
	f.Fuzz(func(t *testing.T, b []byte) {
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(b)
		if err != nil {
			t.Skip()
		}
		for name, e := range enrichers {
			holdsLogs(t, name, e, ld)
		}
	})
}

// FuzzRecords is FuzzLogs with log records that have something to tell.
func FuzzRecords(f *testing.F) {
	enrichers := manySettings(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		ld := genLogs(t)
		for name, e := range enrichers {
			holdsLogs(t, name, e, ld)
		}
	}))
}

func eachGoldenInput(f *testing.F, file string, add func(name string)) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*", file))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		add(name)
	}
}

// tester is a test, a fuzz target or a property.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
}

// holdsTraces asserts what holds whatever comes in: the same spans in the same order; nothing but attributes of ours
// is added, changed or removed (with MarkErrors, a status and error.type too); a span that gets none keeps its bytes;
// and what has been through once isn't changed by going through again.
func holdsTraces(t tester, name string, e *Enricher, in ptrace.Traces) {
	t.Helper()
	before, td := ptrace.NewTraces(), ptrace.NewTraces()
	in.CopyTo(before)
	in.CopyTo(td)
	out, err := e.Traces(t.Context(), td)
	require.NoError(t, err)
	require.Equal(t, td, out)
	require.Equal(t, before.SpanCount(), out.SpanCount())

	again := ptrace.NewTraces()
	out.CopyTo(again)
	_, err = e.Traces(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, spanBytes(t, out), spanBytes(t, again), "%s: twice isn't like once", name)

	was, is := allSpans(before), allSpans(out)
	for i := range is {
		if was[i].Status().Code() == ptrace.StatusCodeUnset && is[i].Status().Code() == ptrace.StatusCodeError {
			require.True(t, e.MarkErrors, name)
			was[i].Status().SetCode(is[i].Status().Code())
		}
		if _, there := was[i].Attributes().Get(attrErrorType); !there && e.MarkErrors && is[i].Status().Code() == ptrace.StatusCodeError {
			is[i].Attributes().RemoveIf(func(k string, _ pcommon.Value) bool { return k == attrErrorType })
		}
		untouched(t, name, was[i].Attributes(), is[i].Attributes())
	}
	require.True(t, bytes.Equal(spanBytes(t, before), spanBytes(t, out)), "%s: something else was changed", name)
}

// holdsLogs is holdsTraces for logs.
func holdsLogs(t tester, name string, e *Enricher, in plog.Logs) {
	t.Helper()
	before, ld := plog.NewLogs(), plog.NewLogs()
	in.CopyTo(before)
	in.CopyTo(ld)
	out, err := e.Logs(t.Context(), ld)
	require.NoError(t, err)
	require.Equal(t, before.LogRecordCount(), out.LogRecordCount())

	again := plog.NewLogs()
	out.CopyTo(again)
	_, err = e.Logs(t.Context(), again)
	require.NoError(t, err)
	require.True(t, bytes.Equal(recordBytes(t, out), recordBytes(t, again)), "%s: twice isn't like once", name)

	was, is := allRecords(before), allRecords(out)
	for i := range is {
		untouched(t, name, was[i].Attributes(), is[i].Attributes())
	}
	require.True(t, bytes.Equal(recordBytes(t, before), recordBytes(t, out)), "%s: something else was changed", name)
}

// untouched removes what is ours from both, if the processor may have written it: every error, and every failed call,
// has a retry class, so what has none keeps even attributes that look like ours.
func untouched(t tester, name string, was, is pcommon.Map) {
	t.Helper()
	if _, explained := is.Get(attrRetryClass); !explained {
		require.Equal(t, was.AsRaw(), is.AsRaw(), name)
		return
	}
	ourOwn := func(k string, _ pcommon.Value) bool { return slices.Contains(ownNames[:], k) }
	was.RemoveIf(ourOwn)
	is.RemoveIf(ourOwn)
}

func allRecords(ld plog.Logs) (all []plog.LogRecord) {
	for _, rl := range ld.ResourceLogs().All() {
		for _, sl := range rl.ScopeLogs().All() {
			for _, record := range sl.LogRecords().All() {
				all = append(all, record)
			}
		}
	}
	return all
}

func allSpans(td ptrace.Traces) (all []ptrace.Span) {
	for _, span := range spansOf(td) {
		all = append(all, span)
	}
	return all
}
