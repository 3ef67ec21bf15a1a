// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

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
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

// The contract asks that Shutdown be safe without Start and when it was called before; there is nothing to lose by any
// other order either. Goroutines that stay behind make TestMain fail.
func TestStartAndShutdownInAnyOrder(t *testing.T) {
	t.Parallel()
	f, set := NewFactory(), processortest.NewNopSettings(metadata.Type)
	for _, order := range []string{"", "s", "x", "sx", "xx", "sxx", "ssx", "sssxxx", "xs", "xsx", "sxsx", "xsxs"} {
		traces, err := f.CreateTraces(t.Context(), set, defaultConfig(), consumertest.NewNop())
		require.NoError(t, err)
		logs, err := f.CreateLogs(t.Context(), set, defaultConfig(), consumertest.NewNop())
		require.NoError(t, err)
		for _, p := range []component.Component{traces, logs} {
			for _, step := range order {
				if step == 's' {
					require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()), order)
				} else {
					require.NoError(t, p.Shutdown(t.Context()), order)
				}
			}
		}
	}
}

// Start and Shutdown don't depend on their context, which may have ended.
func TestStartAndShutdownWithACancelledContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err := NewFactory().CreateLogs(ctx, processortest.NewNopSettings(metadata.Type), defaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.Start(ctx, componenttest.NewNopHost()))
	require.NoError(t, p.Shutdown(ctx))
}

// asked is what the next consumer was called with.
type asked struct {
	ctx    context.Context
	number int64
}

// ask sends an error through both signals, and returns what the next consumers were called with.
func ask(t *testing.T, ctx context.Context, answer error) (all []asked) {
	t.Helper()
	nextTraces, err := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		eachSpan(td, func(span ptrace.Span) { all = append(all, asked{ctx, numberOf(span.Attributes())}) })
		return answer
	})
	require.NoError(t, err)
	nextLogs, err := consumer.NewLogs(func(ctx context.Context, ld plog.Logs) error {
		eachRecord(ld, func(record plog.LogRecord) { all = append(all, asked{ctx, numberOf(record.Attributes())}) })
		return answer
	})
	require.NoError(t, err)
	set := processortest.NewNopSettings(metadata.Type)
	td, spans := newSpans()
	appendCall(spans, 400).Attributes().PutStr("http.response.body.content", answer9602)
	ld, records := newRecords()
	records.AppendEmpty().Body().SetStr(answer9602)
	got := startTraces(t, set, defaultConfig(), nextTraces).ConsumeTraces(ctx, td)
	assert.True(t, got == answer, "the very same, not one that wraps it: %v", got) //nolint:errorlint // as it says
	got = startLogs(t, set, defaultConfig(), nextLogs).ConsumeLogs(ctx, ld)
	assert.True(t, got == answer, "the very same, not one that wraps it: %v", got) //nolint:errorlint // as it says
	require.Len(t, all, 2)
	for _, a := range all {
		assert.EqualValues(t, 9602, a.number)
	}
	return all
}

// Who sent it, and with which metadata, is for those behind to use.
func TestClientReachesTheNextConsumer(t *testing.T) {
	t.Parallel()
	info := client.Info{
		Addr:     &net.IPAddr{IP: net.IPv4(192, 0, 2, 7)},
		Metadata: client.NewMetadata(map[string][]string{"x-tenant": {"a", "b"}}),
	}
	for _, a := range ask(t, client.NewContext(t.Context(), info), nil) {
		got := client.FromContext(a.ctx)
		assert.Equal(t, info.Addr, got.Addr)
		assert.Equal(t, []string{"a", "b"}, got.Metadata.Get("x-tenant"))
	}
}

// Whether it is worth the while still is for the next consumer to decide: an exporter may queue what it gets.
func TestDeadlineAndCancellationReachTheNextConsumer(t *testing.T) {
	t.Parallel()
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	for _, a := range ask(t, ctx, nil) {
		got, ok := a.ctx.Deadline()
		assert.True(t, ok)
		assert.Equal(t, deadline, got)
		assert.NoError(t, a.ctx.Err())
	}
	cancelled, stop := context.WithCancelCause(t.Context())
	stop(assert.AnError)
	for _, a := range ask(t, cancelled, nil) {
		require.ErrorIs(t, a.ctx.Err(), context.Canceled)
		assert.Equal(t, assert.AnError, context.Cause(a.ctx))
	}
	for _, a := range ask(t, cancelled, errRefused) {
		require.ErrorIs(t, a.ctx.Err(), context.Canceled)
	}
}

var errRefused = errors.New("refused")

// What the next consumer says comes back as it is: whether to try again, and with what, depends on its type.
func TestErrorsOfTheNextConsumerAreNotChanged(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		errRefused,
		fmt.Errorf("permanent: %w", errRefused),
		errors.Join(errRefused, context.DeadlineExceeded),
		context.Canceled,
	} {
		ask(t, t.Context(), err)
	}
}

// A batch is counted each time it passes: a client that was refused sends it again, and the processor can't know it. So one
// that passes once is counted once, whatever became of it behind.
func TestMetricsOfRefusedBatches(t *testing.T) {
	t.Parallel()
	m := newMeter(t, defaultConfig())
	refusals := 2
	next, err := consumer.NewTraces(func(context.Context, ptrace.Traces) error {
		if refusals--; refusals >= 0 {
			return errRefused
		}
		return nil
	})
	require.NoError(t, err)
	p := startTraces(t, m.settings(), m.cfg, next)
	for attempt := range 3 {
		td, spans := newSpans()
		appendCall(spans, 400).Attributes().PutStr("http.response.body.content", answer9602)
		err := p.ConsumeTraces(t.Context(), td)
		assert.Equal(t, attempt < 2, err != nil)
		m.detected(detected(int64(attempt+1), "traces", "9602", "response", "fix_request", "match"))
	}
}

// What is shared with another pipeline is read only. The Collector copies it for who says that it changes data; nothing is
// changed, nor asked to be, where there is no error.
func TestSharedData(t *testing.T) {
	t.Parallel()
	set := processortest.NewNopSettings(metadata.Type)
	eachGoldenCase(t,
		func(t *testing.T, c goldenCase) {
			td, touched := c.traces(t, "expected-traces.yaml"), false
			eachSpan(td, func(span ptrace.Span) { touched = touched || hasOurs(span.Attributes()) })
			td.MarkReadOnly()
			p := startTraces(t, set, c.config(t), consumertest.NewNop())
			assertWrites(t, touched, func() { assert.NoError(t, p.ConsumeTraces(t.Context(), td)) })
		},
		func(t *testing.T, c goldenCase) {
			ld, touched := c.logs(t, "expected-logs.yaml"), false
			eachRecord(ld, func(record plog.LogRecord) { touched = touched || hasOurs(record.Attributes()) })
			ld.MarkReadOnly()
			p := startLogs(t, set, c.config(t), consumertest.NewNop())
			assertWrites(t, touched, func() { assert.NoError(t, p.ConsumeLogs(t.Context(), ld)) })
		},
	)
}

func assertWrites(t *testing.T, writes bool, consume func()) {
	t.Helper()
	if writes {
		assert.Panics(t, consume, "it says that it changes data, and has to")
	} else {
		assert.NotPanics(t, consume, "there is nothing to change")
	}
}
