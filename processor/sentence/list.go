// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The service can list all its possible errors. Nothing in such a list has happened, however it is printed. Lists that are JSON
// are up to package shape.

// findLists appends the lists in t.
func findLists(t string, lists []span) []span {
	for start := ListName(t, 0); start >= 0; {
		end := ListEnd(t, start)
		lists = append(lists, span{start, end})
		start = ListName(t, end)
	}
	return lists
}

// within reports whether at is in one of the spans, which are in order.
func within(spans []span, at int) bool {
	i, _ := slices.BinarySearchFunc(spans, at, func(s span, at int) int { return s.end - at - 1 })
	return i < len(spans) && spans[i].start <= at
}

// ListName returns the end of the next list's name in t, in any notation, from an index on; -1 if there is none.
func ListName(t string, from int) int {
	end := ascii.ErrorCodesEnd(t, from)
	for end >= 0 && !namesList(t[:end], t[end:]) {
		end = ascii.ErrorCodesEnd(t, end)
	}
	return end
}

// namesList reports whether the name between two texts is that of a list. Not so: "error codes" in a sentence, the class in
// ErrorCodes.java, the folder in error_codes/x.rb, the page in (https://example.com/error-codes), the logger in
// app.error_codes: VPP error 9610. But so: errorCodes.errorNumber, errorCodes/0/errorNumber.
func namesList(before, after string) bool {
	const enough = 64
	before = before[max(0, len(before)-enough):]
	qualifier := byteAt(before, skipBack(before, len(before), func(c byte) bool { return ascii.IsWord(c) || c == '-' })-1)
	said := strings.TrimLeft(after, blanks+":-")
	isLogger := (qualifier == '.' || qualifier == ':') && ascii.IsLetter(byteAt(said, 0))
	if isLogger && !ascii.HasPrefixFold(said, "error") || qualifier == '/' && ascii.In(byteAt(after, 0), ")>") {
		return false
	}
	after = strings.TrimLeft(after, "\"'\\`)]}>")
	for _, joint := range [...]string{".", "/", "::", "->", "#"} { // ErrorCodes::NOT_FOUND
		if member, ok := strings.CutPrefix(after, joint); ok && ascii.IsLetter(byteAt(member, 0)) {
			return ascii.HasPrefixFold(member, "error")
		}
	}
	rest := strings.TrimLeft(after, blanks)
	return len(rest) == len(after) || !ascii.IsLetter(byteAt(rest, 0))
}

// isListPath reports whether a path is the key of something in a list: errorCodes/0/errorNumber.
func isListPath(path string) bool { return byteAt(path, ListName(path, 0)) == '/' }

// ListEnd returns the end of the list whose name ends at t[start]: the bracket that closes it, or the end of the text.
func ListEnd(t string, start int) int {
	const brackets = "[](){}"
	i := skip(t, start, func(c byte) bool { return ascii.In(c, " \t\r\n\"'\\`)]}>:=") })
	kind := strings.IndexByte(brackets, byteAt(t, i))
	if kind < 0 || !strings.ContainsAny(t[start:i], ":=") {
		return len(t)
	}
	end := i + bracketEnd(t[i:], brackets[kind], brackets[kind+1]) // a documented message has brackets only in pairs
	inside, after := strings.TrimSuffix(t[i+1:end], brackets[kind+1:kind+2]), t[end:]
	isPlain := strings.Trim(inside, `0123456789, "'`) == "" && (ascii.In(byteAt(after, 0), ",;)}") || isKey(skipSpace(after)))
	if isPlain || ascii.ContainsFold(inside, "message") || ascii.ContainsFold(inside, "number") {
		return end
	}
	return len(t) // the brackets were those of a type or an index
}
