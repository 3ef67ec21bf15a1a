// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// A log record with an error is joined with the call of its trace, whichever comes first. Package join gets everything that the
// record says.
func TestJoinOfALogRecord(t *testing.T) {
	t.Parallel()
	const text, none = "vpp: associate: error number: 9646", "" // documented: 429
	type fields = map[string]any
	type change func(plog.LogRecord)
	written := func(then pcommon.Timestamp) change { return func(lr plog.LogRecord) { lr.SetTimestamp(then) } }
	severity := func(n plog.SeverityNumber) change { return func(lr plog.LogRecord) { lr.SetSeverityNumber(n) } }
	for _, tt := range []struct {
		name         string
		body         any
		attributes   fields
		change       change
		is429, is503 string // the status check for a call with that status
	}{
		{name: "a text", body: text, is429: "match", is503: "mismatch"},
		{name: "JSON", body: `{"errorNumber":9646}`, is429: "match", is503: "mismatch"},
		{name: "parsed JSON", body: fields{"errorNumber": 9646}, is429: "match", is503: "mismatch"},
		{name: "an attribute", body: "sync failed", attributes: fields{"exception.message": text}, is429: "match", is503: "mismatch"},
		{name: "in the span of the call", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(spanID(2)) }, is429: "match", is503: "mismatch"},
		{name: "in no span", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(pcommon.SpanID{}) }, is429: "match", is503: none},
		{name: "in a span that nobody knows", body: text, change: func(lr plog.LogRecord) { lr.SetSpanID(spanID(7)) }},
		{name: "before the call", body: text, change: written(began + 1)},

		{name: "a warning", body: text, change: severity(plog.SeverityNumberWarn), is429: "match", is503: "mismatch"},
		{name: "of no severity", body: text, change: severity(plog.SeverityNumberUnspecified), is429: "match", is503: "mismatch"},
		{name: "old news, told at INFO", body: text, change: severity(plog.SeverityNumberInfo4), is429: "match", is503: none},
		{name: "old news, of which only the text of the severity is set", body: text, change: func(lr plog.LogRecord) {
			lr.SetSeverityNumber(plog.SeverityNumberUnspecified)
			lr.SetSeverityText("Info")
		}, is429: "match", is503: none},
		{name: "a clock of whole seconds", body: text, change: written(began - began%1e9), is429: "match", is503: none},
		{name: "the time at which it was observed", body: text, change: func(lr plog.LogRecord) {
			lr.SetTimestamp(0)
			lr.SetObservedTimestamp(began + pcommon.Timestamp(900*time.Millisecond))
		}, is429: "match", is503: none},
		{name: "no time", body: text, change: written(0)},

		{name: "several numbers", body: text, attributes: fields{"err": "vpp error number: 9603"}, is429: "match", is503: none},
		{name: "its own status, in the text", body: "Apps and Books answered HTTP 503, Apple error 9646", is429: none, is503: "mismatch"},
		{name: "its own status, in an attribute", body: `{"errorNumber":9646}`, attributes: fields{"http.response.status_code": 503}, is429: none, is503: "mismatch"},
		{name: "the MDM server's status", body: text, attributes: fields{"url.path": "/api/sync", "http.response.status_code": 500}, is429: "match", is503: "mismatch"},

		{name: "an event status", body: `{"failures":[{"errorNumber":9646}]}`},
		{name: "a notification", body: `{"notification":{"error":{"errorNumber":9646}}}`},
		{name: "a device's, in words", body: "install failed: ASDServerErrorDomain error 9646"},
		{name: "a device's", body: fields{"ErrorDomain": "ASDServerErrorDomain", "ErrorCode": 9646}},
		{name: "a device's, in attributes", body: "install failed", attributes: fields{"ErrorDomain": "ASDServerErrorDomain", "ErrorCode": 9646}},
		{name: "a number that only background failures have", body: "vpp error number: 9709"},
		{name: "another trace's", body: text, change: func(lr plog.LogRecord) { lr.SetTraceID(pcommon.TraceID{2}) }},
		{name: "no trace's", body: text, change: func(lr plog.LogRecord) { lr.SetTraceID(pcommon.TraceID{}) }},
	} {
		for status, check := range map[int64]string{429: tt.is429, 503: tt.is503} {
			for _, callFirst := range []bool{true, false} {
				t.Run(fmt.Sprint(tt.name, ", ", status, ", call first ", callFirst), func(t *testing.T) {
					t.Parallel()
					log := told(aTrace, 0)
					lr := log.records()[0]
					lr.SetTimestamp(began + 9)
					set(lr.Body(), tt.body)
					lr.Attributes().Clear()
					putAll(lr.Attributes(), tt.attributes)
					if tt.change != nil {
						tt.change(lr)
					}
					around := around(aTrace, status)
					call := around.spans()[1]
					call.SetStartTimestamp(began + 2)
					call.SetEndTimestamp(began + 8)
					call.Attributes().PutInt("http.response.header.retry-after", 7)

					batches, second, peer := []batch{around, log}, lr.Attributes(), call.SpanID()
					if !callFirst {
						slices.Reverse(batches)
						second, peer = call.Attributes(), lr.SpanID()
					}
					process(t, defaultConfig(), batches...)
					joined := attr(second, "apple.mdm.join.span_id")
					if check == none {
						assert.Empty(t, joined)
						assert.NotEqual(t, "trace", attr(second, "apple.mdm.error.delivery"))
						return
					}
					assert.Equal(t, check, attr(second, "apple.mdm.error.status_check"))
					delay, _ := second.Get("apple.mdm.retry.delay")
					assert.Equal(t, "7", delay.AsString())
					assert.Equal(t, peer.String(), joined)
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
		logged []int // numbers in spans 8, 9 and so on
		record string
	}{
		{[]int{described}, "0000000000000008"},
		{[]int{other}, ""},
		{[]int{other, described}, "0000000000000009"},
		{[]int{described, other}, "0000000000000008"},
	} {
		p := start(t, nopSettings(), defaultConfig(), nop)
		for i, number := range tt.logged {
			log := told(aTrace, number)
			log.records()[0].SetSpanID(spanID(8 + i))
			require.NoError(t, p.consume(t.Context(), log))
		}
		td, tr := newTrace(aTrace)
		call := raise(tr.call(2, 1, 400), other, described).Attributes()
		require.NoError(t, p.consume(t.Context(), td))
		assert.EqualValues(t, described, number(call))
		assert.Equal(t, tt.record, attr(call, "apple.mdm.join.span_id"), "%v", tt.logged)
	}
}

// An error that a record only reports is joined; an error that was the response to something else isn't.
func TestJoinableErrors(t *testing.T) {
	t.Parallel()
	const response, told = `{"errorNumber":9646}`, "list assets: Apple VPP error number: 9646"
	type fields = map[string]any
	for _, tt := range []struct {
		name        string
		attributes  fields
		event       fields
		description string
		joined      bool // on an INTERNAL span, everything but background failures is
	}{
		{name: "message in an event", event: fields{"exception.message": told}, joined: true},
		{name: "message in an attribute", attributes: fields{"error.message": told}, joined: true},
		{name: "message as the status description", description: told, joined: true},
		{name: "response in the message of an event", event: fields{"exception.message": "failed: " + response}, joined: true},
		{name: "response in the payload of an event", event: fields{"http.response.body": response}, joined: true},
		{name: "response in the status description", description: response, joined: true},

		{name: "response in a payload", attributes: fields{"http.response.body": response}},
		{name: "response in a message attribute", attributes: fields{"error.message": response}},
		{name: "response in a payload, and the message of an event", attributes: fields{"http.response.body": response}, event: fields{"exception.message": told}},
		{name: "response in the keys", attributes: fields{"errorNumber": 9646, "errorMessage": "There are too many recent requests."}},
		{name: "event status in an event", event: fields{"http.response.body": `{"failures":[` + response + `]}`}},
		{name: "event status in the status description", description: `{"failures":[` + response + `]}`},
		{name: "notification in an event", event: fields{"http.request.body": `{"notification":{"error":` + response + `}}`}},
	} {
		for _, kind := range []ptrace.SpanKind{
			ptrace.SpanKindServer, ptrace.SpanKindInternal, ptrace.SpanKindConsumer, ptrace.SpanKindUnspecified,
		} {
			t.Run(fmt.Sprint(tt.name, ", ", kind), func(t *testing.T) {
				t.Parallel()
				td := around(aTrace, 503)
				span, call := td.spans()[0], td.spans()[1].Attributes()
				span.SetKind(kind)
				putAll(span.Attributes(), tt.attributes)
				span.Status().SetMessage(tt.description)
				event := span.Events().AppendEmpty()
				event.SetTimestamp(9)
				putAll(event.Attributes(), tt.event)
				process(t, defaultConfig(), td)
				var want says
				if tt.joined || kind == ptrace.SpanKindInternal && attr(span.Attributes(), "apple.mdm.error.delivery") == "response" {
					want = says{9646, "trace", "mismatch"}
				}
				assert.Equal(t, want, said(call))
				assert.EqualValues(t, 9646, number(span.Attributes()))
				assert.Equal(t, want.check, said(span.Attributes()).check)
			})
		}
	}
}

// A detected error is counted by what its own record says, a joined call by the status and the API of the call.
func TestJoinIsCountedOnce(t *testing.T) {
	t.Parallel()
	const longAfter = pcommon.Timestamp(10*time.Second) + 1
	attempts := func(tr trace) ptrace.Span {
		tr.call(2, 1, 503).SetEndTimestamp(longAfter / 10)
		healthy := tr.call(3, 1, 200)
		healthy.SetStartTimestamp(longAfter - longAfter/10)
		healthy.SetEndTimestamp(longAfter)
		around := tr.span(1, 0)
		around.SetEndTimestamp(longAfter)
		return around
	}
	for _, tt := range []struct {
		name  string
		build func(tr trace)
		want  map[string]int64
	}{
		{"one that tells it itself", func(tr trace) {
			tr.raised(1, 0, 9646)
			tr.answered(2, 1, 503, 9646)
		}, map[string]int64{"detected delivery=message status_check=none": 1, "detected delivery=response status_check=mismatch": 1}},
		{"told twice, of one call", func(tr trace) {
			tr.raised(1, 0, 9646)
			tr.raised(3, 1, 9646)
			tr.call(2, 3, 429)
		}, map[string]int64{"detected number=9646 delivery=message status_check=none": 2, "joined number=9646 status_check=match status_code=429": 1}},
		{"an undocumented number", func(tr trace) {
			span := tr.span(1, 0)
			span.Attributes().PutStr("server.address", "vpp.itunes.apple.com") // makes it believable
			span.Status().SetMessage(`{"errorNumber":12001}`)
			tr.call(2, 1, 400)
		}, map[string]int64{
			"detected number=other delivery=response status_check=none":                             1,
			"joined number=other retry_class=fix_request status_check=undocumented status_code=400": 1,
		}},
		{"a client on top of another, explained", func(tr trace) {
			tr.raised(1, 0, 9646)
			tr.call(2, 1, 503)
			tr.call(3, 2, 503)
		}, map[string]int64{"detected delivery=message": 1, "joined status_check=mismatch status_code=503": 1}},
		{"a client on top of another, for a reason unknown", func(tr trace) {
			tr.call(2, 0, 503)
			tr.call(3, 2, 503)
			tr.call(4, 2, 429)
		}, map[string]int64{"failed_calls status_code=503 retry_class=backoff": 1, "failed_calls status_code=429": 1}},
		{"clients on top of others, more than are remembered", func(tr trace) {
			for i := range 40 {
				tr.call(2*i+2, 0, 503)
				tr.call(2*i+3, 2*i+2, 503)
				tr.call(2*i+102, 0, 429)
				tr.answered(2*i+103, 2*i+102, 429, 9646)
			}
		}, map[string]int64{"failed_calls status_code=503": 40, "detected delivery=response status_check=match": 40}},
		{"a call without an id, before others", func(tr trace) {
			tr.answered(0, 0, 400, 9602)
			tr.raised(1, 0, 9646)
		}, map[string]int64{"detected number=9602 delivery=response status_check=match": 1, "detected number=9646 status_check=none": 1}},
		{"a failure that looks like a success", func(tr trace) {
			tr.raised(1, 0, 9622)
			tr.call(2, 1, 200).Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/assets")
		}, map[string]int64{
			"detected status_check=none": 1,
			"joined otel.signal=traces number=9622 retry_class=reauthenticate status_check=mismatch status_code=200 order=batch": 1,
		}},
		{"a failed call long before, and a healthy one that has just ended", func(tr trace) {
			raise(attempts(tr), 9646).Events().At(0).SetTimestamp(longAfter)
		}, map[string]int64{"detected delivery=message": 1, "failed_calls status_code=503": 1, "joined status_check=mismatch status_code=200": 1}},
		// The description of a status may be much older than the end of its span.
		{"the same, of which the time is unknown", func(tr trace) {
			attempts(tr).Status().SetMessage("vpp err 9646")
		}, map[string]int64{"detected delivery=message": 1, "failed_calls status_code=503": 1}},
		{"a poll that failed", func(tr trace) {
			tr.raised(1, 0, 9646)
			tr.call(2, 1, 503).Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/v2/status")
		}, map[string]int64{"detected delivery=message": 1, "joined status_check=mismatch status_code=503": 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			td, tr := newTrace(aTrace)
			tt.build(tr)
			assertCounts(t, points(t, measure(t, defaultConfig(), td)), tt.want)
		})
	}
}

// assertCounts asserts how many errors, joins and failed calls were counted, by the metric and some of the attributes.
func assertCounts(t *testing.T, counts, want map[string]int64) {
	t.Helper()
	var total int64
	for line, n := range want {
		metric, with, _ := strings.Cut(line, " ")
		assert.Equal(t, n, sum(counts, metric, strings.Fields(with)...), "%s: %v", line, counts)
		total += n
	}
	assert.Equal(t, total, sum(counts, "detected")+sum(counts, "joined")+sum(counts, "failed_calls"), counts)
}
