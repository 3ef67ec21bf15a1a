// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"runtime"
	"strings"
	"testing"
	"unsafe"
	"weak"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestNothingFoundAllocatesNothing(t *testing.T) {
	const folder = "../../testdata/cases/ordinary/"
	e := newEnricher(t)
	td, err := golden.ReadTraces(folder + "traces.yaml")
	require.NoError(t, err)
	ld, err := golden.ReadLogs(folder + "logs.yaml")
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Traces(t.Context(), td) }), "traces")
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = e.Logs(t.Context(), ld) }), "logs")
}

// Batches are reused, and neither they nor the memory keep anything of what was received.
func TestNothingReceivedIsKept(t *testing.T) {
	e := newEnricher(t, remembering)
	var kept []weak.Pointer[byte]
	received := func(text string) string {
		text = strings.Clone(text)
		kept = append(kept, weak.Make(unsafe.StringData(text)))
		return text
	}
	_, _ = e.Traces(t.Context(), spans(3, func(s ptrace.Span) {
		put(s, fields{"server.address": "vpp.itunes.apple.com", "http.response.status_code": 429})
		s.SetKind(ptrace.SpanKindClient)
		s.SetTraceID(traceID(1))
		s.SetSpanID(spanID(uint64(len(kept) + 1)))
		s.Attributes().PutStr("http.response.body.content", received(errorBody))
		s.Attributes().PutStr("url.full", received("https://vpp.itunes.apple.com/mdm/v2/assets"))
		s.Events().AppendEmpty().Attributes().PutStr("exception.message", received("Apple VPP error 9625"))
	}))
	_, _ = e.Logs(t.Context(), records(3, func(lr plog.LogRecord) {
		lr.SetTraceID(traceID(1))
		lr.Body().SetStr(received("Apple VPP error {Number}"))
		lr.Attributes().PutStr("Number", received("9625"))
		lr.Attributes().PutStr("text", received("a short text"))
		lr.Attributes().PutStr("event", received(`{"failures":[{"errorNumber":9603}],"eventId":"e-1","eventType":"CREATE"}`))
	}))
	runtime.GC()
	for i, p := range kept {
		assert.Nil(t, p.Value(), i)
	}
	runtime.KeepAlive(e)
}

// Remembering a call takes few allocations.
func TestCallsAllocateLittle(t *testing.T) {
	e := newEnricher(t, withJoin)
	for name, change := range map[string]func(*trace){
		"no error":              func(*trace) {},
		"an error of a call":    func(b *trace) { answers(b.call(9001, 1, 200), 9602) },
		"an error in a payload": func(b *trace) { answers(b.server(9001, 1), 9602) },
	} {
		var b *trace
		build := func(n int) {
			b = newTrace()
			b.server(1, 0)
			for i := range uint64(n) {
				b.call(i+2, 1, 200)
			}
			change(b)
			_, err := e.Traces(t.Context(), b.td) // the first run writes the attributes
			require.NoError(t, err)
		}
		build(10)
		few := testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) })
		build(1000)
		assert.Less(t, testing.AllocsPerRun(10, func() { _, _ = e.Traces(t.Context(), b.td) }), few+3*990, name)
	}
}
