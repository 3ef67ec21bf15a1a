// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Canaries: secrets, invented, that are put into everything that comes in. None of them has the form of an id or of a type
// that the processor may copy.
const (
	mail   = "canary.teacher@example.com"
	serial = "CANARY 0SERIAL7"
	user   = "canary/user/0017"
	bearer = "Bearer canary.eyJzdWIiOjE3fQ.c2ln"
	sToken = "Y2FuYXJ5canary+token=="
	person = 7300000000000099
)

// canary matches any of them, or a part of one.
var canary = regexp.MustCompile(`(?i)canary|Y2FuYXJ5|0SERIAL7|eyJzdWIi|teacher|` + fmt.Sprint(person))

// smugglers returns payloads and texts with canaries wherever the processor reads.
func smugglers(t *testing.T) []string {
	t.Helper()
	info := object{
		"assignments": []any{object{"clientUserId": user, "serialNumber": serial, "adamId": person, mail: mail}},
		"users":       []any{mail, serial, person}, "assets": []any{object{"adamId": sToken}},
	}
	failure := func(number any, message string, pairs ...any) object {
		m := object{
			"errorNumber": number, "errorMessage": message, "errorInfo": info, "uId": mail, "sToken": sToken,
			"eventId": mail, "eventType": user, "type": serial, "notificationId": bearer, "notificationType": "CANARY-7",
		}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	const wording = "Unable to find the registered user."
	whole := []string{
		toJSON(t, failure(9609, wording+" "+mail)),
		toJSON(t, failure(9609, wording)),
		toJSON(t, failure(12099, bearer)),
		toJSON(t, failure(mail, wording)),
		toJSON(t, failure(object{mail: user}, user)),
		toJSON(t, failure("9622", "Invalid authentication token. "+sToken, "status", -1)),
		toJSON(t, failure(9609, user, "eventId", strings.Repeat("canary-", 10), "eventType", strings.Repeat("CANARY_", 10))),
		toJSON(t, object{"associations": []any{failure(9616, serial)}, "status": -1, "sToken": sToken}),
		toJSON(t, object{"failures": []any{failure(9609, mail), failure(9700, mail)}, "eventId": "canary\x00", "eventType": "canary"}),
		toJSON(t, object{
			"notification":   object{"error": failure(9709, mail), "eventId": mail, "type": "Canary", "assignments": []any{serial}},
			"notificationId": "canary id", "notificationType": "canary", mail: user,
		}),
	}
	all := whole
	for _, text := range whole {
		for _, at := range []int{3, 5, 7} {
			all = append(all, text[:len(text)*at/8]) // cut off
		}
		for _, key := range []string{"eventId", "eventType", "notificationId", "notificationType"} {
			if before, after, ok := strings.Cut(text, `"`+key+`":"`); ok { // cut off where what is left has the form of an id
				all = append(all, before+`"`+key+`":"`+after[:min(len("canary"), len(after))])
			}
		}
		all = append(all,
			"POST /assign for "+mail+" failed: "+text, // inside a text
			toJSON(t, object{"body": text, mail: serial}),
			strings.Replace(text, `":`, `"`+mail+`":=`, 1), // no JSON
			text[:len(text)-1]+`,"`+strings.Repeat(mail, 500)+`":1}`,
		)
	}
	return append(all,
		"Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625) Authorization: "+bearer,
		"apps and books: canary 400 9609 Unable to find the registered user. "+mail,
		"VPPAPIError: (9622, '"+sToken+"') for "+user, "error "+mail+" code 9625 "+serial,
		"java.lang.IllegalStateException: "+mail+": VPP error 9646\n\tat canary.Main(Main.java:9646)",
		mail, serial, user, bearer, sToken, fmt.Sprint(person), `{"`+mail, strings.Repeat("["+mail, 1000),
	)
}

// places are the attributes that are searched, or mean something else.
var places = strings.Fields(`
http.response.body.content http.response.body http.response.body.text response.body http.response_body
exception.message error.message err error internal msg message http.request.body.content http.request.body
server.address url.full net.peer.name http.host http.url url.path http.target http.route client.address url.query
http.response.status_code http.status_code http.response.header.retry-after http.response.header.retry_after
errorNumber errorMessage errorInfo failures notification associations disassociations payload.of.ours message.of.ours
error.type exception.stacktrace`)

// values returns the ways to put a text into a value: as a string, as bytes, in a list, and parsed, if it is JSON.
func values(text string) []func(pcommon.Value) {
	all := []func(pcommon.Value){
		func(v pcommon.Value) { v.SetStr(text) },
		func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte(text)) },
		func(v pcommon.Value) { v.SetEmptySlice().AppendEmpty().SetStr(text) },
	}
	if parsed, ok := parse(text); ok {
		all = append(all, func(v pcommon.Value) { _ = v.FromRaw(parsed) })
	}
	return all
}

