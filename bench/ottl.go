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
// canonical message, expected status and retry class of every documented error onto a record that holds the JSON of an error
// response. Everything else that this processor does is left out: which API, what to believe, other shapes, text,
// delivery, status check.
//
// All forms are one group of statements behind one condition, so that a record without an error pays for nothing else.
// To look for "errorNumber" there costs a hit 4 %, and spares it the work on a healthy body, and a warning in the log.
//
// The number is taken out by a regular expression. ParseJSON needs 0.5 µs and 15 allocations more, and finds nothing in
// a body that is cut off.
//
// Chains. "merges" is the fastest that anybody would write: one merge_maps a number, whose map literal is made once, at
// the start. "sets" is what the documentation leads to, one statement for each number and attribute; it takes three times
// as long. Tried as well: the number as a string, or as an attribute of the span, instead of an integer in the cache (a
// tenth slower); less 9600, because Go needs no allocation for integers under 256 (a tenth faster, but who would write
// that?); a group of statements for every ten numbers (a hit takes half as long, but every span without an error five
// times as long).
//
// Maps. A map literal can't be indexed where it stands. "map" puts it into the cache, as one does; that copies all of it for each
// error. "indexed" hands it through Coalesce, which returns it as it is, and what a function returns can be indexed.
// No documentation says so, but there is no faster OTTL that we know of.

// ottlForm is a way to say it.
type ottlForm struct {
	name       string
	statements func(record, value string) []string
}

var ottlForms = []ottlForm{
	{"transform, sets", func(record, value string) []string {
		list := []string{fmt.Sprintf(`set(%s.cache["n"], Int(%s))`, record, extracted(value))}
		for _, e := range documented() {
			for _, f := range facts(e) {
				list = append(list, fmt.Sprintf(`set(%[1]s.attributes[%[2]q], %[3]s) where %[1]s.cache["n"] == %[4]d`, record, f.key, f.value, e.Number))
			}
		}
		return list
	}},
	{"transform, merges", func(record, value string) []string {
		list := []string{fmt.Sprintf(`set(%s.cache["n"], Int(%s))`, record, extracted(value))}
		for _, e := range documented() {
			list = append(list, fmt.Sprintf(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == %[3]d`, record, literal(e), e.Number))
		}
		return list
	}},
	{"transform, map", func(record, value string) []string {
		return []string{
			fmt.Sprintf(`set(%s.cache["errors"], %s)`, record, errorsByNumber()),
			fmt.Sprintf(`merge_maps(%[1]s.attributes, %[1]s.cache["errors"][%[2]s], "upsert")`, record, extracted(value)),
		}
	}},
	{"transform, indexed", func(record, value string) []string {
		return []string{fmt.Sprintf(`merge_maps(%s.attributes, Coalesce([%s])[%s], "upsert")`, record, errorsByNumber(), extracted(value))}
	}},
}

// extracted is the number in value, as a string.
func extracted(value string) string {
	return fmt.Sprintf(`ExtractPatterns(%s, %q)["n"]`, value, `"errorNumber"\s*:\s*"?(?P<n>\d+)`)
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

// fact is an attribute, as OTTL has it.
type fact struct{ key, value string }

func facts(e catalog.Error) []fact {
	list := []fact{
		{keyNumber, strconv.Itoa(e.Number)},
		{keyMessage, strconv.Quote(e.Message)},
		{keyClass, strconv.Quote(string(e.RetryClass))},
	}
	if e.StatusCode != 0 {
		list = append(list, fact{keyStatus, strconv.Itoa(e.StatusCode)})
	}
	return list
}

// literal returns the facts of e as a map.
func literal(e catalog.Error) string {
	var list []string
	for _, f := range facts(e) {
		list = append(list, fmt.Sprintf(`%q: %s`, f.key, f.value))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// errorsByNumber returns the facts of all errors as one map.
func errorsByNumber() string {
	var list []string
	for _, e := range documented() {
		list = append(list, fmt.Sprintf(`"%d": %s`, e.Number, literal(e)))
	}
	return "{" + strings.Join(list, ", ") + "}"
}
