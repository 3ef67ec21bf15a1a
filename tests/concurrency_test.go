// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/metadatatest"
)

type resultKey struct{}

func TestManyCallersGetWhatOneGets(t *testing.T) {
	t.Parallel()
	p := start(t, nopSettings(), defaultConfig(), func(ctx context.Context, b batch) error {
		*ctx.Value(resultKey{}).(*[]byte) = b.otlp()
		return nil
	})
	send := func(b batch) (result []byte) {
		assert.NoError(t, p.consume(context.WithValue(t.Context(), resultKey{}, &result), b.clone()))
		return result
	}
	var batches []batch
	var alone [][]byte
	for _, c := range goldenCases(t) {
		b := c.input(t)
		batches, alone = append(batches, b), append(alone, send(b))
	}
	var wg sync.WaitGroup
	for caller := range 16 {
		wg.Go(func() {
			for i := range batches {
				at := (i*7 + caller*13) % len(batches) // a different order for each
				assertSame(t, alone[at], send(batches[at]), "batch %d", at)
			}
		})
	}
	wg.Wait()
}

// Processors with different settings run at the same time in one Collector, and don't influence each other.
func TestInstancesAreIndependent(t *testing.T) {
	t.Parallel()
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	const instances, batches = 6, 20
	var wg sync.WaitGroup
	var points []metricdata.DataPoint[int64]
	for i := range instances {
		cfg := defaultConfig()
		// The first documents a number of its own, the second has its own opinion of a common one.
		cfg.Errors = []mdmerrorprocessor.ErrorConfig{
			{Number: 12_000 + i, Message: fmt.Sprintf("The wording of instance %d.", i), RetryClass: catalog.Backoff},
			{Number: 9602, RetryClass: catalog.RetryClasses()[i]},
		}
		cfg.Hosts = []string{fmt.Sprintf("mdm-proxy-%d.example.com", i)}
		cfg.PayloadAttributes = []string{fmt.Sprintf("answer.%d", i)}
		set := metadatatest.NewSettings(tel)
		set.ID = component.MustNewIDWithName("mdm_error", fmt.Sprint(i))
		p := start(t, set, cfg, func(_ context.Context, b batch) error {
			want := make([]int64, 3*instances)
			want[3*i], want[3*i+1], want[3*i+2] = int64(12_000+i), 9609, 9602
			assert.Equal(t, want, numbers(b), "instance %d", i)
			class, _ := b.attributes()[3*i+2].Get("apple.mdm.retry.class")
			assert.Equal(t, string(catalog.RetryClasses()[i]), class.Str())
			return nil
		})
		wg.Go(func() {
			for range batches {
				ld, records := newLogs()
				for other := range instances {
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error %d from %s", 12_000+other, cfg.Hosts[0]))
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error 9609 from mdm-proxy-%d.example.com", other))
					records.AppendEmpty().Attributes().PutStr(fmt.Sprintf("answer.%d", other), response9602)
				}
				assert.NoError(t, p.consume(t.Context(), ld))
			}
		})
		for _, want := range [][3]string{
			{fmt.Sprint(12_000 + i), "message", "backoff"},
			{"9609", "message", "fix_precondition"},
			{"9602", "response", string(catalog.RetryClasses()[i])},
		} {
			points = append(points, metricdata.DataPoint[int64]{Value: batches, Attributes: attribute.NewSet(
				attribute.String("processor", set.ID.String()), attribute.String("otel.signal", "logs"), attribute.String("number", want[0]),
				attribute.String("delivery", want[1]), attribute.String("retry_class", want[2]), attribute.String("status_check", "none"))})
		}
	}
	wg.Wait()
	metadatatest.AssertEqualProcessorMdmErrorDetected(t, tel, points, metricdatatest.IgnoreTimestamp())
	e, ok := catalog.Default().Lookup(catalog.V2, 9602, catalog.Response)
	require.True(t, ok)
	assert.Equal(t, catalog.FixRequest, e.RetryClass, "the common catalog")
	assert.False(t, catalog.Default().Documented(12_000), "the common catalog")
}
