// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// What the processor promises for any input, with any settings.

// setting is a processor with some settings, and the reference for it.
type setting struct {
	name string
	instance
	gateway instance // in a second Collector
	*reference
	tel  *componenttest.Telemetry
	want map[string]int64 // what the reference has counted
}

func newSetting(tb testing.TB, name string, cfg *mdmerrorprocessor.Config) *setting {
	tb.Helper()
	s := &setting{name: name, reference: newReference(cfg), tel: newTelemetry(tb), want: make(map[string]int64)}
	s.instance = start(tb, observed(s.tel), cfg, nop)
	s.gateway = start(tb, nopSettings(), cfg, nop)
	return s
}

func manySettings(tb testing.TB) (all []*setting) {
	tb.Helper()
	for name, change := range map[string]func(*mdmerrorprocessor.Config){
		"default": func(*mdmerrorprocessor.Config) {},
		"small":   func(cfg *mdmerrorprocessor.Config) { cfg.MaxPayloadSize = 40 },
		"off": func(cfg *mdmerrorprocessor.Config) {
			cfg.DetectInText, cfg.Join.Enabled, cfg.MarkErrors = false, false, true
		},
		"attributes": func(cfg *mdmerrorprocessor.Config) {
			cfg.Hosts = append(cfg.Hosts, "mdm-proxy.example.com", "::1")
			cfg.PayloadAttributes, cfg.MessageAttributes = []string{"answer.text"}, []string{"my.note"}
			cfg.ExcludeAttributes = []string{"secret.note"}
		},
		"errors": func(cfg *mdmerrorprocessor.Config) {
			cfg.MarkErrors = true
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{
				{Number: 9999, Message: "The widget quota of this organization is used up.", StatusCode: 400, RetryClass: catalog.FixRequest},
				{Number: 9602, API: catalog.V2, RetryClass: catalog.Never},
				{Number: 4711, RetryClass: catalog.Unknown},
			}
		},
	} {
		cfg := defaultConfig()
		cfg.Join.TTL, cfg.Join.EventTTL = 0, 0 // no joins between batches, which repeat the same ids
		change(cfg)
		all = append(all, newSetting(tb, name, cfg))
	}
	slices.SortFunc(all, func(a, b *setting) int { return strings.Compare(a.name, b.name) }) // as rapid draws one of them
	return all
}

// holds asserts what holds for any input: no record is lost; only our attributes change, and with mark_errors the status and
// error.type; a record that isn't explained keeps even what looks like ours; a second Collector changes nothing; and nothing that
// was received is copied.
func (s *setting) holds(t tester, in batch) {
	t.Helper()
	b := clone(in)
	require.NoError(t, s.consume(t.Context(), b))
	again := clone(b)
	require.NoError(t, s.gateway.consume(t.Context(), again))
	require.Equal(t, string(b.otlp()), string(again.otlp()), "%s: twice isn't like once", s.name)
	assertOnlyOurs(t, in, b, s.cfg.MarkErrors)

	b = clone(in)
	for _, attributes := range b.attributes() {
		attributes.RemoveIf(isOurs) // what an earlier run wrote may be anything
	}
	require.NoError(t, s.consume(t.Context(), b))
	for _, attributes := range b.attributes() {
		s.writes(t, attributes)
	}
}

// assertOnlyOurs asserts that nothing else was changed.
func assertOnlyOurs(t tester, before, after batch, marks bool) {
	t.Helper()
	before, after = clone(before), clone(after)
	was, is := before.attributes(), after.attributes()
	require.Len(t, is, len(was))
	for i := range is {
		if _, explained := is[i].Get("apple.mdm.retry.class"); explained { // as every error and every failed call is
			was[i].RemoveIf(isOurs)
			is[i].RemoveIf(isOurs)
		}
	}
	if td, ok := after.(traces); ok && marks {
		unmark(before.(traces), td)
	}
	require.Equal(t, string(before.otlp()), string(after.otlp()), "something else was changed")
}

func isOurs(name string, _ pcommon.Value) bool {
	_, ok := documented()[name]
	return ok
}

// unmark reverts what mark_errors does to spans.
func unmark(before, after traces) {
	was := before.spans()
	for i, span := range after.spans() {
		if span.Status().Code() != ptrace.StatusCodeError {
			continue
		}
		if was[i].Status().Code() == ptrace.StatusCodeUnset {
			span.Status().SetCode(ptrace.StatusCodeUnset)
		}
		if _, there := was[i].Attributes().Get("error.type"); !there {
			span.Attributes().Remove("error.type")
		}
	}
}

