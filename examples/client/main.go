// SPDX-License-Identifier: Apache-2.0

// Command client makes one call to Apple's App and Book Management API and exports its spans with OTLP. It is
// instrumented in one of three styles, which differ in what the spans tell of an error: see [styles].
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
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	url := flag.String("url", "https://vpp.itunes.apple.com/mdm/v2/assets", "what to get")
	name := flag.String("style", "bodyspan", strings.Join(slices.Sorted(maps.Keys(styles)), ", "))
	flag.Parse()
	sync, ok := styles[*name]
	if !ok {
		fmt.Fprintf(os.Stderr, "client: no style %q\n", *name)
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, sync, *url, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, sync style, url string, out io.Writer) (err error) {
	exporter, err := otlptracegrpc.New(ctx, otlptracegrpc.WithInsecure())
	if err != nil {
		return fmt.Errorf("set up the OTLP exporter: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	defer func() {
		// The call may have been interrupted; its spans are sent nevertheless.
		flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if e := provider.Shutdown(flush); e != nil {
			err = errors.Join(err, fmt.Errorf("send the spans: %w", e))
		}
	}()

	n, err := sync(ctx, provider, url)
	if answered := (*apiError)(nil); errors.As(err, &answered) {
		_, err = fmt.Fprintln(out, answered) // which is what this is about
		return err
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, n, "assets")
	return err
}
