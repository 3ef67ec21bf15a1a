// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// written are the processor's attributes, in the order of its documentation.
var written = [...]string{
	"apple.mdm.error.number", "apple.mdm.error.message", "apple.mdm.error.delivery", "apple.mdm.error.expected_status_code",
	"apple.mdm.error.status_check", "apple.mdm.error.numbers", "apple.mdm.error.affected_count",
	"apple.mdm.retry.class", "apple.mdm.retry.delay", "apple.mdm.event.id", "apple.mdm.event.type",
	"apple.mdm.event.trace_id", "apple.mdm.event.span_id", "apple.mdm.join.span_id",
	"apple.mdm.notification.id", "apple.mdm.notification.type", "apple.mdm.library.uid",
}

const maxValue = 200 // characters

// print tells what is on one record once the processor has seen it.
func (e *explainer) print(record string, attributes pcommon.Map) {
	var lines strings.Builder
	for _, name := range written {
		if v, ok := attributes.Get(name); ok {
			fmt.Fprintf(&lines, "  %-38s %s\n", name, printable(v.AsString()))
		}
	}
	verdict := "nothing found"
	if lines.Len() > 0 {
		verdict, e.found = "found", true
	}
	if _, err := fmt.Fprintf(e.out, "%s, %s: %s\n%s", e.where, record, verdict, lines.String()); err != nil && e.failed == nil {
		e.failed = err
	}
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
