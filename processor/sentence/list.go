// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The list of all possible errors, in prints that aren't JSON, or not as a whole. Nothing in it is an error.

// listCursor goes from one such list to the next.
type listCursor struct{ start, end int }

// hold reports whether t[at] is in a list. Each place is after the one before.
func (c *listCursor) hold(t string, at int) bool {
	for c.end <= at {
		if c.start = ListName(t, c.end); c.start < 0 {
			c.start = len(t)
		}
		c.end = ListEnd(t, c.start)
	}
	return c.start < at
}

// ListName returns where the name of the next list ends in t, from an index on and in any notation, or -1.
func ListName(t string, from int) int {
	const start = "rror"
	for {
		i := strings.Index(t[from:], start)
		if i < 0 {
			return -1
		}
		from += i + len(start)
		for _, end := range [...]string{"Codes", "_codes"} {
			if strings.HasPrefix(t[from:], end) && namesList(t[from+len(end):]) {
				return from + len(end)
			}
		}
	}
}

// namesList reports, by what follows that name, whether it is the list: a word of a sentence is none, nor is the name of a
// class (ErrorCodes.java, but errorCodes.errorNumber).
func namesList(after string) bool {
	after = strings.TrimLeft(after, "\"'\\`)]}>")
	if byteAt(after, 0) == '.' && ascii.IsLetter(byteAt(after, 1)) {
		return ascii.HasPrefixFold(after[1:], "error")
	}
	next := ascii.SkipSpace(after, 0)
	return next == 0 || !ascii.IsLetter(byteAt(after, next))
}

// ListEnd returns where the list ends whose name ends at t[start]: at the bracket that closes it, else with the text.
func ListEnd(t string, start int) int {
	const brackets = "[](){}"
	i := start
	for i < len(t) && strings.IndexByte(" \t\r\n\"'\\`)]}>:=", t[i]) >= 0 {
		i++
	}
	kind := strings.IndexByte(brackets, byteAt(t, i))
	if kind < 0 || !strings.ContainsAny(t[start:i], ":=") {
		return len(t)
	}
	// A documented message has brackets only in pairs.
	for j, depth := i, 0; j < len(t); j++ {
		switch t[j] {
		case brackets[kind]:
			depth++
		case brackets[kind+1]:
			depth--
		}
		if depth > 0 {
			continue
		}
		if ascii.ContainsFold(t[i:j], "message") || ascii.ContainsFold(t[i:j], "number") {
			return j + 1
		}
		break // it is the type of the list, or an index
	}
	return len(t)
}
