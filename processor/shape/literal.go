// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Literal is a string as it is written in JSON: most are never looked at, so none is decoded before it is.
type Literal struct {
	Raw     string // what is between the quotes
	there   bool   // unlike the zero Literal
	escaped bool
	cut     bool // it has no closing quote
}

// LiteralAt returns the string whose inside begins at t[i], and where t goes on after it.
func LiteralAt(t string, i int) (s Literal, next int) {
	end, escaped := len(t), false
	if quote := strings.IndexByte(t[i:], '"'); quote >= 0 {
		end = i + quote
	}
	if escape := strings.IndexByte(t[i:end], '\\'); escape >= 0 { // most have none
		escaped = true
		for end = i + escape; end < len(t) && t[end] != '"'; end++ {
			if t[end] == '\\' {
				end++
			}
		}
		end = min(end, len(t))
	}
	return Literal{Raw: t[i:end], there: true, escaped: escaped, cut: end == len(t)}, min(end+1, len(t))
}

// String returns the string itself. What is no escape is kept as it is: the string may be cut off, or written by something
// that only resembles JSON.
func (s Literal) String() string {
	if !s.escaped {
		return s.Raw
	}
	var out strings.Builder
	out.Grow(len(s.Raw))
	for t := s.Raw; ; {
		i := strings.IndexByte(t, '\\')
		if i < 0 {
			out.WriteString(t)
			return out.String()
		}
		out.WriteString(t[:i])
		if t = t[i:]; len(t) > 1 && strings.IndexByte("bfnrtu", t[1]) < 0 { // a quote, a slash, and what is no escape in JSON
			out.WriteByte(t[1])
			t = t[2:]
			continue
		}
		r, width := unescape(t)
		out.WriteRune(r)
		t = t[width:]
	}
}

// unescape decodes the escape that t starts with, and returns how long it is.
func unescape(t string) (r rune, width int) {
	if len(t) == 1 { // cut off
		return utf8.RuneError, 1
	}
	if t[1] != 'u' {
		return rune("\b\f\n\r\t"[strings.IndexByte("bfnrt", t[1])]), 2
	}
	if r, width = codeUnit(t); !utf16.IsSurrogate(r) {
		return r, width
	}
	low, second := codeUnit(t[width:])
	if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
		width += second
	}
	return r, width
}

// codeUnit decodes the \uXXXX that t starts with, and returns how long it is.
func codeUnit(t string) (r rune, width int) {
	if !strings.HasPrefix(t, `\u`) {
		return utf8.RuneError, 0
	}
	for width = len(`\u`); width < len(`\uXXXX`); width++ {
		digit := -1
		if width < len(t) {
			digit = strings.IndexByte("0123456789abcdef", ascii.Lower(t[width]))
		}
		if digit < 0 { // cut off
			return utf8.RuneError, width
		}
		r = r<<4 | rune(digit)
	}
	return r, width
}
