// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"iter"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// findFrames appends the lines of t that don't count, if t is a stack trace: a frame, or a text of several lines with a frame among
// them. What counts are the lines before the first frame, the messages of causes, and what follows the last frame. Frames, and the
// source lines next to them, have files, classes and numbers that say nothing about the error.
func findFrames(t string, hidden []span) []span {
	hidden = findNumbered(t, hidden)
	only := line{text: skipSpace(t[:skipBack(t, len(t), isSpace)])}
	if strings.IndexByte(only.text, lineBreak) < 0 && strings.IndexByte(only.text, indent) < 0 { // a tenth of the time of ContainsAny
		if only.isOnlyFrame() {
			hidden = append(hidden, span{0, len(t)})
		}
		return hidden
	}
	first, last := 0, -1
	var previous line
	var quoted []span
	for l := range linesFrom(t, 0) {
		if l.pointsUp() && (previous.indented || previous.isQuoted()) {
			hidden = append(hidden, previous.span)
		}
		if l.isFrame() {
			if last < 0 {
				first = l.start
				if l.follows(previous) {
					first = previous.start
				}
			}
			last = l.start
		}
		if last < 0 && l.isQuoted() && previous.isQuoted() { // Bun quotes the source first
			quoted = append(quoted, previous.span, l.span)
		}
		previous = l
	}
	if last < 0 {
		return hidden
	}
	hidden = append(hidden, quoted...)
	inCause, inObject := false, false
	for l := range linesFrom(t, first) {
		isFrame := l.isFrame()
		inCause = inCause && !isFrame && (l.indented || numberedAfter(l.text, ""))
		if !inCause && !inObject && (l.start <= last || l.indented || l.quotesCode()) && (isFrame || !l.isMessage()) {
			hidden = append(hidden, l.span)
		}
		inCause = inCause || ascii.HasSuffixFold(l.text, "caused by:")
		if isFrame { // after its last frame, Node prints the other fields of an error
			inObject = strings.HasSuffix(l.text, " {")
		}
	}
	return hidden
}

// findNumbered appends the frames of PHP, whatever is in front of them: app-1 | #0 /srv/x.php(9): a('b')
func findNumbered(t string, hidden []span) []span {
	const enough = 256
	for i := 0; ; i++ {
		next := strings.IndexByte(t[i:], '#')
		if next < 0 {
			return hidden
		}
		i += next
		place := ascii.DigitsEnd(t, i+1) + 1
		if place-1 == i+1 || byteAt(t, place-1) != space {
			continue
		}
		rest := t[place:min(len(t), place+enough)]
		rest = rest[:lineEnd(rest, 0)]
		if start, end := location(rest); end > 0 && start <= len("C:") && strings.HasPrefix(rest[end-1:], "): ") {
			hidden = append(hidden, span{i, place + end + bracketEnd(rest[end:], '(', ')')})
		}
	}
}

// line is a line of a clean text.
type line struct {
	span
	text     string // without the indentation
	indented bool
}

// linesFrom yields the lines of a clean text from t[i] on, where one of them starts.
func linesFrom(t string, i int) iter.Seq[line] {
	return func(yield func(line) bool) {
		for start := i; start < len(t); {
			end := lineEnd(t, start)
			text := skipSpace(t[start:end])
			indented := len(text) < end-start || byteAt(t, start-1) == indent
			if indented {
				text = strings.TrimLeft(text, "| \t") // Python draws a tree of exceptions with bars
			}
			if !yield(line{span{start, end}, strings.TrimRight(text, " "), indented}) {
				return
			}
			start = end + 1
		}
	}
}

// isFrame reports whether a line is a frame:
//
//	at a.B.c(B.java:9)    at A.B() in /x.cs:line 9    at x    File "x.py", line 9    /srv/x.go:96 +0x1d
//	#0 /x.php(9): a()     x.rb:12:in 'call'           ... 2 more                     (app 1.0) lib/x.ex:8: X.y/2
//	At C:\x.ps1:9 char:5  call@https://example.com/app.js:9:5
//
// but not: at 9:15 we were told    app/x.rb:12:in 'call': License not found (Error)
func (l *line) isFrame() bool {
	const wordsBefore, wordsAfter = 5, 2
	t := l.text
	if rest, ok := strings.CutPrefix(t, "at "); ok {
		call := strings.IndexByte(rest, '(')
		if l.indented && (!strings.Contains(strings.TrimSuffix(rest, " {"), " ") || call > 0 && startsWith(rest[call+1:], sourceless)) ||
			call > 0 && !isSpace(rest[call-1]) {
			return true
		}
	}
	caller, _, isBrowser := strings.Cut(t, "@http")
	if isBrowser && !strings.ContainsAny(caller, " @") || strings.HasPrefix(t, "At ") && strings.Contains(t, " char:") ||
		strings.HasPrefix(t, `File "`) || numberedAfter(t, "#") ||
		numberedAfter(t, "... ") && !strings.Contains(t, " more items") || isNative(t) {
		return true
	}
	start, end := location(t)
	return end > 0 && (l.indented || start == 0 || strings.HasPrefix(t, "at ")) &&
		strings.Count(strings.TrimRight(t[:start], " "), " ") < wordsBefore && strings.Count(t[end:], " ") <= wordsAfter
}

