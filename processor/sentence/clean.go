// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// A clean text has straight quotes, no escapes of any depth, and one character for each run of white space:
//
//	License\\n  not  found’  ->  License not found'
//
// Beyond ASCII, it has only letters, in lower case, and symbols that aren't punctuation.
const (
	space       = ' '    // white space within a line
	lineBreak   = '\n'   // white space that ends with a line break
	indent      = '\v'   // white space with a line break, and more after it
	punctuation = '\x1f' // any punctuation beyond ASCII
	lost        = '\x1e' // characters that a charset didn't have, read as U+FFFD
	esc         = '\x1b' // begins a color of a terminal, which is dropped
	masked      = 0xfe   // a byte of a stack frame or a path
	skipped     = 0xff   // anything other than words: see Text.Skip

	blanks     = " \t" // lists are also looked for in raw text, which may have tabs
	lineBreaks = "\n\v"
	white      = blanks + lineBreaks

	frameIndent = 4 // before a frame, where the JSON console of .NET replaces line breaks
)

func isLineBreak(c byte) bool { return c == lineBreak || c == indent }

func isInLine(c byte) bool { return !isLineBreak(c) }

func isSpace(c byte) bool { return c == space || isLineBreak(c) }

// plain are the bytes that cleaning leaves as they are, with single spaces between them.
var plain = func() (plain [1 << 8]bool) {
	for b := range plain {
		plain[b] = b < utf8.RuneSelf && !ascii.In(byte(b), "\\&#^[` \t\n\v\f\r\x1b")
	}
	return plain
}()

// cleaner appends text, and cleans it.
type cleaner struct {
	text     []byte
	spaces   int  // length of the pending white space
	breaks   bool // that white space has a line break
	indented bool // that white space goes on after the last line break
	dropped  bool // something was dropped after the text
}

// clean returns the clean form of a text.
func clean(t string) string {
	var c cleaner
	c.add(t)
	return string(c.flush())
}

func (c *cleaner) add(t string) {
	for i := 0; i < len(t); {
		n := 1
		switch b := t[i]; {
		case b >= utf8.RuneSelf:
			var r rune
			r, n = utf8.DecodeRuneInString(t[i:])
			c.addRune(r)
		case b == '\\':
			n = c.escape(t[i:])
		case b == '&':
			n = c.entity(t[i:])
		case b == '`':
			c.backTick(t[i+1:])
		case b == esc:
			n += colorLength(t[i+n:])
			c.dropped = true
		case ascii.In(b, "[^#") && colorLength(t[i:]) > len("[m"):
			n = colorLength(t[i:])
			c.dropped = true
		case b == space || '\t' <= b && b <= '\r':
			c.addSpace(b == '\n' || b == '\r')
		case b == '#' && isControl(t[i:]):
			n = len("#012")
			c.addSpace(t[i+n-1] != '1')
		default:
			for i+n < len(t) && (plain[t[i+n]] || t[i+n] == space && i+n+1 < len(t) && plain[t[i+n+1]]) {
				n++
			}
			if c.spaces == frameIndent && strings.HasPrefix(t[i:], "at ") {
				c.breaks, c.indented = true, true
			}
			if isWordByte(b) {
				c.separate()
			}
			c.text = append(c.flush(), t[i:i+n]...)
		}
		i += n
	}
}

// isControl reports whether t begins with a line feed or a tab as rsyslog escapes it.
func isControl(t string) bool {
	return (strings.HasPrefix(t, "#012") || strings.HasPrefix(t, "#011")) && !ascii.IsDigit(byteAt(t, len("#012")))
}

func isWordByte(c byte) bool { return c >= utf8.RuneSelf || ascii.IsWord(c) }

// addByte appends a byte that is clean.
func (c *cleaner) addByte(b byte) { c.text = append(c.flush(), b) }

func (c *cleaner) addSpace(breaks bool) {
	c.spaces++
	c.breaks, c.indented = c.breaks || breaks, !breaks
}

// backTick appends a backtick: as a quote next to a number, as an apostrophe in aren`t, as white space between words, or as
// nothing next to white space.
func (c *cleaner) backTick(after string) {
	if len(c.text) == 0 || c.spaces > 0 || after == "" || ascii.IsSpace(after[0]) {
		return
	}
	switch before, next := c.text[len(c.text)-1], after[0]; {
	case ascii.IsDigit(before) || ascii.IsDigit(next), ascii.IsLetter(before) && endsContraction(after):
		c.addByte('\'')
	case isWordByte(before) && isWordByte(next):
		c.addSpace(false)
	}
}

// endsContraction reports whether t begins with what follows an apostrophe: the t of aren't, the s of organization's.
func endsContraction(t string) bool {
	return ascii.In(t[0], "tTsS") && !isWordByte(byteAt(t, 1))
}

// separate puts a space before a word if something that was dropped is between it and another word.
func (c *cleaner) separate() {
	if c.dropped && c.spaces == 0 && len(c.text) > 0 && isWordByte(c.text[len(c.text)-1]) {
		c.addSpace(false)
	}
}

