// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

// tenant is a processor ID with the pipelines that share its memory, and everything they have received since they started.
type tenant struct {
	cfg       *mdmerrorprocessor.Config
	set       processor.Settings
	tel       *componenttest.Telemetry
	factory   processor.Factory
	pipelines []instance
	sent      map[string]bool // see note
}

// Senders make up ids, times, statuses, numbers and the attributes of an earlier Collector, pipelines restart, and batches are
// sent again: see holdsSequence.
func TestPropertySequencesStayWithinTheirTraces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, holdsSequence)
}

func FuzzSequences(f *testing.F) { f.Fuzz(rapid.MakeFuzz(holdsSequence)) }

// holdsSequence asserts what holds for any input in any order: no record is lost; only our attributes change; a join stays within
// one processor, and within one trace or the event with that id; processing again changes nothing; the memory is bounded.
func holdsSequence(r *rapid.T) {
	d := &drawer{T: r}
	factory := mdmerrorprocessor.NewFactory()
	var tenants []*tenant
	for _, id := range []string{"a", "b"} {
		tn := &tenant{cfg: defaultConfig(), tel: newTelemetry(r), factory: factory}
		tn.cfg.Join.MaxItems = oneOf(d, 10_000, 10_000, 3, 1)
		tn.cfg.MarkErrors = d.oneIn(4)
		tn.set = metadatatest.NewSettings(tn.tel)
		tn.set.ID = component.NewIDWithName(metadata.Type, id)
		tn.start(r)
		tenants = append(tenants, tn)
	}
	var earlier []batch
	for range 1 + d.below(16) {
		tn := oneOf(d, tenants...)
		if d.oneIn(8) {
			tn.stop(r)
			tn.start(r)
		}
		before := d.madeUp()
		if len(earlier) > 0 && d.oneIn(3) {
			before = oneOf(d, earlier...) // as after a fan-out, a retry, or in the next Collector
		}
		b, p := clone(before), oneOf(d, tn.pipelines...)
		tn.note(before)
		require.NoError(r, p.consume(context.Background(), b))
		tn.holds(r, before, b)
		again := clone(b)
		require.NoError(r, p.consume(context.Background(), again))
		require.Equal(r, string(b.otlp()), string(again.otlp()), "twice")
		earlier = append(earlier, before, b)
	}
}

func (tn *tenant) start(r *rapid.T) {
	tn.sent, tn.pipelines = make(map[string]bool), nil
	for range 2 {
		tn.pipelines = append(tn.pipelines, startWith(r, tn.factory, tn.set, tn.cfg, nop))
	}
}

func (tn *tenant) stop(r *rapid.T) {
	for _, p := range tn.pipelines {
		require.NoError(r, p.logs.Shutdown(context.Background()))
		require.NoError(r, p.traces.Shutdown(context.Background()))
	}
}

// sender is a record with its ids.
type sender struct {
	attributes pcommon.Map
	trace      pcommon.TraceID
	id         pcommon.SpanID
	text       string // all of it
}

func senders(b batch) (all []sender) {
	switch b := b.(type) {
	case traces:
		for _, span := range b.spans() {
			text := span.Status().Message() + toJSON(span.Attributes().AsRaw())
			for _, event := range span.Events().All() {
				text += toJSON(event.Attributes().AsRaw())
			}
			all = append(all, sender{span.Attributes(), span.TraceID(), span.SpanID(), text})
		}
	case logs:
		for _, lr := range b.records() {
			all = append(all, sender{lr.Attributes(), lr.TraceID(), lr.SpanID(), lr.Body().AsString() + toJSON(lr.Attributes().AsRaw())})
		}
	}
	return all
}

// note records in which trace each number, span and event id occurs.
func (tn *tenant) note(b batch) {
	for _, s := range senders(b) {
		tn.sent[fmt.Sprintf("span %v %v", s.trace, s.id)] = true
		for _, number := range sequenceNumbers {
			if strings.Contains(s.text, fmt.Sprint(number)) {
				tn.sent[fmt.Sprintf("number %v %d", s.trace, number)] = true
			}
		}
		for _, id := range sequenceEvents {
			if strings.Contains(s.text, id) {
				tn.sent[fmt.Sprintf("event %v %v %s", s.trace, s.id, id)] = true
			}
		}
	}
}

func (tn *tenant) holds(r *rapid.T, before, after batch) {
	assertOnlyOurs(r, before, after, tn.cfg.MarkErrors)
	was, is := senders(before), senders(after)
	for i := range was {
		wrote := func(name string) string {
			if old := attr(was[i].attributes, name); old != attr(is[i].attributes, name) {
				return attr(is[i].attributes, name)
			}
			return ""
		}
		var needs []string
		if wrote("apple.mdm.error.delivery") == "trace" {
			needs = append(needs, fmt.Sprintf("number %v %d", was[i].trace, number(is[i].attributes)))
		}
		if id := wrote("apple.mdm.join.span_id"); id != "" {
			needs = append(needs, fmt.Sprintf("span %v %s", was[i].trace, id))
		}
		if id := wrote("apple.mdm.event.span_id"); id != "" {
			needs = append(needs, fmt.Sprintf("event %s %s %s", attr(is[i].attributes, "apple.mdm.event.trace_id"), id,
				attr(is[i].attributes, "apple.mdm.event.id")))
		}
		for _, need := range needs {
			require.True(r, tn.sent[need], "%s was never sent: %v, then %v", need, was[i], is[i].attributes.AsRaw())
		}
	}
	counts := points(r, tn.tel)
	for _, kind := range []string{"call", "error", "event"} {
		require.LessOrEqual(r, sum(counts, "remembered", "kind="+kind), int64(tn.cfg.Join.MaxItems), kind)
	}
}