// isOnlyFrame reports whether a text of one line is nothing but a frame: at a.B.c(B.java:9)
func (l *line) isOnlyFrame() bool {
	if numberedAfter(l.text, "#") && strings.HasPrefix(l.text[ascii.DigitsEnd(l.text, len("#")):], " 0x") {
		return true // of a debugger
	}
	if !strings.HasPrefix(l.text, "at ") || !l.isFrame() {
		return false
	}
	_, end := location(l.text)
	return end == len(l.text) || strings.HasSuffix(l.text, ")") && strings.Count(l.text, "(") == 1
}

// sourceless are the beginnings of places without a source file: (node:internal/x:9:5), (<anonymous>), (index 0)
var sourceless = []string{"node:", "<anonymous>", "native", "index "}

// isNative reports whether a line is a numbered frame without a file:
//
//	12: app::client::call    3   AppKit   0x000000010a   $s3App + 96
func isNative(t string) bool {
	const maxDigits = 3 // an error number has more
	end := ascii.DigitsEnd(t, 0)
	if symbol, ok := strings.CutPrefix(t[end:], ": "); ok {
		return end <= maxDigits && strings.Contains(symbol, "::") && (symbol[0] == '<' || strings.IndexByte(symbol, ' ') < 0)
	}
	image := skipSpace(t[end:])
	return byteAt(t, end) == space && strings.HasPrefix(image[strings.IndexAny(image, blanks)+1:], "0x")
}

// quotesCode reports whether a line quotes source code: 12 | let a = 9, + Invoke-A
func (l *line) quotesCode() bool {
	return strings.HasPrefix(l.text, "+ ") || strings.HasPrefix(l.text[ascii.DigitsEnd(l.text, 0):], " |")
}

// isQuoted reports whether a line of source code is quoted with its number: > 12 | let a = 9
func (l *line) isQuoted() bool {
	t := strings.TrimPrefix(l.text, "> ")
	end := ascii.DigitsEnd(t, 0)
	return end > 0 && strings.HasPrefix(t[end:], " |")
}

// pointsUp reports whether a line is only there to point at the source code in the line above.
func (l *line) pointsUp() bool {
	return strings.IndexByte(l.text, '^') >= 0 && strings.Trim(l.text, "^~| ") == ""
}

// numberedAfter reports whether t begins with the prefix and a digit.
func numberedAfter(t, prefix string) bool {
	return strings.HasPrefix(t, prefix) && ascii.IsDigit(byteAt(t, len(prefix)))
}

// location returns the start and the end of the first source file with a line number in t; 0 if there is none.
func location(t string) (start, end int) {
	for i := 0; ; i++ {
		dot := strings.IndexByte(t[i:], '.')
		if dot < 0 {
			return 0, 0
		}
		i += dot
		ext := wordEnd(t, i+1)
		if !sources.has(t[i+1 : ext]) {
			continue
		}
		if end = lineNumberEnd(t, ext); end > ext {
			return skipBack(t, i, func(c byte) bool { return isPathByte(c) || c == '/' || c == '\\' }), end
		}
	}
}

// follows reports whether a frame has two lines, the first of which is the previous line with the function's name:
//
//	example.com/app.(*Client).Do(0x1)    example.com/app.(*Client).Do
//	    /srv/app/client.go:9                 /srv/app/client.go:9
func (l *line) follows(previous line) bool {
	start, end := location(l.text)
	call := previous.text
	name, _, _ := strings.Cut(call, "(")
	return l.indented && end > 0 && start == 0 && strings.Contains(call, ".") && !strings.Contains(name, " ") &&
		(strings.HasSuffix(call, ")") || !strings.Contains(call, " "))
}

// causes are the beginnings of lines among frames that report another error.
var causes = []string{"caused by", "wrapped by", "suppressed", "--->", "cause:", "[cause]:", "[previous exception]"}

// isMessage reports whether a line among frames begins like a message: as a cause, or with a class and a colon.
//
//	com.example.VppError: ...    *vpp.Error: ...    App\Error: ...    Caused by: ...    ---> a.B: ...    | a.B: ...
//	Next App\Error: ...    ** (Vpp.Error) ...    app/x.rb:12:in 'call': ... (Vpp::Error)    [cause]: Error: ...
func (l *line) isMessage() bool {
	if startsWith(l.text, causes) {
		return true
	}
	if _, end := location(l.text); strings.HasPrefix(l.text[end:], ":in ") {
		return strings.HasSuffix(l.text, ")") // Ruby
	}
	t, isElixir := strings.CutPrefix(l.text, "** (")
	t = strings.TrimLeft(strings.TrimPrefix(t, "Next "), "*&")
	base := 0 // start of the class's name without its package
	for i := range len(t) {
		switch c := t[i]; {
		case c == '.' || c == '\\' || c == ':' && (byteAt(t, i+1) == ':' || byteAt(t, i-1) == ':'):
			base = i + 1
		case !ascii.IsWord(c) && c != '$':
			class, ends := t[base:i], i+1 == len(t) || isSpace(t[i+1])
			if c != ':' && !isElixir || !ends || class == "" {
				return false
			}
			// An indented line may be a line of source code.
			isError := strings.HasSuffix(class, "Error") || strings.HasSuffix(class, "Exception")
			return isError || !l.indented && (base > 0 || ascii.IsUpper(class[0]))
		}
	}
	return false
}
