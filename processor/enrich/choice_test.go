// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// told is an error of the span around, in an event.
type told struct {
	number, at int64
}

// made is a call below it.
type made struct {
	status, start int64
	own           []int64 // numbers that its own record names
	path          string
}

// Which of its candidates an error takes: of each error the index of its call, or -1. None is background alone.
func TestJoinChoice(t *testing.T) {
	t.Parallel()
	const none = -1
	for _, tt := range []struct {
		name   string
		errors []told
		calls  []made
		want   []int
	}{
		// The last whose status is the documented one.
		{"the documented one before a later failure", []told{{9646, 9}}, []made{{status: 429}, {status: 503, start: 5}}, []int{0}},
		{"the last of the documented ones", []told{{9646, 9}}, []made{{status: 429}, {status: 429, start: 5}}, []int{1}},
		{"last by start time, not by place", []told{{9646, 9}}, []made{{status: 429, start: 5}, {status: 429, start: 4}}, []int{0}},
		{"last by place where the time is the same", []told{{9646, 9}}, []made{{status: 429}, {status: 429}, {status: 503}}, []int{1}},
		{"the last of those that had started", []told{{9646, 4}}, []made{{status: 429, start: 4}, {status: 429, start: 5}}, []int{0}},
		{
			"documented by the API of the call",
			[]told{{9602, 9}},
			[]made{{status: 400, start: 3}, {status: 400, start: 5, path: "/mdm/getVPPAssetsSrv"}},
			[]int{0},
		},
		{
			"documented, though the call isn't known to be of an API",
			[]told{{9602, 9}},
			[]made{{status: 400, start: 3, path: "/"}, {status: 503, start: 5}},
			[]int{0},
		},

		// Else the last that failed.
		{"the last that failed", []told{{9646, 9}}, []made{{status: 400}, {status: 503, start: 4}, {status: 200, start: 5}}, []int{1}},
		{"the last that failed, by place", []told{{9646, 9}}, []made{{status: 503}, {status: 400}}, []int{1}},
		{"399 is no failure", []told{{9646, 9}}, []made{{status: 400}, {status: 399, start: 5}}, []int{0}},
		{"only the legacy API has it", []told{{9622, 9}}, []made{{status: 401}, {status: 500, start: 5}}, []int{1}},

		// Else the only one.
		{"the only one", []told{{9646, 9}}, []made{{status: 200}}, []int{0}},
		{"not one of two", []told{{9646, 9}}, []made{{status: 200}, {status: 302}}, []int{none}},
		{"the only one that had started", []told{{9646, 4}}, []made{{status: 200}, {status: 200, start: 5}}, []int{0}},
		{"the only one that names no other number", []told{{9646, 9}}, []made{{status: 200}, {status: 200, own: []int64{9622}}}, []int{0}},
		{"not for a number that background failures have too", []told{{9609, 9}}, []made{{status: 200}}, []int{none}},
		{"if it failed, for those too", []told{{9609, 9}}, []made{{status: 503}}, []int{0}},

		// A call that names numbers.
		{"names another number", []told{{9646, 9}}, []made{{status: 429, own: []int64{9625}}}, []int{none}},
		{"names the number", []told{{9646, 9}}, []made{{status: 429}, {status: 429, start: 5, own: []int64{9646}}, {status: 503}}, []int{1}},
		{"names the number, before one that names none", []told{{9646, 9}}, []made{{status: 429, own: []int64{9646}}, {status: 429, start: 5}}, []int{1}},
		{"names others beside the number", []told{{9646, 9}}, []made{{status: 429, own: []int64{9625, 9646, 9602}}}, []int{0}},
		{"names others only", []told{{9646, 9}}, []made{{status: 429, own: []int64{9625, 9602}}}, []int{none}},

		// Several errors.
		{"each its own", []told{{9646, 9}, {9625, 9}}, []made{{status: 401}, {status: 429, start: 5}}, []int{1, 0}},
		{"a call for one alone", []told{{9646, 9}, {9625, 9}}, []made{{status: 503}}, []int{0, none}},
		{"the documented one chooses first", []told{{9625, 9}, {9646, 9}}, []made{{status: 429}}, []int{none, 0}},
		{"the first of the documented ones", []told{{9625, 9}, {9601, 9}}, []made{{status: 401}}, []int{0, none}},
		{
			"the next after the last",
			[]told{{9625, 9}, {9601, 9}, {9621, 9}},
			[]made{{status: 401}, {status: 401, start: 4}, {status: 401, start: 3}},
			[]int{1, 2, 0},
		},
		{"what is left", []told{{9602, 9}, {9625, 9}, {9646, 9}}, []made{{status: 503}, {status: 500, start: 4}, {status: 429, start: 5}}, []int{1, 0, 2}},
		{"left alone by the others", []told{{9646, 9}, {9602, 9}}, []made{{status: 429}, {status: 200}}, []int{0, 1}},
		{"not alone yet when it chooses", []told{{9602, 9}, {9646, 9}}, []made{{status: 200}, {status: 302}}, []int{none, none}},
		{"the documented one taken, another failed", []told{{9625, 9}, {9601, 9}}, []made{{status: 401, start: 5}, {status: 503}}, []int{0, 1}},
		{"recorded before the other's call", []told{{9625, 3}, {9646, 9}}, []made{{status: 429, start: 4}, {status: 503}}, []int{1, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTrace()
			b.spans.EnsureCapacity(1 + len(tt.calls))
			around := b.server(1, 0)
			for _, e := range tt.errors {
				raises(around, e.at, e.number)
			}
			want := make([]says, len(tt.calls))
			for i, c := range tt.calls {
				call := b.call(uint64(2+i), 1, c.status)
				if c.start != 0 {
					starts(call, c.start)
				}
				if c.path != "" {
					call.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com"+c.path)
				}
				for _, number := range c.own {
					call.Events().AppendEmpty().Attributes().PutStr("error", fmt.Sprintf(`{"errorNumber":%d}`, number))
				}
				call.Attributes().PutInt("http.response.header.retry-after", int64(i+1))
			}
			b.run(t)
			var first int // the call of the error that the span describes
			for i, e := range tt.errors {
				if at := tt.want[i]; at != none && len(tt.calls[at].own) == 0 {
					want[at].number, want[at].delivery = e.number, "trace"
				}
				if said(around).number == e.number {
					first = tt.want[i]
				}
			}
			for i, c := range tt.calls {
				got := said(b.spans.At(1 + i))
				assert.Equal(t, want[i].number == 0, got.delivery != "trace", "call %d: %v", i, got)
				if len(c.own) == 0 {
					assert.Equal(t, want[i].number, got.number, "call %d", i)
				} else {
					assert.Equal(t, "response", got.delivery, "call %d", i)
				}
			}
			assert.Equal(t, first != none, said(around).check != "")
			if first != none {
				assert.EqualValues(t, first+1, everything(around)[attrRetryDelay])
			}
		})
	}
}

