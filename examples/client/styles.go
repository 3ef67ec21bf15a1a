// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

// style is a way in which an MDM server may be instrumented. It returns how many assets there are.
type style func(ctx context.Context, provider trace.TracerProvider, url string) (int, error)

var styles = map[string]style{
	"plain":       plain,
	"recorderror": recordError,
	"bodyspan":    withBody,
}

// plain is what most programs have: otelhttp makes the client span, with the status. Nothing tells which error it was.
func plain(ctx context.Context, provider trace.TracerProvider, url string) (int, error) {
	return getAssets(ctx, newClient(provider, http.DefaultTransport), url)
}

// recordError adds a span around the call, and records on it what went wrong. The error's number is on that span then,
// in the words of the exception, and the status on the client span below it. The processor joins them.
func recordError(ctx context.Context, provider trace.TracerProvider, url string) (int, error) {
	ctx, span := provider.Tracer("client").Start(ctx, "sync assets")
	defer span.End()
	return getAssets(ctx, newClient(provider, http.DefaultTransport), url)
}

// withBody records the body and Retry-After of an error answer on the client span itself, by a transport below
// otelhttp. That tells the most: nothing needs to be joined, and the answer says more than a number.
func withBody(ctx context.Context, provider trace.TracerProvider, url string) (int, error) {
	return getAssets(ctx, newClient(provider, &bodyspan.Transport{Base: http.DefaultTransport}), url)
}

func newClient(provider trace.TracerProvider, base http.RoundTripper) *http.Client {
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: otelhttp.NewTransport(base, otelhttp.WithTracerProvider(provider)),
	}
}

// record puts an error on the span of the context. Without one, it does nothing.
func record(ctx context.Context, err error) {
	span := trace.SpanFromContext(ctx)
	span.RecordError(err)
	span.SetStatus(codes.Error, err.Error())
}
