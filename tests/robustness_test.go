// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Hostile values stay as they are in each place that is searched, on records that aren't calls to the service. An error that
// follows them in the batch is still found.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, c := range worstCases {
		if c.put == nil || c.want != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			put := func(v pcommon.Value) { c.put(v, 100_000) }
			ld, records := newLogs()
			put(records.AppendEmpty().Body())
			for _, name := range []string{
				"http.response.body.content", "exception.message", "errorNumber", "notification",
				"http.response.header.retry-after", "http.response.status_code", "url.full",
			} {
				put(records.AppendEmpty().Attributes().PutEmpty(name))
			}
			text := records.At(0).Body().AsString()
			records.AppendEmpty().Body().SetEmptyBytes().FromRaw([]byte(text))
			n := records.Len()
			records.AppendEmpty().Body().SetStr(response9602)
			before := ld.otlp()
			got := process(t, defaultConfig(), ld)
			assert.Equal(t, append(make([]int64, n), 9602), numbers(got))
			got.attributes()[n].Clear()
			assertSame(t, before, got.otlp(), "logs")

			td, spans := newTraces()
			spans.AppendEmpty().Status().SetMessage(text)
			put(spans.AppendEmpty().Events().AppendEmpty().Attributes().PutEmpty("exception.message"))
			for _, name := range []string{"http.request.body", "server.address", "http.response.status_code", "apple.mdm.error.number"} {
				put(spans.AppendEmpty().Attributes().PutEmpty(name))
			}
			assertUntouched(t, defaultConfig(), td, "spans")
		})
	}
}

// Text before an error doesn't hide it.
func TestErrorsAfterHostileText(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		" ", "9", "9 ", "}", "]", "{}", "[]", `{"errorNumber":0}`, "vpp: 404 d 9 ", "errorNumbe", "\xff", "é", "\u017f\u212a", "error 9999 ", "\x00",
	} {
		text := strings.Repeat(part, 256<<10/len(part)) + " " + response9602
		assert.Equal(t, []int64{9602}, numbers(process(t, defaultConfig(), bodies(text))), "%q", part)
	}
}
