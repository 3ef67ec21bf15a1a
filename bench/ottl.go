// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
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

	// In conditions and statements, BODY is where the body of a response is.
	hasError    = `BODY != nil and IsString(BODY) and Index(BODY, "\"errorNumber\"") >= 0`
	matches     = `IsString(BODY) and IsMatch(BODY, "errorNumber")`
	errorNumber = `ExtractPatterns(BODY, "\"errorNumber\"\\s*:\\s*\"?(?P<n>\\d+)")["n"]`
)

// ottl returns the settings of a transform processor with these statements for both signals.
func ottl(condition string, statements []string) map[string]any {
	group := func(of, body string) []any {
		var list []any
		for _, s := range statements {
			if of == "span" || !strings.Contains(s, keyCheck) { // a log record has no status to compare
				list = append(list, strings.ReplaceAll(s, "BODY", body))
			}
		}
		return []any{map[string]any{
			"context": of, "conditions": []any{strings.ReplaceAll(condition, "BODY", body)}, "statements": list,
		}}
	}
	return map[string]any{
		"error_mode":       "ignore",
		"trace_statements": group("span", `attributes["`+workload.BodyAttribute+`"]`),
		"log_statements":   group("log", "body"),
	}
}

// set returns a statement that sets an attribute where a condition holds.
func set(key, value, where string) string {
	return fmt.Sprintf(`set(attributes[%q], %s) where %s`, key, value, where)
}

// is returns the condition that an attribute is there.
func is(key string) string { return fmt.Sprintf(`attributes[%q] != nil`, key) }

// nothing writes almost nothing, to measure the condition alone.
func nothing() []string { return []string{fmt.Sprintf(`set(attributes[%q], 1)`, keyNumber)} }

// sets is what the documentation leads to: a statement for each number and attribute.
func sets() []string {
	list := []string{`set(cache["n"], Int(` + errorNumber + `))`}
	for _, e := range documented() {
		for _, f := range facts(e) {
			list = append(list, set(f.key, f.value, fmt.Sprintf(`cache["n"] == %d`, e.Number)))
		}
	}
	list = append(list, set(keyNumber, `cache["n"]`, is(keyClass)), set(keyDelivery, `"response"`, is(keyClass)))
	return append(list, check()...)
}

// inMap has all errors in one map, in the cache: a map literal can't be indexed where it is.
func inMap() []string {
	var all []string
	for _, e := range documented() {
		one := []string{fmt.Sprintf(`%q: %d, %q: "response"`, keyNumber, e.Number, keyDelivery)}
		for _, f := range facts(e) {
			one = append(one, fmt.Sprintf(`%q: %s`, f.key, f.value))
		}
		all = append(all, fmt.Sprintf(`"%d": {%s}`, e.Number, strings.Join(one, ", ")))
	}
	return append([]string{
		`set(cache["errors"], {` + strings.Join(all, ", ") + `})`,
		`merge_maps(attributes, cache["errors"][` + errorNumber + `], "upsert")`,
	}, check()...)
}

// check compares the status with the expected one.
func check() []string {
	return []string{
		set(keyCheck, `"mismatch"`, is(keyStatus)),
		set(keyCheck, `"undocumented"`, is(keyClass)+fmt.Sprintf(` and attributes[%q] == nil`, keyStatus)),
		set(keyCheck, `"match"`, fmt.Sprintf(`attributes["http.response.status_code"] == attributes[%q]`, keyStatus)),
	}
}

// documented returns each documented error once, as for a call to the current API.
func documented() (list []catalog.Error) {
	for _, number := range catalog.Default().Numbers() {
		e, _ := catalog.Lookup(number)
		list = append(list, e)
	}
	return list
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
