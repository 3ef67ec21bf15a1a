// SPDX-License-Identifier: Apache-2.0

package enrich

import "math"

// ends is a set of the last two characters of names, ignoring case. Each element is for names of one length, the last one for all
// longer names, and each bit for a hash of the two characters. Names of one character match by length alone.
type ends [64]uint64

func (e *ends) add(length int, end string) {
	if length < 2 {
		e[length] = math.MaxUint64
		return
	}
	e[min(length, len(e)-1)] |= 1 << hashEnd(end)
}

// addFrom adds ends of names of a length or a greater one.
func (e *ends) addFrom(shortest int, list ...string) {
	for length := shortest; length < len(e); length++ {
		for _, end := range list {
			e.add(length, end)
		}
	}
}

// mayBe reports whether a name may be in the set. The length rules out most names without a cache miss on their bytes.
func (e *ends) mayBe(name string) bool {
	bits := e[min(len(name), len(e)-1)]
	return bits != 0 && (len(name) < 2 || bits>>hashEnd(name)&1 != 0)
}

func hashEnd(name string) uint {
	n := len(name)
	last := uint(name[n-2]) | uint(name[n-1])<<8
	return last & 0x1f1f * 0x050b >> 8 % 64
}
