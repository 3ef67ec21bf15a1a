// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var (
	wildNames = slices.Concat(payloadNames, messageNames, stackNames, requestNames, flatNames, slices.Sorted(maps.Keys(documented())), []string{
		"status", "associations", "answer.text", "my.note", "secret.note", "other", "", "reason", "vppResponseBody", "http", "url",
		"context", "gen_ai.prompt", "logger", "exception.type", "n", "http.response.status_code", "http.status_code", "db.system",
		"server.address", "net.peer.name", "http.host", "http.url", "url.full", "url.path", "url.query", "http.target", "http.route",
		"client.address", "http.response.header.retry-after", "http.response.header.retry_after", "error.type", "apple.mdm.other",
	})
	wildValues = []any{
		nil, true, -1, 2.5, 0, 400, "401", 503.0, "4xx", int64(1) << 40, 9609, 7, "7", "", "{", strings.Repeat("[", 70),
		[]any{"error 9625"},
		[]any{9602, 9609},
		[]any{},
		[]byte(`{"errorNumber":9609}`),
		map[string]any{"errorNumber": 9602},
		map[string]any{"full": "https://vpp.itunes.apple.com/mdm/v2/assets"},
		map[string]any{"response": map[string]any{"status_code": 429, "body": map[string]any{"content": response9602}}},
		"trace", "match", "stale", "message", "120", "soon", "Thu, 01 Jan 2026 12:02:00 GMT", -1.0,
		"vpp.itunes.apple.com", "VPP.itunes.apple.com:443", "https://mdm-proxy.example.com/", "/mdm/getVPPAssetsSrv", "::1",
		"vpp.sync", "VPPError", "KeyError", "Error::Code9622",
		"vpp error {n}: {reason}", "error {n}", "{reason}", "{n,5} {other:N}", "nothing to see",
	}
)

// sprinkle adds attributes of any name and value.
func (d *drawer) sprinkle(attributes pcommon.Map) {
	for range d.below(4) {
		v := attributes.PutEmpty(oneOf(d, wildNames...))
		if d.oneIn(2) {
			d.content(v, true)
		} else {
			set(v, oneOf(d, wildValues...))
		}
	}
}

// wildTraces returns a few spans of a few traces, in several resources and scopes.
func (d *drawer) wildTraces() batch {
	td := ptrace.NewTraces()
	for range 1 + d.below(3) {
		ss := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty()
		ss.Scope().SetName(oneOf(d, "", "com.example.vpp"))
		for range 1 + d.below(4) {
			d.span("").(traces).ResourceSpans().At(0).ScopeSpans().At(0).Spans().MoveAndAppendTo(ss.Spans())
		}
	}
	for _, span := range (traces{td}).spans() {
		d.placed(span)
		d.sprinkle(span.Attributes())
		for range d.below(3) {
			event := span.Events().AppendEmpty()
			event.SetTimestamp(d.time())
			d.sprinkle(event.Attributes())
		}
	}
	return traces{td}
}

// wildLogs returns a few log records.
func (d *drawer) wildLogs() batch {
	ld := plog.NewLogs()
	for range 1 + d.below(6) {
		d.log(oneOf(d, "", "com.example.vpp")).(logs).ResourceLogs().MoveAndAppendTo(ld.ResourceLogs())
	}
	for _, lr := range (logs{ld}).records() {
		lr.SetTimestamp(d.time())
		d.sprinkle(lr.Attributes())
		if d.oneIn(4) {
			set(lr.Body(), oneOf(d, wildValues...))
		}
	}
	return logs{ld}
}
