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
	kind kind // of the ordinary error with which it is compared
	// Exactly one is set, and fills about size bytes: put makes a log body, build anything else.
	put   func(v pcommon.Value, size int)
	build func(size int) batch
	want  int64 // the first number in the batch; 0: none
}

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

// Found while the rules were written.
var firstCases = []worstCase{
	// Searched for sentences: head, every documented number, then part again and again.
	text("starts of a wording", "", "The server has revoked the ", 0),
	text("a wording that is sufficient alone", "", "vpp: License already assigned to ", 9601),
	text("anchors of wordings", "", "clientUserIds serialNumbers subscriptions facilitator ", 0),
	text("back-ticks in wordings", "", "sToken````````````````````````````````", 9601),
	text("documented numbers", "", "9609 ", 0),
	text("separators", "", "       :::: 9622", 0),
	text("dashes around numbers", "", "9622"+strings.Repeat("—", 32), 0),
	text("names and verbs", "", "vpp answered ", 9601),
	text("names, statuses, nines", "", "vpp: 404 d 9 ", 9601),
	text("names and a long word", "", "vpp vpp vpp vpp vpp vpp vpp vpp vpp: "+strings.Repeat("A", 4000), 9601),
	text("folding letters", "", "\u017fToken \u212aPP vpp\u017f apple\u212a ", 9601),
	text("invalid UTF-8", "", "error \xff9609\xfe vpp\xc3", 9601),
	text("names of lists, run together", "", "rrorCodes", 0),
	text("lists", "", "rrorCodes=[number] error 9609,", 0),
	text("lists by their subscripts", "", "[        \"errorCodes\"        ", 0),
	text("parts of one word before a status", "", "VppAa", 9601),
	text("counts after a name", "", "vpp limit   )))): 404,", 9601),
	text("backslashes before numbers", "", `\\\\n9622`, 0),
	text("numbers in one identifier", "", "Error9610.0", 0),
	text("numbers after a long class", "", "9610\\x22\x1b[31m_KeyError", 0),
	text("frames in one line", "", "#1 /a.php(9): (", 0),
	text("separators of paths", "", "/-", 0),
	text("labels in one word", "", "number=9610,", 0),
	text("labels and wordings of other numbers", "", "{number: 9610} Internal error. ", 9603),
	text("issues and wordings of other numbers", "", "vpp error (#9610) Internal error. ", 0),
	text("levels and wordings of other numbers", "", "ERROR 9610 --- [a\nInternal error.\n", 9603),
	{name: "records with the shortest sentence", kind: kindText, build: repeated("err 9625 vpp"), want: 9625},

	// Searched for JSON: head, then part again and again.
	payload("lists, open", `"errorNumber"`, "[", 0),
	payload("objects, open", `"errorNumber"`, "{", 0),
	payload("braces and quotes", `"errorNumber"`, `{"`, 0),
	payload("braces and backslashes", `"errorNumber"`, `{\`, 0),
	payload("escaped braces and numbers", "errorNumber 9609, error 9609 ", `{\""`, 0),
	payload("empty objects between words", `"errorNumber"`, "a{}", 0),
	payload("lists in lists, closed", `{"errorNumber":1,"a":[`, "[[[[[[[[]]]]]]]],", 0),
	payload("objects in each other", `{"errorNumber":1,"a":`, `{"a":`, 0),
	payload("escaped errors in each other", "", `{\"errorNumber\":`, 0),
	payload("failures in each other", `"errorNumber"`, `{"failures":[`, 0),
	payload("notifications in each other", `"errorNumber"`, `{"notification":{"error":`, 0),
	payload("strings in a list", `{"errorNumber":1,"a":[`, `"",`, 0),
	payload("escaped keys", `{"errorNumber":1`, `,"\n":1`, 0),
	payload("backslashes", `{"errorNumber":"`, `\`, 0),
	payload("undocumented numbers", "", `{"errorNumber":12001},`, 0),
	payload("errors without a number", "", `{"errorMessage":"a"}`, 0),
	payload("messages that are not closed", "", `{"errorMessage":"Login required",`, 0),
	payload("ids", `{"errorNumber":9609`, `,"eventId":"\n"`, 9609),
	payload("the shortest errors in JSON", "", `{"errorNumber":9609}`, 9609),
	payload("sentences in a list", "[", `"err 9625 vpp",`, 9625),
	payload("codes and messages", "[", `{"code":9625,"msg":"vpp","err":"9625"},`, 0),
	payload("encoded quotes", "", `{\x22errorNumber\x22:9609}`, 9609),
	payload("short strings in strings", "[", quoted(`["errorNumber"]`, 4)+",", 0),
	{name: "records with the shortest error", kind: kindJSON, build: repeated(`{"errorNumber":9609}`), want: 9609},

	// Built as values, or parsed already.
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
	value("strings in strings", func(v pcommon.Value, size int) { v.SetStr(quoted(fill(`{"errorNumber":`, size/8), 3)) }, 0),
	value("bytes", func(v pcommon.Value, size int) {
		v.SetEmptyBytes().FromRaw([]byte(fill(`{"errorNumber":12001},`, size)))
	}, 0),
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
	value("parsed failures", func(v pcommon.Value, size int) {
		event := v.SetEmptyMap()
		event.PutStr("eventId", "e-1")
		failures := event.PutEmpty("failures")
		list(24, func(v pcommon.Value, i int) { v.SetEmptyMap().PutInt("errorNumber", int64(10_000+i)) })(failures, size)
	}, 10_000),

	// Many or long attributes.
	{name: "attributes named like addresses", kind: kindJSON, build: manyAttributes("url.%06x"), want: 9602},
	{name: "a payload again and again", kind: kindJSON, build: sameAttribute("http.response.body"), want: 9602},
	{name: "url.full of at signs", kind: kindJSON, build: longAttribute("url.full", "https://", "@"), want: 9602},
	{name: "url.full of colons", kind: kindJSON, build: longAttribute("url.full", "https://", ":"), want: 9602},
	{name: "url.full of an address with a zone", kind: kindJSON, build: longAttribute("url.full", "https://[fe80::1%", "a"), want: 9602},

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
	traced("pairs of an error and its call", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.raised(2*i+1, 0, 9602)
			tr.call(2*i+2, 2*i+1, 503)
		}
	}, 9602),
	traced("the same ids", func(tr trace, size int) {
		for range size / pairSize {
			tr.raised(1, 1, 9602)
			tr.call(1, 1, 503)
		}
	}, 9602),
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
		events := tr.span(1, 0).Events()
		for range size / 45 {
			events.AppendEmpty().Attributes().PutStr("exception.message", "vpp err 9646")
		}
	}, 9646),
}

func text(name, head, part string, want int64) worstCase {
	return worstCase{name: name, kind: kindText, want: want, put: func(v pcommon.Value, size int) {
		v.SetStr(head + allNumbers + fill(part, size))
	}}
}

func payload(name, head, part string, want int64) worstCase {
	return value(name, func(v pcommon.Value, size int) { v.SetStr(head + fill(part, size)) }, want)
}

func value(name string, put func(v pcommon.Value, size int), want int64) worstCase {
	return worstCase{name: name, kind: kindJSON, want: want, put: put}
}

func traced(name string, arrange func(tr trace, size int), want int64) worstCase {
	return worstCase{name: name, kind: kindTrace, want: want, build: func(size int) batch {
		td, spans := newTraces()
		arrange(trace{spans}, size)
		return td
	}}
}

// allNumbers has as many documented numbers as may count, marked as those of errors: no rule can be skipped at a glance.
var allNumbers = func() string {
	var b strings.Builder
	for _, n := range catalog.Default().Numbers()[:8] {
		fmt.Fprintf(&b, "error %d ", n)
	}
	return b.String()
}()

// fill repeats a text up to a size.
func fill(text string, size int) string { return strings.Repeat(text, size/len(text)+1)[:size] }

// quoted nests text as a string in a list in a string and so on; the backslashes double with every level.
func quoted(text string, levels int) string {
	for range levels {
		text = `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"]`
	}
	return text
}

func nested(step func(v pcommon.Value) pcommon.Value) func(v pcommon.Value, size int) {
	return func(v pcommon.Value, size int) {
		for range min(size/20, 100_000) { // unmarshalling more overflows the stack
			v = step(v)
		}
		v.SetStr(`{"errorNumber":`)
	}
}

// list fills a list with values of width bytes each.
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
