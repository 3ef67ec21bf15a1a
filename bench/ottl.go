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

// What the transform processor is told is the best that was found, in OTTL of the version in go.mod, to write onto a record
// that holds the JSON of a documented error response what this processor writes onto it: number, canonical message,
// delivery, expected status, the result of its check and retry class. Everything else that this processor does is left
// out: which API, whose answer, what to believe, other shapes, text.
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
	statements func(r ottlRecord) []string
}

var ottlForms = []ottlForm{
	{"transform, sets", func(r ottlRecord) []string {
		list := []string{r.format(`set(%s.cache["n"], Int(%s))`, extracted(r.value))}
		for _, e := range documented() {
			for _, f := range facts(e) {
				list = append(list, r.format(`set(%[1]s.attributes[%[2]q], %[3]s) where %[1]s.cache["n"] == %[4]d`, f.key, f.value, e.Number))
			}
		}
		// What is the same for all doesn't take a statement for each.
		list = append(list, r.format(`set(%[1]s.attributes[%[2]q], %[1]s.cache["n"]) where %[1]s.attributes[%[3]q] != nil`, keyNumber, keyClass))
		list = append(list, r.format(`set(%[1]s.attributes[%[2]q], "response") where %[1]s.attributes[%[3]q] != nil`, keyDelivery, keyClass))
		if r.status != "" {
			list = append(list,
				r.format(`set(%[1]s.attributes[%[2]q], "mismatch") where %[1]s.attributes[%[3]q] != nil`, keyCheck, keyStatus),
				r.format(`set(%[1]s.attributes[%[2]q], "undocumented") where %[1]s.attributes[%[3]q] != nil and %[1]s.attributes[%[4]q] == nil`, keyCheck, keyClass, keyStatus))
		}
		return append(list, r.check()...)
	}},
	{"transform, merges", func(r ottlRecord) []string {
		list := []string{r.format(`set(%s.cache["n"], Int(%s))`, extracted(r.value))}
		for _, e := range documented() {
			list = append(list, r.format(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == %[3]d`, r.literal(e), e.Number))
		}
		return append(list, r.check()...)
	}},
	{"transform, map", func(r ottlRecord) []string {
		list := []string{
			r.format(`set(%s.cache["errors"], %s)`, r.errorsByNumber()),
			r.format(`merge_maps(%[1]s.attributes, %[1]s.cache["errors"][%[2]s], "upsert")`, extracted(r.value)),
		}
		return append(list, r.check()...)
	}},
	{"transform, indexed", func(r ottlRecord) []string {
		list := []string{r.format(`merge_maps(%s.attributes, Coalesce([%s])[%s], "upsert")`, r.errorsByNumber(), extracted(r.value))}
		return append(list, r.check()...)
	}},
}

// ottlRecord is a kind of record, and where on it bodies are.
type ottlRecord struct {
	context, value string
	status         string // where the HTTP status is; "": nowhere
}

var (
	spanRecord = ottlRecord{"span", `span.attributes["` + workload.BodyAttribute + `"]`, `span.attributes["http.response.status_code"]`}
	logRecord  = ottlRecord{"log", `log.body`, ""}
)

// format puts the record's context, and then the other arguments, into a statement.
func (r ottlRecord) format(statement string, args ...any) string {
	return fmt.Sprintf(statement, append([]any{r.context}, args...)...)
}

// check makes a mismatch, which is what is written first, a match.
func (r ottlRecord) check() []string {
	if r.status == "" {
		return nil
	}
	return []string{r.format(`set(%[1]s.attributes[%[2]q], "match") where %[3]s == %[1]s.attributes[%[4]q]`, keyCheck, r.status, keyStatus)}
}

// extracted is the number in value, as a string.
func extracted(value string) string {
	return fmt.Sprintf(`ExtractPatterns(%s, %q)["n"]`, value, `"errorNumber"\s*:\s*"?(?P<n>\d+)`)
}

// mayHold is the condition of a group.
func (r ottlRecord) mayHold() string {
	present := r.value + " != nil"
	if r.context == "log" {
		present = "IsString(" + r.value + ")"
	}
	return present + ` and Index(` + r.value + `, "\"errorNumber\"") >= 0`
}

// setting returns the statements for one signal.
func (f ottlForm) setting(r ottlRecord) []any {
	return []any{map[string]any{"conditions": []any{r.mayHold()}, "statements": anys(f.statements(r))}}
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

// facts are what the documentation says of e, and of no other error.
func facts(e catalog.Error) []fact {
	list := []fact{
		{keyMessage, strconv.Quote(e.Message)},
		{keyClass, strconv.Quote(string(e.RetryClass))},
	}
	if e.StatusCode != 0 {
		list = append(list, fact{keyStatus, strconv.Itoa(e.StatusCode)})
	}
	return list
}

// literal returns everything that is to be written of e as a map.
func (r ottlRecord) literal(e catalog.Error) string {
	all := append(facts(e), fact{keyNumber, strconv.Itoa(e.Number)}, fact{keyDelivery, `"response"`})
	switch {
	case r.status == "":
	case e.StatusCode == 0:
		all = append(all, fact{keyCheck, `"undocumented"`})
	default:
		all = append(all, fact{keyCheck, `"mismatch"`})
	}
	var list []string
	for _, f := range all {
		list = append(list, fmt.Sprintf(`%q: %s`, f.key, f.value))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// errorsByNumber returns that of all errors as one map.
func (r ottlRecord) errorsByNumber() string {
	var list []string
	for _, e := range documented() {
		list = append(list, fmt.Sprintf(`"%d": %s`, e.Number, r.literal(e)))
	}
	return "{" + strings.Join(list, ", ") + "}"
}
