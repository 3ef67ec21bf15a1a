// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
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