// flush appends pending white space, and returns the text.
func (c *cleaner) flush() []byte {
	c.dropped = false
	if c.spaces > 0 {
		b := byte(space)
		switch {
		case c.breaks && c.indented:
			b = indent
		case c.breaks:
			b = lineBreak
		}
		c.text = append(c.text, b)
		c.spaces, c.breaks = 0, false
	}
	return c.text
}

// escape appends the decoded escape at the start of t, and returns the length of the escape. It may have any number of
// backslashes, because JSON in JSON doubles them.
func (c *cleaner) escape(t string) int {
	n := len(t) - len(strings.TrimLeft(t, `\`))
	switch b := byteAt(t, n); b {
	case 'n', 'r', 't':
		c.addSpace(b != 't')
		return n + 1
	case '"', '\'', '/':
		c.addByte(b)
		return n + 1
	case 'u', 'x':
		if r, length := unicodeEscape(t[n:]); length > 0 {
			n += length
			if r == esc {
				c.dropped = true
				return n + colorLength(t[n:])
			}
			c.addRune(r)
			return n
		}
	}
	c.addByte('\\')
	return n
}

// colorLength returns the length of a terminal's color code, such as [1;31m, at the start of t; 0 if there is none. Its escape
// character may have been dropped, or written as cat -v or rsyslog do.
func colorLength(t string) int {
	const enough = 24
	t = t[:min(len(t), enough)]
	code, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimPrefix(t, "^["), "#033"), "[")
	end := strings.TrimLeft(code, "0123456789;")
	if !ok || end == "" || end[0] != 'm' {
		return 0
	}
	return len(t) - len(end) + len("m")
}

// entity appends the character of the entity of XML or HTML at the start of t, or its ampersand, and returns its length in t.
func (c *cleaner) entity(t string) int {
	const longest = len("&#x2019;")
	end := strings.IndexByte(t[:min(len(t), longest)], ';') + 1
	decoded := html.UnescapeString(t[:end])
	if r, n := utf8.DecodeRuneInString(decoded); end > 0 && n == len(decoded) {
		c.addRune(r)
		return end
	}
	c.addByte('&')
	return 1
}

// unicodeEscape decodes uXXXX, except for ASCII letters, which nobody escapes in words, and xXX beyond ASCII. It returns the length
// of the escape; 0 if there is none.
func unicodeEscape(t string) (r rune, length int) {
	length = len("u0000")
	if t[0] == 'x' {
		length = len("x00")
	}
	if len(t) < length {
		return 0, 0
	}
	n, err := strconv.ParseUint(t[1:length], 16, 16)
	r = rune(n)
	isASCII := r == esc || t[0] == 'u' && (ascii.IsDigit(byte(r)) || !ascii.IsWord(byte(r)))
	if err != nil || utf16.IsSurrogate(r) || r < utf8.RuneSelf && !isASCII {
		return 0, 0
	}
	return r, length
}

// spoilt are the beginnings of a curly apostrophe whose UTF-8 was read as Windows-1252, or as Latin-1, as escaped bytes are here:
// aren\xe2\x80\x99t. Its last byte is read as one of spoiltEnds.
var spoilt = [...]string{"â€", "â\u0080"}

const spoiltEnds = "™\u0099"

// cutSpoilt removes the beginning of a spoilt apostrophe from the end of the text, and reports whether there was one.
func (c *cleaner) cutSpoilt() bool {
	for _, beginning := range spoilt {
		if n := len(c.text) - len(beginning); c.spaces == 0 && n >= 0 && string(c.text[n:]) == beginning {
			c.text = c.text[:n]
			return true
		}
	}
	return false
}

// addRune appends a character, or the ASCII character with the same meaning.
func (c *cleaner) addRune(r rune) {
	switch {
	case r == '：': // after a word, its own width includes a space
		isTime := len(c.text) > 0 && ascii.IsDigit(c.text[len(c.text)-1])
		if c.addByte(':'); !isTime {
			c.addSpace(false)
		}
	case r >= '！' && r <= '～' && !unicode.IsLetter(r) && !unicode.IsDigit(r): // full width
		c.addRune(r - '！' + '!')
	case strings.ContainsRune("‘’‛′´ʼ\u0092", r), strings.ContainsRune(spoiltEnds, r) && c.cutSpoilt():
		c.addByte('\'')
	case strings.ContainsRune("“”„‟″«»", r):
		c.addByte('"')
	case r == '`': // as in Markdown
		c.dropped = true
	case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r): // Cf: characters without a width
		c.addSpace(r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029')
	case r < utf8.RuneSelf:
		c.addByte(byte(r))
	case r == utf8.RuneError:
		if c.spaces > 0 || len(c.text) == 0 || c.text[len(c.text)-1] != lost {
			c.addByte(lost)
		}
	case unicode.IsPunct(r) || r >= '←' && r <= '⇿': // arrows are used like punctuation
		c.addByte(punctuation)
	default:
		c.separate()
		c.text = utf8.AppendRune(c.flush(), unicode.ToLower(r))
	}
}
