// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// beginnings finds where documented numbers may begin: by the first digit, what comes after it, and then by the first three.
type beginnings struct {
	digits string     // the first
	after  [256]bool  // the character after it, which rules out most
	three  [1000]bool // the first three; for a shorter number, all that begin so
}

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
		b.after[number[1]], b.after[','] = true, true // between thousands
		return
	}
	for c := range b.after {
		b.after[c] = true
	}
}

// next returns the next index from i on at which one may begin; len(t) if there is none.
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
		three, at := 0, i // zeros after a shorter number
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