// A span with two errors describes the one that asks most of a person, and lists both; so does a call that was joined
// with errors of two spans.
func TestJoinSeveral(t *testing.T) {
	t.Parallel()
	for _, numbers := range [][]int64{{9646, 9625}, {9625, 9646}} {
		b := newTrace()
		around := raises(raises(b.server(1, 0), 9, numbers[0]), 9, numbers[1])
		unauthorized, throttled := b.call(2, 1, 401), b.call(3, 1, 503)
		throttled.Attributes().PutInt("http.response.header.retry-after", 7)
		b.run(t)
		assertJoined(t, around, unauthorized, 9625, match)
		assert.Equal(t, []any{numbers[0], numbers[1]}, everything(around)[attrNumbers])
		assert.NotContains(t, everything(around), attrRetryDelay, "which only the other call told")
		assert.Equal(t, says{9646, "trace", "mismatch"}, said(throttled))
		assert.NotContains(t, everything(throttled), attrNumbers)
	}

	b := newTrace()
	outer, inner := raises(b.server(1, 0), 9, 9646), raises(b.span(2, 1, ptrace.SpanKindInternal, 0, 10), 9, 9625)
	call := b.call(3, 2, 429)
	b.run(t)
	assert.Equal(t, says{9646, "message", "match"}, said(outer))
	assertJoined(t, inner, call, 9625, mismatch)
	assert.Equal(t, []any{int64(9646), int64(9625)}, everything(call)[attrNumbers])
}

// Who wraps and raises again tells the same error on each span: it is joined on each, and told once on the call.
func TestJoinRaisedAgain(t *testing.T) {
	t.Parallel()
	b := newTrace()
	outer, inner := raises(b.server(1, 0), 9, 9646), raises(b.span(2, 1, ptrace.SpanKindInternal, 0, 10), 9, 9646)
	call := b.call(3, 2, 503)
	b.run(t)
	assertJoined(t, outer, call, 9646, mismatch)
	assertJoined(t, inner, call, 9646, mismatch)
	assert.NotContains(t, everything(call), attrNumbers)
}

// A call that knew the error keeps what it had said of it.
func TestJoinWithACallThatKnew(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around := raises(b.server(1, 0), 9, 9646)
	call := answers(b.call(2, 1, 503), 9646)
	b.run(t)
	assert.Equal(t, says{9646, "message", "mismatch"}, said(around))
	assert.Equal(t, says{9646, "response", "mismatch"}, said(call))
}

// A class that only the API of the call tells may make another error of the span the one that asks most of a person.
func TestJoinChangesWhichIsForemost(t *testing.T) {
	t.Parallel()
	b := newTrace()
	around := raises(answers(b.server(1, 0), 9646), 9, 9729)
	around.Attributes().PutStr("url.path", "/mdm/syncSrv") // by which 9729 were fix_precondition
	call := b.call(2, 1, 503)
	b.run(t)
	assert.Equal(t, says{9729, "trace", "match"}, said(call))
	assert.Equal(t, "backoff", everything(call)[attrRetryClass])
	assert.Equal(t, says{9646, "response", ""}, said(around))
}

// Of the numbers that a call arrives with, as many are read as are ever written there: comparing each error of a trace with
// a million of them would take hours.
func TestJoinReadsNoMoreNumbersThanAreWritten(t *testing.T) {
	t.Parallel()
	for place, known := range map[int]bool{0: true, scan.MaxFindings - 1: true, scan.MaxFindings: false} {
		b := newTrace()
		around := raises(b.server(1, 0), 9, 9646)
		call := b.call(2, 1, 503)
		call.Attributes().PutStr(attrDelivery, deliveryResponse)
		call.Attributes().PutInt(attrNumber, 9646)
		numbers := call.Attributes().PutEmptySlice(attrNumbers)
		for i := range place {
			numbers.AppendEmpty().SetInt(int64(1 + i))
		}
		numbers.AppendEmpty().SetInt(9646)
		b.run(t)
		assert.Equal(t, known, said(around).check != "", "at place %d", place)
	}
}
