// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

type resultKey struct{}

func TestConcurrentCallers(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	cfg.Join.TTL, cfg.Join.EventTTL = 0, 0 // else later batches would be joined with earlier ones
	p := start(t, nopSettings(), cfg, func(ctx context.Context, b batch) error {
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

// Processors with different settings run at the same time in one Collector.
func TestInstancesAreIndependent(t *testing.T) {
	t.Parallel()
	const instances = 6
	var wg sync.WaitGroup
	for i := range instances {
		class := catalog.RetryClasses()[i]
		cfg := defaultConfig()
		cfg.Errors = []mdmerrorprocessor.ErrorConfig{
			{Number: 12_000 + i, Message: fmt.Sprintf("The wording of instance %d.", i)}, {Number: 9602, RetryClass: class},
		}
		cfg.Hosts = []string{fmt.Sprintf("mdm-proxy-%d.example.com", i)}
		// Attributes configured for another instance aren't searched.
		cfg.PayloadAttributes = []string{fmt.Sprintf("http.answer.%d", i)}
		p := start(t, nopSettings(), cfg, func(_ context.Context, b batch) error {
			want := make([]int64, 3*instances)
			want[3*i], want[3*i+1], want[3*i+2] = int64(12_000+i), 9609, 9602
			assert.Equal(t, want, numbers(b), "instance %d", i)
			got, _ := b.attributes()[3*i+2].Get("apple.mdm.retry.class")
			assert.Equal(t, string(class), got.Str())
			return nil
		})
		wg.Go(func() {
			for range 20 {
				ld, records := newLogs()
				for other := range instances {
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error %d from %s", 12_000+other, cfg.Hosts[0]))
					records.AppendEmpty().Body().SetStr(fmt.Sprintf("error 9609 from mdm-proxy-%d.example.com", other))
					records.AppendEmpty().Attributes().PutStr(fmt.Sprintf("http.answer.%d", other), response9602)
				}
				assert.NoError(t, p.consume(t.Context(), ld))
			}
		})
	}
	wg.Wait()
}
