// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

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
		s := &subject{index: i, reference: newReference(cfg), tel: newTelemetry(t), want: make(map[string]int64)}
		s.instance = start(t, metadatatest.NewSettings(s.tel), cfg, nop)
		all = append(all, s)
	}
	return all
}

// TestPropertyRecordsAreReadLikeReference compares the processor with a plain reading of the documentation.
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

// raceDetector reports whether the race detector is on, which makes everything ten times as slow.
var raceDetector bool

func (s *subject) likeReference(t require.TestingT, b batch, scope string) {
	e := &entry{attributes: b.attributes()[0], at: began, scope: scope}
	switch b := b.(type) {
	case logs:
		e.body = b.records()[0].Body()
	case traces:
		e.span = b.spans()[0]
		e.kind = e.span.Kind()
	}
	want := s.of(e)
	before := b.clone()
	require.NoError(t, s.consume(context.Background(), b))
	got := make(map[string]any)
	for name, v := range written(b.attributes()[0]) {
		got[ours+name] = v
	}
	b.attributes()[0].RemoveIf(isOurs)
	if !maps.EqualFunc(want.attributes, got, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		require.Failf(t, "not like the reference", "%s\nscope %q, settings %d\nwant %v\ngot  %v",
			show(before), scope, s.index, want.attributes, got)
	}
	if want.marked != 0 {
		span := before.(traces).spans()[0]
		span.Status().SetCode(ptrace.StatusCodeError)
		if _, ok := span.Attributes().Get("error.type"); !ok {
			span.Attributes().PutStr("error.type", fmt.Sprint(want.marked))
		}
	}
	if !bytes.Equal(before.otlp(), b.otlp()) {
		require.Failf(t, "changed", "%s\n%s %v", show(before), show(b), want)
	}
	for _, c := range want.counts {
		s.want[c]++
	}
}

// show formats a record for failure messages.
func show(b batch) (text []byte) {
	switch b := b.(type) {
	case traces:
		text, _ = new(ptrace.JSONMarshaler).MarshalTraces(b.Traces)
	case logs:
		text, _ = new(plog.JSONMarshaler).MarshalLogs(b.Logs)
	}
	return text
}

// assertCounts compares all metrics but those of the memory, which remembers nothing here.
func (s *subject) assertCounts(t *testing.T) {
	got := make(map[string]int64)
	for name, attributes := range map[string][]attribute.Key{
		"detected":     {"otel.signal", "number", "delivery", "retry_class", "status_check"},
		"failed_calls": {"otel.signal", "status_code", "retry_class"},
		"retry_delay":  {"otel.signal", "retry_class"}, "unreadable_payloads": {"otel.signal", "reason"}, "unmatched": {"reason"},
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
	for key, n := range s.want { // report only the differences: all series fill a page
		if got[key] == n {
			delete(s.want, key)
			delete(got, key)
		}
	}
	require.Equal(t, s.want, got)
}
