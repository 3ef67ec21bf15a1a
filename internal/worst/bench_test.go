// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"fmt"
	"testing"
)

// BenchmarkWorst tells what each byte of a worst case costs, in batches of two sizes: it must not grow with them.
// Copies are made outside of the timing.
func BenchmarkWorst(b *testing.B) {
	for _, c := range cases() {
		for _, size := range []int{64 << 10, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%d", c.name, size), func(b *testing.B) {
				p, original := newProcessor(b, size*2), c.build(size)
				n := original.bytes()
				b.SetBytes(int64(n))
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					work := original.clone()
					b.StartTimer()
					p.run(b, work)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/byte")
			})
		}
	}
}
