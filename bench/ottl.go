// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// documented returns every documented error once, as a call with the number would have it.
func documented() []catalog.Error {
	all := catalog.All()
	slices.SortStableFunc(all, func(a, b catalog.Error) int { return cmp.Compare(a.Number, b.Number) })
	var list []catalog.Error
	for _, e := range slices.CompactFunc(all, func(a, b catalog.Error) bool { return a.Number == b.Number }) {
		e, _ = catalog.Lookup(e.Number)
		list = append(list, e)
	}
	return list
}

// facts returns the attributes of e as a map literal.
func facts(e catalog.Error, withNumber bool) string {
	var list []string
	if withNumber {
		list = append(list, fmt.Sprintf(`"apple.mdm.error.number": %d`, e.Number))
	}
	list = append(list, fmt.Sprintf(`"apple.mdm.error.message": %s`, strconv.Quote(e.Message)),
		fmt.Sprintf(`"apple.mdm.retry.class": %q`, e.RetryClass))
	if e.StatusCode != 0 {
		list = append(list, fmt.Sprintf(`"apple.mdm.error.expected_status_code": %d`, e.StatusCode))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// table returns the map literal of all errors by number.
func table() string {
	var list []string
	for _, e := range documented() {
		list = append(list, fmt.Sprintf(`"%d": %s`, e.Number, facts(e, true)))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// ottlForm is a way to tell the transform processor what this processor knows of error responses.
type ottlForm struct {
	name       string
	condition  func(value string) string
	statements func(context, value string) []string
}

const number = `"errorNumber"\s*:\s*"?(?P<n>\d+)`

func extract(ctx, value string) string {
	return fmt.Sprintf(`set(%s.cache["n"], ExtractPatterns(%s, %s)["n"])`, ctx, value, strconv.Quote(number))
}

func present(value string) string { return value + " != nil" }

var forms = []ottlForm{
	{"chain set regexp", present, func(ctx, value string) []string {
		list := []string{extract(ctx, value)}
		for _, e := range documented() {
			where := fmt.Sprintf(` where %s.cache["n"] == "%d"`, ctx, e.Number)
			list = append(list,
				fmt.Sprintf(`set(%s.attributes["apple.mdm.error.number"], %d)`, ctx, e.Number)+where,
				fmt.Sprintf(`set(%s.attributes["apple.mdm.error.message"], %s)`, ctx, strconv.Quote(e.Message))+where,
				fmt.Sprintf(`set(%s.attributes["apple.mdm.retry.class"], %q)`, ctx, e.RetryClass)+where)
			if e.StatusCode != 0 {
				list = append(list, fmt.Sprintf(`set(%s.attributes["apple.mdm.error.expected_status_code"], %d)`, ctx, e.StatusCode)+where)
			}
		}
		return list
	}},
	{"chain merge regexp string", present, func(ctx, value string) []string {
		list := []string{extract(ctx, value)}
		for _, e := range documented() {
			list = append(list, fmt.Sprintf(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == "%[3]d"`, ctx, facts(e, true), e.Number))
		}
		return list
	}},
	{"chain merge json double", present, func(ctx, value string) []string {
		list := []string{fmt.Sprintf(`set(%s.cache["n"], ParseJSON(%s)["errorNumber"])`, ctx, value)}
		for _, e := range documented() {
			list = append(list, fmt.Sprintf(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == %[3]d`, ctx, facts(e, true), e.Number))
		}
		return list
	}},
	{"chain merge regexp int", present, func(ctx, value string) []string {
		list := []string{fmt.Sprintf(`set(%s.cache["n"], Int(ExtractPatterns(%s, %s)["n"]))`, ctx, value, strconv.Quote(number))}
		for _, e := range documented() {
			list = append(list, fmt.Sprintf(`merge_maps(%[1]s.attributes, %[2]s, "upsert") where %[1]s.cache["n"] == %[3]d`, ctx, facts(e, true), e.Number))
		}
		return list
	}},
	{"map cache json", present, func(ctx, value string) []string {
		return []string{
			fmt.Sprintf(`set(%s.cache["n"], String(Int(ParseJSON(%s)["errorNumber"])))`, ctx, value),
			fmt.Sprintf(`set(%s.cache["errors"], %s)`, ctx, table()),
			fmt.Sprintf(`merge_maps(%[1]s.attributes, %[1]s.cache["errors"][%[1]s.cache["n"]], "upsert") where %[1]s.cache["errors"][%[1]s.cache["n"]] != nil`, ctx),
		}
	}},
	{"map coalesce regexp", present, func(ctx, value string) []string {
		return []string{
			extract(ctx, value),
			fmt.Sprintf(`merge_maps(%[1]s.attributes, Coalesce([%[2]s])[%[1]s.cache["n"]], "upsert") where %[1]s.cache["n"] != nil`, ctx, table()),
		}
	}},
	{"map coalesce regexp direct", present, func(ctx, value string) []string {
		return []string{
			fmt.Sprintf(`merge_maps(%[1]s.attributes, Coalesce([%[2]s])[ExtractPatterns(%[3]s, %[4]s)["n"]], "upsert")`, ctx, table(), value, strconv.Quote(number)),
		}
	}},
}
