// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// What the processor promises for any input, with any settings.

// setting is a processor with one of the settings that affect what is done with a record.
type setting struct {
	instance
	name       string
	cfg        *mdmerrorprocessor.Config
	documented map[string]documentedAttribute
}

func manySettings(tb testing.TB) map[string]*setting {
	tb.Helper()
	all, documented := make(map[string]*setting), documentedAttributes(tb)
	for name, change := range map[string]func(*mdmerrorprocessor.Config){
		"default": func(*mdmerrorprocessor.Config) {},
		"no join": func(cfg *mdmerrorprocessor.Config) { cfg.Join.Enabled = false },
		"no text": func(cfg *mdmerrorprocessor.Config) { cfg.DetectInText, cfg.Join.Enabled = false, false },
		"marking": func(cfg *mdmerrorprocessor.Config) { cfg.MarkErrors = true },
		"small":   func(cfg *mdmerrorprocessor.Config) { cfg.MaxPayloadSize = 40 },
		"attributes": func(cfg *mdmerrorprocessor.Config) {
			cfg.PayloadAttributes, cfg.MessageAttributes = []string{"answer.text"}, []string{"my.note"}
			cfg.ExcludeAttributes, cfg.Hosts = []string{"secret.note"}, []string{"mdm.example", "::1"}
		},
		"errors": func(cfg *mdmerrorprocessor.Config) {
			cfg.Errors = []mdmerrorprocessor.ErrorConfig{
				{Number: 4711, RetryClass: catalog.Unknown}, {Number: 9609, RetryClass: catalog.Never, StatusCode: 404},
			}
		},
	} {
		cfg := defaultConfig()
		cfg.Join.TTL, cfg.Join.EventTTL = 0, 0 // no joins between batches, which repeat the same ids
		change(cfg)
		all[name] = &setting{start(tb, nopSettings(), cfg, nop), name, cfg, documented}
	}
	return all
}

// holds asserts what holds for any input: no record is lost; only our attributes change, and with mark_errors the status and
// error.type; a record that isn't explained keeps even what looks like ours; processing it again changes nothing.
func (s *setting) holds(t tester, in batch) {
	t.Helper()
	before, b := in.clone(), in.clone()
	require.NoError(t, s.consume(t.Context(), b))
	again := b.clone()
	require.NoError(t, s.consume(t.Context(), again))
	require.Equal(t, string(b.otlp()), string(again.otlp()), "%s: twice isn't like once", s.name)

	was, is := before.attributes(), b.attributes()
	require.Len(t, is, len(was), s.name)
	for i := range is {
		if _, explained := is[i].Get("apple.mdm.retry.class"); explained { // as every error and every failed call is
			was[i].RemoveIf(s.isOurs)
			is[i].RemoveIf(s.isOurs)
		}
	}
	if td, ok := b.(traces); ok && s.cfg.MarkErrors {
		unmark(before.(traces), td)
	}
	require.Equal(t, string(before.otlp()), string(b.otlp()), "%s: something else was changed", s.name)
}

func (s *setting) isOurs(name string, _ pcommon.Value) bool {
	_, ok := s.documented[name]
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
			span.Attributes().RemoveIf(func(name string, _ pcommon.Value) bool { return name == "error.type" })
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

// writes asserts that our attributes are only documented ones, and none that is switched off.
func (s *setting) writes(t tester, attributes pcommon.Map) {
	t.Helper()
	if !s.cfg.Join.Enabled {
		require.NotEqual(t, "trace", attr(attributes, "apple.mdm.error.delivery"))
		require.Empty(t, attr(attributes, "apple.mdm.join.span_id"))
	}
	for name, v := range attributes.All() {
		documented, ok := s.documented[name]
		if !ok {
			continue
		}
		require.Equal(t, documented.valueType, v.Type(), name)
		switch {
		case documented.values != nil:
			require.Contains(t, documented.values, v.Str(), name)
		case name == "apple.mdm.error.message":
			require.True(t, catalog.Default().HasWording(int(number(attributes)), v.Str()), v.Str())
		case name == "apple.mdm.error.numbers":
			var numbers []int64
			for _, n := range v.Slice().All() {
				numbers = append(numbers, n.Int())
			}
			require.Greater(t, len(numbers), 1)
			require.Contains(t, numbers, number(attributes))
			slices.Sort(numbers)
			require.Len(t, slices.Compact(numbers), v.Slice().Len(), "distinct")
		case v.Type() == pcommon.ValueTypeInt:
			require.Positive(t, v.Int(), name)
		case v.Type() == pcommon.ValueTypeDouble:
			require.False(t, v.Double() < 0 || math.IsNaN(v.Double()) || math.IsInf(v.Double(), 0), name)
		default:
			require.Regexp(t, allowed[name], v.Str(), name)
		}
	}
}

func eachSetting(t *testing.T, check func(r *rapid.T, s *setting, b batch)) {
	t.Parallel()
	for _, s := range manySettings(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) {
				d := newDrawer(r)
				for range 2 {
					check(r, s, d.wildTraces())
					check(r, s, d.wildLogs())
				}
			})
		})
	}
}

func TestPropertyIdempotentAndNothingElseChanges(t *testing.T) {
	eachSetting(t, func(r *rapid.T, s *setting, b batch) { s.holds(r, b) })
}

func TestPropertyNothingReceivedIsCopied(t *testing.T) {
	eachSetting(t, func(r *rapid.T, s *setting, b batch) {
		for _, attributes := range b.attributes() {
			attributes.RemoveIf(s.isOurs) // what an earlier run wrote may be anything
		}
		require.NoError(r, s.consume(r.Context(), b))
		for _, attributes := range b.attributes() {
			s.writes(r, attributes)
		}
	})
}

// A log record is processed independently of the rest of its batch, and so is a trace.
func TestPropertyOrderOfOthersDoesNotMatter(t *testing.T) {
	t.Parallel()
	s := manySettings(t)["default"]
	rapid.Check(t, func(r *rapid.T) {
		d := newDrawer(r)
		draw := oneOf(d, d.wildTraces, d.wildLogs)
		var parts []batch
		for i := range 2 + d.below(3) {
			part := draw()
			if td, ok := part.(traces); ok {
				for _, span := range td.spans() {
					id := span.TraceID()
					id[1] = byte(i)
					span.SetTraceID(id)
				}
			}
			parts = append(parts, part)
		}
		forth := s.attributesOf(r, parts)
		slices.Reverse(parts)
		back := s.attributesOf(r, parts)
		slices.Reverse(back)
		require.Equal(r, forth, back)
	})
}

// attributesOf processes the parts as one batch, and returns the attributes of the records of each.
func (s *setting) attributesOf(r *rapid.T, parts []batch) (all [][]map[string]any) {
	whole := parts[0].clone()
	for _, part := range parts[1:] {
		switch whole := whole.(type) {
		case traces:
			part.clone().(traces).ResourceSpans().MoveAndAppendTo(whole.ResourceSpans())
		case logs:
			part.clone().(logs).ResourceLogs().MoveAndAppendTo(whole.ResourceLogs())
		}
	}
	require.NoError(r, s.consume(r.Context(), whole))
	attributes := whole.attributes()
	for _, part := range parts {
		var records []map[string]any
		for range part.attributes() {
			records, attributes = append(records, attributes[0].AsRaw()), attributes[1:]
		}
		all = append(all, records)
	}
	return all
}
