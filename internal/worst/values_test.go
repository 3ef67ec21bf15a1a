// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"fmt"
	"regexp"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// levels is how many maps or lists are below each other: more are more than whoever unmarshals them has room for.
const levels = 100_000

// values are bodies of a log record that were parsed already.
var values = []struct {
	name string
	put  func(v pcommon.Value, size int)
	want int64
}{
	{"bytes", func(v pcommon.Value, size int) {
		v.SetEmptyBytes().FromRaw([]byte(fill(`{"errorNumber":12001},`, size)))
	}, 0},
	{"maps below each other", func(v pcommon.Value, size int) {
		for range min(size/20, levels) {
			v = v.SetEmptyMap().PutEmpty("errorNumber")
		}
	}, 0},
	{"lists below each other", func(v pcommon.Value, size int) {
		for range min(size/10, levels) {
			v = v.SetEmptySlice().AppendEmpty()
		}
	}, 0},
	{"a list of numbers", list(4, func(v pcommon.Value, _ int) { v.SetInt(96) }), 0},
	{"a list of nothing", list(2, func(pcommon.Value, int) {}), 0},
	{"a list of empty maps", list(4, func(v pcommon.Value, _ int) { v.SetEmptyMap() }), 0},
	{"a list of empty bytes", list(4, func(v pcommon.Value, _ int) { v.SetEmptyBytes() }), 0},
	{"a list of short strings", list(5, func(v pcommon.Value, _ int) { v.SetStr("9") }), 0},
	{"a list of sentences", list(16, func(v pcommon.Value, _ int) { v.SetStr("err 9625 vpp") }), 9625},
	{"a list of errors", list(24, func(v pcommon.Value, _ int) { v.SetEmptyMap().PutInt("errorNumber", 9609) }), 9609},
	{"errors in failures", func(v pcommon.Value, size int) {
		failures := v.SetEmptyMap().PutEmpty("failures")
		list(24, func(v pcommon.Value, i int) { v.SetEmptyMap().PutInt("errorNumber", int64(10_000+i)) })(failures, size)
	}, 10_000},
}

// list fills a list with values that have so many bytes each.
func list(width int, fill func(v pcommon.Value, i int)) func(v pcommon.Value, size int) {
	return func(v pcommon.Value, size int) {
		l := v.SetEmptySlice()
		l.EnsureCapacity(size / width)
		for i := range size / width {
			fill(l.AppendEmpty(), i)
		}
	}
}

// attributes are those of a log record.
var attributes = []struct {
	name  string
	build func(size int) batch
	want  int64
}{
	{"attributes of no interest", attribute("", func(i int) string { return fmt.Sprintf("a%06x", i) }), 0},
	{"attributes of no interest, and an error", attribute("error 9625 vpp", func(i int) string { return fmt.Sprintf("a%06x", i) }), 9625},
	{"attributes named like ours", attribute("error 9625 vpp", func(i int) string { return fmt.Sprintf("apple.mdm.%06x", i) }), 9625},
	{"attributes named like addresses", attribute("error 9625 vpp", func(i int) string { return fmt.Sprintf("url.%06x", i) }), 9625},
	{"a payload again and again", again("http.response.body"), 9602},
	{"the keys of a shape again and again", again("notification"), 9602},
	{"url.full of an at sign again and again", address("url.full", "https://", "@"), 9602},
	{"url.full of slashes", address("url.full", "https:", "/"), 9602},
	{"url.full of colons", address("url.full", "https://", ":"), 0},
	{"url.full of an address with a zone", address("url.full", "https://[fe80::1%", "a"), 0},
	{"url.full of paths", address("url.full", "https://vpp.itunes.apple.com/", "mdm/v"), 9602},
	{"server.address of dots", address("server.address", "", "."), 0},
	{"Retry-After of digits", address("http.response.header.retry-after", "", "9"), 9602},
	{"Retry-After of white space", address("http.response.header.retry-after", "", " "), 9602},
	{"a status of digits", address("http.response.status_code", "", "4"), 9602},
}

// again has the same attribute many times, which the methods of a map don't allow, but any client may send.
func again(name string) func(size int) batch {
	return func(size int) batch {
		b := attribute(`{"errorNumber":9602}`, func(i int) string { return fmt.Sprintf("%0*x", len(name), i) })(size)
		raw, err := new(plog.ProtoMarshaler).MarshalLogs(*b.logs)
		if err != nil {
			panic(err)
		}
		raw = regexp.MustCompile(fmt.Sprintf("[0-9a-f]{%d}", len(name))).ReplaceAllLiteral(raw, []byte(name))
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(raw)
		if err != nil {
			panic(err)
		}
		return batch{logs: &ld}
	}
}

func attribute(text string, name func(i int) string) func(size int) batch {
	return func(size int) batch {
		b, records := newRecords()
		record := records.AppendEmpty()
		record.Body().SetStr(text)
		n := size / (10 + len(name(0)))
		raw := make(map[string]any, n)
		for i := range n {
			raw[name(i)] = true
		}
		_ = record.Attributes().FromRaw(raw)
		return b
	}
}

// address has a long attribute beside an error.
func address(name, head, part string) func(size int) batch {
	return func(size int) batch {
		b, records := newRecords()
		record := records.AppendEmpty()
		record.Body().SetStr(`{"errorNumber":9602}`)
		record.Attributes().PutStr(name, head+strings.Repeat(part, size/len(part)))
		return b
	}
}
