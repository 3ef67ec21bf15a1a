// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// hostileTexts have brought down or held up other readers of JSON; the long ones are among the worst cases.
var hostileTexts = []string{
	"", "null", "{", `"`, `\`, "{}", `}]}"errorNumber"`,
	string([]byte{0, 1, 2, 0x7f, 0x80, 0xfe, 0xff, 0}) + `{"errorNumber":` + "\x00}",
	`{"errorNumber": "` + "\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28" + `", "errorMessage": "` + "\xff" + `"}`,
	`{"errorMessage": "\ud800\udc00\ud800\u12", "a": "\ud800`,
	"{" + quoted(`"errorNumber"`, 14) + ":1}",
	`"errorNumber"` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
	strings.Repeat(`[{"failures":`, 100_000) + `"errorNumber"` + strings.Repeat("}]", 100_000),
}

// assertSurvives puts the value into each place that is searched, on records that are no calls to the service: nothing may
// be written, and an error after it in the batch is still found.
func assertSurvives(t *testing.T, put func(pcommon.Value)) {
	t.Helper()
	ld, records := newLogs()
	put(records.AppendEmpty().Body())
	for _, name := range []string{
		"http.response.body.content", "exception.message", "errorNumber", "notification",
		"http.response.header.retry-after", "http.response.status_code", "url.full",
	} {
		put(records.AppendEmpty().Attributes().PutEmpty(name))
	}
	n := records.Len()
	records.AppendEmpty().Body().SetStr(response9602)
	before := ld.otlp()
	got := process(t, defaultConfig(), ld)
	assert.Equal(t, append(make([]int64, n), 9602), numbers(got))
	got.attributes()[n].Clear()
	assertSame(t, before, got.otlp(), "logs")

	td, spans := newTraces()
	if v := records.At(0).Body(); v.Type() == pcommon.ValueTypeStr {
		spans.AppendEmpty().Status().SetMessage(v.Str())
	}
	for _, name := range []string{"http.request.body", "server.address", "http.response.status_code", "apple.mdm.error.number"} {
		put(spans.AppendEmpty().Attributes().PutEmpty(name))
	}
	put(spans.AppendEmpty().Events().AppendEmpty().Attributes().PutEmpty("exception.message"))
	assertUntouched(t, defaultConfig(), td, "traces")
}

func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, text := range hostileTexts {
		t.Run(fmt.Sprintf("%.40q", text), func(t *testing.T) {
			t.Parallel()
			assertSurvives(t, func(v pcommon.Value) { v.SetStr(text) })
			assertSurvives(t, func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte(text)) })
		})
	}
}

func TestHostileWorstCases(t *testing.T) {
	t.Parallel()
	for _, c := range worstCases() {
		if c.put == nil || c.want != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assertSurvives(t, func(v pcommon.Value) { c.put(v, 100_000) })
		})
	}
}

// No log parser makes such values, but any client may send them.
func TestHostileValues(t *testing.T) {
	t.Parallel()
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
			assertSurvives(t, put)
		})
	}
}

// What comes before an error on the same record doesn't hide it.
func TestErrorsAfterHostileText(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		" ", "9", "9 ", "}", "]", "{}", "[]", `{"errorNumber":0}`, "vpp: 404 d 9 ", "errorNumbe", "\xff", "é", "\u017f\u212a", "error 9999 ", "\x00",
	} {
		text := strings.Repeat(part, 256<<10/len(part)) + " " + response9602
		assert.Equal(t, []int64{9602}, numbers(process(t, defaultConfig(), bodies(text))), "%q", part)
	}
}