// decorate puts canaries beside what is searched. Some have been processed before, or look like it.
func decorate(attrs pcommon.Map, i int) {
	attrs.PutStr("enduser.id", mail)
	attrs.PutStr(mail, serial)
	attrs.PutInt("person", person)
	attrs.PutStr("http.request.header.authorization", bearer)
	attrs.PutInt("http.response.status_code", int64([]int{200, 400, 404, 429, 503}[i%5]))
	attrs.PutStr("http.response.header.retry-after", []string{"30", mail, "canary 30"}[i%3])
	if host := []string{"vpp.itunes.apple.com", "canary.example.com", ""}[i%3]; host != "" {
		attrs.PutStr("url.full", "https://"+user[:6]+":"+sToken+"@"+host+"/mdm/v2/assets?clientUserId="+mail)
	}
	if i%7 == 0 {
		attrs.PutStr("apple.mdm.error.message", mail)
		attrs.PutStr("apple.mdm.event.id", user)
		attrs.PutStr("apple.mdm.notification.type", serial)
		attrs.PutStr("apple.mdm.error.delivery", "trace")
	}
}

// decorateAll decorates a resource and a scope.
func decorateAll(resource pcommon.Resource, scope pcommon.InstrumentationScope) {
	scope.SetName(smuggled)
	scope.SetVersion(serial)
	for _, attrs := range []pcommon.Map{resource.Attributes(), scope.Attributes()} {
		attrs.PutStr("service.name", user)
		attrs.PutStr(mail, sToken)
		attrs.PutStr("message", smuggled)
		attrs.PutStr(content, smuggled)
	}
}

const smuggled = `{"errorNumber":9609,"errorMessage":"canary.teacher@example.com","eventId":"canary@"}`

// smuggledSpans are batches with every smuggler in every place: attributes of spans and of events, status descriptions,
// names, trace states and links. Each span has an id.
func smuggledSpans(t *testing.T) []ptrace.Traces {
	t.Helper()
	var batches []ptrace.Traces
	var spans ptrace.SpanSlice
	n := 0
	next := func() ptrace.Span {
		if n%50 == 0 {
			td := ptrace.NewTraces()
			rs := td.ResourceSpans().AppendEmpty()
			rs.SetSchemaUrl("https://canary.example.com/" + mail)
			ss := rs.ScopeSpans().AppendEmpty()
			ss.SetSchemaUrl("https://canary.example.com/" + user)
			decorateAll(rs.Resource(), ss.Scope())
			spans = ss.Spans()
			batches = append(batches, td)
		}
		span := spans.AppendEmpty()
		span.SetName(smuggled)
		span.SetKind(ptrace.SpanKind(n % 6))
		span.SetTraceID(pcommon.TraceID{1, 15: byte(n / 4)}) // a few in each trace, so that they are joined
		span.SetSpanID(pcommon.SpanID{1, byte(n >> 8), byte(n)})
		span.SetParentSpanID(pcommon.SpanID{1, byte((n - 1) >> 8), byte(n - 1)})
		span.SetStartTimestamp(pcommon.Timestamp(1_700_000_000_000_000_000 + n))
		span.SetEndTimestamp(span.StartTimestamp() + 1_000_000_000)
		span.TraceState().FromRaw("canary=" + mail)
		decorate(span.Attributes(), n)
		span.Attributes().PutInt(idAttribute, int64(n))
		link := span.Links().AppendEmpty()
		link.TraceState().FromRaw("canary=" + user)
		decorate(link.Attributes(), n)
		n++
		return span
	}
	for i, text := range smugglers(t) {
		next().Status().SetMessage(text)
		span := next()
		span.SetName(text)
		span.TraceState().FromRaw(text)
		forms := values(text)
		for k, place := range places {
			forms[(i+k)%len(forms)](next().Attributes().PutEmpty(place))
			event := next().Events().AppendEmpty()
			event.SetName(text)
			event.SetTimestamp(1_700_000_001_000_000_000)
			decorate(event.Attributes(), n)
			forms[(i+k+1)%len(forms)](event.Attributes().PutEmpty(place))
		}
	}
	require.Greater(t, n, 1000)
	return batches
}

// smuggledLogs is smuggledSpans for log records, including their bodies.
func smuggledLogs(t *testing.T) []plog.Logs {
	t.Helper()
	var batches []plog.Logs
	var records plog.LogRecordSlice
	n := 0
	next := func() plog.LogRecord {
		if n%50 == 0 {
			ld := plog.NewLogs()
			rl := ld.ResourceLogs().AppendEmpty()
			sl := rl.ScopeLogs().AppendEmpty()
			decorateAll(rl.Resource(), sl.Scope())
			records = sl.LogRecords()
			batches = append(batches, ld)
		}
		lr := records.AppendEmpty()
		lr.SetSeverityText(mail)
		lr.SetEventName(user)
		decorate(lr.Attributes(), n)
		lr.Attributes().PutInt(idAttribute, int64(n))
		n++
		return lr
	}
	for i, text := range smugglers(t) {
		forms := values(text)
		for _, put := range forms {
			put(next().Body())
		}
		for k, place := range places {
			forms[(i+k)%len(forms)](next().Attributes().PutEmpty(place))
		}
	}
	require.Greater(t, n, 1000)
	return batches
}