var (
	sequenceNumbers = []int{9602, 9603, 9609, 9622, 9646, 9709, 9729}
	sequenceEvents  = []string{"e-1", "e-2", "e-3"}
)

// madeUp draws a batch from few ids, times, statuses and numbers, so that they collide.
func (d *drawer) madeUp() batch {
	if d.oneIn(3) {
		ld, records := newLogs()
		for range 1 + d.below(4) {
			lr := records.AppendEmpty()
			lr.SetTraceID(d.traceID())
			lr.SetSpanID(d.spanID())
			lr.SetTimestamp(d.time())
			lr.SetObservedTimestamp(d.time())
			lr.SetSeverityNumber(oneOf(d, plog.SeverityNumberError, plog.SeverityNumberUnspecified, plog.SeverityNumberInfo))
			lr.Body().SetStr(d.told(oneOf(d, sequenceNumbers...)))
			d.forged(lr.Attributes())
		}
		return ld
	}
	td := d.tree()
	for _, span := range td.spans() {
		if d.oneIn(8) {
			span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com/mdm/xSrv")
		}
		d.forged(span.Attributes())
	}
	return td
}

// tree draws the spans of a trace, some of which are calls to the service, and which report their errors in any place.
func (d *drawer) tree() traces {
	td, spans := newTraces()
	n, id := 1+d.below(10), d.traceID()
	for i := range n {
		span := spans.AppendEmpty()
		span.SetKind(oneOf(d, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer))
		span.SetTraceID(id)
		span.SetSpanID(spanID(i + 1))
		span.SetParentSpanID(spanID(d.below(i + 1)))
		span.SetStartTimestamp(began + pcommon.Timestamp(d.below(5)))
		span.SetEndTimestamp(began + pcommon.Timestamp(4+d.below(5)))
		if d.oneIn(8) {
			d.placed(span)
		}
		numbers := rapid.Permutation(sequenceNumbers).Draw(d.T, "numbers")[:d.below(4)]
		if d.below(5) < 3 {
			path := oneOf(d, "/mdm/v2/assets", "/mdm/v2/assets", "/mdm/v2/status?eventId=e-2")
			span.Attributes().PutStr("url.full", "https://vpp.itunes.apple.com"+path)
			if d.below(3) > 0 {
				numbers = nil // most calls tell nothing
			}
		}
		if d.below(6) > 0 {
			span.Attributes().PutInt("http.response.status_code", oneOf[int64](d, 200, 400, 401, 429, 503, 0, math.MaxInt64))
			span.Attributes().PutInt("http.response.header.retry-after", int64(i))
		}
		for _, number := range numbers {
			text := d.told(number)
			switch d.below(5) {
			case 0:
				span.Attributes().PutStr("http.response.body", text)
			case 1:
				span.Status().SetMessage(text)
			default:
				event := span.Events().AppendEmpty()
				event.SetTimestamp(began + pcommon.Timestamp(d.below(9)))
				event.Attributes().PutStr(oneOf(d, "exception.message", "exception.message", "error"), text)
			}
		}
	}
	return td
}

// placed gives a span its ids, times and kind.
func (d *drawer) placed(span ptrace.Span) {
	span.SetTraceID(d.traceID())
	span.SetSpanID(d.spanID())
	span.SetParentSpanID(d.spanID())
	span.SetStartTimestamp(d.time())
	span.SetEndTimestamp(d.time())
	span.SetKind(ptrace.SpanKind(d.below(7)))
}

func (d *drawer) traceID() pcommon.TraceID { return pcommon.TraceID{byte(d.below(4))} }

func (d *drawer) spanID() pcommon.SpanID { return spanID(d.below(6)) }

func (d *drawer) time() pcommon.Timestamp {
	const ms = 1_000_000
	return oneOf(d, 0, began, began+ms, began+2*ms, began+3*ms, began-123, math.MaxUint64)
}

func (d *drawer) told(n int) string {
	id := oneOf(d, sequenceEvents...)
	return oneOf(d, fmt.Sprintf("vpp: associate: error number: %d", n), fmt.Sprintf(`{"errorNumber": %d}`, n),
		fmt.Sprintf(`{"failures": [{"errorNumber": %d}], "eventId": %q}`, n, id), fmt.Sprintf(`{"eventId": %q, "uId": "1"}`, id),
		fmt.Sprintf("VPP answered HTTP 429, VPP error %d", n), "nothing")
}

// forged adds attributes that only an earlier Collector would write.
func (d *drawer) forged(attributes pcommon.Map) {
	if !d.oneIn(6) {
		return
	}
	attributes.PutInt("apple.mdm.error.number", int64(oneOf(d, sequenceNumbers...)))
	attributes.PutStr("apple.mdm.error.delivery", oneOf(d, "trace", "message", "response", "status", "?"))
	for _, name := range []string{"join.span_id", "event.span_id", "event.trace_id", "event.id", "error.status_check", "retry.class"} {
		if d.oneIn(3) {
			attributes.PutStr(ours+name, oneOf(d, spanID(1).String(), aTrace.String(), "e-1", "match", ""))
		}
	}
}
