// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// MayHold reports whether a text may report an error: it has a documented number next to what may mark or word it, or a wording's
// anchor between its neighbors. It reads the raw bytes. There may be false positives, but no false negatives.
func (v *Vocabulary) MayHold(t string) bool {
	words, _ := v.Prefilter(t)
	return words
}

// Prefilter is MayHold, and also reports whether a text may have one of the keys.
func (v *Vocabulary) Prefilter(t string) (words, keys bool) {
	for start := v.nextNumber(t, 0); start < len(t); start = v.nextNumber(t, start+1) {
		if strings.HasSuffix(t[:start], escapedDigit) {
			return true, true
		}
		if ascii.IsDigit(byteAt(t, start-1)) && !endsEscape(t[:start]) {
			continue
		}
		d, end := v.numberAt(t, start)
		if byteAt(t, end) == '\\' && strings.HasPrefix(strings.TrimLeft(t[end:], `\`), escapedDigit[1:]) {
			return true, true
		}
		if d == nil || ascii.IsWord(byteAt(t, end)) {
			continue
		}
		inBrackets := byteAt(t, start-1) == '(' && byteAt(t, end) == ')' // may follow the name of a class
		if inBrackets || mayPrecede(t[:start], d.ends...) || mayFollow(t[end:], d.starts...) {
			return true, true
		}
	}
	for c, start := range v.numberless.in(t) {
		if c.wording.key {
			keys = true
		} else if mayPrecede(t[:start], c.before) && mayFollow(t[start+len(c.word):], c.after) {
			return true, true
		}
	}
	return false, keys
}

// endsEscape reports whether t ends with an escape such as \u0027 or \x99, whose digits aren't part of a number.
func endsEscape(t string) bool {
	return strings.HasPrefix(t[max(0, len(t)-len(`\u0000`)):], `\u`) || strings.HasPrefix(t[max(0, len(t)-len(`\x00`)):], `\x`)
}

// endsColor reports whether t may end with a terminal's color code, such as \x1b[31m.
func endsColor(t string) bool {
	code, ok := strings.CutSuffix(t, "m")
	return ok && strings.HasSuffix(strings.TrimRight(code, "0123456789;"), "[")
}

// escapedDigit is the beginning of an escaped digit, as in \u0039603.
const escapedDigit = `\u003`

// reach is how many bytes around a number or an anchor are searched for its neighbors. Beyond that, and at an escape, any word
// may be a neighbor.
const reach = 16

// mayPrecede reports whether the last word of t may end with one of these. The class of an error may be put in front of a text, or
// of one of several that are in lines.
func mayPrecede(t string, words ...string) bool {
	for i := len(t); i > 0; i-- {
		switch c := t[i-1]; {
		case len(t)-i == reach || c == '\n' || c == ';': // a semicolon may end the XML entity of a quote
			return true
		case ascii.IsAlphanumeric(c):
			return byteAt(t, i-2) == '\\' || endsEscape(t[:i]) || endsColor(t[:i]) ||
				slices.ContainsFunc(words, func(w string) bool { return ascii.HasSuffixFold(t[:i], w) })
		}
	}
	return true
}

// mayFollow reports whether the first word of t may begin with one of these.
func mayFollow(t string, words ...string) bool {
	for i := range len(t) {
		switch c := t[i]; {
		case i == reach || c == '&' || c == esc || c == '\\' && ascii.IsLetter(byteAt(t, i+1)):
			return true
		case ascii.IsAlphanumeric(c):
			return startsWith(t[i:], words)
		}
	}
	return slices.Contains(words, "")
}
