// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

const (
	deep = 100_000
	long = 256 << 10
)

// fill repeats a text up to a size.
func fill(text string, size int) string { return strings.Repeat(text, size/len(text)+1)[:size] }

// hostileTexts are inputs that have brought down or held up other readers of JSON.
func hostileTexts() map[string]string {
	objects, mixed := strings.Repeat(`{"errorNumber":`, deep), strings.Repeat(`[{"failures":`, deep)
	nested := `"errorNumber"`
	for range 16 {
		// The backslashes double with every level.
		nested = `"` + strings.ReplaceAll(strings.ReplaceAll(nested, `\`, `\\`), `"`, `\"`) + `"`
	}
	return map[string]string{
		"empty":                         "",
		"null":                          "null",
		"one brace":                     "{",
		"one quote":                     `"`,
		"one backslash":                 `\`,
		"empty object":                  "{}",
		"closed only":                   `}]}"errorNumber"`,
		"deep lists":                    strings.Repeat("[", deep) + `"errorNumber"` + strings.Repeat("]", deep),
		"deep lists, open":              `"errorNumber"` + strings.Repeat("[", deep),
		"deep objects":                  objects + "1" + strings.Repeat("}", deep),
		"deep objects, open":            objects,
		"deep and mixed":                mixed + `"errorNumber"` + strings.Repeat("}]", deep),
		"deep and mixed, open":          mixed + `"errorNumber"`,
		"deep failures":                 strings.Repeat(`{"failures":[`, deep) + `{"errorMessage":null}`,
		"deep notifications":            strings.Repeat(`{"notification":{"error":`, deep),
		"deep escaped":                  strings.Repeat(`{\"errorNumber\":`, deep),
		"strings in strings":            "{" + nested + ":" + nested + "}",
		"binary":                        string([]byte{0, 1, 2, 0x7f, 0x80, 0xfe, 0xff, 0}) + `{"errorNumber":` + "\x00}",
		"invalid UTF-8":                 `{"errorNumber": "` + "\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28" + `", "errorMessage": "` + "\xff" + `"}`,
		"surrogates":                    `{"errorMessage": "\ud800\udc00\ud800\u12", "a": "\ud800`,
		"long, of braces":               `"errorNumber"` + fill("{", long),
		"long, of braces and quotes":    `"errorNumber"` + fill(`{"`, long),
		"long, of escaped braces":       `errorNumber` + fill(`{\"`, long),
		"long, of undocumented numbers": fill(`{"errorNumber":12001},`, long),
	}
}

// hostileRecords has the value in every place that is looked into, one in each record; hostileSpans likewise.
func hostileRecords(put func(pcommon.Value)) plog.Logs {
	ld, records := newRecords()
	put(records.AppendEmpty().Body())
	for _, name := range []string{"http.response.body.content", "exception.message", "errorNumber", "notification", "http.response.header.retry-after", "http.response.status_code", "url.full"} {
		put(records.AppendEmpty().Attributes().PutEmpty(name))
	}
	return ld
}

func hostileSpans(put func(pcommon.Value)) ptrace.Traces {
	td, spans := newSpans()
	for _, name := range []string{"http.request.body", "server.address", "http.response.status_code", "apple.mdm.error.number"} {
		put(spans.AppendEmpty().Attributes().PutEmpty(name))
	}
	event := spans.AppendEmpty().Events().AppendEmpty()
	put(event.Attributes().PutEmpty("exception.message"))
	return td
}

// survive sends the value through both signals, on records that are no calls to the service, so that nothing may be
// written onto any: what comes out is what went in, and an error behind it in the batch is still found.
func survive(t *testing.T, cfg *Config, put func(pcommon.Value)) {
	t.Helper()
	ld := hostileRecords(put)
	records := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
	n := records.Len()
	before := logBytes(t, ld)
	records.AppendEmpty().Body().SetStr(answer9602)
	ld = processLogs(t, cfg, ld)
	records = ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
	require.Equal(t, n+1, records.Len())
	assert.EqualValues(t, 9602, numberOf(records.At(n).Attributes()))
	records.RemoveIf(func(record plog.LogRecord) bool { return numberOf(record.Attributes()) == 9602 })
	assertSame(t, before, logBytes(t, ld), "logs")

	td := hostileSpans(put)
	before = traceBytes(t, td)
	assertSame(t, before, traceBytes(t, processTraces(t, cfg, td)), "traces")
}

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for name, text := range hostileTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			survive(t, defaultConfig(), func(v pcommon.Value) { v.SetStr(text) })
			ld, records := newRecords()
			records.AppendEmpty().Body().SetEmptyBytes().FromRaw([]byte(text))
			before := logBytes(t, ld)
			assertSame(t, before, logBytes(t, processLogs(t, defaultConfig(), ld)), "bytes")
			td, spans := newSpans()
			spans.AppendEmpty().Status().SetMessage(text)
			before = traceBytes(t, td)
			assertSame(t, before, traceBytes(t, processTraces(t, defaultConfig(), td)), "status description")
		})
	}
}

