// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, from ...T) T { return rapid.SampledFrom(from).Draw(t, "") }

var (
	allSlots = append(namesOfInterest(), "errorMessage", "errorInfo", "status", "eventId", "notificationId", "configured.payload", "configured.message", "other", "",
		"reason", "vppResponseBody", "http", "url", "context", "gen_ai.prompt", "logger", "n")
	genNumbers  = []int{9609, 9602, 9603, 9622, 9625, 9646, 9716, 9729, 9800, 4711, 0}
	genStatuses = []any{int64(400), int64(200), "401", 503.0, int64(429), "4xx", int64(0), int64(404), int64(1 << 40)}
	genHosts    = []any{"vpp.itunes.apple.com", "https://vpp.itunes.apple.com/mdm/v2/assets", "mdm.example", "https://mdm.example/", "/mdm/getVPPAssetsSrv", "VPP.itunes.apple.com:443", "::1", int64(7), ""}
	genWaits    = []any{"120", int64(7), "Thu, 01 Jan 2026 12:02:00 GMT", -1.0, "soon", []any{"3"}, []any{}}
)

func namesOfInterest() (all []string) {
	for _, ns := range []*names{documented, circumstances} {
		for _, p := range &ns.first {
			for ; p != nil; p = p.next {
				all = append(all, p.name)
			}
		}
	}
	return all
}

// genValue puts something under a name: often what is expected there.
func genValue(d *rapid.T, name string, to pcommon.Value) {
	var v any
	switch {
	case intN(d, 24) == 23:
		v = pick[any](d, nil, true, int64(-1), 2.5, []byte(`{"errorNumber":9609}`), []any{"error 9625"}, map[string]any{"errorNumber": int64(9602)}, "{", strings.Repeat("[", 70))
	case strings.HasPrefix(name, "apple.mdm."):
		v = pick[any](d, "trace", int64(9609), "match", "stale", []any{int64(9602), int64(9609)}, 7.5, []any{"x"}, "message")
	case strings.Contains(name, "status"):
		v = pick(d, genStatuses...)
	case strings.Contains(name, "retry"):
		v = pick(d, genWaits...)
	case strings.HasPrefix(name, "url.") || slices.Contains([]string{"server.address", "net.peer.name", "http.host", "http.url", "http.target", "http.route"}, name):
		v = pick(d, genHosts...)
	case name == "http":
		v = map[string]any{"response": map[string]any{"status_code": pick(d, genStatuses...), "body": map[string]any{"content": genError(d)}}}
	case name == "url":
		v = map[string]any{"full": pick(d, genHosts...)}
	case name == "logger", name == "exception.type":
		v = pick[any](d, "vpp.sync", "VPPError", "KeyError", "Error::Code9622")
	case name == "n":
		v = int64(pick(d, genNumbers...))
	case name == "errorNumber":
		v = int64(pick(d, genNumbers...))
	default:
		v = genError(d)
	}
	if err := to.FromRaw(v); err != nil {
		panic(err)
	}
}

// genError tells of an error, in one of the ways to do so.
func genError(d *rapid.T) any {
	n := pick(d, genNumbers...)
	e, _ := catalog.Lookup(n)
	object := fmt.Sprintf(`{"errorNumber":%d,"errorMessage":%q}`, n, e.Message)
	switch intN(d, 15) {
	case 12:
		return "error " + strconv.Itoa(n)
	case 13:
		return pick(d, "vpp error {n}: {reason}", "error {n}", "{reason}", "{n,5} {other:N}")
	case 14:
		return strconv.Itoa(n)
	case 1:
		return "Apple VPP error " + strconv.Itoa(n)
	case 2:
		return fmt.Sprintf("vpp: %d %d %s", 400+intN(d, 5), n, e.Message)
	case 3:
		return `{"failures":[` + object + `,{"errorNumber":9603}],"eventId":"e-1","eventType":"CREATE"}`
	case 4:
		return `{"notification":{"error":` + object + `,"users":["a","b"],"type":"ASSOCIATE"},"notificationId":"n-1","notificationType":"X"}`
	case 5:
		return object[:intN(d, len(object))]
	case 6:
		return "sync failed: " + object
	case 7:
		return map[string]any{"errorNumber": int64(n), "errorMessage": e.Message, "errorInfo": map[string]any{"ids": []any{"a", "b"}}}
	case 8:
		return []any{map[string]any{"errorNumber": float64(n)}}
	case 9:
		return e.Message
	case 10:
		return "nothing to see"
	case 11:
		return `{"errorCodes":[` + object + `]}`
	default:
		return object
	}
}

