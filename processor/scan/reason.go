// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// Reason says why a payload that names an errorNumber could not be read whole.
type Reason uint8

const (
	// None: it was read whole, or names no errorNumber.
	None Reason = iota
	// Malformed: it isn't the JSON that it began as.
	Malformed
	// Truncated: it was cut off before it came here.
	Truncated
	// TooLarge: it is larger than what is searched.
	TooLarge
)

func (r Reason) String() string {
	return [...]string{None: "none", Malformed: "malformed", Truncated: "truncated", TooLarge: "too_large"}[r]
}

// reading is what became of reading a text.
type reading struct {
	named  bool // an errorNumber is in it, but in the list of all possible errors
	broken Reason
}

func (r *reading) add(inner reading) {
	r.named = r.named || inner.named
	r.broken = max(r.broken, inner.broken)
}

// maxMark is the length of the longest mark that a shortened text is believed to end with.
const maxMark = 64

// reasonOf distinguishes a text that was cut off, with or without a mark such as ..., …, [truncated] or (100 more bytes),
// from one that is no JSON. rest is what follows the fault.
func reasonOf(ending shape.Ending, rest string) Reason {
	exponent := strings.EqualFold(strings.TrimRight(rest, "+-"), "e")
	if ending == shape.Cut || exponent || len(rest) <= maxMark && (strings.IndexByte(".[(<{*", rest[0]) >= 0 || strings.HasPrefix(rest, "…")) {
		return Truncated
	}
	return Malformed
}
