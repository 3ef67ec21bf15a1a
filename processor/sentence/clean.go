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
	lineBreak = '\n'   // white space with a line break
	column    = '\t'   // much white space, as between the columns of a table
	farBreak  = '\v'   // much white space with a line break
	mark      = '\x1f' // punctuation that ASCII doesn't have
	skipped   = "\xff" // what isn't words
)

// wide is how much white space separates more than the words of a phrase.
const wide = 12

func isSpace(c byte) bool { return c == space || c == lineBreak || c == column || c == farBreak }

func isLineBreak(c byte) bool { return c == lineBreak || c == farBreak }

// kind is what a byte needs to be clean.
type kind uint8

const (
	kindClean  kind = iota
	kindSpace       // clean if alone
	kindDirty       // white space, escapes, back-ticks
	kindBeyond      // of a character beyond ASCII
)

var kinds = func() (table [256]kind) {
	table[' '], table['\n'] = kindSpace, kindSpace
	for _, c := range "\t\r\v\f\\`" {
		table[c] = kindDirty
	}
	for c := utf8.RuneSelf; c < len(table); c++ {
		table[c] = kindBeyond
	}
	return table
}()

// isClean reports whether t is clean as it is. Most of what is logged is.
func isClean(t string) bool {
	before := kindClean
	for i := range len(t) {
		k := kinds[t[i]]
		if k > kindSpace || k == kindSpace && before == kindSpace {
			return false
		}
		before = k
	}
	return true
}

func clean(t string) string {
	var c cleaner
	c.add(t)
	return string(c.flush())
}

// cleaner appends clean text.
type cleaner struct {
	text   []byte
	spaces int // since the last other character
	breaks bool
}

func (c *cleaner) add(t string) {
	for i := 0; i < len(t); {
		switch b := t[i]; kinds[b] {
		case kindClean:
			c.byte(b)
			i++
		case kindBeyond:
			r, n := utf8.DecodeRuneInString(t[i:])
			c.rune(r)
			i += n
		default:
			switch b {
			case '\\':
				i += c.escape(t[i:])
			case '`':
				c.backTick(t[i+1:])
				i++
			default:
				c.space(b == '\n' || b == '\r')
				i++
			}
		}
	}
}

func isWordByte(c byte) bool { return kinds[c] == kindBeyond || ascii.IsWord(c) }

// byte appends what is clean.
func (c *cleaner) byte(b byte) {
	c.flush()
	c.text = append(c.text, b)
}

func (c *cleaner) space(breaks bool) {
	c.spaces++
	c.breaks = c.breaks || breaks
}

// backTick drops a back-tick, or makes white space of it between words, and a quote beside numbers.
func (c *cleaner) backTick(after string) {
	if len(c.text) == 0 || c.spaces > 0 || after == "" {
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
		switch far := c.spaces > wide; {
		case far && c.breaks:
			b = farBreak
		case far:
			b = column
		case c.breaks:
			b = lineBreak
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
	if n == len(t) {
		c.byte('\\')
		return n
	}
	switch b := t[n]; b {
	case 'n', 'r':
		c.space(true)
	case 't':
		c.space(false)
	case '"', '\'', '/':
		c.byte(b)
	case 'u':
		r, ok := unicodeEscape(t[n:])
		if !ok {
			c.byte('\\')
			return n
		}
		c.rune(r)
		return n + len("u0000")
	default:
		c.byte('\\')
		return n
	}
	return n + 1
}

// unicodeEscape reads uXXXX. Those of letters and digits aren't decoded: nobody writes words so.
func unicodeEscape(t string) (r rune, ok bool) {
	const length = len("u0000")
	if len(t) < length {
		return 0, false
	}
	n, err := strconv.ParseUint(t[1:length], 16, 16)
	r = rune(n)
	return r, err == nil && !utf16.IsSurrogate(r) && (r >= utf8.RuneSelf || !ascii.IsWord(byte(r)))
}

// rune appends a character: an ASCII one that means the same, if there is one.
func (c *cleaner) rune(r rune) {
	switch {
	case r >= '！' && r <= '～' && !unicode.IsLetter(r) && !unicode.IsDigit(r): // full width
		c.rune(r - '！' + '!')
	case r == '‘' || r == '’' || r == '‛' || r == '′':
		c.byte('\'')
	case r == '“' || r == '”' || r == '„' || r == '‟' || r == '″' || r == '«' || r == '»':
		c.byte('"')
	case r == '`':
		// As in Markdown.
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
