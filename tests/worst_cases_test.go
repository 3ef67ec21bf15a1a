// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"regexp"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// worstCase is the most expensive input for some part of the processor.
type worstCase struct {
	name string
	kind kind
	// One of them fills about so many bytes: put makes a log body, build anything else.
	put   func(v pcommon.Value, size int)
	build func(size int) batch
	want  int64 // the first number in the batch; 0: none
}

// kind is that of the ordinary telemetry with which a worst case is compared.
type kind string

const (
	kindText  kind = "text"
	kindJSON  kind = "JSON"
	kindTrace kind = "trace"
)

func (c *worstCase) batch(size int) batch {
	if c.build != nil {
		return c.build(size)
	}
	ld, records := newLogs()
	c.put(records.AppendEmpty().Body(), size)
	return ld
}

func worstCases() (all []worstCase) {
	for _, c := range worstTexts {
		all = append(all, worstCase{name: c.name, kind: kindText, want: c.want, put: func(v pcommon.Value, size int) {
			v.SetStr(c.head + allNumbers + fill(c.part, size))
		}})
	}
	for _, c := range worstPayloads {
		all = append(all, worstCase{name: c.name, kind: kindJSON, want: c.want, put: func(v pcommon.Value, size int) {
			v.SetStr(c.head + fill(c.part, size))
		}})
	}
	for _, c := range worstValues {
		all = append(all, worstCase{name: c.name, kind: kindJSON, want: c.want, put: c.put})
	}
	for _, c := range worstRecords {
		all = append(all, worstCase{name: c.name, kind: kindJSON, want: c.want, build: c.build})
	}
	for _, c := range worstTraces {
		all = append(all, worstCase{name: c.name, kind: kindTrace, want: c.want, build: func(size int) batch {
			td, spans := newTraces()
			c.arrange(trace{spans}, size)
			return td
		}})
	}
	return append(all,
		worstCase{name: "records with the shortest error", kind: kindJSON, want: 9609, build: repeated(`{"errorNumber":9609}`)},
		worstCase{name: "records with the shortest sentence", kind: kindText, want: 9625, build: repeated("err 9625 vpp")})
}

// allNumbers has every documented number, marked as one of an error: no rule can be skipped at a glance.
var allNumbers = func() string {
	var b strings.Builder
	for _, n := range catalog.Default().Numbers() {
		fmt.Fprintf(&b, "error %d ", n)
	}
	return b.String()
}()

// fill repeats a text up to a size.
func fill(text string, size int) string { return strings.Repeat(text, size/len(text)+1)[:size] }

// quoted makes text a string in a list in a string and so on; the backslashes double with every level.
func quoted(text string, levels int) string {
	for range levels {
		text = `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"]`
	}
	return text
}

type repeatedText struct {
	name, head, part string
	want             int64
}

// worstTexts are searched for sentences.
var worstTexts = []repeatedText{
	{name: "starts of a wording", part: "The server has revoked the "},
	{name: "a wording that is sufficient alone", part: "vpp: License already assigned to ", want: 9601},
	{name: "anchors of wordings", part: "clientUserIds serialNumbers subscriptions facilitator "},
	{name: "back-ticks in wordings", part: "sToken````````````````````````````````", want: 9601},
	{name: "documented numbers", part: "9609 "},
	{name: "separators", part: "       :::: 9622"},
	{name: "dashes around numbers", part: "9622" + strings.Repeat("—", 32)},
	{name: "names and verbs", part: "apple answered ", want: 9601},
	{name: "names, statuses, nines", part: "vpp: 404 d 9 ", want: 9601},
	{name: "names and a long word", part: "vpp vpp vpp vpp vpp vpp vpp vpp vpp: " + strings.Repeat("A", 4000), want: 9601},
	{name: "folding letters", part: "\u017fToken \u212aPP vpp\u017f apple\u212a ", want: 9601},
	{name: "invalid UTF-8", part: "error \xff9609\xfe vpp\xc3", want: 9601},
	{name: "names of lists, run together", part: "rrorCodes"},
	{name: "lists", part: "rrorCodes=[number] error 9609,"},
	{name: "lists by their subscripts", part: "[        \"errorCodes\"        "},
	{name: "parts of one word before a status", part: "VppAa", want: 9601},
	{name: "counts after a name", part: "vpp limit   )))): 404,", want: 9601},
	{name: "backslashes before numbers", part: `\\\\n9622`},
}

