// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// corpusSubject is the processor as a pipeline has it, with what it passes on.
type corpusSubject struct {
	logs    processor.Logs
	traces  processor.Traces
	records *consumertest.LogsSink
	spans   *consumertest.TracesSink
}

func newCorpusSubject(t *testing.T, settings map[string]any) *corpusSubject {
	cfg := createDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(corpusMap(settings)).Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	s := &corpusSubject{records: new(consumertest.LogsSink), spans: new(consumertest.TracesSink)}
	set := processortest.NewNopSettings(metadata.Type)
	var err error
	s.logs, err = NewFactory().CreateLogs(t.Context(), set, cfg, s.records)
	require.NoError(t, err)
	s.traces, err = NewFactory().CreateTraces(t.Context(), set, cfg, s.spans)
	require.NoError(t, err)
	require.NoError(t, s.logs.Start(t.Context(), componenttest.NewNopHost()))
	require.NoError(t, s.traces.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() {
		require.NoError(t, s.logs.Shutdown(t.Context()))
		require.NoError(t, s.traces.Shutdown(t.Context()))
	})
	return s
}

// log passes on a log record with the case in that place, and returns the attributes that it has then.
func (s *corpusSubject) log(t *testing.T, c *corpusCase, p *corpusPlace) pcommon.Map {
	ld := plog.NewLogs()
	record := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	require.NoError(t, record.Attributes().FromRaw(corpusMap(c.Attributes)))
	if p == nil {
		require.NoError(t, record.Body().FromRaw(corpusValue(c.Body)))
	} else {
		p.log(record, c.Text)
	}
	s.records.Reset()
	require.NoError(t, s.logs.ConsumeLogs(t.Context(), ld))
	return s.records.AllLogs()[0].ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes()
}

var corpusKinds = map[string]ptrace.SpanKind{
	"client": ptrace.SpanKindClient, "server": ptrace.SpanKindServer, "consumer": ptrace.SpanKindConsumer,
	"internal": ptrace.SpanKindInternal, "": ptrace.SpanKindInternal,
}

// span is the same for a span.
func (s *corpusSubject) span(t *testing.T, c *corpusCase, p *corpusPlace) pcommon.Map {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	require.Contains(t, corpusKinds, c.Kind)
	span.SetKind(corpusKinds[c.Kind])
	require.NoError(t, span.Attributes().FromRaw(corpusMap(c.Attributes)))
	p.span(span, c.Text)
	s.spans.Reset()
	require.NoError(t, s.traces.ConsumeTraces(t.Context(), td))
	return s.spans.AllTraces()[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes()
}

// corpusValue turns the numbers of decoded JSON into int64 or float64, as pdata has them.
func corpusValue(v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		return corpusMap(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = corpusValue(v[i])
		}
		return list
	}
	return v
}

func corpusMap(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = corpusValue(v)
	}
	return out
}
