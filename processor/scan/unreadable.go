// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Unreadable is why a payload with an errorNumber could not be read whole. Of several, the greatest counts.
type Unreadable uint8

const (
	None      Unreadable = iota // it was read whole, or has no errorNumber
	Malformed                   // it isn't JSON
	Truncated                   // it was cut off before it was received
	TooLarge                    // it is larger than MaxSize
)

func (r Unreadable) String() string {
	return [...]string{None: "none", Malformed: "malformed", Truncated: "truncated", TooLarge: "too_large"}[r]
}

// namesNumber reports whether a text has the key of a number, from an index on, and isn't the list of all possible errors.
func namesNumber(t string, from int) bool {
	return strings.Contains(t[from:], "errorNumber") && !strings.Contains(t, "errorCodes")
}

// reasonOf distinguishes JSON that was cut off from what isn't JSON. rest is what follows the fault.
func reasonOf(rest string) Unreadable {
	if isMark(rest) || strings.EqualFold(strings.TrimRight(rest, "+-"), "e") { // of an exponent
		return Truncated
	}
	return Malformed
}

// cutEnd returns the end of the mark at which the JSON from t[i] on was cut off, in a string that seems to go on in the text around it;
// 0 if there is none.
func cutEnd(t string, i int, d *shape.Decoder) int {
	if d.Whole || d.InList || d.Last == "" {
		return 0
	}
	end := markEnd(d.Last)
	if end == 0 || sentence.ListName(t[i:d.LastAt+end], 0) >= 0 {
		return 0
	}
	return d.LastAt + end
}

// markEnd returns the end of a mark that says a string was cut off; 0 if there is none: (truncated...), [truncated], ... (218 bytes)
func markEnd(t string) int {
	for _, mark := range [...]string{"(truncated", "[truncated", "<truncated"} {
		if i := strings.Index(t, mark); i >= 0 {
			return i + len(mark)
		}
	}
	_, size, _ := strings.Cut(t, "... (")
	rest, ok := strings.CutPrefix(size[ascii.DigitsEnd(size, 0):], " bytes)")
	if !ok {
		return 0
	}
	return len(t) - len(rest)
}

// isMark reports whether nothing follows, or just a mark that says the rest was cut off: ..., …, [truncated], (100 more bytes).
func isMark(rest string) bool {
	const maxMark = 64
	return rest == "" || len(rest) <= maxMark && (ascii.In(rest[0], ".[(<{*") || strings.HasPrefix(rest, "…"))
}
