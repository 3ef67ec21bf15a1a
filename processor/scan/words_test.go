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

// said returns the numbers of the service's errors that are found in a value.
func said(v pcommon.Value, kind Kind) (numbers []int64) {
	s := newScanner()
	s.Scan("", v, kind)
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
		`Apple error \u0039625`, `{"msg":"Apple error \u0039625"}`, `{"log":"{\"msg\":\"Apple error 96\\u00325\"}"}`,
	} {
		assert.Equal(t, []int64{9625}, said(pcommon.NewValueStr(text), Text), text)
		assert.Equal(t, []int64{9625}, said(bytesValue(text), Text), text)
		assert.Empty(t, said(pcommon.NewValueStr(text), Payload), text)
	}
	for _, text := range []string{
		`{"service":"Apple","error":9625}`, `{"service":"Apple","msg":"error 9625 users"}`, `["Apple","error","9625"]`, `{"Apple error 9625":1}`,
		`9622 {"a":1} Invalid authentication token`, // text before JSON isn't adjacent to text after it
		`{"errorNumber":500,"errorMessage":"Apple error 9625"}`, `{"errorMessage":"Apple error 9625","errorNumber":500}`,
		`{"service":"Apple","error":9625 ...[truncated]`, `{"service":"Apple","error":9625,... (100 more bytes)`,
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

// Whether words count depends on the keys around them, in JSON, in JSON strings and in maps.
func TestWordless(t *testing.T) {
	t.Parallel()
	for key, counts := range map[string]bool{
		`{"response":{"message":`: true, `{"body":`: true, `{"responseBodySize":`: true, `{"response":{"headers":{"body":`: true, `{"apple.mdmx":`: true,
		`{"responseBody":`: false, `{"http.response.body.content":`: false, `{"x":{"Response_Body_Text":`: false, `{"http":{"response":{"body":{"content":`: false,
		`{"response":{"body":{"list":[{"x":`: false, `{"api-response":{"body.sample":`: false, `{"responseBody":[`: false, `{"responseBody":{"errorMessage":`: false,
		`{"apple.mdm.error.message":`: false, `{"apple.mdm":{"error":{"message":`: false, `{"vpp.errorCodes.0.errorMessage":`: false,
	} {
		shut := ""
		for _, c := range key {
			if end := strings.IndexRune("{[", c); end >= 0 {
				shut = "}]"[end:end+1] + shut
			}
		}
		for _, inside := range []string{`"Apple VPP error 9625"`, `"{\"msg\":\"Apple VPP error 9625\"}"`} {
			text, parsed := key+inside+shut, pcommon.NewValueEmpty()
			refParse(text).put(parsed)
			for _, v := range []pcommon.Value{pcommon.NewValueStr(text), pcommon.NewValueStr("got " + text), parsed} {
				assert.Equal(t, counts, len(said(v, Text)) == 1, text)
			}
		}
		if ours := strings.Contains(key, "apple.mdm") || strings.Contains(key, "errorCodes"); !ours {
			s := newScanner()
			s.ScanString(key+`"{\"errorNumber\":9609}"`+shut, Text)
			assert.Equal(t, int64(9609), s.Found()[len(s.Found())-1].Number, key)
		}
	}
}

// A string of JSON must name the service itself, unless the JSON is in a text that does.
func TestNamedByTextAround(t *testing.T) {
	t.Parallel()
	const err = `{"err":"got error 9625"}`
	for text, named := range map[string]bool{
		err: false, " " + err + "\n": false, "redis: " + err: false, `{"log":"vpp","err":"got error 9625"}`: false, `{"logger":"vpp","in":` + quote(err) + `}`: false,
		"vpp: " + err: true, err + " from vpp": true, `got {"log":"vpp","err":"got error 9625"}`: true, "vpp: [" + err + "," + err: true,
		`{"log":` + quote("vpp: "+err) + `}`: true, "vpp: " + quote(`{"log":`+quote("got "+err)+`}`): true,
		`vpp: {"errorMessage":"got error 9625"}`: true, `{"errorMessage":"got error 9625"}`: false,
	} {
		assert.Equal(t, named, len(said(pcommon.NewValueStr(text), Text)) == 1, text)
	}
	s := newScanner()
	s.ScanString("vpp: "+err, Text)
	s.Clear()
	s.Scan("", parsedValue(t, map[string]any{"err": "got error 9625"}), Text)
	assert.True(t, s.Found()[0].NeedsService, "the text before is of another value")
	s.ScanString(`{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9625}`, Text)
	assert.False(t, s.Found()[0].NeedsService || !s.Found()[0].Device, "a device names the service")
}

func TestNames(t *testing.T) {
	t.Parallel()
	for text, named := range map[string]bool{
		"vpp: timeout": true, "timeout": false, `{"logger":"vpp","err":"x"}`: true, `{"vpp":"x"}`: false, `{"a":[{"b":["x","vpp"]}]}`: true, `{"a":"{\"b\":\"vpp\"}"}`: true,
		`{"a":"{\"vpp\":\"b\"}"}`: false, `got {"vpp":1}`: false, `got {"a":"vpp"}`: true, `vpp got {"a":1}`: true, `got {"hostname":"vpp-1"} again`: false, `got {"a":1} from VPP`: true, `["vpp"] x`: true, "[vpp] x": true, `{"apple.mdm.error.message":"the sToken"}`: false,
		`{"responseBody":{"a":"vpp"},"b":"x"}`: false, `{"responseBody":"vpp","b":"vpp"}`: true, `{"a":"x \u0056PP"}`: true, `{"a":"vp`: false, `{"a":1,"b":"vpp`: true,
	} {
		s := newScanner()
		assert.Equal(t, named, s.Names("", pcommon.NewValueStr(text)), text)
		assert.Equal(t, named, s.Names("", bytesValue(text)), text)
		if v := refParse(text); v != nil && v.end == len(text) {
			parsed := pcommon.NewValueEmpty()
			v.put(parsed)
			assert.Equal(t, named, s.Names("", parsed), text)
		}
		assert.Equal(t, []Finding(nil), s.Found())
	}
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
	assert.False(t, (&Scanner{MaxSize: 10}).Names("", pcommon.NewValueStr("vpp")), "no vocabulary, no names")
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
	s := newScanner()
	for i := range 20 {
		s.ScanString(fmt.Sprintf(`{"errorNumber":%d}`, 9001+i), Payload)
	}
	assert.Len(t, s.Found(), 20, "in one value each")
}

// A message without a number, or with an unreadable one, is searched as text where texts count.
func TestLoneMessage(t *testing.T) {
	t.Parallel()
	const message = `"errorMessage":"vpp error 9625"`
	for _, text := range []string{
		`{` + message + `}`, `{` + message + `,"errorNumber":null}`, `{"errorNumber":"x",` + message + `}`, `{` + message + `,"errorNumber":`, `{` + message + `,"errorNu`,
		`{` + message + `,"errorNumber":... (218 bytes)`, `{` + message + `,"errorNu(truncated...)`, `{` + message + `,"errorNum... (218 bytes)"`,
	} {
		assert.Equal(t, []int64{9625}, said(pcommon.NewValueStr(text), Text), text)
		failure := want{Shape: Status, Message: "vpp error 9625", Companion: true, EventID: "e-1"}
		assert.Equal(t, []want{failure}, found(`{"eventId":"e-1","failures":[`+text, Payload), text)
	}
	for _, number := range []string{"500", "0", "9609.0", `"9609"`, "960"} {
		assert.Empty(t, said(pcommon.NewValueStr(`{`+message+`,"errorNumber":`+number), Text), number)
	}
	attributes := parsedValue(t, map[string]any{"errorMessage": "vpp error 9625", "eventId": "vpp error 9646", "failures": []any{"vpp error 9609"}})
	s := newScanner()
	s.ScanAttributes(attributes.Map(), "", func(string) bool { return false })
	assert.Equal(t, []want{{Message: "vpp error 9625"}, {Shape: Message, Number: 9609}, {Shape: Message, Number: 9625}}, unlabelled(simplify(s.Found())))
	s = &Scanner{MaxSize: 1 << 20}
	s.ScanAttributes(attributes.Map(), "", func(string) bool { return false })
	assert.Equal(t, []want{{Message: "vpp error 9625"}}, unlabelled(simplify(s.Found())), "no vocabulary, no words")
}

func unlabelled(found []want) []want {
	for i := range found {
		found[i].Rich = false
	}
	return found
}
