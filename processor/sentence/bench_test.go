// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// BenchmarkOrdinary reports what a byte of ordinary text costs, and how many times that is what strings.Contains needs. The
// two take turns, so that both have the machine in the same state.
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

// BenchmarkErrors looks through a sentence, and shows that the cost of each byte of hostile texts doesn't grow with them.
func BenchmarkErrors(b *testing.B) {
	all := ""
	for _, n := range catalog.Default().Numbers() {
		all += "error " + strconv.Itoa(n) + " "
	}
	for name, part := range map[string]string{
		"sentence": "", "starts": "The server has revoked the ", "wording": "vpp: License already assigned to ", "anchors": "clientUserIds serialNumbers subscriptions facilitator ", "numbers": "9609 ",
		"marks": "error code: 9609, ", "names": "Apple ", "verbs": "apple answered ", "spaces": strings.Repeat(" ", 72) + "9622", "lists": "errorCodes          ", "back-ticks": "sToken````````````````",
		"backslashes": `\\\\n9622`, "paths": "a/vpp/", "colons": "a:", "frames": "\n\tat vpp.x(y.go:9622)", "locations": ".go", "lines": "9610\nlicense ", "fronts": "api the error 9622 ", "classes": "VPPError: x (9622)\n", "brackets": "(((( ERROR 9622 x", "punctuation": "9622" + strings.Repeat("-", maxPunctuation),
	} {
		for _, size := range []int{16 << 10, 256 << 10} {
			text := "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"
			if part != "" {
				text = all + strings.Repeat(part, size/len(part))
			}
			b.Run(name+"/"+strconv.Itoa(len(text)), func(b *testing.B) {
				var x Text
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					x.Reset()
					x.Add(text)
					if told := x.Errors(vocabulary, false); part == "" && len(told) == 0 {
						b.Fatal(text)
					}
				}
			})
		}
	}
}
