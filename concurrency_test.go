// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

type resultKey struct{}

// intoTraces returns a consumer that marshals what it gets into the string that the context holds; intoLogs likewise.
func intoTraces(t *testing.T) consumer.Traces {
	t.Helper()
	next, err := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		b, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
		*ctx.Value(resultKey{}).(*string) = string(b)
		return err
	})
	require.NoError(t, err)
	return next
}

func intoLogs(t *testing.T) consumer.Logs {
	t.Helper()
	next, err := consumer.NewLogs(func(ctx context.Context, ld plog.Logs) error {
		b, err := new(plog.ProtoMarshaler).MarshalLogs(ld)
		*ctx.Value(resultKey{}).(*string) = string(b)
		return err
	})
	require.NoError(t, err)
	return next
}

// Many callers get from one processor what a single one gets: batches don't mix, nor does what is known of them.
func TestManyCallersGetWhatOneGets(t *testing.T) {
	t.Parallel()
	set := processortest.NewNopSettings(metadata.Type)
	traces, logs := startTraces(t, set, defaultConfig(), intoTraces(t)), startLogs(t, set, defaultConfig(), intoLogs(t))
	var calls []func(context.Context) error
	for _, c := range goldenCases(t) {
		if c.has("traces.yaml") {
			td := c.traces(t, "traces.yaml")
			calls = append(calls, func(ctx context.Context) error {
				work := ptrace.NewTraces()
				td.CopyTo(work)
				return traces.ConsumeTraces(ctx, work)
			})
		}
		if c.has("logs.yaml") {
			ld := c.logs(t, "logs.yaml")
			calls = append(calls, func(ctx context.Context) error {
				work := plog.NewLogs()
				ld.CopyTo(work)
				return logs.ConsumeLogs(ctx, work)
			})
		}
	}
	alone := make([]string, len(calls))
	for i, call := range calls {
		require.NoError(t, call(context.WithValue(t.Context(), resultKey{}, &alone[i])))
	}
	var wg sync.WaitGroup
	for caller := range 16 {
		wg.Go(func() {
			for i := range calls {
				at := (i*7 + caller*13) % len(calls) // each in an order of its own
				var result string
				assert.NoError(t, calls[at](context.WithValue(t.Context(), resultKey{}, &result)))
				assert.True(t, alone[at] == result, "batch %d", at) // without printing it
			}
		})
	}
	wg.Wait()
}

// Processors with different settings run at the same time in one Collector, and none knows of another.
func TestInstancesDoNotInfluenceEachOther(t *testing.T) {
	t.Parallel()
	m := newMeter(t, nil)
	const n, batches = 6, 20
	var wg sync.WaitGroup
	points := make([]metricdata.DataPoint[int64], 0, 3*n)
	for i := range n {
		cfg := defaultConfig()
		number := 12_000 + i
		service := fmt.Sprintf("mdm-proxy-%d.example.com", i)
		cfg.Hosts = []string{service}
		cfg.PayloadAttributes = []string{fmt.Sprintf("answer.%d", i)}
		cfg.Errors = []ErrorConfig{{Number: number, Message: fmt.Sprintf("The wording of instance %d alone.", i), RetryClass: catalog.Backoff}}
		class := catalog.RetryClasses()[i] // of a documented number, which each sees differently
		cfg.Errors = append(cfg.Errors, ErrorConfig{Number: 9602, RetryClass: class})
		set := m.settings()
		set.ID = component.MustNewIDWithName("mdm_error", fmt.Sprint(i))
		sink := new(latestLogs)
		p := startLogs(t, set, cfg, sink)
		wg.Go(func() {
			for range batches {
				ld, records := newRecords()
				for other := range n {
					// Each is found by one instance alone: a number of its own, its host, its attribute.
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error %d from %s", 12_000+other, service))
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error 9609 from mdm-proxy-%d.example.com", other))
					records.AppendEmpty().Attributes().PutStr(fmt.Sprintf("answer.%d", other), answer9602)
				}
				assert.NoError(t, p.ConsumeLogs(t.Context(), ld))
				for at, record := range sink.records {
					want := int64(0)
					if at/3 == i {
						want = []int64{int64(number), 9609, 9602}[at%3]
					}
					assert.Equal(t, want, numberOf(record.Attributes()), "record %d of instance %d", at, i)
				}
				got, _ := sink.records[3*i+2].Attributes().Get("apple.mdm.retry.class")
				assert.Equal(t, string(class), got.Str())
			}
		})
		point := func(number, delivery, class string) metricdata.DataPoint[int64] {
			return metricdata.DataPoint[int64]{Value: batches, Attributes: attribute.NewSet(
				attribute.String("processor", set.ID.String()), attribute.String("otel.signal", "logs"), attribute.String("number", number),
				attribute.String("delivery", delivery), attribute.String("retry_class", class), attribute.String("status_check", "none"))}
		}
		points = append(points, point(fmt.Sprint(number), "message", "backoff"),
			point("9609", "message", "fix_precondition"), point("9602", "response", string(class)))
	}
	wg.Wait()
	m.detected(points...)
	e, ok := catalog.Default().Lookup(catalog.V2, 9602, catalog.Response)
	require.True(t, ok)
	assert.Equal(t, catalog.FixRequest, e.RetryClass, "the common catalog")
	assert.False(t, catalog.Default().Documented(12_000), "the common catalog")
}

// latestLogs keeps the records of the last batch.
type latestLogs struct{ records []plog.LogRecord }

func (*latestLogs) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (l *latestLogs) ConsumeLogs(_ context.Context, ld plog.Logs) error {
	l.records = l.records[:0]
	eachRecord(ld, func(record plog.LogRecord) { l.records = append(l.records, record) })
	return nil
}
