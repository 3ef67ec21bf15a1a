// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/client"
)

var errRefused = errors.New("refused")

// The next consumer gets the context as it is, even when that has ended: an exporter may queue what it gets. Its errors are
// returned unchanged: whether to retry, and with what, depends on their type.
func TestContextAndErrorsArePassedOn(t *testing.T) {
	t.Parallel()
	info := client.Info{Addr: &net.IPAddr{IP: net.IPv4(192, 0, 2, 7)}, Metadata: client.NewMetadata(map[string][]string{"x-tenant": {"a", "b"}})}
	deadline := time.Now().Add(time.Hour)
	ctx, stop := context.WithDeadline(client.NewContext(t.Context(), info), deadline)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	cancel(assert.AnError)
	for _, result := range []error{nil, errRefused, fmt.Errorf("permanent: %w", errRefused), context.Canceled} {
		n := 0
		p := start(t, nopSettings(), defaultConfig(), func(ctx context.Context, b batch) error {
			n++
			assert.Equal(t, []int64{9602}, numbers(b))
			assert.Equal(t, info, client.FromContext(ctx))
			got, _ := ctx.Deadline()
			assert.Equal(t, deadline, got)
			assert.Equal(t, assert.AnError, context.Cause(ctx))
			return result
		})
		for _, b := range []batch{answered(400, response9602), bodies(response9602)} {
			got := p.consume(ctx, b)
			assert.True(t, got == result, "must not be wrapped: %v", got) //nolint:errorlint // identity is what is tested
		}
		assert.Equal(t, 2, n)
	}
}
