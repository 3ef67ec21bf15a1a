// SPDX-License-Identifier: Apache-2.0

package payload

import "strings"

// The list of all possible errors, in prints that aren't JSON, or not as a whole. Nothing in it is an error.

// listCursor goes from one such list to the next.
type listCursor struct{ start, end int }

// hold tells whether t[at] is in a list. Each place has to be behind the one before it.
func (c *listCursor) hold(t string, at int) bool {
	for c.end <= at {
		if c.start = listName(t, c.end); c.start < 0 {
			c.start, c.end = len(t), len(t)
		} else {
			c.end = listEnd(t, c.start)
		}
	}
	return c.start < at
}

// listAround returns where the list ends whose name stands in t[from:i], and which the bracket at t[i] is in; 0 if there is
// none.
func listAround(t string, from, i int) int {
	if from == i && t[i] != '[' {
		return 0 // most payloads are JSON from their start
	}
	if start := listName(t[:i], from); start >= 0 {
		return listEnd(t, start)
	}
	if subscripted(t, i) {
		return len(t)
	}
	return 0
}

// listName returns where the name of the list ends that is next in t, in whichever notation, or -1.
func listName(t string, from int) int {
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

// namesList tells, by what is behind that name, whether it is the list: a word of a sentence is none, nor is the name of a
// class (ErrorCodes.java, but errorCodes.errorNumber).
func namesList(behind string) bool {
	behind = strings.TrimLeft(behind, "\"'\\`)]}>")
	if len(behind) > 1 && behind[0] == '.' && isLetter(behind[1]) {
		return prefixFold(behind[1:], "error")
	}
	next := skipSpace(behind, 0)
	return next == 0 || next == len(behind) || !isLetter(behind[next])
}

// listEnd returns where the list ends whose name ends at t[start]: at the bracket that closes it, else with the text.
func listEnd(t string, start int) int {
	const brackets = "[](){}"
	i := start
	for i < len(t) && strings.IndexByte(" \t\r\n\"'\\`)]}>:=", t[i]) >= 0 {
		i++
	}
	if i == len(t) || !strings.ContainsAny(t[start:i], ":=") {
		return len(t)
	}
	kind := strings.IndexByte(brackets, t[i])
	if kind < 0 {
		return len(t)
	}
	// A documented message has brackets only in pairs.
	for j, depth := i, 0; j < len(t); j++ {
		switch t[j] {
		case brackets[kind]:
			depth++
		case brackets[kind+1]:
			if depth--; depth > 0 {
				continue
			}
			if containsFold(t[i:j], "message") || containsFold(t[i:j], "number") {
				return j + 1
			}
			return len(t) // it is the type of the list, or an index
		}
	}
	return len(t)
}

// subscripted tells whether the bracket at t[i] isn't JSON, but what says which list follows: config["errorCodes"] = ...
func subscripted(t string, i int) bool {
	const list = `"errorCodes"`
	if t[i] != '[' {
		return false
	}
	name := skipSpace(t, i+1)
	if !strings.HasPrefix(t[name:], list) {
		return false
	}
	end := skipSpace(t, name+len(list))
	return end < len(t) && t[end] == ']'
}
