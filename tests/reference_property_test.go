// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

// about draws who was called, and what came back.
func (d *drawer) about(attributes pcommon.Map) {
	host := oneOf(d, "vpp.itunes.apple.com", "vpp.itunes.apple.com", "mdm-proxy.example.com", "api.example.com")
	path := oneOf(d, "/mdm/v2/assets/associate", "/mdm/manageVPPLicensesByAdamIdSrv", "/mdm/v2/status?eventId=e-1", "/other?x=/mdm/v2/", "")
	poll := strings.Contains(path, "/status")
	if poll {
		host = "vpp.itunes.apple.com" // whether somebody else's counts, nobody has said
	}
	switch d.below(9) {
	case 0, 1:
		attributes.PutStr("server.address", host)
	case 2, 3:
		attributes.PutStr("server.address", host)
		attributes.PutStr("url.full", "https://"+host+path)
	case 4:
		attributes.PutStr(oneOf(d, "url.full", "http.url"), "https://"+host+path)
	case 5:
		attributes.PutStr(oneOf(d, "net.peer.name", "http.host"), host)
	}
	if d.oneIn(4) {
		return
	}
	status := oneOf(d, 200, 204, 302, 400, 400, 401, 403, 404, 405, 408, 410, 415, 429, 500, 503, 99, 600)
	if poll {
		status = 200
	}
	name := oneOf(d, "http.response.status_code", "http.response.status_code", "http.status_code", "status")
	switch d.below(6) {
	case 0:
		attributes.PutStr(name, fmt.Sprint(status))
	case 1:
		attributes.PutDouble(name, float64(status))
	case 2:
		attributes.PutStr(name, "Error")
	default:
		attributes.PutInt(name, int64(status))
	}
	if d.oneIn(3) {
		name := oneOf(d, "http.response.header.retry-after", "http.response.header.retry_after")
		switch d.below(3) {
		case 0:
			attributes.PutEmptySlice(name).AppendEmpty().SetStr("30")
		case 1:
			attributes.PutInt(name, 7)
		default:
			attributes.PutStr(name, oneOf(d, "120", "1.5", "-1", "soon", "Sat, 01 Aug 2026 08:00:30 GMT", "Sat, 01 Aug 2026 07:00:00 GMT"))
		}
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
		if o := object(d.anError()...); o.get("errorNumber").kind != 0 {
			for _, m := range o.members {
				m.parsed(attributes.PutEmpty(m.name))
			}
		}
	}
}

// subject is a processor, the reference for it, and what both have counted.
type subject struct {
	index int
	*reference
	instance
	tel  *componenttest.Telemetry
	want map[string]int64
}

func subjects(t *testing.T) (all []*subject) {
	for i := range 4 {
		cfg := defaultConfig()
		switch i {
		case 1:
			cfg.Hosts = append(cfg.Hosts, "mdm-proxy.example.com")
			cfg.PayloadAttributes, cfg.MessageAttributes = []string{"answer.text"}, []string{"my.note"}
			cfg.ExcludeAttributes = []string{"secret.note"}
		case 2:
			cfg.DetectInText, cfg.Join.Enabled, cfg.MarkErrors = false, false, true
		case 3:
			cfg.MarkErrors = true
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{
				{Number: 9999, Message: "The widget quota of this organization is used up.", StatusCode: 400, RetryClass: catalog.FixRequest},
				{Number: 9602, API: catalog.V2, RetryClass: catalog.Never},
			}
		}
		s := &subject{index: i, reference: newReference(cfg), tel: componenttest.NewTelemetry(), want: make(map[string]int64)}
		s.instance = start(t, metadatatest.NewSettings(s.tel), cfg, nop)
		t.Cleanup(func() { require.NoError(t, s.tel.Shutdown(context.Background())) })
		all = append(all, s)
	}
	return all
}

// TestPropertyRecordsAreReadLikeReference holds the processor and a plain reading of the documentation together.
func TestPropertyRecordsAreReadLikeReference(t *testing.T) {
	t.Parallel()
	all, records := subjects(t), 1000 // for each check
	if raceDetector {
		records = 50
	}
	rapid.Check(t, func(r *rapid.T) {
		s := all[rapid.IntRange(0, len(all)-1).Draw(r, "settings")]
		d := &drawer{T: r, reference: s.reference}
		scope := oneOf(d, "", "", "example.com/sync", "com.example.vpp")
		for range records {
			if d.oneIn(2) {
				s.likeReference(t, d.log(scope), scope)
			} else {
				s.likeReference(t, d.span(scope), scope)
			}
		}
	})
	for _, s := range all {
		s.assertCounts(t)
	}
}

