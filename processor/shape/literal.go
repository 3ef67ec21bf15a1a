// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Literal is a string as it is written in JSON: most are never looked at, so none is decoded before it is.
type Literal struct {
	Raw     string // what is between the quotes
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
	return Literal{Raw: t[i:end], escaped: escaped, cut: end == len(t)}, min(end+1, len(t))
}

// String returns the string itself.
func (s Literal) String() string {
	if !s.escaped {
		return s.Raw
	}
	return unescape(s.Raw)
}

// whole returns the string if it is complete, else an empty one.
func (s Literal) whole() string {
	if s.cut {
		return ""
	}
	return s.String()
}

// unescape decodes the inside of a JSON string. What is no escape is kept as it is: the string may be
// cut off, or written by something that only resembles JSON.
func unescape(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			out = append(out, s[i])
			continue
		}
		if i++; i == len(s) { // cut off
			return string(utf8.AppendRune(out, utf8.RuneError))
		}
		if s[i] == 'u' {
			r, width := unicodeEscape(s[i-1:])
			out = utf8.AppendRune(out, r)
			i += width - 2
			continue
		}
		c := s[i] // the quote, both slashes, and what is no escape in JSON
		if known := strings.IndexByte("bfnrt", c); known >= 0 {
			c = "\b\f\n\r\t"[known]
		}
		out = append(out, c)
	}
	return string(out)
}

// unicodeEscape decodes the \uXXXX that s starts with, or a pair of them, and returns how long it is.
func unicodeEscape(s string) (r rune, width int) {
	r, ok := hex4(s)
	if !ok {
		width = 2
		for width < min(len(s), 6) && isHex(s[width]) { // cut off
			width++
		}
		return utf8.RuneError, width
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

func isHex(c byte) bool { return ascii.IsDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
