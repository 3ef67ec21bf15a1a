// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

func TestMissDoesNotAllocate(t *testing.T) {
	s := newScanner()
	for _, text := range []string{
		"2026-11-22 08:41:19,301 INFO [worker-7] processed request from 192.0.2.14 in 9609 ms, cache hit ratio 0.93",
		`{"time":"2026-11-22T08:41:19Z","level":"error","error":"context canceled","request":9625,"user":"jdoe"}`,
		"goroutine 1 [running]:\nmain.handleRequest(0xc000123400, {0x7f1c, 0xc0000a})\n\t/srv/app/handler.go:153 +0x1a5",
		`{"errorNumber":null,"list":[{"errorMessage":1},{"a":"b"}]}`,
	} {
		text = strings.Repeat(text+"\n", 4)
		for _, v := range []pcommon.Value{pcommon.NewValueStr(text), parsedValue(t, map[string]any{"a": []any{text, 9609}})} {
			s.Scan("", v, Text)
			require.Empty(t, s.Found(), text)
			assert.Zero(t, testing.AllocsPerRun(10, func() { s.Scan("", v, Text) }), text)
		}
	}
}

func TestDeepNames(t *testing.T) {
	t.Parallel()
	nested, inner := `"vpp"`, pcommon.NewValueSlice()
	deep := inner
	for n := range shape.MaxDepth + 2 {
		inner.SetStr("vpp")
		assert.Equal(t, n <= shape.MaxDepth, newScanner().Names("", deep), n)
		inner = inner.SetEmptySlice().AppendEmpty()
		if n <= maxNesting { // each level squares the length
			nested = quote(`{"a":` + nested + `}`)
			assert.Equal(t, n+2 <= maxNesting, newScanner().Names("", pcommon.NewValueStr(`{"a":`+nested+`}`)), nested)
		}
	}
	s := &Scanner{MaxSize: 10, Vocabulary: vocabulary}
	assert.False(t, s.Names("", pcommon.NewValueStr("0123456789 vpp")))
	assert.False(t, s.Names("", bytesValue("0123456789 vpp")))
}
