// SPDX-License-Identifier: Apache-2.0

// Command client makes one call to Apple's App and Book Management API and exports its spans and log records with OTLP.
// It is instrumented in one of four styles, which differ in what they record of an error: see [styles].
//
// Where they go, and under which name, is set by the standard environment variables, such as
// OTEL_EXPORTER_OTLP_ENDPOINT (default: http://localhost:4317) and OTEL_SERVICE_NAME. The content token is
// taken from CONTENT_TOKEN; without one, the service returns an error, which is worth a look, too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	var c call
	flag.StringVar(&c.url, "url", "https://vpp.itunes.apple.com/mdm/v2/assets", "what to call")
	flag.StringVar(&c.body, "body", "", "JSON to post; without it, the call is a GET")
	name := flag.String("style", "bodyspan", strings.Join(slices.Sorted(maps.Keys(styles)), ", "))
	flag.Parse()
	sync, ok := styles[*name]
	if !ok {
		fmt.Fprintf(os.Stderr, "client: no style %q\n", *name)
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, sync, c, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, sync style, c call, out io.Writer) (err error) {
	spans, err := otlptracegrpc.New(ctx, otlptracegrpc.WithInsecure())
	if err != nil {
		return fmt.Errorf("set up the OTLP exporter of spans: %w", err)
	}
	logs, err := otlploggrpc.New(ctx, otlploggrpc.WithInsecure())
	if err != nil {
		return fmt.Errorf("set up the OTLP exporter of log records: %w", err)
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	loggers := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(logs)))
	defer func() {
		// The call may have been interrupted; what it recorded is sent anyway.
		flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if e := errors.Join(loggers.Shutdown(flush), tracers.Shutdown(flush)); e != nil {
			err = errors.Join(err, fmt.Errorf("send spans and log records: %w", e))
		}
	}()

	said, err := sync(ctx, providers{tracers, loggers}, c)
	if answered := (*apiError)(nil); errors.As(err, &answered) {
		_, err = fmt.Fprintln(out, answered) // which is what this is about
		return err
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, said)
	return err
}
