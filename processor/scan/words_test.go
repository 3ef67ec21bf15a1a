// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// said returns the numbers of the errors of the service that a value speaks of.
func said(v pcommon.Value, kind Kind) (numbers []int64) {
	s := newScanner()
	s.Scan(v, kind)
	for _, f := range s.Found() {
		if f.Shape == Message && !f.NeedsService {
			numbers = append(numbers, f.Number)
		}
	}
	return numbers
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Apple error 9625", `{"msg":"Apple error 9625"}`, `{"a":{"b":["x","Apple error 9625"]}}`, `{"a":"{\"b\":\"Apple error 9625\"}"}`, `x {"err":"Apple error 9625"} y`,
		`{"msg":"Apple error 9625: The ser`, `{"error":"Apple error 9625","n":`, `x={\"msg\":\"Apple error 9625\"}`, `{"msg":"The server\nhas revoked\tthe sToken."}`, `Apple {"a":1} error 9625`,
		`{"errorMessage":"Apple error 9625"}`, `{"errorNumber":500,"other":"Apple error 9625"}`, `{"errorInfo":{"note":"x"},"msg":"Apple error 9625"}`,
		`{"msg":"vpp \u003c9625\u003e The server has revoked the sToken."}`, `{"log":"{\"msg\":\"vpp error: \\u00229625\\u0022\"}"}`, `Apple error 9625 {"errorNumber":9601`,
	} {
		assert.Equal(t, []int64{9625}, said(pcommon.NewValueStr(text), Text), text)
		assert.Equal(t, []int64{9625}, said(bytesValue(text), Text), text)
		assert.Empty(t, said(pcommon.NewValueStr(text), Payload), text)
	}
	for _, text := range []string{
		`{"service":"Apple","error":9625}`, `{"service":"Apple","msg":"error 9625 users"}`, `["Apple","error","9625"]`, `{"Apple error 9625":1}`,
		`9622 {"a":1} Invalid authentication token`, // what is on the two sides of JSON isn't next to each other
		`{"errorNumber":500,"errorMessage":"Apple error 9625"}`, `{"errorMessage":"Apple error 9625","errorNumber":500}`,
		`{"errorInfo":{"note":"Apple error 9625","list":["Apple error 9625"],"errorMessage":"Apple error 9625"}}`, `{"errorInfo":"Apple error 9625"}`,
		`{"vpp.errorCodes.0.errorMessage":"The server has revoked the sToken."}`, `{"errorCodes":["Apple error 9625"]}`, `{"errorCodes":[{"errorNumber":9601} ... Apple error 9625`, `Apple error 9625 [{"a":1} [{"errorCodes":{x`, `{"log":"  \"errorMessage\" : \"The server has revoked the sToken.\"\n"}`,
	} {
		assert.Empty(t, said(pcommon.NewValueStr(text), Text), text)
	}
	assert.Equal(t, []int64{9625}, said(bytesValue(strings.Repeat("x ", 10_000)+"The server has revoked the sToken."), Text), "beyond the first chunk")

	s := &Scanner{MaxSize: 1 << 20}
	s.ScanString("Apple error 9625", Text)
	assert.Empty(t, s.Found(), "no vocabulary, no words")
}

// Of several statuses in a text, each error has the last one before it; one alone is everybody's.
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

func TestMissAllocatesNothing(t *testing.T) {
	s := newScanner()
	for _, text := range []string{
		"2026-11-22 08:41:19,301 INFO [worker-7] processed request from 192.0.2.14 in 9609 ms, cache hit ratio 0.93",
		`{"time":"2026-11-22T08:41:19Z","level":"error","error":"context canceled","request":9625,"user":"jdoe"}`,
		"goroutine 1 [running]:\nmain.handleRequest(0xc000123400, {0x7f1c, 0xc0000a})\n\t/srv/app/handler.go:153 +0x1a5",
		`{"errorNumber":null,"list":[{"errorMessage":1},{"a":"b"}]}`,
	} {
		text := strings.Repeat(text+"\n", 4)
		for _, v := range []pcommon.Value{pcommon.NewValueStr(text), parsedValue(t, map[string]any{"a": []any{text, 9609}})} {
			s.Scan(v, Text)
			require.Empty(t, s.Found(), text)
			assert.Zero(t, testing.AllocsPerRun(10, func() { s.Scan(v, Text) }), text)
		}
	}
}
