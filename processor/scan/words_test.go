// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Of several statuses in a text, each error gets the last one before it; a single status applies to all errors.
func TestSeveralStatusesInOneText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[int64]int{
		"Apple returned 429: error 9646; Apple returned 401: error 9625":                    {9646: 429, 9625: 401},
		`Apple returned 503, retrying. Apple returned 401: {"errorNumber":9625}`:            {9625: 401},
		`Apple returned 401: {"errorNumber":9625} Apple returned 429: error 9646`:           {9625: 401, 9646: 429},
		`Apple returned 400: {"errorNumber":9700} Apple returned 500: {"errorNumber":9603}`: {9700: 400, 9603: 500},
		`{"errorNumber":9625} is what Apple returned: 401`:                                  {9625: 401},
		`Apple returned 401: {"msg":"Apple returned 429: error 9646"}`:                      {9646: 429},
		`Apple returned 401: {"errorNumber":9625, oops`:                                     {9625: 401},
		`Apple returned 401: {"body":"{\"errorNumber\":9625}"}`:                             {9625: 401},
	} {
		s := newScanner()
		s.ScanString(text, Text)
		got := make(map[int64]int)
		for _, f := range s.Found() {
			got[f.Number] = f.TextStatus
		}
		assert.Equal(t, want, got, text)
	}
}

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

// Errors that have happened aren't a list, however many there are.
func TestManyErrorsThatAreNotAList(t *testing.T) {
	t.Parallel()
	for _, of := range []string{
		`{"notification":{"error":{"errorNumber":%d}}}`, `{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":%d}`, `{"eventId":"e-1","failures":[{"errorNumber":%d}]}`,
		`{"errorNumber":%d,"errorInfo":{}}`,
	} {
		var all []string
		for i := range 20 {
			all = append(all, fmt.Sprintf(of, 9001+i))
		}
		assert.Len(t, found("["+strings.Join(all, ",")+"]", Payload), 20, of)
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

func TestWithoutVocabulary(t *testing.T) {
	t.Parallel()
	s := &Scanner{MaxSize: 1 << 20}
	s.ScanString("Apple error 9625", Text)
	s.ScanAttributes(parsedValue(t, map[string]any{"msg": "vpp error 9625"}).Map(), "", func(string) bool { return false })
	assert.Empty(t, s.Found(), "no words")
	assert.False(t, s.Names("", pcommon.NewValueStr("vpp")), "no names")
}
