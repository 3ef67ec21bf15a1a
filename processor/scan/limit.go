// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// limited searches the part of t that the limit allows, if anything may be in it.
func (s *Scanner) limited(t string, p piece) (r reading) {
	rest := ""
	if len(t) > s.MaxSize {
		t, rest = t[:s.MaxSize], t[s.MaxSize:]
	}
	holds := shape.MayHold(t)
	p.text, p.speaks = t, p.speaks && s.Vocabulary.MayHold(t)
	if p.speaks || holds {
		r = s.search(p)
	}
	if rest != "" && (r.named || !holds && strings.Contains(rest, "errorNumber")) {
		r.broken = TooLarge // the number is where nobody looks, or may be
	}
	return r
}

// bytes searches bytes. They can be had one at a time or as a copy, which is made only of what may hold an error.
func (s *Scanner) bytes(b pcommon.ByteSlice, p piece) reading {
	n := min(b.Len(), s.MaxSize)
	if !s.mayHold(b, 0, n, p.speaks) {
		if s.mayHold(b, n, b.Len(), false) {
			return reading{broken: TooLarge}
		}
		return reading{}
	}
	var t strings.Builder
	t.Grow(n + 1)
	for i := range min(n+1, b.Len()) { // one more, for limited to see that there is more
		t.WriteByte(b.At(i))
	}
	return s.limited(t.String(), p)
}

// mayHold reports whether anything may be in these bytes. It copies them in chunks onto the stack; those overlap by more
// than what is looked for is long.
func (s *Scanner) mayHold(b pcommon.ByteSlice, from, to int, speaks bool) bool {
	const overlap = 1 << 10
	var chunk [8 * overlap]byte
	for ; from < to; from += len(chunk) - overlap {
		m := min(to-from, len(chunk))
		for i := range m {
			chunk[i] = b.At(from + i)
		}
		t := unsafe.String(&chunk[0], m) //nolint:gosec // read below, and not kept
		if shape.MayHold(t) || speaks && s.Vocabulary.MayHold(t) {
			return true
		}
	}
	return false
}
