// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The list of all possible errors, in prints that aren't JSON, or not as a whole. Nothing in it is an error.

// listCursor goes from one such list to the next.
type listCursor struct{ start, end int }

// firstList returns the cursor at the first list of a text.
func firstList(t string) (c listCursor) {
	c.next(t)
	return c
}

// hold reports whether t[at] is in a list. Each place is after the one before.
func (c *listCursor) hold(t string, at int) bool {
	for c.end <= at {
		c.next(t)
	}
	return c.start < at
}

func (c *listCursor) next(t string) {
	if c.start = ListName(t, c.end); c.start < 0 {
		c.start = len(t)
	}
	c.end = ListEnd(t, c.start)
}

// ListName returns where the name of the next list ends in t, from an index on and in any notation, or -1.
func ListName(t string, from int) int {
	for from >= 0 {
		if from = ascii.NameEnd(t, from, "error", "codes"); from >= 0 && namesList(t[from:]) {
			break
		}
	}
	return from
}

// namesList reports, by what follows that name, whether it is the list: a word of a sentence is none, nor is the name of a
// class (ErrorCodes.java, but errorCodes.errorNumber) or of a folder (error_codes/x.rb, but errorCodes/0/errorNumber).
func namesList(after string) bool {
	after = strings.TrimLeft(after, "\"'\\`)]}>")
	if c := byteAt(after, 0); (c == '.' || c == '/') && ascii.IsLetter(byteAt(after, 1)) {
		return ascii.HasPrefixFold(after[1:], "error")
	}
	rest := strings.TrimLeft(after, " \t")
	return len(rest) == len(after) || !ascii.IsLetter(byteAt(rest, 0))
}

// isListPath reports whether a path is the name of something in the list: errorCodes/0/errorNumber.
func isListPath(path string) bool {
	end := ListName(path, 0)
	return end >= 0 && byteAt(path, end) == '/'
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
