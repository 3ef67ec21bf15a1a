// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// The paths of files and URLs say where something is, not which service an error is from.

// sources are the extensions of source files.
var sources = wordsOf(`java kt kts scala groovy clj go py rb php js
	mjs cjs sol ts jsx tsx cs fs vb c cc cpp h hpp m mm swift rs ex exs erl hrl lua pl dart`)

// inPaths are the bytes of which each path has at least one.
var inPaths = [1 << 8]bool{':': true, '/': true, '\\': true}

// findPaths appends the paths in t, with the line numbers after them, but without the hosts of URLs.
func (v *Vocabulary) findPaths(t string, hidden []span) []span {
	for floor, i := 0, 0; i < len(t); i++ {
		if !inPaths[t[i]] {
			continue
		}
		var at span
		if t[i] == ':' {
			at = pathAtColon(t, floor, i)
		} else {
			at = v.pathAtSlash(t, floor, i)
		}
		if at.start < at.end {
			hidden = append(hidden, at)
		}
		if at.end > i {
			floor, i = at.end, at.end-1
		}
	}
	return hidden
}

// pathAtColon returns the path of a URL, or the source file with a line number, whose first colon is t[i]. If there is none, it
// returns an empty span at the place where the search goes on.
func pathAtColon(t string, floor, i int) span {
	if strings.HasPrefix(t[i:], "://") {
		host := i + len("://")
		for host < len(t) && (isHostByte(t[host]) || ascii.In(t[host], ":@") && ascii.IsWord(byteAt(t, host+1))) {
			host++
		}
		return span{host, pathEnd(t, host)}
	}
	if ascii.IsDigit(byteAt(t, i+1)) {
		if start := pathStart(t, floor, i); isSource(t[start:i]) { // x.go:96
			return span{start, labelEnd(t, lineNumberEnd(t, i))}
		}
	}
	return span{i, i}
}

// pathAtSlash is pathAtColon for a path whose first slash or backslash is t[i].
func (v *Vocabulary) pathAtSlash(t string, floor, i int) span {
	start, end := pathStart(t, floor, i), pathEnd(t, i)
	if end == i { // nothing but more separators
		end = skip(t, i+1, isInPath)
		return span{end, end}
	}
	if start == i && endsWithDrive(t[:start]) {
		start -= len("C:")
	}
	if isSpace(byteAt(t, start-1)) && endsWithDrive(t[:start-1]) { // C:\temp, in which \t looks like a tab
		return span{start, end}
	}
	path := t[start:end]
	if byteAt(t, start-1) == '<' || !isPath(path) || isListPath(path) {
		return span{end, end}
	}
	if host := v.hostEnd(t, start); host > 0 { // a URL without its scheme
		return span{host, end}
	}
	return span{start, labelEnd(t, lineNumberEnd(t, end))}
}

// endsWithDrive reports whether t ends with a Windows drive, such as C:
func endsWithDrive(t string) bool {
	n := len(t)
	return byteAt(t, n-1) == ':' && ascii.IsLetter(byteAt(t, n-2)) && !isWordByte(byteAt(t, n-3))
}

// pathStart returns the start of the path that goes on at t[i], not before floor.
func pathStart(t string, floor, i int) int { return floor + skipBack(t[floor:i], i-floor, isPathByte) }

// pathBytes are the bytes of paths, except separators.
var pathBytes = func() (set [1 << 8]bool) {
	for i := range set {
		c := byte(i)
		set[c] = isWordByte(c) || ascii.In(c, ".-~@%+$*") || c == lost
	}
	return set
}()

func isPathByte(c byte) bool { return pathBytes[c] }

// isInPath reports whether a byte may be part of a path, a separator or the beginning of its query.
func isInPath(c byte) bool { return isPathByte(c) || ascii.In(c, `/\?`) }

// pathEnd returns the end of the path that goes on at t[i]. A query may have more punctuation.
func pathEnd(t string, i int) int {
	end, query := i, false
	for ; i < len(t); i++ {
		c := t[i]
		if !isInPath(c) && (!query || !ascii.In(c, "=&;,:#")) {
			break
		}
		query = query || c == '?'
		if isWordByte(c) {
			end = i + 1
		}
	}
	return end
}

// isPath reports whether t, which has a separator, is a path, and neither a pair like and/or nor a class of PHP like App\Error:
//
//	/srv/app  ./app  C:\app  a/b/c  app/x.go  app\x.cs
func isPath(t string) bool {
	rooted := strings.TrimLeft(t, ".~")
	isDrive := len(t) > 2 && t[1] == ':'
	if isDrive || rooted[0] == '/' || rooted[0] == '\\' && len(rooted) < len(t) || strings.Count(t, "/") > 1 {
		return true
	}
	name := t[strings.LastIndexAny(t, `/\`)+1:]
	dot := strings.LastIndexByte(name, '.')
	return dot > 0 && len(name)-dot <= len(".class") && wordEnd(name, dot+1) == len(name)
}

// isSource reports whether t ends with the name of a source file.
func isSource(t string) bool {
	dot := strings.LastIndexByte(t, '.')
	return dot > 0 && sources.has(t[dot+1:])
}

// files are the extensions of files that aren't sources.
var files = wordsOf("log conf cfg ini toml yaml yml json xml csv txt sock sh bat sql")

// isFile reports whether t ends with the name of a file.
func isFile(t string) bool { return isSource(t) || files.has(t[strings.LastIndexByte(t, '.')+1:]) }

// fileAt returns what would be the name of a file at t[start], without the number of a rotated one.
func fileAt(t string, start int) string {
	const longest = 255 // in most file systems
	t = t[start:min(len(t), start+longest)]
	return strings.TrimRight(t[:skip(t, 0, isPathByte)], "0123456789.-")
}

// lineNumberEnd returns the end of the line number after the name of a file that ends at t[i]: x.go:96:12, x.php(96),
// "x.py", line 96.
func lineNumberEnd(t string, i int) int {
	for byteAt(t, i) == ':' && ascii.IsDigit(byteAt(t, i+1)) {
		i = ascii.DigitsEnd(t, i+1)
	}
	if byteAt(t, i) == '(' {
		if end := ascii.DigitsEnd(t, i+1); byteAt(t, end) == ')' {
			return end + 1
		}
	}
	rest := strings.TrimLeft(t[i:], `":, `)
	word := leadingWord(rest)
	isLine := word == "line" || word != "" && strings.HasPrefix(t[i:], ":"+word) && isSource(t[:i]) // x.cs:Zeile 96
	if number := rest[len(word):]; isLine && byteAt(number, 0) == space && ascii.IsDigit(byteAt(number, 1)) {
		return ascii.DigitsEnd(t, len(t)-len(number)+1)
	}
	return i
}

// labelEnd returns the end of the method's name after a line number that ends at t[i]: x.rb:96:in 'App::Client#call'
func labelEnd(t string, i int) int {
	const maxLabel = 256 // keeps time linear: else each of many would be searched to the end of the text
	label, ok := strings.CutPrefix(t[i:min(len(t), i+maxLabel)], ":in ")
	if ok && label != "" {
		if end := strings.IndexAny(label[1:], "'\n\v"); end >= 0 && label[1+end] == '\'' {
			return i + len(":in ") + 1 + end
		}
	}
	return i
}