func genAttributes(d *rapid.T, m pcommon.Map, n int) {
	for range intN(d, n) {
		name := allSlots[intN(d, len(allSlots))]
		if intN(d, 16) == 15 {
			name = pick(d, append([]string{"apple.mdm.other", attrErrorType}, ownNames[:]...)...)
		}
		genValue(d, name, m.PutEmpty(name))
	}
}

// genCall makes the attributes those of a call to the service.
func genCall(d *rapid.T, m pcommon.Map) {
	m.PutStr("server.address", "vpp.itunes.apple.com")
	if intN(d, 2) == 0 {
		m.PutStr("url.path", pick(d, "/mdm/v2/assets", "/mdm/getVPPAssetsSrv"))
	}
	if intN(d, 4) > 0 {
		m.PutInt("http.response.status_code", int64(pick(d, 400, 401, 429, 503, 200)))
	}
}

// genTraces returns a few spans of one or two traces, in several resources and scopes.
func genTraces(d *rapid.T) ptrace.Traces {
	td := ptrace.NewTraces()
	for range 1 + intN(d, 2) {
		rs := td.ResourceSpans().AppendEmpty()
		genAttributes(d, rs.Resource().Attributes(), 2)
		for range 1 + intN(d, 2) {
			spans := rs.ScopeSpans().AppendEmpty().Spans()
			for range 1 + intN(d, 4) {
				genSpan(d, spans.AppendEmpty())
			}
		}
	}
	return td
}

func genSpan(d *rapid.T, span ptrace.Span) {
	span.SetTraceID(traceID(1 + uint64(intN(d, 8)/7)))
	span.SetSpanID(spanID(uint64(intN(d, 10))))
	span.SetParentSpanID(spanID(uint64(intN(d, 10))))
	span.SetKind(pick(d, ptrace.SpanKindInternal, ptrace.SpanKindClient, ptrace.SpanKindServer, ptrace.SpanKindConsumer, ptrace.SpanKindUnspecified))
	span.SetStartTimestamp(at(int64(intN(d, 5))))
	span.SetEndTimestamp(at(int64(4 + intN(d, 5))))
	span.SetName("sync")
	if intN(d, 2) == 1 {
		genCall(d, span.Attributes())
	}
	genAttributes(d, span.Attributes(), 5)
	for range intN(d, 3) {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.SetTimestamp(at(int64(intN(d, 9))))
		genAttributes(d, event.Attributes(), 4)
	}
	if intN(d, 4) == 3 {
		span.Status().SetMessage(fmt.Sprint(genError(d)))
		span.Status().SetCode(ptrace.StatusCode(intN(d, 3)))
	}
}

// genLogs returns a few log records.
func genLogs(d *rapid.T) plog.Logs {
	ld := plog.NewLogs()
	for range 1 + intN(d, 2) {
		records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
		for range 1 + intN(d, 4) {
			record := records.AppendEmpty()
			record.SetTimestamp(at(int64(intN(d, 5))))
			genValue(d, "body", record.Body())
			if intN(d, 4) == 3 {
				genCall(d, record.Attributes())
			}
			genAttributes(d, record.Attributes(), 6)
		}
	}
	return ld
}
