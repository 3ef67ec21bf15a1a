// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// One round finds what is always lost; more rounds find what is sometimes lost.
var faultRounds = flag.Int("fault-rounds", 1, "how often each fault strikes in its test")

// A Collector is killed while the backend accepts everything, refuses, and is down.
func TestFaultKilled(t *testing.T) {
	t.Parallel()
	f := underLoad(t)
	for range *faultRounds {
		f.kill()
		f.restart()
		f.grow()

		f.refuse()
		f.kill()
		f.backend.refuse(false)
		f.restart()
		f.deliver()

		f.backend.stop()
		f.grow()
		f.kill()
		f.restart()
		f.grow()
		f.backend.start(t)
		f.deliver()
	}
	f.settle()
}

// A Collector that is killed between a call and its error forgets the first of them: they aren't joined, but nothing else is
// lost. Later ones are joined again.
func TestFaultKilledBetween(t *testing.T) {
	t.Parallel()
	f := underLoad(t)
	for range *faultRounds {
		for _, callFirst := range []bool{true, false} {
			apart, alike := newPair(t, callFirst), newPair(t, !callFirst)
			for i, p := range slices.Repeat(pairedCalls, perPair) { // neither has the join
				spansOf(apart.calls)[i].Attributes().PutStr(wantAttribute, p.call)
				recordsOf(apart.errors)[i].Attributes().PutStr(wantAttribute, p.err)
			}
			require.True(t, f.load.sendPair(t, apart, func() {
				f.kill()
				f.restart()
			}))
			require.True(t, f.load.sendPair(t, alike, func() {}))
		}
	}
	f.settle()
}

// A backend that refuses and then accepts, and one that is down and comes back.
func TestFaultBackendDown(t *testing.T) {
	t.Parallel()
	f := underLoad(t)
	for range *faultRounds {
		f.refuse()
		f.backend.refuse(false)
		f.deliver()

		f.backend.stop()
		f.grow()
		f.backend.start(t)
		f.deliver()
	}
	f.settle()
}

// A full queue refuses what it can't keep, and what it refuses isn't acknowledged.
func TestFaultQueueFull(t *testing.T) {
	t.Parallel()
	f := underLoad(t, `
exporters: {otlp_grpc: {sending_queue: {queue_size: 200000, batch: {min_size: 1000}}}}
`)
	for range *faultRounds {
		f.backend.refuse(true)
		_, before := f.load.acknowledged()
		f.await("the client was refused", func() bool { _, now := f.load.acknowledged(); return now > before+10 })
		f.backend.refuse(false)
		f.deliver()
	}
	f.settle()
}

// The largest export that a receiver takes is too large for a backend once its errors are explained, unless it is split.
func TestFaultLarge(t *testing.T) {
	t.Parallel()
	f := underLoad(t)
	for signal, large := range map[string]part{
		"traces": {kind: ptrace.SpanKindClient, want: "9646 response backoff match"},
		"logs":   {want: "9646 response backoff"},
	} {
		const limit = 4<<20 - 64 // of gRPC, by default; an id may take some bytes more
		pads := []int{1_300_000, 1_300_000, 0}
		for {
			var all []part
			for _, pad := range pads {
				body := `{"errorMessage":"Too many.","errorNumber":9646,"eventId":"` + mail + `","eventType":"` + strings.Repeat("x", pad) + `"}`
				p := large
				if signal == "traces" {
					p.attrs = call(429, content, body)
				} else {
					p.body = body
				}
				all = append(all, p)
			}
			batch := batchOf(t, signal, all)
			setIDs(batch, 0)
			if missing := limit - len(marshal(t, batch)); missing > 16 {
				pads[2] += missing - 16 // a longer text needs longer lengths
				continue
			}
			require.True(t, f.load.send(t, signal, batch))
			break
		}
	}
	f.settle()
}

// SIGTERM under load, with an empty and with a full queue. The Collector exits on its own, without an error.
func TestFaultTerminated(t *testing.T) {
	t.Parallel()
	f := underLoad(t)
	for range *faultRounds {
		f.c.stop(t)
		f.restart()
		f.grow()

		f.refuse()
		f.c.stop(t)
		f.backend.refuse(false)
		f.restart()
		f.deliver()
	}
	f.settle()
}

// reconfigurable is a configuration file that overrides the example's.
func reconfigurable(t *testing.T) (path string, write func(settings string)) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "settings.yaml")
	write = func(settings string) {
		t.Helper()
		require.NoError(t, os.WriteFile(path, []byte("processors: {mdm_error: {"+settings+"}}\n"), 0o600))
	}
	write("")
	return path, write
}

// SIGHUP under load makes the Collector read its configuration anew: from then on it knows the new error.
func TestFaultReloaded(t *testing.T) {
	t.Parallel()
	settings, write := reconfigurable(t)
	f := underLoad(t, settings)
	for round := range *faultRounds {
		number := 9990 + round
		send := func(want string) {
			text := fmt.Sprintf("Apple VPP endpoint returned error: The new one. (error number: %d)", number)
			for _, signal := range signals {
				require.True(t, f.load.send(t, signal, batchOf(t, signal, []part{{text: text, body: text, want: want}})))
			}
		}
		send("") // no error so far
		if round%2 == 0 {
			f.refuse() // the queue isn't empty
		}
		write(fmt.Sprintf("errors: [{number: %d, retry_class: never}]", number))
		starts := f.c.starts()
		require.NoError(t, f.c.cmd.Process.Signal(syscall.SIGHUP))
		f.await("the new configuration", func() bool { return f.c.starts() > starts })
		send(fmt.Sprintf("%d message never", number))
		f.backend.refuse(false)
		f.deliver()
	}
	f.settle()
}

// starts returns how often the Collector has become ready.
func (c collector) starts() int { return strings.Count(c.output.String(), "Everything is ready.") }

// A broken configuration ends the Collector at a SIGHUP: it stops before it reads the new one. The message names the
// setting, and once that is fixed, nothing is missing.
func TestFaultInvalidConfiguration(t *testing.T) {
	t.Parallel()
	settings, write := reconfigurable(t)
	f := underLoad(t, settings)
	for round := range *faultRounds {
		if round%2 == 0 {
			f.refuse()
		}
		write("max_payload_size: 0")
		require.NoError(t, f.c.cmd.Process.Signal(syscall.SIGHUP))
		f.c.wait(t)
		assert.Equal(t, 1, f.c.cmd.ProcessState.ExitCode())
		assert.Regexp(t, `(?m)^Error: failed to setup .*processors::mdm_error: max_payload_size: `, f.c.output.String())
		write("")
		f.backend.refuse(false)
		f.restart()
		f.deliver()
	}
	f.settle()
}
