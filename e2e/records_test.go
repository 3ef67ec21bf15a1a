// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	be "encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

type object = map[string]any

// toJSON renders a payload as the service does, with sorted keys.
func toJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// message is the documented wording of a number.
func message(number int, delivered catalog.Delivery) string {
	e, _ := catalog.Default().Lookup(catalog.V2, number, delivered)
	return e.Message
}

// errorBody is the response body of a failed call, with the documented wording.
func errorBody(number int) string {
	return fmt.Sprintf(`{"errorMessage":%q,"errorNumber":%d}`, message(number, catalog.Response), number)
}

// notification is that of an association for two users and devices.
func notification(result, failure string) string {
	return `{"notification":{"assignments":[{"adamId":"5550001","clientUserId":"pupil-017"},{"adamId":"5550001",` +
		`"serialNumber":"SAMPLE0001"}],` + failure + `"eventId":"5b1e9a1f","result":"` + result + `","type":"ASSOCIATE"},` +
		`"notificationId":"2f6f2c1e","notificationType":"ASSET_MANAGEMENT","uId":"7300000000000001"}`
}

func failedWith(number int) string {
	return notification("FAILURE", fmt.Sprintf(`"error":{"errorMessage":%q,"errorNumber":%d},`, message(number, catalog.Background), number))
}

const (
	content = "http.response.body.content"

	tooMany      = "Apps and Books: too many requests (error number: 9646)"
	revoked      = "Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625)"
	unauthorized = "Apps and Books: Invalid authentication token. (error number: 9622)"

	// Healthy, although a careless search would find errors.
	synced     = "synced 9625 users with Apple Business Manager"
	assets     = `{"assets":[{"adamId":"5550001","availableCount":9625}]}`
	errorCodes = `{"errorCodes":[{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}]}`
)

var succeeded = notification("SUCCESS", "")

// part is one record. Spans are calls, operations around them, or what an MDM server's own clients get.
type part struct {
	want      string // what the processor must write, as summarized by told
	attrs     object
	trace     pcommon.TraceID // empty: of its own
	kind      ptrace.SpanKind
	text      string // a span's status description
	exception string // of a span's event
	body      any    // of a log record
}

// wantAttribute holds a part's want; idAttribute holds the id of a record.
const wantAttribute, idAttribute = "test.want", "test.id"

// call is the client span of a call to Apple's service. Pairs are further attributes.
func call(status int, pairs ...any) part {
	return part{kind: ptrace.SpanKindClient, attrs: object{
		"url.full": "https://vpp.itunes.apple.com/mdm/v2/assets", "http.response.status_code": status,
	}}.with(pairs...)
}

// refused is a call with a documented error.
func refused(status, number int) part { return call(status, content, errorBody(number)) }

// around is the operation around a call, with an exception, if any.
func around(exception string) part { return part{kind: ptrace.SpanKindInternal, exception: exception} }

func logged(body any, pairs ...any) part { return part{body: body, attrs: object{}}.with(pairs...) }

func (p part) with(pairs ...any) part {
	for i := 0; i < len(pairs); i += 2 {
		p.attrs[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

// tells sets what the processor must write.
func (p part) tells(want string) part { p.want = want; return p }

func (p part) in(trace pcommon.TraceID) part { p.trace = trace; return p }

// together puts parts into one trace.
func together(parts ...part) (in []part) {
	trace := newTrace()
	for _, p := range parts {
		in = append(in, p.in(trace))
	}
	return in
}

var lastTrace atomic.Uint64

func newTrace() (id pcommon.TraceID) {
	be.BigEndian.PutUint64(id[:], lastTrace.Add(1))
	return id
}

// operation is the id of the span around a call, and of the span that a log record belongs to.
var operation = pcommon.SpanID{9}

// began is when every span begins. A whole second would count as imprecise.
var began = time.Now().Truncate(time.Second).Add(-1750 * time.Millisecond)

func at(after time.Duration) pcommon.Timestamp { return pcommon.NewTimestampFromTime(began.Add(after)) }

// fill writes what spans and log records have in common.
func (p part) fill(attrs pcommon.Map) {
	_ = attrs.FromRaw(p.attrs) // fails only for types that the tests don't use
	if p.want != "" {
		attrs.PutStr(wantAttribute, p.want)
	}
}

// traces makes a batch of spans, in traces of their own unless they are put together.
func traces(parts ...part) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "mdm-server")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	for i, p := range parts {
		span := spans.AppendEmpty()
		p.fill(span.Attributes())
		span.SetName("call")
		span.SetKind(p.kind)
		if span.SetTraceID(p.trace); p.trace.IsEmpty() {
			span.SetTraceID(newTrace())
		}
		if p.kind == ptrace.SpanKindClient {
			span.SetSpanID(pcommon.SpanID{7: byte(i + 1)})
			span.SetParentSpanID(operation)
		} else {
			span.SetSpanID(operation)
		}
		span.SetStartTimestamp(at(0))
		span.SetEndTimestamp(at(time.Second))
		span.Status().SetMessage(p.text)
		if p.exception != "" {
			event := span.Events().AppendEmpty()
			event.SetName("exception")
			event.SetTimestamp(span.EndTimestamp())
			event.Attributes().PutStr("exception.message", p.exception)
		}
	}
	return td
}

// logs makes a batch of log records. Those that are put into a trace were written within the operation around its call.
func logs(parts ...part) plog.Logs {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "mdm-server")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	for _, p := range parts {
		lr := records.AppendEmpty()
		p.fill(lr.Attributes())
		_ = lr.Body().FromRaw(p.body)
		lr.SetTimestamp(at(time.Second + time.Millisecond))
		lr.SetSeverityNumber(plog.SeverityNumberError)
		lr.SetSeverityText("ERROR")
		if lr.SetTraceID(p.trace); !p.trace.IsEmpty() {
			lr.SetSpanID(operation)
		}
	}
	return ld
}

// told summarizes what the processor wrote: number, delivery, class, check, delay.
func told(attrs pcommon.Map) string {
	var parts []string
	for _, name := range []string{"error.number", "error.delivery", "retry.class", "error.status_check", "retry.delay"} {
		if v, ok := attrs.Get("apple.mdm." + name); ok {
			parts = append(parts, v.AsString())
		}
	}
	return strings.Join(parts, " ")
}

func written(attrs pcommon.Map) object {
	m := attrs.AsRaw()
	for k := range m {
		if !strings.HasPrefix(k, "apple.mdm.") {
			delete(m, k)
		}
	}
	return m
}
