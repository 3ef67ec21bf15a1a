// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// beginnings finds where documented numbers may begin: by the first digit, and then by the second.
type beginnings struct {
	digits string    // the first
	pairs  [100]bool // the first two; for a number of one digit, all that begin so
}

func (b *beginnings) add(number string) {
	first := int(number[0] - '0')
	if !strings.Contains(b.digits, number[:1]) {
		b.digits += number[:1]
	}
	if len(number) > 1 {
		b.pairs[10*first+int(number[1]-'0')] = true
		return
	}
	for second := range 10 {
		b.pairs[10*first+second] = true
	}
}

// next returns the next index from i on at which one may begin; len(t) if there is none.
func (b *beginnings) next(t string, i int) int {
	for ; i < len(t); i++ {
		next := 0
		if len(b.digits) == 1 {
			next = strings.IndexByte(t[i:], b.digits[0])
		} else {
			next = strings.IndexAny(t[i:], b.digits)
		}
		if next < 0 {
			break
		}
		i += next
		second := byteAt(t, i+1)
		if second == ',' { // between thousands
			second = byteAt(t, i+2)
		}
		if !ascii.IsDigit(second) {
			second = '0'
		}
		if b.pairs[10*int(t[i]-'0')+int(second-'0')] {
			return i
		}
	}
	return len(t)
}
