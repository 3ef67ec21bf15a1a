// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Each kind of choice through the spans; package join has the reference for all of them.
func TestJoinChoice(t *testing.T) {
	t.Parallel()
	const none = -1
	for _, tt := range []struct {
		name     string
		number   int64
		statuses []int64 // of the calls, one after the other
		want     int
	}{
		{"the last of the documented ones, before a later failure", 9646, []int64{429, 429, 503}, 1},
		{"the last that failed", 9646, []int64{400, 503, 399}, 1},
		{"the only one", 9646, []int64{200}, 0},
		{"not one of two", 9646, []int64{200, 302}, none},
		{"not for a number that background failures have too", 9609, []int64{200}, none},
		{"if it failed, for those too", 9609, []int64{503}, 0},
		{"only the legacy API has it", 9622, []int64{401, 500}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newTrace()
			b.spans.EnsureCapacity(1 + len(tt.statuses))
			around := raises(b.server(1, 0), 9, tt.number)
			for i, status := range tt.statuses {
				starts(b.call(uint64(2+i), 1, status), int64(i))
			}
			b.run(t)
			assert.Equal(t, tt.want != none, said(around).check != "")
			for i := range tt.statuses {
				assert.Equal(t, tt.want == i, said(b.spans.At(1+i)).delivery == deliveryTrace, "call %d", i)
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
