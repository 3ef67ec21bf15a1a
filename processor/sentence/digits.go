// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// beginnings finds where documented numbers may begin: by the first digit, then the character after it, then three digits.
type beginnings struct {
	digits string     // the first digits
	after  [256]bool  // the characters after a first digit, which rule out most places
	three  [1000]bool // the first three digits; for a shorter number, all that begin with it
}

// add adds a number, by its digits.
func (b *beginnings) add(number string) {
	if !strings.Contains(b.digits, number[:1]) {
		b.digits += number[:1]
	}
	from, n := 0, 1
	for i := range 3 {
		from *= 10
		if i < len(number) {
			from += int(number[i] - '0')
		} else {
			n *= 10
		}
	}
	for i := range n {
		b.three[from+i] = true
	}
	if len(number) > 1 {
		b.after[number[1]], b.after[','] = true, true // as in 9,625
		return
	}
	for c := range b.after {
		b.after[c] = true
	}
}

// next returns the next index from i on at which a number may begin; len(t) if there is none.
func (b *beginnings) next(t string, i int) int {
	for ; i < len(t); i++ {
		var next int
		if len(b.digits) == 1 {
			next = strings.IndexByte(t[i:], b.digits[0])
		} else {
			next = strings.IndexAny(t[i:], b.digits)
		}
		if next < 0 {
			break
		}
		if i += next; !b.after[byteAt(t, i+1)] {
			continue
		}
		three, at := 0, i // a shorter number is followed by zeros
		for range 3 {
			if byteAt(t, at) == ',' {
				at++
			}
			three *= 10
			if c := byteAt(t, at); ascii.IsDigit(c) {
				three, at = three+int(c-'0'), at+1
			}
		}
		if b.three[three] {
			return i
		}
	}
	return len(t)
}
