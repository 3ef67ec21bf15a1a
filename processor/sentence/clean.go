// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// A clean text has one character for white space of any length, straight quotes, and no escapes, however deep they were:
//
//	License\\n  not  found’  ->  License not found'
//
// What isn't ASCII in it are letters, in lower case, and what is written like letters.
const (
	space     = ' '    // white space within a line
	column    = '\t'   // much white space, as between the columns of a table
	lineBreak = '\n'   // white space with a line break
	indent    = '\v'   // white space with a line break, and more before the line
	mark      = '\x1f' // punctuation that ASCII doesn't have
	masked    = 0xfe   // a byte of what counts for nothing: frames and paths
	skipped   = "\xff" // what isn't words

	wide = 12 // white space: more of it is much
)

func isSpace(c byte) bool { return c == space || c == lineBreak || c == column || c == indent }

func isLineBreak(c byte) bool { return c == lineBreak || c == indent }

// isClean reports whether t is clean as it is. Most of what is logged is.
func isClean(t string) bool {
	before := uint8(0)
	for i := range len(t) {
		now := kinds[t[i]]
		if now+now&before > single { // by itself, or after the space before it
			return false
		}
		before = now
	}
	return true
}

// kinds are those of bytes: 0 is clean, and single unless there are two.
const single, unclean = 1, 2

var kinds = func() (kinds [1 << 8]uint8) {
	for b := range kinds {
		switch c := byte(b); {
		case c == space || c == lineBreak:
			kinds[b] = single
		case c >= utf8.RuneSelf || c == '\\' || c == '&' || c == '`' || '\t' <= c && c <= '\r':
			kinds[b] = unclean
		}
	}
	return kinds
}()

// cleaner appends clean text.
type cleaner struct {
	text   []byte
	spaces int  // since the last other character
	breaks bool // among them
	indent bool // after the last break
}

func (c *cleaner) add(t string) {
	for i := 0; i < len(t); {
		n := 1
		switch b := t[i]; {
		case b >= utf8.RuneSelf:
			var r rune
			r, n = utf8.DecodeRuneInString(t[i:])
			c.rune(r)
		case b == '\\':
			n = c.escape(t[i:])
		case b == '&':
			n = c.entity(t[i:])
		case b == '`':
			c.backTick(t[i+1:])
		case b == space || '\t' <= b && b <= '\r':
			c.space(b == '\n' || b == '\r')
		default:
			c.byte(b)
		}
		i += n
	}
}

func isWordByte(c byte) bool { return c >= utf8.RuneSelf || ascii.IsWord(c) }

// byte appends what is clean.
func (c *cleaner) byte(b byte) {
	c.flush()
	c.text = append(c.text, b)
}

func (c *cleaner) space(breaks bool) {
	c.spaces++
	c.breaks, c.indent = c.breaks || breaks, !breaks
}

// backTick drops a back-tick beside white space; else it makes white space of it between words, and a quote beside numbers.
func (c *cleaner) backTick(after string) {
	if len(c.text) == 0 || c.spaces > 0 || after == "" || ascii.IsSpace(after[0]) {
		return
	}
	switch before, next := c.text[len(c.text)-1], after[0]; {
	case ascii.IsDigit(before) || ascii.IsDigit(next):
		c.byte('\'')
	case isWordByte(before) && isWordByte(next):
		c.space(false)
	}
}

// flush appends the white space before what comes next, and returns the text.
func (c *cleaner) flush() []byte {
	if c.spaces > 0 {
		b := byte(space)
		switch {
		case c.breaks && c.indent:
			b = indent
		case c.breaks:
			b = lineBreak
		case c.spaces > wide:
			b = column
		}
		c.text = append(c.text, b)
		c.spaces, c.breaks = 0, false
	}
	return c.text
}

// escape appends what the escape is that t begins with, and returns its length. The depth doesn't matter: JSON in JSON
// doubles the backslashes each time.
func (c *cleaner) escape(t string) int {
	n := len(t) - len(strings.TrimLeft(t, `\`))
	switch b := byteAt(t, n); b {
	case 'n', 'r', 't':
		c.space(b != 't')
		return n + 1
	case '"', '\'', '/':
		c.byte(b)
		return n + 1
	case 'u':
		if r, ok := unicodeEscape(t[n:]); ok {
			c.rune(r)
			return n + len("u0000")
		}
	}
	c.byte('\\')
	return n
}

// entities are the quotes of XML.
var entities = []struct {
	name  string
	quote byte
}{{"&quot;", '"'}, {"&#34;", '"'}, {"&#x22;", '"'}, {"&apos;", '\''}, {"&#39;", '\''}, {"&#x27;", '\''}, {"&#8217;", '\''}}

// entity appends the quote that t begins with, escaped for XML, or what else is there, and returns its length.
func (c *cleaner) entity(t string) int {
	for _, e := range entities {
		if strings.HasPrefix(t, e.name) {
			c.byte(e.quote)
			return len(e.name)
		}
	}
	c.byte('&')
	return 1
}

// unicodeEscape reads uXXXX. Those of letters aren't decoded: nobody writes words so.
func unicodeEscape(t string) (r rune, ok bool) {
	const length = len("u0000")
	if len(t) < length {
		return 0, false
	}
	n, err := strconv.ParseUint(t[1:length], 16, 16)
	r = rune(n)
	return r, err == nil && !utf16.IsSurrogate(r) && (r >= utf8.RuneSelf || !ascii.IsWord(byte(r)) || ascii.IsDigit(byte(r)))
}

// rune appends a character: an ASCII one that means the same, if there is one.
func (c *cleaner) rune(r rune) {
	switch {
	case r >= '！' && r <= '～' && !unicode.IsLetter(r) && !unicode.IsDigit(r): // full width
		c.rune(r - '！' + '!')
	case strings.ContainsRune("‘’‛′", r):
		c.byte('\'')
	case strings.ContainsRune("“”„‟″«»", r):
		c.byte('"')
	case r == '`':
		// dropped, as in Markdown
	case unicode.IsSpace(r):
		c.space(r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029')
	case r < utf8.RuneSelf:
		c.byte(byte(r))
	case isPunctuation(r):
		c.byte(mark)
	default:
		c.flush()
		c.text = utf8.AppendRune(c.text, unicode.ToLower(r))
	}
}

func isPunctuation(r rune) bool {
	return unicode.IsPunct(r) || r >= '\u2000' && r <= '\u206f' || r >= '←' && r <= '⇿' || r >= '\u3000' && r <= '\u303f'
}
