// SPDX-License-Identifier: Apache-2.0

// Command standin simulates Apple's App and Book Management service, to try an MDM server and its telemetry without Apple.
// It can return every documented error. Give the MDM server its address instead of Apple's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const usage = `Usage: standin [flags] [answer ...]

Answers like Apple's App and Book Management service, at /mdm/v2/... and, for the legacy API, at /mdm/...Srv. Any token will do.
A call can ask for its response, whatever the script says:

  curl -H 'X-Standin-Error: 9646' http://127.0.0.1:4400/mdm/v2/assets

` + notation + `
An MDM server that can't set a header gets its responses from a script: the arguments, or lines that are added later. Each is
for one call, and a call gets the first that fits it; one that begins with the end of a path fits only calls to such a path:

  standin 9646 '/assets/associate 9709' ok
  curl --data '/assets/associate 9709' http://127.0.0.1:4400/standin/script

Notifications go to the notificationUrl of the client configuration, if the MDM server has set one.

Flags:
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run serves until the context is done, and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	logger := log.New(stdout, "standin: ", 0)
	notify := notifier{log: logger}
	standin := &service{notify: notify.send, log: logger, events: map[string]*event{}}

	flags := flag.NewFlagSet("standin", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	address := flags.String("listen", "127.0.0.1:4400", "`address` to listen on; port 0 picks a free one")
	flags.DurationVar(&standin.eventDelay, "event-delay", time.Second, "how long an event takes")
	flags.DurationVar(&standin.latency, "latency", 100*time.Millisecond, "how long each response takes; if calls are faster, log records may not be joined with them")
	flags.StringVar(&notify.file, "notify-file", "", "`file` to append notifications to, one per line")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	var err error
	if standin.script, err = parseScript(strings.Join(flags.Args(), "\n")); err != nil {
		fmt.Fprintln(stderr, "standin:", err)
		return 2
	}
	if notify.file != "" { // it is better to fail now than at the first notification
		err = appendTo(notify.file, "")
	}
	if err == nil {
		err = serve(ctx, *address, standin)
	}
	if err != nil {
		fmt.Fprintln(stderr, "standin:", err)
		return 1
	}
	return 0
}

// serve serves HTTP until the context is done.
func serve(ctx context.Context, address string, s *service) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() {
		_ = server.Close() // nobody depends on requests in flight
	})
	defer stopped()
	s.log.Printf("listening on http://%s", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
