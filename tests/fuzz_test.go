// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"
)

// FuzzTraces sends arbitrary OTLP: see holds.
func FuzzTraces(f *testing.F) {
	fuzzOTLP(f, "traces", func(raw []byte) (batch, error) {
		td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(raw)
		return traces{td}, err
	})
}

// FuzzLogs is FuzzTraces for log records.
func FuzzLogs(f *testing.F) {
	fuzzOTLP(f, "logs", func(raw []byte) (batch, error) {
		ld, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(raw)
		return logs{ld}, err
	})
}

func fuzzOTLP(f *testing.F, signal string, unmarshal func([]byte) (batch, error)) {
	f.Helper()
	settings := manySettings(f)
	for _, c := range goldenCases(f) {
		if c.signal == signal {
			f.Add(c.input(f).otlp())
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := unmarshal(raw)
		if err != nil {
			t.Skip()
		}
		for _, s := range settings {
			s.holds(t, b)
		}
	})
}

// FuzzSpans is FuzzTraces with spans that are likely to have errors, drawn from the bytes.
func FuzzSpans(f *testing.F) { fuzzDrawn(f, (*drawer).wildTraces) }

// FuzzRecords is FuzzLogs with log records that are likely to have errors.
func FuzzRecords(f *testing.F) { fuzzDrawn(f, (*drawer).wildLogs) }

func fuzzDrawn(f *testing.F, draw func(*drawer) batch) {
	f.Helper()
	settings := manySettings(f)
	f.Fuzz(rapid.MakeFuzz(func(r *rapid.T) {
		b := draw(newDrawer(r))
		for _, s := range settings {
			s.holds(r, b)
		}
	}))
}

func newDrawer(r *rapid.T) *drawer { return &drawer{T: r, reference: defaultReference} }

var (
	defaultReference = newReference(defaultConfig())

	wildNames = slices.Concat(payloadNames, messageNames, stackNames, requestNames, flatNames, []string{
		"status", "associations", "answer.text", "my.note", "secret.note", "other", "", "reason", "vppResponseBody", "http", "url",
		"context", "gen_ai.prompt", "logger", "exception.type", "n", "http.response.status_code", "http.status_code", "db.system",
		"server.address", "net.peer.name", "http.host", "http.url", "url.full", "url.path", "url.query", "http.target", "http.route",
		"client.address", "http.response.header.retry-after", "http.response.header.retry_after", "error.type", "apple.mdm.other",
		"apple.mdm.error.number", "apple.mdm.error.numbers", "apple.mdm.error.message", "apple.mdm.error.delivery",
		"apple.mdm.error.status_check", "apple.mdm.error.expected_status_code", "apple.mdm.error.affected_count",
		"apple.mdm.retry.class", "apple.mdm.retry.delay", "apple.mdm.event.id", "apple.mdm.event.trace_id", "apple.mdm.event.span_id",
		"apple.mdm.join.span_id", "apple.mdm.library.uid",
	})
	wildHosts = []any{
		"vpp.itunes.apple.com", "https://vpp.itunes.apple.com/mdm/v2/assets", "mdm.example", "https://mdm.example/",
		"/mdm/getVPPAssetsSrv", "VPP.itunes.apple.com:443", "::1", 7, "",
	}
	wildStatuses = []any{400, 200, "401", 503.0, 429, "4xx", 0, 404, int64(1) << 40}
)

// wild sets the value of a name: often to what is expected there.
func (d *drawer) wild(name string, to pcommon.Value) {
	raw := func(v any) {
		if err := to.FromRaw(v); err != nil {
			panic(err)
		}
	}
	is := func(names ...string) bool { return slices.Contains(names, name) }
	switch {
	case d.oneIn(24):
		raw(oneOf[any](d, nil, true, -1, 2.5, []byte(`{"errorNumber":9609}`), []any{"error 9625"}, map[string]any{"errorNumber": 9602},
			"{", strings.Repeat("[", 70)))
	case strings.HasPrefix(name, ours):
		raw(oneOf[any](d, "trace", 9609, "match", "stale", []any{9602, 9609}, 7.5, []any{"x"}, "message"))
	case strings.Contains(name, "status"):
		raw(oneOf(d, wildStatuses...))
	case strings.Contains(name, "retry"):
		raw(oneOf[any](d, "120", 7, "Thu, 01 Jan 2026 12:02:00 GMT", -1.0, "soon", []any{"3"}, []any{}))
	case strings.HasPrefix(name, "url."), is("server.address", "net.peer.name", "http.host", "http.url", "http.target", "http.route"):
		raw(oneOf(d, wildHosts...))
	case name == "url":
		raw(map[string]any{"full": oneOf(d, wildHosts...)})
	case name == "http":
		response := to.SetEmptyMap().PutEmptyMap("response")
		d.wild("status_code", response.PutEmpty("status_code"))
		d.content(response.PutEmptyMap("body").PutEmpty("content"), false)
	case is("logger", "exception.type"):
		raw(oneOf[any](d, "vpp.sync", "VPPError", "KeyError", "Error::Code9622"))
	case is("n", "errorNumber"):
		raw(d.number())
	case d.oneIn(8):
		raw(oneOf[any](d, "vpp error {n}: {reason}", "error {n}", "{reason}", "{n,5} {other:N}", "nothing to see"))
	default:
		d.content(to, true)
	}
}

func (d *drawer) wildAttributes(attributes pcommon.Map, most int) {
	if d.below(2) == 0 {
		d.about(attributes)
	}
	for range d.below(most) {
		name := oneOf(d, wildNames...)
		d.wild(name, attributes.PutEmpty(name))
	}
}

// wildTraces returns a few spans of one or two traces, in several resources and scopes.
func (d *drawer) wildTraces() batch {
	td := ptrace.NewTraces()
	for range 1 + d.below(2) {
		rs := td.ResourceSpans().AppendEmpty()
		d.wildAttributes(rs.Resource().Attributes(), 2)
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
	span.SetName("sync")
	d.wildAttributes(span.Attributes(), 5)
	for range d.below(3) {
		event := span.Events().AppendEmpty()
		event.SetTimestamp(d.time())
		d.wildAttributes(event.Attributes(), 4)
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
			d.wild("body", lr.Body())
			d.wildAttributes(lr.Attributes(), 6)
		}
	}
	return logs{ld}
}
