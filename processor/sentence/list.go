// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The service can list all its possible errors. Nothing in such a list has happened, however it is printed. Lists that are JSON
// are left to package shape.

// findLists appends the lists in t.
func findLists(t string, lists []span) []span {
	for start := ListName(t, 0); start >= 0; {
		end := ListEnd(t, start)
		lists = append(lists, span{start, end})
		start = ListName(t, end)
	}
	return lists
}

// ListName returns the end of the next list's name in t, in any notation, from an index on; -1 if there is none.
func ListName(t string, from int) int {
	end := ascii.ErrorCodesEnd(t, from)
	for end >= 0 && !namesList(t[:end], t[end:]) {
		end = ascii.ErrorCodesEnd(t, end)
	}
	return end
}

// namesList reports whether the name between two texts is that of a list, as in errorCodes.errorNumber and
// errorCodes/0/errorNumber. These aren't: "error codes" in a sentence, the class in ErrorCodes.java, the folder in
// error_codes/x.rb, the page in (https://example.com/error-codes), the logger in app.error_codes: VPP error 9610.
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

// Errors and lists of them are also printed over several lines, each of which may be logged by itself.

// isOfJSON reports whether a line is part of JSON that was logged line by line. Such a line is one member of an object. A log
// shipper may have put something in front of it, or a logger quotes around it; then the member has to be one of an error. opened says
// that the text has the beginning of the object, and several that it has other lines, so that the line isn't alone.
//
//	"errorMessage" : "...",    mdm[97]:   "errorNumber" : 9610    << "  "errorNumber" : 9610,[\n]"
//	but not: "Keynote": VPP error 9610
func isOfJSON(line string, opened, several bool) bool {
	head, rest, _ := strings.Cut(line, `"`)
	quoted, isQuoted := strings.CutPrefix(skipSpace(rest), `"`)
	if isQuoted {
		head, rest = line, quoted
	}
	end := skip(rest, 0, ascii.IsWord)
	value, isKey := strings.CutPrefix(rest[end:], `"`)
	value, isMember := strings.CutPrefix(skipSpace(value), ":")
	if value = strings.Trim(value, blanks+","); end == 0 || !isKey || !isMember || value == "" || isQuoted && several {
		return false
	}
	if skipSpace(head) == "" {
		return !opened && ascii.In(value[0], `"{[-0123456789`)
	}
	if isQuoted {
		value = strings.TrimRight(value, blanks+`,["`)
	}
	inner, isString := strings.CutPrefix(value, `"`)
	isWhole := isString && !strings.Contains(strings.TrimSuffix(inner, `"`), `"`) || ascii.DigitsEnd(value, 0) == len(value)
	return isWhole && ascii.HasPrefixFold(rest, "error")
}

// isOfList reports whether the text is one line of a list of errors that was logged line by line, in another notation than JSON: it has
// nothing but keys of errors, numbers and wordings, and it is one member with a key in quotes or brackets, or others follow it.
//
//	{ errorMessage: '...', errorNumber: 9610 },   'errorMessage' => '...'   [errorMessage] => ...   - errorMessage: ...
func (x *Text) isOfList() bool {
	t, wordings, keys, values := strings.TrimRight(x.whole, white), x.matches, 0, 0
	start := skip(t, 0, isSpace)
	for i := start; i < len(t); {
		switch end := skip(t, i, ascii.IsWord); {
		case keys > 0 && len(wordings) > 0 && wordings[0].start <= i:
			i, wordings, values = max(i, wordings[0].end), wordings[1:], values+1
		case errorKeys.has(t[i:end]):
			i, keys = end, keys+1
		case keys > 0 && end > i && ascii.DigitsEnd(t, i) == end:
			i, values = end, values+1
		case isWordByte(t[i]), isLineBreak(t[i]):
			return false
		default:
			i++
		}
	}
	first := byteAt(t, start)
	isQuoted := isQuote(first) && byteAt(t, skip(t, start+1, ascii.IsWord)) == first
	isMember := isQuoted && keys == 1 && values == 1 || first == '[' && strings.Contains(t, "] =>")
	return keys > 0 && (isMember || first == '-' || strings.HasSuffix(t, ","))
}

var errorKeys = wordsOf("errornumber error_number errormessage error_message")

// indexOpened returns the index of the first object that goes on in the next line; len(t) if there is none.
func indexOpened(t string) int {
	first := len(t)
	for _, opening := range [...]string{"{\n", "{\v"} {
		if i := strings.Index(t[:first], opening); i >= 0 {
			first = i
		}
	}
	return first
}
