// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/enrich"
)

const maxValue = 200 // characters

const hint = "A number in a sentence must be documented or in errors, an HTTP body must be JSON, " +
	"and a call must go to one of hosts. See docs/troubleshooting.md"

// print prints what the processor did with a record.
func (e *explainer) print(where string, r record, observed []enrich.Observation) error {
	var out strings.Builder
	writeAttributes(&out, r.before, r.attributes)
	_, written := r.attributes.Get("apple.mdm.retry.class") // now or by an earlier run
	found := writeReasons(&out, observed)
	if written && !found {
		writeCircumstance(&out, r.attributes)
	}
	verdict := "nothing found"
	if written || found {
		verdict, e.found = "found", true
	} else if out.Len() == 0 {
		verdict += ": with these settings, it has nothing that is searched for within max_payload_size. " + hint
	}
	_, err := fmt.Fprintf(e.stdout, "%s, %s: %s\n%s", where, r.name, verdict, &out)
	return err
}

// writeAttributes writes the attributes that the processor sets, or an earlier run has set.
func writeAttributes(out *strings.Builder, before, after pcommon.Map) {
	for name, v := range after.All() {
		if _, had := before.Get(name); had && !strings.HasPrefix(name, "apple.mdm.") {
			continue
		}
		fmt.Fprintf(out, "  %-38s %s\n", printable(name), printable(v.AsString()))
	}
}

// writeCircumstance writes why a record that has no error itself has attributes of the processor.
func writeCircumstance(out *strings.Builder, attributes pcommon.Map) {
	switch delivery, ok := attributes.Get("apple.mdm.error.delivery"); {
	case !ok:
		out.WriteString("  the call: its HTTP status says that it failed, and no error number is known, so the class comes from the status\n")
	case delivery.AsString() == "trace":
		out.WriteString("  the call: returned the error that another record of this trace reports\n")
	default:
		out.WriteString("  an earlier run: found this in what has been removed since\n")
	}
}

// writeReasons writes what was seen and why it counts or doesn't, each line once, and reports whether anything counts.
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
	type claim struct {
		place   string
		inEvent bool
		number  int64
	}
	told := make(map[claim]bool)    // the text itself says that it is an error
	refused := make(map[claim]bool) // it isn't one, whatever the text says
	for _, o := range observed {
		for _, c := range o.Texts {
			if at := (claim{o.Place, o.InEvent, c.Number}); c.Reason.Counts() {
				told[at] = true
			}
		}
		if o.Texts == nil && o.Reason != enrich.Believed {
			refused[claim{o.Place, o.InEvent, o.Number}] = true
		}
	}
	for _, o := range observed {
		for _, c := range o.Texts {
			at := claim{o.Place, o.InEvent, c.Number}
			switch counts := c.Reason.Counts(); {
			case refused[at] && (counts || c.Reason.NeedsService()): // the refusal says more
			case !c.Alone:
				write(o, "%d: %s", c.Number, c.Reason)
			case counts || !told[at]:
				write(o, "the message of %d: %s", c.Number, c.Reason)
			}
		}
		if o.Texts != nil {
			continue
		}
		found = found || o.Reason == enrich.Believed
		switch ofText := o.Delivery == "message" && o.Reason == enrich.Believed; {
		case o.Number == 0, o.Reason == enrich.Numberless:
			write(o, "JSON without a readable errorNumber: %s", o.Reason)
		case ofText && o.NeedsService:
			write(o, "%d: the rest of the record names the service", o.Number)
		case ofText && told[claim{o.Place, o.InEvent, o.Number}]: // written above
		default:
			write(o, "%d in a %s: %s", o.Number, o.Delivery, o.Reason)
		}
	}
	return found
}

// printable returns a value cut short, and quoted if it has control characters.
func printable(s string) string {
	if r := []rune(s); len(r) > maxValue {
		s = string(r[:maxValue]) + "..."
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
