// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

var worstCases = slices.Concat(firstCases, moreCases)

// More cases of the same kinds, found by adversarial testing.
var moreCases = []worstCase{
	// Many candidates, and none that counts.
	text("marked numbers, and nobody named", "", "error 9609 err 9610 errno 9622 ", 0),
	text("numbers in brackets", "vpp ", "(9609) [9610] ", 9601),
	text("halves of wordings", "", "The server has revoked There are too many recent requests. Try Unable to find the registered ", 0),
	text("wordings and other numbers", "", "The sToken has been revoked 9609 ", 0),
	text("another's errors", "SQL Server ", "Severity: 16 error 9609 vpp ", 0),
	text("lines of a stack", "", "Caused by: a.B: vpp\n\tat a.b(C.java:9609)\n", 9601),
	text("printed lists", "", "errorCodes=[{errorNumber=9601, errorMessage=Login required.}], ", 0),
	text("paths", "", "/srv/vpp/error 9609.go:9609 ", 0),
	text("ends of paths", "", ".go", 0),
	text("colons", "", "a:", 0),
	text("many spaces before a number", "", strings.Repeat(" ", 72)+"9622", 0),
	text("brackets before a level", "", "(((( ERROR 9622 x", 0),
	text("words before a mark", "", "api the error 9622 ", 0),
	text("classes and numbers in brackets", "", "VPPError: x (9622)\n", 0),
	text("numbers beside halves of wordings", "", "9610\nlicense ", 0),

	// Keys, escapes, invalid UTF-8, lists.
	payload("keys like the right one", `{"errorNumber":9609`, `,"errorNumbers":9609,"errorNumbe":9`, 9609),
	payload("an escaped key", "", `{"\u0065rrorNumber":9609},`, 9609),
	payload("escaped words", "[", `"\u0065\u0072\u0072 9625 vpp",`, 9625),
	payload("escaped words in strings in strings", "[", quoted(`["err 9625 vpp"]`, 3)+",", 9625),
	payload("halves of wordings four strings deep", "", quoted("The server has revoked There are too many recent requests. Try ", 4)+" ", 0),
	value("numbers in a string four strings deep", func(v pcommon.Value, size int) {
		v.SetStr(quoted(allNumbers+fill("9609 ", size/4), 3))
	}, 0),
	value("halves of wordings in a string four strings deep", func(v pcommon.Value, size int) {
		v.SetStr(quoted(allNumbers+fill("The server has revoked the ", size/4), 3))
	}, 0),
	payload("invalid UTF-8 in strings", "[", "\"err \xff\xfe 9625 vpp\xc3\",", 0),
	payload("lists of all errors", "[", `{"errorCodes":[{"errorNumber":9601,"errorMessage":"Login required."}]},`, 0),
	payload("lists of all errors, cut off", "", `{"errorCodes":[{"errorNumber":96...[truncated] `, 0),
	payload("failures of many events", "[", `{"eventId":"e-1","failures":[{"errorNumber":9609}]},`, 9609),
	payload("devices' errors", "[", `{"ErrorDomain":"ASDServerErrorDomain","ErrorCode":9610},`, 9610),
	value("sentences in maps 60 deep", list(200, func(v pcommon.Value, _ int) {
		for range 60 {
			v = v.SetEmptyMap().PutEmpty("a")
		}
		v.SetStr("err 9625 vpp")
	}), 9625),

	// Attributes, events, templates, hosts.
	{name: "a sentence in each attribute", kind: kindText, build: eachAttribute("err 9625 vpp"), want: 9625},
	{name: "an error in each attribute", kind: kindJSON, build: eachAttribute(`{"errorNumber":9609}`), want: 9609},
	{name: "numbers and messages of a program's own", kind: kindJSON, build: codes, want: 9602},
	payload("numbers of errors", "[", `{"errno":9610},`, 0),
	{name: "JSON with flattened names", kind: kindJSON, build: repeated(flatJSON(4 << 10)), want: 9602},
	{name: "flattened names", kind: kindJSON, build: flattened, want: 9602},
	{name: "errorNumber again and again", kind: kindJSON, build: sameAttribute("errorNumber"), want: 9602},
	{name: "a template of its largest value", kind: kindText, want: 9625, build: func(size int) batch {
		value := "vpp " + fill("9609 err 9625 ", 4<<10-4)
		ld, records := newLogs()
		for range size / (4 << 10) {
			lr := records.AppendEmpty()
			lr.Body().SetStr(strings.Repeat("{a} ", 16))
			lr.Attributes().PutStr("a", value)
		}
		return ld
	}},
	{name: "events with maps", kind: kindTrace, want: 9646, build: func(size int) batch {
		td, spans := newTraces()
		events := trace{spans}.span(1, 0).Events()
		for range size / 60 {
			events.AppendEmpty().Attributes().PutEmptyMap("m").PutStr("msg", "vpp err 9646")
		}
		return td
	}},
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
	traced("errors over calls over errors", func(tr trace, size int) {
		for i := range size / pairSize {
			tr.call(2*i+2, 2*i+1, 503).SetParentSpanID(spanID(2*i + 1))
			tr.raised(2*i+1, 2*i, 9646)
		}
	}, 9646),
	traced("traces of 64 calls and an error", func(tr trace, size int) {
		for i := range size / (64 * callSize) {
			for call := range 64 {
				tr.call(100*i+call+2, 100*i+1, 400+int64(call%9)).SetTraceID(pcommon.TraceID{1, byte(i >> 8), byte(i)})
			}
			tr.raised(100*i+1, 0, 9646).SetTraceID(pcommon.TraceID{1, byte(i >> 8), byte(i)})
		}
	}, 9646),
}

// eachAttribute puts a text into many attributes of a record.
func eachAttribute(text string) func(size int) batch {
	return func(size int) batch {
		raw := make(map[string]any)
		for i := range size / (len(text) + 16) {
			raw[fmt.Sprintf("k%d", i)] = text
		}
		ld, records := newLogs()
		_ = records.AppendEmpty().Attributes().FromRaw(raw) // never fails, for strings
		return ld
	}
}

// flatJSON is JSON with an error and as many other flattened names as are nested again.
func flatJSON(size int) string {
	var b strings.Builder
	b.WriteString(`{"a.errorNumber":9602,"a.errorMessage":"Missing required argument"`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,"a.b.%04x":12345678`, i)
	}
	return b.String() + "}"
}

// flattened has records with as many flattened errors as are nested again.
func flattened(size int) batch {
	const each = 4096
	return responses(size/(each*len("a.0fff.errorNumber 9602 ")), each, func(attributes pcommon.Map, i int) {
		attributes.PutInt(fmt.Sprintf("a.%04x.errorNumber", i), 9602)
	})
}

// codes has records with many numbers of errors and messages beside them.
func codes(size int) batch {
	const each = 200
	return responses(size/(each*len("k00_error_code 9610 k00_message unable")), each, func(attributes pcommon.Map, i int) {
		attributes.PutInt(fmt.Sprintf("k%02x_error_code", i), int64(9600+i%8))
		attributes.PutStr(fmt.Sprintf("k%02x_message", i), "unable")
	})
}

// responses returns n records of an error response, each with attributes that are put one after the other.
func responses(n, each int, put func(attributes pcommon.Map, i int)) batch {
	ld, records := newLogs()
	for range n {
		lr := records.AppendEmpty()
		lr.Body().SetStr(response9602)
		for i := range each {
			put(lr.Attributes(), i)
		}
	}
	return ld
}
