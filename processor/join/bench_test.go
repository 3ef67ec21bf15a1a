// SPDX-License-Identifier: Apache-2.0

package join

import (
	"sync"
	"testing"
)

// thousand returns a batch with a thousand calls, and as many errors.
func thousand(base int) (b Batch) {
	for i := range 500 {
		server := Span{traceID(base + i), id(1), id(0)}
		b.Spans = append(b.Spans, server)
		for j := range 2 {
			c := attempt(base+i, 2+j, uint64(j)*2*sec, uint64(j)*2*sec+sec, 400)
			b.Spans, b.Calls = append(b.Spans, c.Span), append(b.Calls, c)
			b.Errors = append(b.Errors, logged(base+i, int64(1+j), c.End))
		}
	}
	return b
}

func BenchmarkJoin(b *testing.B) {
	batch := thousand(0)
	perRecord := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2000, "ns/record")
	}
	b.Run("batch", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if made := New(usual).Join(&batch).Made; len(made) != 1000 {
				b.Fatal(len(made))
			}
		}
		perRecord(b)
	})
	// The steady state: each new item displaces an old one.
	b.Run("full", func(b *testing.B) {
		b.ReportAllocs()
		m := New(usual)
		batches := make([]Batch, 64)
		for i := range batches {
			batches[i] = thousand(500 * i)
			m.Join(&batches[i])
		}
		for i := 0; b.Loop(); i++ {
			m.Join(&batches[i%len(batches)])
		}
		perRecord(b)
	})
	b.Run("pipelines", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(8)
		m := New(usual)
		var next sync.Mutex
		n := 0
		b.RunParallel(func(pb *testing.PB) {
			next.Lock()
			own := thousand(500 * n)
			n++
			next.Unlock()
			for pb.Next() {
				m.Join(&own)
			}
		})
		perRecord(b)
	})
}
