// SPDX-License-Identifier: Apache-2.0

package scan

import "strings"

// Reason is why a payload with an errorNumber could not be read whole. Of several, the greatest counts.
type Reason uint8

const (
	None      Reason = iota // it was read whole, or has no errorNumber
	Malformed               // it isn't JSON
	Truncated               // it was cut off before it was received
	TooLarge                // it is larger than MaxSize
)

func (r Reason) String() string {
	return [...]string{None: "none", Malformed: "malformed", Truncated: "truncated", TooLarge: "too_large"}[r]
}

// reasonOf distinguishes JSON that was cut off from what isn't JSON. rest is what follows the fault.
func reasonOf(rest string) Reason {
	if isMark(rest) || strings.EqualFold(strings.TrimRight(rest, "+-"), "e") { // of an exponent
		return Truncated
	}
	return Malformed
}

// cuts begin what follows a string that was cut off.
var cuts = [...]string{"...", "…", "(truncated", "[truncated", "<truncated", "\n"}

// cutEnd returns where a string was cut off that seems to go on in the text around its JSON; 0 if it wasn't.
func cutEnd(t string) (end int) {
	for _, cut := range cuts {
		if i := strings.Index(t, cut); i >= 0 {
			t, end = t[:i], i+len(cut)
		}
	}
	return end
}

// isMark reports whether nothing follows, or nothing but a mark that the rest was cut off: ..., …, [truncated], (100 more bytes).
func isMark(rest string) bool {
	const maxMark = 64
	return rest == "" || len(rest) <= maxMark && (strings.IndexByte(".[(<{*", rest[0]) >= 0 || strings.HasPrefix(rest, "…"))
}
