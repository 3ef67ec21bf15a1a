// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// began is what dates in Retry-After are relative to.
const began = pcommon.Timestamp(1_785_571_200_000_000_123)

// about draws the attributes of a call: its host, and its response.
func (d *drawer) about(attributes pcommon.Map) {
	host := oneOf(d, "vpp.itunes.apple.com", "vpp.itunes.apple.com", "mdm-proxy.example.com", "api.example.com")
	path := oneOf(d, "/mdm/v2/assets/associate", "/mdm/manageVPPLicensesByAdamIdSrv", "/mdm/v2/status?eventId=e-1",
		"/other?x=/mdm/v2/", "")
	raw := make(map[string]any)
	poll := strings.Contains(path, "/status")
	if poll {
		host = "vpp.itunes.apple.com" // the documentation doesn't say whether polls of other hosts count
	}
	maps.Copy(raw, oneOf(d,
		map[string]any{"server.address": host},
		map[string]any{"server.address": host, "url.full": "https://" + host + path},
		map[string]any{oneOf(d, "url.full", "http.url"): "https://" + host + path},
		map[string]any{oneOf(d, "net.peer.name", "http.host"): host},
		nil,
	))
	if d.below(4) > 0 {
		status := oneOf(d, 200, 204, 302, 400, 400, 401, 403, 404, 405, 408, 410, 415, 429, 500, 503, 99, 600)
		if poll {
			status = 200
		}
		name := oneOf(d, "http.response.status_code", "http.response.status_code", "http.status_code", "status")
		raw[name] = oneOf[any](d, status, status, status, fmt.Sprint(status), float64(status), "Error")
		if d.oneIn(3) {
			name := oneOf(d, "http.response.header.retry-after", "http.response.header.retry_after")
			raw[name] = oneOf[any](d, []any{"30"}, 7, "120", "1.5", "-1", "soon",
				"Sat, 01 Aug 2026 08:00:30 GMT", "Sat, 01 Aug 2026 07:00:00 GMT")
		}
	}
	putAll(attributes, raw)
}

// putAll adds attributes in the same order each time.
func putAll(attributes pcommon.Map, raw map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		set(attributes.PutEmpty(name), raw[name])
	}
}

// fill puts up to two values in places where errors are found, and some where they aren't.
func (d *drawer) fill(attributes pcommon.Map, scope string, span, event bool) {
	payload := oneOf(d, "http.response.body.content", "http.response.body", "response.body", "answer.text")
	message := oneOf(d, "exception.message", "error.message", "err", "msg", "exception.stacktrace", "my.note")
	other := oneOf(d, "data", "ctx", "secret.note", "http.request.body.content", "url.query", "payload")
	for range 1 + d.below(2) {
		switch d.below(5) {
		case 0, 1:
			d.content(attributes.PutEmpty(payload), false)
		case 2, 3:
			d.content(attributes.PutEmpty(message), true)
		case 4:
			d.content(attributes.PutEmpty(other), !span)
		}
	}
	if _, ok := attributes.Get("exception.message"); ok && d.oneIn(2) {
		attributes.PutStr("exception.type", oneOf(d, "java.io.IOException", "com.example.vpp.VppException", "*url.Error"))
	}
	if !event && scope == "" && d.oneIn(12) {
		attributes.PutStr("db.system.name", "postgresql")
	}
	if d.oneIn(8) {
		if text := object(d.anError()...); strings.Contains(text, `"errorNumber"`) {
			putAll(attributes, parsed(text).(map[string]any))
		}
	}
}

func (d *drawer) log(scope string) batch {
	ld, records := newLogs()
	ld.ResourceLogs().At(0).ScopeLogs().At(0).Scope().SetName(scope)
	lr := records.AppendEmpty()
	lr.SetTimestamp(began)
	d.about(lr.Attributes())
	if d.below(3) > 0 {
		d.content(lr.Body(), true)
	} else {
		lr.Body().SetStr("synchronizing failed")
	}
	if d.oneIn(2) {
		d.fill(lr.Attributes(), scope, false, false)
	}
	return ld
}

func (d *drawer) span(scope string) batch {
	td, spans := newTraces()
	td.ResourceSpans().At(0).ScopeSpans().At(0).Scope().SetName(scope)
	span := spans.AppendEmpty()
	span.SetEndTimestamp(began)
	span.SetKind(oneOf(d, ptrace.SpanKindClient, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer,
		ptrace.SpanKindConsumer))
	d.about(span.Attributes())
	switch d.below(5) {
	case 0:
		d.fill(span.Events().AppendEmpty().Attributes(), scope, true, true)
	case 1:
		span.Status().SetMessage(d.sentence())
	default:
		d.fill(span.Attributes(), scope, true, false)
	}
	if d.oneIn(8) {
		span.Status().SetCode(oneOf(d, ptrace.StatusCodeOk, ptrace.StatusCodeError))
	}
	return td
}
