// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

// remembering joins across batches, too.
func remembering(s *Settings) {
	s.Memory = join.New(join.Limits{TTL: time.Hour, EventTTL: time.Hour, MaxItems: 10_000})
}

// inSpan returns a log record that was written within a span of the tests' trace, 9 ms after the trace began.
func inSpan(id uint64, body any) plog.LogRecord {
	lr := plog.NewLogRecord()
	lr.SetTraceID(traceID(1))
	lr.SetSpanID(spanID(id))
	lr.SetTimestamp(at(9))
	lr.SetSeverityNumber(plog.SeverityNumberError)
	if err := lr.Body().FromRaw(body); err != nil {
		panic(err)
	}
	return lr
}

// tester is a *testing.T or a property.
type tester interface {
	require.TestingT
	Context() context.Context
}

func runLog(t tester, e *Enricher, lr plog.LogRecord) {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	lr.CopyTo(records.AppendEmpty())
	_, err := e.Logs(t.Context(), ld)
	require.NoError(t, err)
	records.At(0).CopyTo(lr)
}

func runSpans(t tester, e *Enricher, b *trace) {
	_, err := e.Traces(t.Context(), b.td)
	require.NoError(t, err)
}

// A log record with an error is joined with the call of its trace, whichever comes first. Package join gets everything that the
// record says.
func TestJoinOfALogRecord(t *testing.T) {
	t.Parallel()
	text := sentence(9646) // documented: 429
	const none = ""
	type change func(plog.LogRecord)
	written := func(then pcommon.Timestamp) change { return func(lr plog.LogRecord) { lr.SetTimestamp(then) } }
	severity := func(n plog.SeverityNumber) change { return func(lr plog.LogRecord) { lr.SetSeverityNumber(n) } }
	for _, tt := range []struct {
		name         string
		body         any
		attributes   fields
		change       change
		is429, is503 string // the status check for a call with that status; 429 is documented
	}{
		{name: "a text", body: text, is429: "match", is503: "mismatch"},
		{name: "JSON", body: `{"errorNumber":9646}`, is429: "match", is503: "mismatch"},
		{name: "parsed JSON", body: fields{"errorNumber": 9646}, is429: "match", is503: "mismatch"},
		{name: "an attribute", body: "sync failed", attributes: fields{"exception.message": text}, is429: "match", is503: "mismatch"},
		{name: "in the span of the call", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(spanID(2)) }, is429: "match", is503: "mismatch"},
		{name: "in no span", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(pcommon.SpanID{}) }, is429: "match", is503: none},
		{name: "in a span that nobody knows", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(spanID(7)) }},
		{name: "before the call", body: text, change: written(at(1))},

		{name: "a warning", body: text, change: severity(plog.SeverityNumberWarn), is429: "match", is503: "mismatch"},
		{name: "of no severity", body: text, change: severity(plog.SeverityNumberUnspecified), is429: "match", is503: "mismatch"},
		{name: "old news, told at INFO", body: text, change: severity(plog.SeverityNumberInfo4), is429: "match", is503: none},
		{name: "old news, of which only the text of the severity is set", body: text, change: func(lr plog.LogRecord) {
			lr.SetSeverityNumber(plog.SeverityNumberUnspecified)
			lr.SetSeverityText("Info")
		}, is429: "match", is503: none},
		{name: "a clock of whole seconds", body: text, change: written(at(0) - at(0)%second), is429: "match", is503: none},
		{name: "the time at which it was observed", body: text, change: func(lr plog.LogRecord) {
			lr.SetTimestamp(0)
			lr.SetObservedTimestamp(at(900))
		}, is429: "match", is503: none},
		{name: "no time", body: text, change: written(0)},

		{name: "several numbers", body: text, attributes: fields{"err": sentence(9603)}, is429: "match", is503: none},
		{name: "its own status, in the text", body: "Apps and Books answered HTTP 503, Apple error 9646", is429: none, is503: "mismatch"},
		{name: "its own status, in an attribute", body: `{"errorNumber":9646}`, attributes: fields{"http.response.status_code": 503}, is429: none, is503: "mismatch"},
		{name: "the MDM server's status", body: text, attributes: fields{"url.path": "/api/sync", "http.response.status_code": 500}, is429: "match", is503: "mismatch"},

		{name: "an event status", body: `{"failures":[{"errorNumber":9646}]}`},
		{name: "a notification", body: `{"notification":{"error":{"errorNumber":9646}}}`},
		{name: "a device's, in words", body: "install failed: ASDServerErrorDomain error 9646"},
		{name: "a device's", body: fields{"ErrorDomain": "ASDServerErrorDomain", "ErrorCode": 9646}},
		{name: "a device's, in attributes", body: "install failed", attributes: fields{"ErrorDomain": "ASDServerErrorDomain", "ErrorCode": 9646}},
		{name: "a number that only background failures have", body: sentence(9709)},
		{name: "another trace's", body: text, change: func(lr plog.LogRecord) { lr.SetTraceID(traceID(2)) }},
		{name: "no trace's", body: text, change: func(lr plog.LogRecord) { lr.SetTraceID(pcommon.TraceID{}) }},
	} {
		for status, check := range map[int64]string{429: tt.is429, 503: tt.is503} {
			for _, callFirst := range []bool{true, false} {
				t.Run(fmt.Sprint(tt.name, ", ", status, ", call first ", callFirst), func(t *testing.T) {
					t.Parallel()
					e, b, lr := newEnricher(t, remembering), newTrace(), inSpan(1, tt.body)
					putAll(lr.Attributes(), tt.attributes)
					if tt.change != nil {
						tt.change(lr)
					}
					call := b.call(2, 1, status)
					call.Attributes().PutInt("http.response.header.retry-after", 7)
					b.server(1, 0)
					runs := []func(){func() { runSpans(t, e, b) }, func() { runLog(t, e, lr) }}
					second, peer := lr.Attributes(), call.SpanID()
					if !callFirst {
						slices.Reverse(runs)
						second, peer = call.Attributes(), lr.SpanID()
					}
					for _, run := range runs {
						run()
					}
					told := oursOf(second)
					if check == none {
						assert.NotContains(t, told, attrJoinSpanID)
						assert.NotEqual(t, deliveryTrace, told[attrDelivery])
						return
					}
					assert.Equal(t, check, told[attrStatusCheck])
					assert.Equal(t, 7.0, told[attrRetryDelay])
					assert.Equal(t, peer.IsEmpty(), told[attrJoinSpanID] == nil)
					if !peer.IsEmpty() {
						assert.Equal(t, peer.String(), told[attrJoinSpanID])
					}
				})
			}
		}
	}
}

// A call with several errors of its own links to the record of the one that it describes, whichever was joined first.
func TestCallOfSeveralNumbersNamesARecord(t *testing.T) {
	t.Parallel()
	const described, other = 9602, 9609
	for _, tt := range []struct {
		logged []int64 // numbers in spans 8, 9 and so on
		record any
	}{
		{[]int64{described}, "0000000000000008"},
		{[]int64{other}, nil},
		{[]int64{other, described}, "0000000000000009"},
		{[]int64{described, other}, "0000000000000008"},
	} {
		e := newEnricher(t, remembering)
		for i, number := range tt.logged {
			runLog(t, e, inSpan(uint64(8+i), sentence(number)))
		}
		b := newTrace()
		call := raises(raises(b.call(2, 1, 400), 5, other), 6, described)
		runSpans(t, e, b)
		assert.Equal(t, int64(described), said(call).number)
		assert.Equal(t, tt.record, everything(call)[attrJoinSpanID], "%v", tt.logged)
	}
}
