// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"
	"time"
)

// BenchmarkOrdinary reports the time per byte of ordinary text, and its ratio to that of strings.Contains. The two alternate, so
// that both run under the same conditions.
func BenchmarkOrdinary(b *testing.B) {
	for kind, lines := range ordinary {
		b.Run(kind, func(b *testing.B) {
			text := strings.Repeat(strings.Join(lines, "\n")+"\n", 100)
			var ours, theirs time.Duration
			for b.Loop() {
				start := time.Now()
				may := vocabulary.MayHold(text)
				between := time.Now()
				if may || strings.Contains(text, "errorNumber") {
					b.Fatal(text)
				}
				ours, theirs = ours+between.Sub(start), theirs+time.Since(between)
			}
			b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N)/float64(len(text)), "ns/byte")
			b.ReportMetric(float64(ours)/float64(theirs), "x-contains")
		})
	}
}

// BenchmarkErrors searches a sentence. The time per byte of hostile texts is measured in tests/.
func BenchmarkErrors(b *testing.B) {
	const text = "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"
	var x Text
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		x.Reset()
		x.Add(text)
		if len(x.Errors(vocabulary, false)) == 0 {
			b.Fatal(text)
		}
	}
}
