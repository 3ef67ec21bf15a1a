// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// What the transform processor is told is the best that was found, in OTTL of the version in go.mod, to write number,
// canonical message, expected status and retry class of every documented error onto the record whose value is the JSON of
// an error response. It leaves out what this processor does besides: API by path, precision, shapes, texts, status check.
//
// For all forms: one group of statements behind one condition, so that a record without an error pays for nothing else.
// The look for "errorNumber" in the condition costs a hit 4 %, and spares a healthy body from being parsed.
//
// Chain. Tried, best first, for an error in a span: number as a double from ParseJSON in the cache and one merge_maps of a
// map literal a number, which OTTL makes once, at the start (6 µs, 125 allocations); the number less 9600, which Go boxes
// without an allocation (5.7 µs, but nobody would write it); the number from ExtractPatterns, as a string (7 µs), or as an integer
// (6 µs, but it takes the first number in the body, wherever it stands); the number as an attribute of the span (8 µs); one set a number and attribute (21 to 28 µs,
// 332 allocations); one group of statements a range of numbers (a hit gets cheaper, but each group's condition is
// evaluated for each span without an error too).
//
// Map. A map literal can't be indexed where it stands. What documentation and forums show is to put it into the cache, which copies all
// of it for each error (22 to 40 µs, 632 allocations). Coalesce returns its argument as it is, and the result of a function
// can be indexed: no copy is made (1.4 µs, 18 allocations). That is undocumented, but it is the fastest OTTL that was
// found, so it stands here as a contender of its own.

// ottlForm is a way to say it.
type ottlForm struct {
	name       string
	statements func(record, value string) []string
}

var ottlForms = []ottlForm{
	{"transform, chain", func(record, value string) []string {
		list := []string{fmt.Sprintf(`set(%s.cache["n"], ParseJSON(%s)["errorNumber"])`, record, value)}
		for _, e := range documented() {
			list = append(list, fmt.Sprintf(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == %[3]d`, record, facts(e), e.Number))
		}
		return list
	}},
	{"transform, map", func(record, value string) []string {
		return []string{
			fmt.Sprintf(`set(%s.cache["errors"], %s)`, record, errorsByNumber()),
			fmt.Sprintf(`merge_maps(%[1]s.attributes, %[1]s.cache["errors"][String(Int(ParseJSON(%[2]s)["errorNumber"]))], "upsert")`, record, value),
		}
	}},
	{"transform, indexed", func(record, value string) []string {
		return []string{fmt.Sprintf(`merge_maps(%s.attributes, Coalesce([%s])[String(Int(ParseJSON(%s)["errorNumber"]))], "upsert")`, record, errorsByNumber(), value)}
	}},
}

// The two places where bodies are: an attribute of a span, the body of a log record.
const (
	spanValue = `span.attributes["` + workload.BodyAttribute + `"]`
	logValue  = `log.body`
)

// mayHold is the condition of a group.
func mayHold(value string) string {
	present := value + " != nil"
	if value == logValue {
		present = "IsString(" + value + ")"
	}
	return present + ` and Index(` + value + `, "\"errorNumber\"") >= 0`
}

// statements returns the setting for one signal.
func (f ottlForm) setting(record, value string) []any {
	return []any{map[string]any{"conditions": []any{mayHold(value)}, "statements": anys(f.statements(record, value))}}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// documented returns every documented error once, as it is for a call of the current API.
func documented() (list []catalog.Error) {
	all := catalog.All()
	slices.SortFunc(all, func(a, b catalog.Error) int { return cmp.Compare(a.Number, b.Number) })
	for _, e := range slices.CompactFunc(all, func(a, b catalog.Error) bool { return a.Number == b.Number }) {
		e, _ = catalog.Lookup(e.Number)
		list = append(list, e)
	}
	return list
}

// facts returns the attributes of e as a map literal.
func facts(e catalog.Error) string {
	list := []string{
		fmt.Sprintf(`%q: %d`, keyNumber, e.Number),
		fmt.Sprintf(`%q: %s`, keyMessage, strconv.Quote(e.Message)),
		fmt.Sprintf(`%q: %q`, keyClass, e.RetryClass),
	}
	if e.StatusCode != 0 {
		list = append(list, fmt.Sprintf(`%q: %d`, keyStatus, e.StatusCode))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// errorsByNumber returns the facts of all errors as one map literal.
func errorsByNumber() string {
	var list []string
	for _, e := range documented() {
		list = append(list, fmt.Sprintf(`"%d": %s`, e.Number, facts(e)))
	}
	return "{" + strings.Join(list, ", ") + "}"
}
