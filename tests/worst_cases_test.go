// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// worstCase is the most expensive input for some part of the processor.
type worstCase struct {
	name  string
	kind  kind                 // of the ordinary error with which it is compared
	want  int64                // the first number in the batch; 0: none
	build func(size int) batch // of about that many bytes
}

type kind string

const (
	kindText  kind = "text"
	kindJSON  kind = "JSON"
	kindTrace kind = "trace"
)

// worstCases returns those of testdata/worst_cases.yaml, and those that take a program to build.
func worstCases(tb testing.TB) []worstCase {
	tb.Helper()
	conf, err := confmaptest.LoadConf("../testdata/worst_cases.yaml")
	require.NoError(tb, err)
	type repetition struct {
		Name string `mapstructure:"name"`
		Head string `mapstructure:"head"`
		Part string `mapstructure:"part"`
		Want int64  `mapstructure:"want"`
	}
	var file struct {
		Text   []repetition `mapstructure:"text"`
		JSON   []repetition `mapstructure:"json"`
		Before []string     `mapstructure:"before an error"`
	}
	require.NoError(tb, conf.Unmarshal(&file))
	var all []worstCase
	for _, r := range file.Text {
		all = append(all, text(r.Name, r.Head, r.Part, r.Want))
	}
	for _, r := range file.JSON {
		all = append(all, payload(r.Name, r.Head, r.Part, r.Want))
	}
	for _, part := range append(file.Before, "\xff") {
		put := func(v pcommon.Value, size int) { v.SetStr(fill(part, size) + response9602) }
		all = append(all, value(fmt.Sprintf("an error after %q", part), put, 9602))
	}
	return slices.Concat(all, builtCases, tracedCases)
}

var builtCases = []worstCase{
	text("dashes around numbers", "", "9622"+strings.Repeat("—", 32), 0),
	text("many spaces before a number", "", strings.Repeat(" ", 72)+"9622", 0),
	text("names and a long word", "", "vpp vpp vpp vpp vpp vpp vpp vpp vpp: "+strings.Repeat("A", 4000), 9601),
	value("lines after a long rule", func(v pcommon.Value, size int) {
		v.SetStr(fill("-", size/2) + "\n" + fill("VPP error 9622\n", size/2))
	}, 9622),
	text("invalid UTF-8", "", "error \xff9609\xfe vpp\xc3", 9601),
	payload("invalid UTF-8 in strings", "[", "\"err \xff\xfe 9625 vpp\xc3\",", 0),
	payload("short strings in strings", "[", quoted(`["errorNumber"]`, 4)+",", 0),
	payload("escaped words in strings in strings", "[", quoted(`["err 9625 vpp"]`, 3)+",", 9625),
	payload("halves of wordings four strings deep", "", quoted("The server has revoked There are too many recent requests. Try ", 4)+" ", 0),
	value("numbers in a string four strings deep", fourStringsDeep("9609 "), 0),
	value("halves of wordings in a string four strings deep", fourStringsDeep("The server has revoked the "), 0),
	value("strings in strings", func(v pcommon.Value, size int) { v.SetStr(quoted(fill(`{"errorNumber":`, size/8), 3)) }, 0),
	value("a number each", func(v pcommon.Value, size int) {
		var b strings.Builder
		for i := range size / 21 {
			fmt.Fprintf(&b, `{"errorNumber":%d},`, 10_000+i)
		}
		v.SetStr(b.String())
	}, 0),
	value("braces after white space", func(v pcommon.Value, size int) {
		v.SetStr(fill(" ", size/2) + fill("{a", size/2) + "errorNumber")
	}, 0),
	value("bytes", func(v pcommon.Value, size int) {
		v.SetEmptyBytes().FromRaw([]byte(fill(`{"errorNumber":12001},`, size)))
	}, 0),

	// Parsed already.
	value("maps in each other", nested(func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmpty("errorNumber") }), 0),
	value("lists in each other", nested(func(v pcommon.Value) pcommon.Value { return v.SetEmptySlice().AppendEmpty() }), 0),
	value("maps of failures in each other", nested(func(v pcommon.Value) pcommon.Value {
		return v.SetEmptyMap().PutEmptySlice("failures").AppendEmpty()
	}), 0),
	value("maps of notifications in each other", nested(func(v pcommon.Value) pcommon.Value {
		return v.SetEmptyMap().PutEmptyMap("notification").PutEmpty("error")
	}), 0),
	value("a list of empty bytes", list(4, func(v pcommon.Value, _ int) { v.SetEmptyBytes() }), 0),
	value("a list of sentences", list(16, func(v pcommon.Value, _ int) { v.SetStr("err 9625 vpp") }), 9625),
	value("sentences in maps 60 deep", list(200, func(v pcommon.Value, _ int) {
		for range 60 {
			v = v.SetEmptyMap().PutEmpty("a")
		}
		v.SetStr("err 9625 vpp")
	}), 9625),
	value("parsed failures", func(v pcommon.Value, size int) {
		event := v.SetEmptyMap()
		event.PutStr("eventId", "e-1")
		failures := event.PutEmpty("failures")
		list(24, func(v pcommon.Value, i int) { v.SetEmptyMap().PutInt("errorNumber", int64(10_000+i)) })(failures, size)
	}, 10_000),

	// Many records, or many or long attributes.
	{"records with the shortest sentence", kindText, 9625, repeated("err 9625 vpp")},
	{"records with the shortest error", kindJSON, 9609, repeated(`{"errorNumber":9609}`)},
	{"JSON with flattened names", kindJSON, 9602, repeated(flatJSON(4 << 10))},
	{"attributes named like addresses", kindJSON, 9602, attributes("url.%06x", true)},
	{"a sentence in each attribute", kindText, 9625, attributes("k%d", "err 9625 vpp")},
	{"an error in each attribute", kindJSON, 9602, attributes("k%d", `{"errorNumber":9609}`)},
	{"a payload again and again", kindJSON, 9602, sameAttribute("http.response.body")},
	{"errorNumber again and again", kindJSON, 9602, sameAttribute("errorNumber")},
	{"url.full of at signs", kindJSON, 9602, longURL("https://", "@")},
	{"url.full of colons", kindJSON, 9602, longURL("https://", ":")},
	{"url.full of an address with a zone", kindJSON, 9602, longURL("https://[fe80::1%", "a")},
	// As many as are nested again.
	{"flattened names", kindJSON, 9602, responses(4096, len("a.0fff.errorNumber 9602 "), func(attributes pcommon.Map, i int) {
		attributes.PutInt(fmt.Sprintf("a.%04x.errorNumber", i), 9602)
	})},
	{
		"numbers and messages of a program's own", kindJSON, 9602,
		responses(200, len("k00_error_code 9610 k00_message unable"), func(attributes pcommon.Map, i int) {
			attributes.PutInt(fmt.Sprintf("k%02x_error_code", i), int64(9600+i%8))
			attributes.PutStr(fmt.Sprintf("k%02x_message", i), "unable")
		}),
	},
	{"a template of its largest value", kindText, 9625, func(size int) batch {
		ld := bodies(slices.Repeat([]string{strings.Repeat("{a} ", 16)}, size/(4<<10))...)
		for _, attributes := range ld.attributes() {
			attributes.PutStr("a", "vpp "+fill("9609 err 9625 ", 4<<10-4))
		}
		return ld
	}},
}

