// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

const maxValue = 200 // characters

// print tells what has become of the records of a batch, in order.
func (e *explainer) print(records []record) {
	for i, r := range records {
		var out strings.Builder
		changed := writeAttributes(&out, e.before[i].attributes, r.attributes)
		found := writeReasons(&out, e.observed[r.attributes])
		verdict := "nothing found"
		if changed || found {
			verdict, e.found = "found", true
		} else if out.Len() == 0 {
			verdict += ": no documented number, no documented wording, and no JSON with an errorNumber, where they are looked for"
		}
		if _, err := fmt.Fprintf(e.out, "%s, %s: %s\n%s", e.where, r.name, verdict, &out); err != nil && e.failed == nil {
			e.failed = err
		}
	}
}

// writeAttributes prints the attributes of the processor, and reports whether any is new or another than before.
func writeAttributes(out *strings.Builder, before, after pcommon.Map) (changed bool) {
	for name, v := range after.All() {
		old, had := before.Get(name)
		if had && !strings.HasPrefix(name, "apple.mdm.") {
			continue
		}
		fmt.Fprintf(out, "  %-38s %s\n", printable(name), printable(v.AsString()))
		changed = changed || !had || !old.Equal(v)
	}
	return changed
}

// writeReasons prints what was seen and why it counts or doesn't, each once, and reports whether anything counted.
func writeReasons(out *strings.Builder, observed []enrich.Observation) (found bool) {
	printed := make(map[string]bool)
	write := func(o enrich.Observation, format string, args ...any) {
		place := printable(o.Place)
		if o.InEvent {
			place += " of an event"
		}
		line := fmt.Sprintf("  %s: "+format+"\n", append([]any{place}, args...)...)
		if !printed[line] {
			printed[line] = true
			out.WriteString(line)
		}
	}
	for _, o := range observed {
		found = found || o.Texts == nil && o.Reason == enrich.Believed
		counts := func(number int64) bool {
			return slices.ContainsFunc(o.Texts, func(c scan.Candidate) bool { return c.Number == number && c.Reason.Counts() })
		}
		for _, c := range o.Texts {
			switch {
			case !c.Alone:
				write(o, "%d: %s", c.Number, c.Reason)
			case c.Reason.Counts() || !counts(c.Number):
				write(o, "a wording of %d: %s", c.Number, c.Reason)
			}
		}
		switch what := fmt.Sprintf("%d in a %s", o.Number, o.Delivery); {
		case o.Texts != nil:
		case o.Number == 0:
			write(o, "JSON without an errorNumber: %s", o.Reason)
		case o.Delivery == "message" && o.Reason == enrich.Believed && o.Named:
			write(o, "%d: the rest of the record names the service", o.Number)
		case o.Delivery == "message" && o.Reason == enrich.Believed: // the text has said why
		default:
			write(o, "%s: %s", what, o.Reason)
		}
	}
	return found
}

// printable cuts a value short, and escapes what a terminal would obey.
func printable(s string) string {
	if r := []rune(s); len(r) > maxValue {
		s = string(r[:maxValue]) + "..."
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
