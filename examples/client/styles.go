// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/trace"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// style is a way in which an MDM server may be instrumented. It returns the response.
type style func(ctx context.Context, to providers, c call) (string, error)

type providers struct {
	tracers trace.TracerProvider
	loggers log.LoggerProvider
}

// reporter records an error, if the program knows it.
type reporter func(ctx context.Context, err error)

var styles = map[string]style{
	"plain":       plain,
	"slog":        logError,
	"recorderror": recordError,
	"bodyspan":    withBody,
}

// plain is what most programs have: otelhttp records the client span with the status, but not which error it was.
func plain(ctx context.Context, to providers, c call) (string, error) {
	return c.do(ctx, newClient(to, http.DefaultTransport), func(context.Context, error) {})
}

// logError adds a span around the call, and logs within it what went wrong. Then the error's number is on a log record,
// and the status on the client span. The processor joins the two, by the trace that both belong to.
func logError(ctx context.Context, to providers, c call) (string, error) {
	ctx, span := to.tracers.Tracer("client").Start(ctx, "call Apple")
	defer span.End()
	logger := otelslog.NewLogger("client", otelslog.WithLoggerProvider(to.loggers))
	return c.do(ctx, newClient(to, http.DefaultTransport), func(ctx context.Context, err error) {
		logger.ErrorContext(ctx, "call to Apple failed", "err", err)
	})
}

// recordError adds a span around the call, and records on it what went wrong. Then the error's number is on that span,
// in the words of the exception, and the status on the client span below it. The processor joins the two.
func recordError(ctx context.Context, to providers, c call) (string, error) {
	ctx, span := to.tracers.Tracer("client").Start(ctx, "call Apple")
	defer span.End()
	return c.do(ctx, newClient(to, http.DefaultTransport), func(_ context.Context, err error) {
		span.RecordError(err)
		span.SetStatus(codes.Error, err.Error())
	})
}

// withBody records the body and Retry-After of an error response on the client span itself, with a transport below
// otelhttp. This records most: nothing needs to be joined, and the body has more than a number.
func withBody(ctx context.Context, to providers, c call) (string, error) {
	return c.do(ctx, newClient(to, &bodyspan.Transport{Base: http.DefaultTransport}), func(context.Context, error) {})
}

func newClient(to providers, base http.RoundTripper) *http.Client {
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: otelhttp.NewTransport(base, otelhttp.WithTracerProvider(to.tracers)),
	}
}