// Without the limit, the time is linear in the size: it is the test's own time limit that notices.
func TestHugeBodies(t *testing.T) {
	t.Parallel()
	const huge = 16 << 20
	cfg := defaultConfig()
	cfg.MaxPayloadSize = 2 * huge
	for name, text := range map[string]string{
		"text":        fill("a", huge),
		"space":       fill(" ", huge-14) + `"errorNumber":`,
		"a string":    `{"errorNumber": "` + fill("9", huge),
		"digits":      `{"errorNumber": ` + fill("9", huge) + "}",
		"quotes":      `"errorNumber"` + fill(`"`, huge),
		"lists":       `"errorNumber"` + fill("[", huge),
		"braces":      `"errorNumber"` + fill("{", huge/8), // each is the start of something
		"backslashes": `{"errorNumber": "` + fill(`\`, huge),
		"messages":    fill(`{"errorMessage":"Login required",`, huge),
		"numbers":     fill(`{"errorNumber":12001},`, huge),
	} {
		ld, records := newRecords()
		records.AppendEmpty().Body().SetStr(text)
		records.AppendEmpty().Body().SetStr(answer9602)
		records = processLogs(t, cfg, ld).ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
		require.Equal(t, 2, records.Len(), name)
		assert.Zero(t, records.At(0).Attributes().Len(), name)
		assert.Len(t, records.At(0).Body().Str(), len(text), name)
		assert.EqualValues(t, 9602, numberOf(records.At(1).Attributes()), name)
	}
}

// Values that no log parser would make, but any client may send.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	const levels = 10_000
	descend := map[string]func(pcommon.Value) pcommon.Value{
		"maps":     func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmpty("errorNumber") },
		"lists":    func(v pcommon.Value) pcommon.Value { return v.SetEmptySlice().AppendEmpty() },
		"failures": func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmptySlice("failures").AppendEmpty() },
		"notifications": func(v pcommon.Value) pcommon.Value {
			return v.SetEmptyMap().PutEmptyMap("notification").PutEmpty("error")
		},
	}
	for name, step := range descend {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			survive(t, defaultConfig(), func(v pcommon.Value) {
				for range levels {
					v = step(v)
				}
				v.SetStr(`{"errorNumber":`)
			})
		})
	}
	for name, put := range map[string]func(pcommon.Value){
		"nothing":         func(pcommon.Value) {},
		"truth":           func(v pcommon.Value) { v.SetBool(true) },
		"negative":        func(v pcommon.Value) { v.SetInt(-1 << 63) },
		"fraction":        func(v pcommon.Value) { v.SetDouble(9602.5) },
		"huge double":     func(v pcommon.Value) { v.SetDouble(1e308) },
		"empty map":       func(v pcommon.Value) { v.SetEmptyMap() },
		"empty list":      func(v pcommon.Value) { v.SetEmptySlice() },
		"empty bytes":     func(v pcommon.Value) { v.SetEmptyBytes() },
		"empty key":       func(v pcommon.Value) { v.SetEmptyMap().PutEmpty("") },
		"list of nothing": func(v pcommon.Value) { v.SetEmptySlice().AppendEmpty() },
		"many keys": func(v pcommon.Value) {
			m := v.SetEmptyMap()
			for range 1000 {
				m.PutEmptyMap("failures").PutEmptySlice("errorInfo").AppendEmpty()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			survive(t, defaultConfig(), put)
		})
	}
}

// A processor may be called by many receivers at once.
func TestManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	traces, logs := new(consumertest.TracesSink), new(consumertest.LogsSink)
	set := processortest.NewNopSettings(metadata.Type)
	pt, pl := startTraces(t, set, defaultConfig(), traces), startLogs(t, set, defaultConfig(), logs)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				td, spans := newSpans()
				appendCall(spans, 400).Attributes().PutStr("http.response.body.content", answer9602)
				assert.NoError(t, pt.ConsumeTraces(t.Context(), td))
				ld, records := newRecords()
				records.AppendEmpty().Body().SetStr(status9609)
				assert.NoError(t, pl.ConsumeLogs(t.Context(), ld))
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 400, traces.SpanCount())
	assert.Equal(t, 400, logs.LogRecordCount())
	for _, td := range traces.AllTraces() {
		eachSpan(td, func(span ptrace.Span) { assert.EqualValues(t, 9602, numberOf(span.Attributes())) })
	}
	for _, ld := range logs.AllLogs() {
		eachRecord(ld, func(record plog.LogRecord) { assert.EqualValues(t, 9609, numberOf(record.Attributes())) })
	}
}