var tracedCases = []worstCase{
	traced("a cycle of errors over calls", func(tr trace, size int) {
		n := size / pairSize
		tr.chain(n, 9646)
		tr.spans.At(0).SetParentSpanID(spanID(n))
		tr.calls(n, n)
	}, 9646),
	traced("16 errors a span over calls", func(tr trace, size int) {
		n := size / (16*raisedSize/2 + callSize)
		tr.chain(n, sixteen...)
		tr.calls(n, n)
	}, 9625),
	traced("16 numbers of 8 bytes on each span, calls at the end", func(tr trace, size int) {
		var b strings.Builder
		for _, n := range sixteen {
			fmt.Fprintf(&b, "err%d,", n)
		}
		n := size / (200 + callSize)
		for i := range n {
			tr.span(i+1, i).Status().SetMessage("vpp " + b.String())
		}
		tr.calls(n, n)
	}, 0),
	traced("pairs of an error and its call", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.raised(2*i+1, 0, 9602)
			tr.call(2*i+2, 2*i+1, 503)
		}
	}, 9602),
	traced("errors over calls over errors", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.call(2*i+2, 2*i+1, 503)
			tr.raised(2*i+1, 2*i, 9646)
		}
	}, 9646),
	traced("the same ids", func(tr trace, size int) {
		for range size / pairSize {
			tr.raised(1, 1, 9602)
			tr.call(1, 1, 503)
		}
	}, 9602),
	traced("traces of 64 calls and an error", func(tr trace, size int) {
		for i := range size / (64 * callSize) {
			tr.id = pcommon.TraceID{1, byte(i >> 8), byte(i)}
			for call := range 64 {
				tr.call(100*i+call+2, 100*i+1, 400+int64(call%9))
			}
			tr.raised(100*i+1, 0, 9646)
		}
	}, 9646),
	traced("a call with many numbers", func(tr trace, size int) {
		n := size / 2 / raisedSize
		tr.chain(n, 9602)
		attributes := tr.call(n+1, n, 503).Attributes()
		attributes.PutStr("apple.mdm.error.delivery", "response")
		attributes.PutInt("apple.mdm.error.number", 9602)
		list(5, func(v pcommon.Value, i int) { v.SetInt(int64(size/10 - i + 9601)) })(attributes.PutEmpty("apple.mdm.error.numbers"), size/2)
	}, 9602),
	traced("all numbers on each span", func(tr trace, size int) {
		for i := range size / (1000 + len(allNumbers)) {
			tr.span(i+1, i).Status().SetMessage("vpp " + allNumbers)
		}
	}, 9601),
	traced("events, the same error", func(tr trace, size int) {
		tr.raised(1, 0, slices.Repeat([]int{9646}, size/45)...)
	}, 9646),
	traced("events with maps", func(tr trace, size int) {
		events := tr.span(1, 0).Events()
		for range size / 60 {
			events.AppendEmpty().Attributes().PutEmptyMap("m").PutStr("msg", "vpp err 9646")
		}
	}, 9646),
}