// worstPayloads are searched for JSON.
var worstPayloads = []repeatedText{
	{name: "lists, open", head: `"errorNumber"`, part: "["},
	{name: "objects, open", head: `"errorNumber"`, part: "{"},
	{name: "braces and quotes", head: `"errorNumber"`, part: `{"`},
	{name: "braces and backslashes", head: `"errorNumber"`, part: `{\`},
	{name: "escaped braces and numbers", head: "errorNumber 9609, error 9609 ", part: `{\""`},
	{name: "braces after white space", head: "errorNumber" + strings.Repeat(" ", 10_000), part: "{a"},
	{name: "empty objects between words", head: `"errorNumber"`, part: "a{}"},
	{name: "lists in lists, closed", head: `{"errorNumber":1,"a":[`, part: "[[[[[[[[]]]]]]]],"},
	{name: "objects in each other", head: `{"errorNumber":1,"a":`, part: `{"a":`},
	{name: "escaped errors in each other", part: `{\"errorNumber\":`},
	{name: "failures in each other", head: `"errorNumber"`, part: `{"failures":[`},
	{name: "notifications in each other", head: `"errorNumber"`, part: `{"notification":{"error":`},
	{name: "strings in a list", head: `{"errorNumber":1,"a":[`, part: `"",`},
	{name: "escaped keys", head: `{"errorNumber":1`, part: `,"\n":1`},
	{name: "backslashes", head: `{"errorNumber":"`, part: `\`},
	{name: "undocumented numbers", part: `{"errorNumber":12001},`},
	{name: "errors without a number", part: `{"errorMessage":"a"}`},
	{name: "messages that are not closed", part: `{"errorMessage":"Login required",`},
	{name: "ids", head: `{"errorNumber":9609`, part: `,"eventId":"\n"`, want: 9609},
	{name: "the shortest errors in JSON", part: `{"errorNumber":9609}`, want: 9609},
	{name: "sentences in a list", head: "[", part: `"err 9625 vpp",`, want: 9625},
	{name: "short strings in strings", head: "[", part: quoted(`["errorNumber"]`, 4) + ","},
}

// worstValues are made, or parsed already.
var worstValues = []struct {
	name string
	put  func(v pcommon.Value, size int)
	want int64
}{
	{"a number each", func(v pcommon.Value, size int) {
		var b strings.Builder
		for i := range size / 21 {
			fmt.Fprintf(&b, `{"errorNumber":%d},`, 10_000+i)
		}
		v.SetStr(b.String())
	}, 0},
	{"strings in strings", func(v pcommon.Value, size int) { v.SetStr(quoted(fill(`{"errorNumber":`, size/8), 3)) }, 0},
	{"bytes", func(v pcommon.Value, size int) {
		v.SetEmptyBytes().FromRaw([]byte(fill(`{"errorNumber":12001},`, size)))
	}, 0},
	{"maps in each other", nested(func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmpty("errorNumber") }), 0},
	{"lists in each other", nested(func(v pcommon.Value) pcommon.Value { return v.SetEmptySlice().AppendEmpty() }), 0},
	{"maps of failures in each other", nested(func(v pcommon.Value) pcommon.Value {
		return v.SetEmptyMap().PutEmptySlice("failures").AppendEmpty()
	}), 0},
	{"maps of notifications in each other", nested(func(v pcommon.Value) pcommon.Value {
		return v.SetEmptyMap().PutEmptyMap("notification").PutEmpty("error")
	}), 0},
	{"a list of empty bytes", list(4, func(v pcommon.Value, _ int) { v.SetEmptyBytes() }), 0},
	{"a list of sentences", list(16, func(v pcommon.Value, _ int) { v.SetStr("err 9625 vpp") }), 9625},
	{"parsed failures", func(v pcommon.Value, size int) {
		failures := v.SetEmptyMap().PutEmpty("failures")
		list(24, func(v pcommon.Value, i int) { v.SetEmptyMap().PutInt("errorNumber", int64(10_000+i)) })(failures, size)
	}, 10_000},
}

func nested(step func(v pcommon.Value) pcommon.Value) func(v pcommon.Value, size int) {
	return func(v pcommon.Value, size int) {
		for range min(size/20, 100_000) { // whoever unmarshals more has no stack left
			v = step(v)
		}
		v.SetStr(`{"errorNumber":`)
	}
}

// list fills a list with values of so many bytes each.
func list(width int, set func(v pcommon.Value, i int)) func(v pcommon.Value, size int) {
	return func(v pcommon.Value, size int) {
		l := v.SetEmptySlice()
		l.EnsureCapacity(size / width)
		for i := range size / width {
			set(l.AppendEmpty(), i)
		}
	}
}

// repeated is a batch of small records.
func repeated(body string) func(size int) batch {
	return func(size int) batch {
		ld, records := newLogs()
		for range size / (len(body) + 6) {
			records.AppendEmpty().Body().SetStr(body)
		}
		return ld
	}
}

// worstRecords have many or long attributes.
var worstRecords = []struct {
	name  string
	build func(size int) batch
	want  int64
}{
	{"attributes named like addresses", manyAttributes("url.%06x"), 9602},
	{"a payload again and again", sameAttribute("http.response.body"), 9602},
	{"url.full of at signs", longAttribute("url.full", "https://", "@"), 9602},
	{"url.full of colons", longAttribute("url.full", "https://", ":"), 9602},
	{"url.full of an address with a zone", longAttribute("url.full", "https://[fe80::1%", "a"), 9602},
}

func manyAttributes(format string) func(size int) batch {
	return func(size int) batch {
		ld := bodies(response9602)
		raw := make(map[string]any)
		for i := range size / (10 + len(fmt.Sprintf(format, 0))) {
			raw[fmt.Sprintf(format, i)] = true
		}
		_ = ld.attributes()[0].FromRaw(raw)
		return ld
	}
}

// sameAttribute has one name many times. The methods of a map don't allow it, but any client may send it.
func sameAttribute(name string) func(size int) batch {
	return func(size int) batch {
		raw := manyAttributes(fmt.Sprintf("%%0%dx", len(name)))(size).otlp()
		raw = regexp.MustCompile(fmt.Sprintf("[0-9a-f]{%d}", len(name))).ReplaceAllLiteral(raw, []byte(name))
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(raw)
		if err != nil {
			panic(err)
		}
		return logs{ld}
	}
}

func longAttribute(name, head, part string) func(size int) batch {
	return func(size int) batch {
		ld := bodies(response9602)
		ld.attributes()[0].PutStr(name, head+fill(part, size))
		return ld
	}
}
