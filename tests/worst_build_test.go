// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// text is searched for sentences. As many documented numbers as may count, marked as those of errors, precede the part that is
// repeated: no rule can be skipped at a glance.
func text(name, head, part string, want int64) worstCase {
	c := payload(name, head+allNumbers, part, want)
	c.kind = kindText
	return c
}

func payload(name, head, part string, want int64) worstCase {
	return value(name, func(v pcommon.Value, size int) { v.SetStr(head + fill(part, size)) }, want)
}

func value(name string, put func(v pcommon.Value, size int), want int64) worstCase {
	return worstCase{name, kindJSON, want, func(size int) batch {
		ld := bodies("")
		put(ld.records()[0].Body(), size)
		return ld
	}}
}

func traced(name string, arrange func(tr trace, size int), want int64) worstCase {
	return worstCase{name, kindTrace, want, func(size int) batch {
		td, tr := newTrace(aTrace)
		arrange(tr, size)
		return td
	}}
}

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

func fourStringsDeep(part string) func(v pcommon.Value, size int) {
	return func(v pcommon.Value, size int) { v.SetStr(quoted(allNumbers+fill(part, size/4), 3)) }
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
	return func(size int) batch { return bodies(slices.Repeat([]string{body}, size/(len(body)+6))...) }
}

// attributes has many besides an error, all with one value.
func attributes(format string, value any) func(size int) batch {
	return func(size int) batch {
		ld := bodies(response9602)
		raw := make(map[string]any)
		for i := range size / (10 + len(fmt.Sprintf(format, 0)) + len(fmt.Sprint(value))) {
			raw[fmt.Sprintf(format, i)] = value
		}
		_ = ld.attributes()[0].FromRaw(raw) // never fails for these values
		return ld
	}
}

// sameAttribute has one name many times. The methods of a map don't allow it, but any client may send it.
func sameAttribute(name string) func(size int) batch {
	return func(size int) batch {
		raw := attributes(fmt.Sprintf("%%0%dx", len(name)), true)(size).otlp()
		raw = regexp.MustCompile(fmt.Sprintf("[0-9a-f]{%d}", len(name))).ReplaceAllLiteral(raw, []byte(name))
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(raw)
		if err != nil {
			panic(err)
		}
		return logs{ld}
	}
}

func longURL(head, part string) func(size int) batch {
	return func(size int) batch {
		ld := bodies(response9602)
		ld.attributes()[0].PutStr("url.full", head+fill(part, size))
		return ld
	}
}

// responses has error responses, each with n times what put adds, width bytes a time.
func responses(n, width int, put func(attributes pcommon.Map, i int)) func(size int) batch {
	return func(size int) batch {
		ld := bodies(slices.Repeat([]string{response9602}, size/(n*width))...)
		for _, attributes := range ld.attributes() {
			for i := range n {
				put(attributes, i)
			}
		}
		return ld
	}
}

// flatJSON is an error in JSON with as many other flattened names as are nested again.
func flatJSON(size int) string {
	var b strings.Builder
	b.WriteString(`{"a.errorNumber":9602,"a.errorMessage":"Missing required argument"`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,"a.b.%04x":12345678`, i)
	}
	return b.String() + "}"
}
