// SPDX-License-Identifier: Apache-2.0

// Package dice makes the decisions of tests that generate what they test with. One generator then serves a fuzz
// target, whose bytes decide, a property, where a library that shrinks decides, and a test with a seed.
package dice

// Dice decides. A *rand.Rand of math/rand/v2 is one.
type Dice interface {
	// IntN returns a number from 0 to n-1.
	IntN(n int) int
}

// Bytes decides by the bytes of a fuzz target: a byte a decision, or two where one can't tell as many things apart.
// When none are left, all decisions are 0, so a generator has to come to an end on zeros.
type Bytes []byte

// IntN takes the next decision.
func (b *Bytes) IntN(n int) int {
	v := b.next()
	if n > 1<<8 {
		v = v<<8 | b.next()
	}
	return v % n
}

func (b *Bytes) next() int {
	if len(*b) == 0 {
		return 0
	}
	v := (*b)[0]
	*b = (*b)[1:]
	return int(v)
}

// Pick returns one of several values.
func Pick[T any](d Dice, of ...T) T { return of[d.IntN(len(of))] }

// Shuffle brings values into another order.
func Shuffle[T any](d Dice, of []T) {
	for i := len(of) - 1; i > 0; i-- {
		// Zeros leave the order as it is.
		j := i - d.IntN(i+1)
		of[i], of[j] = of[j], of[i]
	}
}
