// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ordinary is what is logged all day, about a hundred bytes each; %d stands for a number of four digits.
var ordinary = map[string][]string{
	"prose": {
		"2026-11-22 08:41:19,301 INFO [worker-7] processed request from 192.0.2.14 in %d ms, cache hit ratio 0.93\n",
		"The service is available again, next run was scheduled, queue length %d, memory 88 percent, all ok\n",
		"User account was already provided by the directory, %d groups were associated, nothing to change\n",
		"Failed to create thumbnail for upload %d, the file has been moved to quarantine, will be retried\n",
		"Connection to replica 3 was lost after %d s, reconnected, no requests had to be sent once again\n",
		"Nov 22 08:41:20 mdm01 sshd[%d]: Accepted publickey for deploy from 192.0.2.7 port 22 ssh2: ED25519\n",
		"No error was found while checking the integrity of table devices, %d rows, the index is healthy\n",
		"The token of session %d has been renewed, the user must login again within thirty minutes of that\n",
	},
	"JSON": {
		`{"time":"2026-11-22T08:41:19Z","level":"info","msg":"device checked in","device_id":%d,"os":"26.1"}` + "\n",
		`{"time":"2026-11-22T08:41:20Z","level":"warn","msg":"slow query","took_ms":%d,"table":"profiles"}` + "\n",
		`{"time":"2026-11-22T08:41:21Z","level":"info","msg":"request","status":200,"bytes":%d,"path":"/v1/x"}` + "\n",
		`{"time":"2026-11-22T08:41:22Z","level":"error","error":"context canceled","request":%d,"user":"jdoe"}` + "\n",
	},
	"stack trace": {
		"goroutine %d [running]:\nmain.handleRequest(0xc000123400, {0x7f1c, 0xc0000a})\n\t/srv/app/handler.go:153 +0x1a5\n",
		"net/http.HandlerFunc.ServeHTTP(0xc0001c8000, {0x9e4f20, 0xc0002a00e0})\n\t/usr/local/go/src/net/http/server.go:%d\n",
		"created by example.com/mdm/internal/service.(*Scheduler).available\n\t/srv/app/internal/schedule.go:%d +0x4c5\n",
		"internal/poll.runtime_pollWait(0x7f5c8c3b1e80, 0x72)\n\t/usr/local/go/src/runtime/netpoll.go:%d +0x85\n",
	},
}

// ordinaryText returns so many bytes of it, each time the same, with numbers as they come, or documented ones.
func ordinaryText(kind string, size int, documented bool) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < size {
		number := 1000 + r.IntN(9000)
		if documented {
			number = 9601 + r.IntN(10)
		}
		fmt.Fprintf(&b, ordinary[kind][r.IntN(len(ordinary[kind]))], number)
	}
	return b.String()[:size]
}

func TestOrdinaryTextAllocatesNothing(t *testing.T) {
	s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
	for kind := range ordinary {
		for _, size := range []int{200, 10_000} {
			for _, documented := range []bool{false, true} {
				text := ordinaryText(kind, size, documented)
				s.ScanString(text, Text)
				require.Empty(t, s.Found(), text)
				assert.Zero(t, testing.AllocsPerRun(100, func() { s.ScanString(text, Text) }), "%s, %d bytes, %t", kind, size, documented)
			}
		}
	}
}

// BenchmarkText reports what a byte of ordinary text costs, and how many times that is what strings.Contains needs to
// look for one word. The two take turns, so that both have the machine in the same state.
func BenchmarkText(b *testing.B) {
	for _, kind := range []string{"prose", "JSON", "stack trace"} {
		for _, size := range []int{200, 1 << 10, 10_000, 64 << 10, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%d", kind, size), func(b *testing.B) {
				againstContains(b, ordinaryText(kind, size, false))
			})
		}
		b.Run(kind+"/documented numbers", func(b *testing.B) { againstContains(b, ordinaryText(kind, 10_000, true)) })
	}
}

var contains bool

func againstContains(b *testing.B, text string) {
	s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
	repeat := max(1, 1<<16/len(text))
	var ours, theirs time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		for range repeat {
			s.ScanString(text, Text)
		}
		between := time.Now()
		for range repeat {
			contains = strings.Contains(text, "errorNumber")
		}
		ours += between.Sub(start)
		theirs += time.Since(between)
	}
	require.Empty(b, s.Found())
	bytes := float64(b.N) * float64(repeat) * float64(len(text))
	b.ReportMetric(float64(ours.Nanoseconds())/bytes, "ns/byte")
	b.ReportMetric(float64(ours)/float64(theirs), "x-contains")
}

// hostile are texts that are made to cost as much as possible; each is repeated.
var hostile = map[string]string{
	"starts of a wording":    "The server has revoked the ",
	"one wording":            "vpp: License already assigned to ",
	"anchors":                "clientUserIds serialNumbers subscriptions facilitator ",
	"numbers":                "9609 ",
	"marks":                  "error 9609 users ",
	"marks without a name":   "error code: 9609, ",
	"names":                  "Apple ",
	"names and verbs":        "apple answered ",
	"spaces":                 "                                                                        9622",
	"white space in wording": "registered user                                ",
	"braces":                 "{\"",
	"brackets":               "[{",
	"quoted braces":          `{\"a`,
	"lists":                  "errorCodes                              ",
	"back-ticks":             "sToken````````````````````````````````",
	"backslashes":            `\\\\n9622`,
	"punctuation":            "9622----------------------------------------------------------------",
}

// BenchmarkHostileText shows that the cost of each byte doesn't grow with the text.
func BenchmarkHostileText(b *testing.B) {
	for name, part := range hostile {
		for _, size := range []int{16 << 10, 256 << 10} {
			text := hostileText(part, size)
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					s.ScanString(text, Text)
					s.Reset()
				}
			})
		}
	}
}

// hostileText speaks of every number before, so that nothing is left at a glance.
func hostileText(part string, size int) string {
	var b strings.Builder
	for n := range vocabulary.numbers {
		fmt.Fprintf(&b, "error %d ", n)
	}
	for b.Len() < size {
		b.WriteString(part)
	}
	return b.String()
}
