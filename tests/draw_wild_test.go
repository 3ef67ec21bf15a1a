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

func (d *drawer) wild(v pcommon.Value) {
	if d.oneIn(2) {
		d.content(v, true)
	} else {
		set(v, oneOf(d, wildValues...))
	}
}

func (d *drawer) wildAttributes(attributes pcommon.Map, ofSpan, ofEvent bool) {
	if d.oneIn(2) {
		d.about(attributes)
	}
	if d.oneIn(2) {
		d.fill(attributes, "", ofSpan, ofEvent)
	}
	for range d.below(4) {
		d.wild(attributes.PutEmpty(oneOf(d, wildNames...)))
	}
}

// wildTraces returns a few spans of one or two traces, in several resources and scopes.
func (d *drawer) wildTraces() batch {
	td := ptrace.NewTraces()
	for range 1 + d.below(2) {
		rs := td.ResourceSpans().AppendEmpty()
		d.wildAttributes(rs.Resource().Attributes(), true, true)
		for range 1 + d.below(2) {
			spans := rs.ScopeSpans().AppendEmpty().Spans()
			for range 1 + d.below(4) {
				d.wildSpan(spans.AppendEmpty())
			}
		}
	}
	return traces{td}
}

func (d *drawer) wildSpan(span ptrace.Span) {
	d.placed(span)
	d.wildAttributes(span.Attributes(), true, false)
	for range d.below(3) {
		event := span.Events().AppendEmpty()
		event.SetTimestamp(d.time())
		d.wildAttributes(event.Attributes(), true, true)
	}
	if d.oneIn(4) {
		span.Status().SetMessage(d.sentence())
		span.Status().SetCode(ptrace.StatusCode(d.below(3)))
	}
}

// wildLogs returns a few log records.
func (d *drawer) wildLogs() batch {
	ld := plog.NewLogs()
	for range 1 + d.below(2) {
		records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
		for range 1 + d.below(4) {
			lr := records.AppendEmpty()
			lr.SetTimestamp(d.time())
			d.wild(lr.Body())
			d.wildAttributes(lr.Attributes(), false, false)
		}
	}
	return logs{ld}
}
