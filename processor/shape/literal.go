// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Literal is a string as it is written in JSON. It is decoded only if needed, which is rare.
type Literal struct {
	Raw     string // what is between the quotes
	there   bool   // it isn't the zero Literal
	escaped bool
	cut     bool // it has no closing quote
}

// LiteralAt returns the string whose opening quote is before t[i], and the index after its closing quote.
func LiteralAt(t string, i int) (s Literal, next int) {
	const short = 16 // most strings are short, and reading these byte by byte takes half the time
	end := i
	for end < len(t) && end < i+short && t[end] != '"' && t[end] != '\\' {
		end++
	}
	if end == i+short {
		end = min(end+indexOrEnd(t[end:], '"'), len(t))
		end = i + short + indexOrEnd(t[i+short:end], '\\')
	}
	escaped := end < len(t) && t[end] == '\\'
	for ; end < len(t) && t[end] != '"'; end++ {
		if t[end] == '\\' {
			end++
		}
	}
	end = min(end, len(t))
	return Literal{Raw: t[i:end], there: true, escaped: escaped, cut: end == len(t)}, min(end+1, len(t))
}

// indexOrEnd is [strings.IndexByte], but returns len(t) if c isn't in t.
func indexOrEnd(t string, c byte) int {
	if i := strings.IndexByte(t, c); i >= 0 {
		return i
	}
	return len(t)
}

// MayHoldIn is MayHold for a string in JSON. Other JSON in it has escaped quotes: with a backslash, or for XML.
func (m *Machine) MayHoldIn(s Literal) bool {
	return len(s.Raw) >= len(`{"errorNumber":1}`) && (s.escaped || strings.IndexByte(s.Raw, '&') >= 0) && m.MayHold(s.Raw)
}

// String returns the decoded string. Invalid escapes are kept: the string may be cut off, or not quite be JSON.
func (s Literal) String() string {
	if !s.escaped {
		return s.Raw
	}
	var out strings.Builder
	out.Grow(len(s.Raw))
	t := s.Raw
	for i := strings.IndexByte(t, '\\'); i >= 0; i = strings.IndexByte(t, '\\') {
		out.WriteString(t[:i])
		switch t = t[i:]; {
		case len(t) == 1: // cut off
			out.WriteRune(utf8.RuneError)
			t = ""
		case t[1] == 'u':
			r, width := codeUnit(t)
			if utf16.IsSurrogate(r) {
				low, second := codeUnit(t[width:])
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					width += second
				}
			}
			out.WriteRune(r)
			t = t[width:]
		default: // a quote, a slash, or not a JSON escape
			c := t[1]
			if known := strings.IndexByte("bfnrt", c); known >= 0 {
				c = "\b\f\n\r\t"[known]
			}
			out.WriteByte(c)
			t = t[2:]
		}
	}
	out.WriteString(t)
	return out.String()
}

// codeUnit decodes the \uXXXX that t begins with, and returns its length.
func codeUnit(t string) (r rune, width int) {
	if !strings.HasPrefix(t, `\u`) {
		return utf8.RuneError, 0
	}
	t = t[:min(len(t), len(`\uXXXX`))]
	for width = len(`\u`); width < len(t); width++ {
		digit := strings.IndexByte("0123456789abcdef", ascii.Lower(t[width]))
		if digit < 0 {
			break
		}
		r = r<<4 | rune(digit)
	}
	if width < len(`\uXXXX`) { // cut off
		r = utf8.RuneError
	}
	return r, width
}

// Integer returns the value of an integer, a double without a fraction, as some log parsers make, or a string of digits.
func Integer(v pcommon.Value) (n int64, ok bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return v.Int(), true
	case pcommon.ValueTypeDouble:
		return whole(v.Double())
	case pcommon.ValueTypeStr:
		return digits(v.Str())
	}
	return 0, false
}

// whole returns f as an integer if it has no fraction. Beyond 2^53, a double can't distinguish adjacent integers.
func whole(f float64) (n int64, ok bool) {
	return int64(f), math.Trunc(f) == f && math.Abs(f) <= 1<<53
}

// digits parses a string of digits, with or without a minus sign.
func digits(s string) (n int64, ok bool) {
	d := strings.TrimPrefix(s, "-")
	if d == "" || zeroFirst(d) || ascii.DigitsEnd(d, 0) < len(d) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// zeroFirst reports whether d begins with a zero and another digit.
func zeroFirst(d string) bool { return len(d) > 1 && d[0] == '0' && ascii.IsDigit(d[1]) }

// jsonNumber parses a JSON number that is an integer. As in digits, it must not begin with a zero.
func jsonNumber(token string) (n int64, ok bool) {
	const longest = 32
	if n, ok = digits(token); ok || len(token) > longest || zeroFirst(strings.TrimPrefix(token, "-")) {
		return n, ok
	}
	f, _ := strconv.ParseFloat(token, 64) // infinite if it is too large
	return whole(f)
}

// numberEnd returns the end of the number that begins with the digit or the minus sign at t[i]. A dot or an exponent is part of
// it only if a digit follows, as a number may be followed by "...".
func numberEnd(t string, i int) int {
	i = ascii.DigitsEnd(t, i+1)
	if i+1 < len(t) && t[i] == '.' && ascii.IsDigit(t[i+1]) {
		i = ascii.DigitsEnd(t, i+1)
	}
	exponent := i + 1
	if exponent < len(t) && (t[exponent] == '+' || t[exponent] == '-') {
		exponent++
	}
	if end := ascii.DigitsEnd(t, exponent); end > exponent && t[i]|0x20 == 'e' {
		return end
	}
	return i
}
