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

// On a record with the JSON of an error response, the transform processor writes what this processor writes: number, message,
// delivery, expected status, status check and retry class. It finds nothing else: no other shape, no text.
//
// All statements share one condition, so that a record without an error costs nothing more. The number is
// extracted by a regular expression: ParseJSON takes longer, and finds nothing in a body that is cut off.

const (
	keyNumber   = "apple.mdm.error.number"
	keyMessage  = "apple.mdm.error.message"
	keyDelivery = "apple.mdm.error.delivery"
	keyStatus   = "apple.mdm.error.expected_status_code"
	keyCheck    = "apple.mdm.error.status_check"
	keyClass    = "apple.mdm.retry.class"
)

// ottlRecord is a kind of record: its context in OTTL, where bodies are, and where the HTTP status is, if anywhere.
type ottlRecord struct{ context, body, status string }

// ottl returns the settings of a transform processor with these statements for both signals.
func ottl(statements func(ottlRecord) []any) map[string]any {
	return ottlIf(`%[2]s != nil and IsString(%[2]s) and Index(%[2]s, "\"errorNumber\"") >= 0`, statements)
}

// ottlIf is ottl for records of which a condition holds.
func ottlIf(condition string, statements func(ottlRecord) []any) map[string]any {
	group := func(r ottlRecord) []any {
		return []any{map[string]any{
			"conditions": []any{r.format(condition, r.body)},
			"statements": statements(r),
		}}
	}
	return map[string]any{
		"error_mode":       "ignore",
		"trace_statements": group(ottlRecord{"span", `span.attributes["` + workload.BodyAttribute + `"]`, `span.attributes["http.response.status_code"]`}),
		"log_statements":   group(ottlRecord{"log", "log.body", ""}),
	}
}

// format puts the record's context, and then the other arguments, into a statement.
func (r ottlRecord) format(statement string, args ...any) string {
	return fmt.Sprintf(statement, append([]any{r.context}, args...)...)
}

// condition writes almost nothing, to measure the condition alone.
func (r ottlRecord) condition() []any {
	return []any{r.format(`set(%[1]s.attributes[%[2]q], 1)`, keyNumber)}
}

// sets is what the documentation leads to: a statement for each number and attribute.
func (r ottlRecord) sets() []any {
	list := []any{r.format(`set(%s.cache["n"], Int(%s))`, r.number())}
	for _, e := range documented() {
		for _, f := range facts(e) {
			list = append(list, r.format(`set(%[1]s.attributes[%[2]q], %[3]s) where %[1]s.cache["n"] == %[4]d`, f.key, f.value, e.Number))
		}
	}
	list = append(list,
		r.format(`set(%[1]s.attributes[%[2]q], %[1]s.cache["n"]) where %[1]s.attributes[%[3]q] != nil`, keyNumber, keyClass),
		r.format(`set(%[1]s.attributes[%[2]q], "response") where %[1]s.attributes[%[3]q] != nil`, keyDelivery, keyClass))
	return append(list, r.check()...)
}

// errors has all errors in one map, in the cache: a map literal can't be indexed where it is.
func (r ottlRecord) errors() []any {
	var all []string
	for _, e := range documented() {
		one := []string{fmt.Sprintf(`%q: %d, %q: "response"`, keyNumber, e.Number, keyDelivery)}
		for _, f := range facts(e) {
			one = append(one, fmt.Sprintf(`%q: %s`, f.key, f.value))
		}
		all = append(all, fmt.Sprintf(`"%d": {%s}`, e.Number, strings.Join(one, ", ")))
	}
	return append([]any{
		r.format(`set(%s.cache["errors"], {%s})`, strings.Join(all, ", ")),
		r.format(`merge_maps(%[1]s.attributes, %[1]s.cache["errors"][%[2]s], "upsert")`, r.number()),
	}, r.check()...)
}

// number returns the expression of the number in the body, as a string.
func (r ottlRecord) number() string {
	return fmt.Sprintf(`ExtractPatterns(%s, %q)["n"]`, r.body, `"errorNumber"\s*:\s*"?(?P<n>\d+)`)
}

// check compares the status with the expected one.
func (r ottlRecord) check() []any {
	if r.status == "" {
		return nil
	}
	return []any{
		r.format(`set(%[1]s.attributes[%[2]q], "mismatch") where %[1]s.attributes[%[3]q] != nil`, keyCheck, keyStatus),
		r.format(`set(%[1]s.attributes[%[2]q], "undocumented") where %[1]s.attributes[%[3]q] != nil and %[1]s.attributes[%[4]q] == nil`, keyCheck, keyClass, keyStatus),
		r.format(`set(%[1]s.attributes[%[2]q], "match") where %[3]s == %[1]s.attributes[%[4]q]`, keyCheck, r.status, keyStatus),
	}
}

// documented returns each documented error once, as for a call to the current API.
func documented() (list []catalog.Error) {
	for _, e := range catalog.All() {
		e, _ = catalog.Lookup(e.Number)
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b catalog.Error) int { return cmp.Compare(a.Number, b.Number) })
	return slices.CompactFunc(list, func(a, b catalog.Error) bool { return a.Number == b.Number })
}

// fact is an attribute, and its value in OTTL.
type fact struct{ key, value string }

// facts are what is documented of e alone.
func facts(e catalog.Error) []fact {
	list := []fact{{keyMessage, strconv.Quote(e.Message)}, {keyClass, strconv.Quote(string(e.RetryClass))}}
	if e.StatusCode != 0 {
		list = append(list, fact{keyStatus, strconv.Itoa(e.StatusCode)})
	}
	return list
}
