// SPDX-License-Identifier: Apache-2.0

// Command client makes one call to Apple's App and Book Management API and exports its span with OTLP.
//
// Where the spans go, and under which name, is up to the standard environment variables, such as
// OTEL_EXPORTER_OTLP_ENDPOINT (default: http://localhost:4317) and OTEL_SERVICE_NAME. The content token is
// taken from CONTENT_TOKEN; without one the service answers with an error, which is something to look at too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
)

func main() {
	url := flag.String("url", "https://vpp.itunes.apple.com/mdm/v2/assets", "what to get")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *url, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, url string, out io.Writer) (err error) {
	exporter, err := otlptracegrpc.New(ctx, otlptracegrpc.WithInsecure())
	if err != nil {
		return fmt.Errorf("set up the OTLP exporter: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	defer func() {
		// The call may have been interrupted; its span is sent nevertheless.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if e := provider.Shutdown(ctx); e != nil {
			err = errors.Join(err, fmt.Errorf("send the span: %w", e))
		}
	}()

	// otelhttp makes the span; the transport below it adds the body and Retry-After of an error answer.
	client := &http.Client{
		Timeout: 30 * time.Second,
		Transport: otelhttp.NewTransport(
			&bodyspan.Transport{Base: http.DefaultTransport},
			otelhttp.WithTracerProvider(provider),
		),
	}
	return call(ctx, client, url, out)
}

func call(ctx context.Context, client *http.Client, url string, out io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if token := os.Getenv("CONTENT_TOKEN"); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := fmt.Fprintln(out, resp.Status); err != nil {
		return err
	}
	_, err = io.Copy(out, resp.Body)
	return err
}
