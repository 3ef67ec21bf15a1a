// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const unauthorized = "Apps and Books: Invalid authentication token. (error number: 9622)"

// pair is a batch of calls and a batch of log records with their errors, two of each trace: the first batch is explained
// without joins, the second with them.
type pair struct {
	callFirst bool
	calls     ptrace.Traces
	errors    plog.Logs
}

// perPair is how many times the calls of pairedCalls are in a pair.
const perPair = 10

// pairedCalls are the calls of a pair, with what they and their log records say alone and joined.
var pairedCalls = []struct {
	status                           int
	text                             string
	call, err, joinedCall, joinedErr string
}{
	{503, tooMany, "backoff", "9646 message backoff", "9646 trace backoff mismatch", "9646 message backoff mismatch"},
	{429, tooMany, "backoff", "9646 message backoff", "9646 trace backoff match", "9646 message backoff match"},
	{
		200, unauthorized, "", "9622 message reauthenticate",
		"9622 trace reauthenticate mismatch", "9622 message reauthenticate mismatch",
	},
}

func newPair(t *testing.T, callFirst bool) pair {
	t.Helper()
	var calls, errors []part
	for range perPair {
		for _, p := range pairedCalls {
			call, err := part{kind: ptrace.SpanKindClient, attrs: call(p.status), want: p.call}, part{body: p.text, want: p.joinedErr}
			if !callFirst {
				call.want, err.want = p.joinedCall, p.err
			}
			calls, errors = append(calls, call), append(errors, err)
		}
	}
	p := pair{callFirst, spansOfParts(t, calls), logsOfParts(t, errors)}
	const around = 9 // the span around each call, which comes later, if at all
	spans := spansOf(p.calls)
	for i, lr := range recordsOf(p.errors) {
		spans[i].SetParentSpanID(pcommon.SpanID{around})
		lr.SetSpanID(pcommon.SpanID{around})
		lr.SetTimestamp(pcommon.NewTimestampFromTime(spans[i].EndTimestamp().AsTime().Add(time.Millisecond)))
		lr.SetSeverityNumber(plog.SeverityNumberError)
	}
	return p
}

// sendPair sends both batches, one after the other, and calls between in between. It reports whether they were acknowledged.
func (l *load) sendPair(t *testing.T, p pair, between func()) bool {
	calls, errors := l.number("traces", p.calls), l.number("logs", p.errors)
	spans := spansOf(p.calls)
	for i, lr := range recordsOf(p.errors) {
		lr.SetTraceID(spans[i].TraceID())
	}
	sendCalls := func() bool { return l.deliver(t, "traces", p.calls, calls) }
	sendErrors := func() bool { return l.deliver(t, "logs", p.errors, errors) }
	if !p.callFirst {
		sendCalls, sendErrors = sendErrors, sendCalls
	}
	if !sendCalls() {
		return false
	}
	between()
	return sendErrors()
}

// wantPairs adds what the processor must have counted of so many pairs, with the calls first, and with the errors first.
func wantPairs(want map[string]map[string]float64, pairs map[bool]int) {
	for callFirst, n := range pairs {
		n := float64(n * perPair)
		order, signal := "error_first", "traces"
		if callFirst {
			order, signal = "call_first", "logs"
			want[failedCalls][failure("backoff", 503)] += n
			want[failedCalls][failure("backoff", 429)] += n
		}
		want[joinedCalls][join(signal, 9646, "backoff", "mismatch", 503, order)] += n
		want[joinedCalls][join(signal, 9646, "backoff", "match", 429, order)] += n
		want[joinedCalls][join(signal, 9622, "reauthenticate", "mismatch", 200, order)] += n
		want[detected][sighting("logs", 9646, "message", "backoff", "none")] += 2 * n
		want[detected][sighting("logs", 9622, "message", "reauthenticate", "none")] += n
	}
}
