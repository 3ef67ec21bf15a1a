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
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
)

// A Collector may call Shutdown without Start, and more than once. Neither depends on its context, which may have ended.
// Leaked goroutines make TestMain fail.
func TestStartAndShutdownInAnyOrder(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, order := range []string{"", "s", "x", "sx", "xx", "sxx", "ssx", "sssxxx", "xs", "xsx", "sxsx", "xsxs"} {
		p := create(t, nopSettings(), defaultConfig(), nop)
		for _, c := range []component.Component{p.traces, p.logs} {
			for _, step := range order {
				if step == 's' {
					require.NoError(t, c.Start(ctx, componenttest.NewNopHost()), order)
				} else {
					require.NoError(t, c.Shutdown(ctx), order)
				}
			}
		}
	}
}

// sendError sends an error as either signal. It returns the contexts that the next consumer got; result is what that
// consumer returns, and so must the processor.
func sendError(ctx context.Context, t *testing.T, result error) (contexts []context.Context) {
	t.Helper()
	p := start(t, nopSettings(), defaultConfig(), func(ctx context.Context, b batch) error {
		contexts = append(contexts, ctx)
		assert.Equal(t, []int64{9602}, numbers(b))
		return result
	})
	for _, b := range []batch{answered(400, response9602), bodies(response9602)} {
		got := p.consume(ctx, b)
		assert.True(t, got == result, "must not be wrapped: %v", got) //nolint:errorlint // identity is what is tested
	}
	require.Len(t, contexts, 2)
	return contexts
}

func TestClientInfoReachesTheNextConsumer(t *testing.T) {
	t.Parallel()
	info := client.Info{
		Addr:     &net.IPAddr{IP: net.IPv4(192, 0, 2, 7)},
		Metadata: client.NewMetadata(map[string][]string{"x-tenant": {"a", "b"}}),
	}
	for _, ctx := range sendError(client.NewContext(t.Context(), info), t, nil) {
		got := client.FromContext(ctx)
		assert.Equal(t, info.Addr, got.Addr)
		assert.Equal(t, []string{"a", "b"}, got.Metadata.Get("x-tenant"))
	}
}

// The next consumer decides what a deadline means: an exporter may queue what it gets.
func TestDeadlineAndCancellationReachTheNextConsumer(t *testing.T) {
	t.Parallel()
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	for _, ctx := range sendError(ctx, t, nil) {
		got, _ := ctx.Deadline()
		assert.Equal(t, deadline, got)
		assert.NoError(t, ctx.Err())
	}
	cancelled, stop := context.WithCancelCause(t.Context())
	stop(assert.AnError)
	for _, result := range []error{nil, errRefused} {
		for _, ctx := range sendError(cancelled, t, result) {
			assert.Equal(t, assert.AnError, context.Cause(ctx))
		}
	}
}

var errRefused = errors.New("refused")

// Whether to retry, and with what, depends on the type of the error.
func TestErrorsOfTheNextConsumerAreReturnedUnchanged(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errRefused, fmt.Errorf("permanent: %w", errRefused), errors.Join(errRefused, context.DeadlineExceeded), context.Canceled,
	} {
		sendError(t.Context(), t, err)
	}
}
