// SPDX-License-Identifier: Apache-2.0

package join

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func heap() int64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// full fills a Memory to its limit with calls with that many ancestors, errors and events, each in a trace of its own.
func full(ancestors int) *Memory {
	m := New(usual)
	const perBatch = 100
	for batch := range usual.MaxItems / perBatch {
		var b Batch
		for i := batch * perBatch; i < (batch+1)*perBatch; i++ {
			s := Span{traceID(i), id(1), id(0)}
			for at := 2; at <= ancestors+1; at++ {
				b.Spans = append(b.Spans, s)
				s.ID, s.Parent = id(at), s.ID
			}
			b.Spans = append(b.Spans, s)
			b.Calls = append(b.Calls, Call{Span: s, Start: 1, End: 2, Response: Response{Status: 400}, Numbers: make([]int64, 1)})
			b.Errors = append(b.Errors, Error{Span: Span{traceID(30000 + i), id(1), id(0)}, Recorded: 1, Number: 1})
			b.Starts = append(b.Starts, Start{fmt.Sprintf("%064d", i), s})
		}
		m.Join(&b)
	}
	return m
}

// What is remembered by default takes at most 8 MiB.
func TestMemoryIsBounded(t *testing.T) {
	for _, ancestors := range []int{3, maxAncestors} {
		before := heap()
		m := full(ancestors)
		took := heap() - before
		require.Equal(t, Stats{Calls: 10000, Errors: 10000, Events: 10000}, m.Stats())
		t.Logf("%d ancestors: %.2f MiB", ancestors, float64(took)/(1<<20))
		assert.LessOrEqual(t, took, int64(8<<20), "%d ancestors", ancestors)
	}
}

// The Memory keeps no reference into a record: neither to the id of an event nor to a list of numbers.
func TestNothingReceivedStays(t *testing.T) {
	t.Parallel()
	event, numbers := []byte(strings.Repeat("e", 64)), make([]int64, 64)
	id64 := unsafe.String(&event[0], len(event))
	weakEvent, weakNumbers := weak.Make(&event[0]), weak.Make(&numbers[0])
	m := New(usual)
	m.Join(&Batch{
		Calls:  []Call{{Span: Span{traceID(1), id(1), id(0)}, Response: Response{Status: 400}, Numbers: numbers[:3]}},
		Starts: []Start{{id64, Span{Trace: traceID(1), ID: id(1)}}},
		Events: []string{id64},
	})
	assert.Eventually(t, func() bool { runtime.GC(); return weakEvent.Value() == nil }, time.Minute, time.Millisecond)
	assert.Eventually(t, func() bool { runtime.GC(); return weakNumbers.Value() == nil }, time.Minute, time.Millisecond)
	assert.EqualValues(t, 2, m.Stats().Calls+m.Stats().Events)
}

// An error keeps the answer of its call, not the call itself.
func TestErrorsDontKeepCalls(t *testing.T) {
	t.Parallel()
	m := New(Limits{TTL: time.Hour, MaxItems: 1})
	err := logged(1, 9, sec)
	want := m.Join(&Batch{Calls: []Call{attempt(1, 2, 0, sec, 400)}, Errors: []Error{err}}).Errors
	forgotten := weak.Make(m.calls.first())
	m.Join(&Batch{Calls: []Call{attempt(2, 2, 0, sec, 400)}})
	assert.Eventually(t, func() bool { runtime.GC(); return forgotten.Value() == nil }, time.Minute, time.Millisecond)
	assert.EqualValues(t, 400, want[0].Status)
	assert.Equal(t, want, m.Join(&Batch{Errors: []Error{err}}).Errors)
}

// The memory of a large trace isn't kept, because clearing its map would slow down every later trace.
func TestRoomOfALargeTraceIsNotKept(t *testing.T) {
	t.Parallel()
	m := New(usual)
	large := Batch{Calls: []Call{attempt(9999, 2, 0, 0, 400)}, Spans: make([]Span, 300000)}
	for i := range large.Spans {
		large.Spans[i] = Span{traceID(9999), SpanID{1, byte(i >> 16), byte(i >> 8), byte(i)}, SpanID{}}
	}
	m.Join(&large)
	assert.LessOrEqual(t, cap(m.work.nodes), maxRoom)
}
