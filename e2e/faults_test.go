// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// hasty makes examples/reliable.yaml retry faster than suits a real backend, and log every line.
const hasty = `
exporters:
  otlp_grpc:
    sending_queue: {batch: {flush_timeout: 20ms}}
    retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
service:
  telemetry: {logs: {level: debug}}
`

// fault is a Collector on examples/reliable.yaml, under load.
type fault struct {
	*load
	settings string // the file with the processor's settings
}

// grow waits until more records have been acknowledged.
func (f *fault) grow() {
	f.t.Helper()
	before, _ := f.counted()
	f.await(f.t, "more is acknowledged", func() (bool, any) { now, _ := f.counted(); return now >= before+300, now })
}

// arrive waits until more records have arrived.
func (f *fault) arrive() {
	f.t.Helper()
	_, before := f.counted()
	f.await(f.t, "more has arrived", func() (bool, any) { _, now := f.counted(); return now >= before+300, now })
}

// refuse makes the backend refuse, until the Collector has a backlog of acknowledged records.
func (f *fault) refuse() {
	f.t.Helper()
	f.backend.setRefusing(true)
	before := f.backend.refusals()
	f.await(f.t, "the backend has refused", func() (bool, any) { return f.backend.refusals() > before, nil })
	f.grow()
	acked, got := f.counted()
	require.Greater(f.t, acked, got, "nothing is in the queue")
}

func (f *fault) accept() {
	f.t.Helper()
	f.backend.setRefusing(false)
	f.arrive()
}

func (f *fault) kill() { f.end(f.t, os.Kill) }

// terminate asks the Collector to end, and checks that it does so without an error.
func (f *fault) terminate() { f.stop(f.t) }

// restart ends the Collector, and starts it again with the same arguments, variables and directory.
func (f *fault) restart(end func()) {
	f.t.Helper()
	end()
	f.startAgain()
}

// restartTwice restarts the Collector with an empty queue, and with a full one.
func (f *fault) restartTwice(end func()) {
	f.t.Helper()
	f.restart(end)
	f.grow()

	f.refuse()
	f.restart(end)
	f.accept()
}

func (f *fault) startAgain() {
	f.t.Helper()
	assertNoCanary(f.t, "the output of the Collector that ended", f.output())
	f.process = run(f.t, f.env, binary, f.cmd.Args[1:]...)
	f.awaitReady(f.t)
}

func (f *fault) set(settings string) {
	f.t.Helper()
	require.NoError(f.t, os.WriteFile(f.settings, []byte("processors: {mdm_error: {"+settings+"}}\n"), 0o600))
}

// What the Collector has acknowledged arrives, explained, whatever happens to it or to its backend.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		overrides []string
		strike    func(*fault)
	}{
		"backend": {nil, func(f *fault) {
			f.refuse()
			f.accept()

			f.backend.srv.Stop()
			f.grow()
			f.backend.start(f.t)
			f.arrive()
		}},
		"killed": {nil, func(f *fault) {
			f.restartTwice(f.kill)

			f.backend.srv.Stop()
			f.grow()
			f.restart(f.kill)
			f.grow()
			f.backend.start(f.t)
			f.arrive()
		}},
		// SIGTERM: the Collector exits on its own, without an error.
		"terminated": {nil, func(f *fault) { f.restartTwice(f.terminate) }},
		// It forgets the first of a call and its error: they aren't joined, but nothing else is lost. Later ones are joined again.
		"killed between a call and its error": {nil, func(f *fault) {
			for _, callFirst := range []bool{true, false} {
				first, second := pair(callFirst, false)
				require.True(f.t, f.deliver(first))
				f.restart(f.kill)
				require.True(f.t, f.deliver(second))
				first, second = pair(!callFirst, true)
				require.True(f.t, f.deliver(first) && f.deliver(second))
			}
		}},
		// What a full queue refuses isn't acknowledged.
		"full queue": {[]string{"\nexporters: {otlp_grpc: {sending_queue: {queue_size: 200000, batch: {min_size: 1000}}}}"}, func(f *fault) {
			f.backend.setRefusing(true)
			f.await(f.t, "the client was refused", func() (bool, any) {
				f.mu.Lock()
				defer f.mu.Unlock()
				return f.refused > 10, f.refused
			})
			f.accept()
		}},
		"large exports": {nil, largeExports},
		"reloaded":      {nil, reloaded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := writeFile(t, "processors: {mdm_error: }\n")
			f := &fault{startReliable(t, append(tt.overrides, hasty, settings)...), settings}
			end := f.begin(time.Millisecond, ordinarySpans, ordinaryLogs)
			f.grow()
			tt.strike(f)
			end()
			f.settle()
			f.stop(t)
			require.Contains(t, f.output(), "\tdebug\t", "debug level is off")
			assertNoCanary(t, "the Collector's output", f.output())
		})
	}
}

// The largest export that a receiver takes is too large for a backend once its errors are explained, unless it is split.
func largeExports(f *fault) {
	const limit, n = 4 << 20, 100 // of gRPC, by default; records, each of which gets more than 150 bytes
	repeated := func(p part) []part { return slices.Repeat([]part{p}, n) }
	for _, batch := range []func(body string) any{
		func(body string) any {
			return traces(repeated(call(429, content, body).tells("9646 response backoff match"))...)
		},
		func(body string) any { return logs(repeated(logged(body).tells("9646 response backoff"))...) },
	} {
		body := `{"errorMessage":"Too many.","errorNumber":9646,"eventType":"%s"}`
		room := (limit-len(marshal(f.t, batch(body))))/n - 100
		large := batch(fmt.Sprintf(body, strings.Repeat("x", room)))
		require.True(f.t, f.deliver(large))
		require.Greater(f.t, len(marshal(f.t, large)), limit-100*n)
	}
}

// SIGHUP makes the Collector read its configuration anew: from then on it knows the new error. A broken configuration ends
// it, as it stops before it reads the new one; the message names the setting, and once that is fixed, nothing is missing.
func reloaded(f *fault) {
	const text = "Apple VPP endpoint returned error: The new one. (error number: 9990)"
	send := func(want string) {
		require.True(f.t, f.deliver(traces(part{kind: ptrace.SpanKindInternal, text: text, want: want})))
		require.True(f.t, f.deliver(logs(logged(text).tells(want))))
	}
	send("") // no error so far
	f.refuse()
	starts := f.starts()
	f.set("errors: [{number: 9990, retry_class: never}]")
	require.NoError(f.t, f.cmd.Process.Signal(syscall.SIGHUP))
	f.await(f.t, "the new configuration", func() (bool, any) { return f.starts() > starts, nil })
	send("9990 message never")
	f.accept()

	f.refuse()
	f.set("max_payload_size: 0")
	f.end(f.t, syscall.SIGHUP)
	assert.Equal(f.t, 1, f.cmd.ProcessState.ExitCode())
	assert.Regexp(f.t, `(?m)^Error: failed to setup .*processors::mdm_error: max_payload_size: `, f.output())
	f.set("")
	f.startAgain()
	f.accept()
}