// raceDetector is what makes everything ten times as slow.
var raceDetector bool

func (d *drawer) log(scope string) batch {
	ld, records := newLogs()
	ld.ResourceLogs().At(0).ScopeLogs().At(0).Scope().SetName(scope)
	lr := records.AppendEmpty()
	lr.SetTimestamp(began)
	d.about(lr.Attributes())
	if d.below(3) > 0 {
		d.content(lr.Body(), true)
	} else {
		lr.Body().SetStr("synchronising failed")
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
	span.SetKind(oneOf(d, ptrace.SpanKindClient, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer))
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

func (s *subject) likeReference(t require.TestingT, b batch, scope string) {
	e := &entry{attributes: b.attributes()[0], at: began, scope: scope}
	switch b := b.(type) {
	case logs:
		e.body = b.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Body()
	case traces:
		e.span = b.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		e.kind = e.span.Kind()
	}
	want := s.of(e)
	before := b.clone()
	require.NoError(t, s.consume(context.Background(), b))
	got := make(map[string]any)
	b.attributes()[0].RemoveIf(func(name string, v pcommon.Value) bool {
		if strings.HasPrefix(name, ours) {
			got[name] = v.AsRaw()
		}
		return strings.HasPrefix(name, ours)
	})
	if !maps.EqualFunc(want.attributes, got, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		require.Failf(t, "not like the reference", "%s\nscope %q cfg %d want %v\ngot  %v", show(before), scope, s.index, want.attributes, got)
	}
	if want.marked != 0 {
		span := before.(traces).ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		span.Status().SetCode(ptrace.StatusCodeError)
		if _, ok := span.Attributes().Get("error.type"); !ok {
			span.Attributes().PutStr("error.type", fmt.Sprint(want.marked))
		}
	}
	if string(before.otlp()) != string(b.otlp()) {
		require.Failf(t, "changed", "%s\n%s %v", show(before), show(b), want)
	}
	for _, c := range want.counts {
		s.want[c]++
	}
}

// show prints a record for people.
func show(b batch) string {
	text := fmt.Sprintf("attributes %v", toJSON(b.attributes()[0].AsRaw()))
	switch b := b.(type) {
	case traces:
		span := b.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		for _, event := range span.Events().All() {
			text += " event " + toJSON(event.Attributes().AsRaw())
		}
		return fmt.Sprintf("%v span %s status %q", span.Kind(), text, span.Status().Message())
	case logs:
		body := b.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Body()
		return fmt.Sprintf("log %s body %v %q", text, body.Type(), body.AsString())
	}
	return text
}

// assertCounts compares all metrics but those of the memory, for which nothing was remembered.
func (s *subject) assertCounts(t *testing.T) {
	got := make(map[string]int64)
	for name, attributes := range map[string][]attribute.Key{
		"detected": {"otel.signal", "number", "delivery", "retry_class", "status_check"}, "failed_calls": {"otel.signal", "status_code", "retry_class"},
		"retry_delay": {"otel.signal", "retry_class"}, "unreadable_payloads": {"otel.signal", "reason"}, "unmatched": {"reason"},
		"joined": nil, "remembered": {"kind"},
	} {
		m, err := s.tel.GetMetric("otelcol_processor_mdm_error_" + name)
		if err != nil {
			continue
		}
		note := func(set attribute.Set, n int64) {
			key := name
			for _, a := range attributes {
				v, _ := set.Value(a)
				key += " " + v.AsString()
			}
			if n > 0 {
				got[key] += n
			}
		}
		switch data := m.Data.(type) {
		case metricdata.Sum[int64]:
			for _, p := range data.DataPoints {
				note(p.Attributes, p.Value)
			}
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				note(p.Attributes, int64(p.Count))
			}
		}
	}
	for key, n := range s.want { // what is left is a page long, else
		if got[key] == n {
			delete(s.want, key)
			delete(got, key)
		}
	}
	require.Equal(t, s.want, got)
}