// allowed has the patterns of the attributes that are neither numbers nor enums.
var allowed = map[string]*regexp.Regexp{
	"apple.mdm.event.id":          regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`),
	"apple.mdm.notification.id":   regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`),
	"apple.mdm.event.type":        regexp.MustCompile(`^[A-Z_]{1,64}$`),
	"apple.mdm.notification.type": regexp.MustCompile(`^[A-Z_]{1,64}$`),
	"apple.mdm.library.uid":       regexp.MustCompile(`^[0-9]{1,32}$`),
	"apple.mdm.event.trace_id":    regexp.MustCompile(`^[0-9a-f]{32}$`),
	"apple.mdm.event.span_id":     regexp.MustCompile(`^[0-9a-f]{16}$`),
	"apple.mdm.join.span_id":      regexp.MustCompile(`^[0-9a-f]{16}$`),
}

// writes asserts that our attributes have only the documented values, and that those that are switched off are absent.
func (s *setting) writes(t tester, attributes pcommon.Map) {
	t.Helper()
	if !s.cfg.Join.Enabled {
		require.NotEqual(t, "trace", attr(attributes, "apple.mdm.error.delivery"))
		require.Empty(t, attr(attributes, "apple.mdm.join.span_id"))
	}
	for name, v := range attributes.All() {
		is, ok := documented()[name]
		if !ok {
			continue
		}
		require.Equal(t, is.valueType, v.Type(), name)
		switch {
		case is.values != nil:
			require.Contains(t, is.values, v.Str(), name)
		case name == "apple.mdm.error.message":
			require.True(t, s.catalog.HasWording(int(number(attributes)), v.Str()), v.Str())
		case name == "apple.mdm.error.numbers":
			numbers := v.Slice().AsRaw()
			require.Contains(t, numbers, number(attributes))
			distinct := make(map[any]bool)
			for _, n := range numbers {
				distinct[n] = true
			}
			require.Len(t, distinct, len(numbers))
			require.Greater(t, len(numbers), 1)
		case v.Type() == pcommon.ValueTypeInt:
			require.Positive(t, v.Int(), name)
		case v.Type() == pcommon.ValueTypeDouble:
			require.False(t, v.Double() < 0 || math.IsNaN(v.Double()) || math.IsInf(v.Double(), 0), name)
		default:
			require.Regexp(t, allowed[name], v.Str(), name)
		}
	}
}

func holdWith(settings []*setting) func(*rapid.T) {
	return func(r *rapid.T) {
		d := newDrawer(r)
		b := oneOf(d, d.wildTraces, d.wildLogs)()
		for _, s := range settings {
			s.holds(r, b)
		}
	}
}

func TestPropertyHoldsForAnyRecords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, holdWith(manySettings(t)))
}

// FuzzRecords draws records that are likely to have errors.
func FuzzRecords(f *testing.F) { f.Fuzz(rapid.MakeFuzz(holdWith(manySettings(f)))) }

// FuzzTraces sends arbitrary OTLP.
func FuzzTraces(f *testing.F) { fuzzOTLP(f, "traces", traces{}) }

// FuzzLogs is FuzzTraces for log records.
func FuzzLogs(f *testing.F) { fuzzOTLP(f, "logs", logs{}) }

func fuzzOTLP(f *testing.F, signal string, of batch) {
	f.Helper()
	settings := manySettings(f)
	for _, c := range goldenCases(f) {
		if c.signal == signal {
			f.Add(c.input(f).otlp())
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := of.from(raw)
		if err != nil {
			t.Skip()
		}
		for _, s := range settings {
			s.holds(t, b)
		}
	})
}

// A log record is processed independently of the rest of its batch, and so is a trace. As OTLP, one batch after the other is the
// batch of all.
func TestPropertyOthersDoNotMatter(t *testing.T) {
	t.Parallel()
	settings := manySettings(t)
	rapid.Check(t, func(r *rapid.T) {
		d := newDrawer(r)
		s, draw := oneOf(d, settings...), oneOf(d, d.wildTraces, d.wildLogs)
		var together, apart []byte
		var part batch
		for i := range 2 + d.below(3) {
			part = draw()
			if td, ok := part.(traces); ok {
				for _, span := range td.spans() {
					id := span.TraceID()
					id[1] = byte(i)
					span.SetTraceID(id)
				}
			}
			together = append(together, part.otlp()...)
			require.NoError(r, s.consume(r.Context(), part))
			apart = append(apart, part.otlp()...)
		}
		all, err := part.from(together)
		require.NoError(r, err)
		require.NoError(r, s.consume(r.Context(), all))
		require.Equal(r, string(apart), string(all.otlp()))
	})
}
