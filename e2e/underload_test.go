// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// enough is how many records of each signal make a load.
const enough = 300

// hasty is examples/reliable.yaml with shorter waits than suit a real backend, and all log lines.
const hasty = `
exporters:
  otlp_grpc:
    sending_queue: {batch: {flush_timeout: 20ms}}
    retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
service:
  telemetry: {logs: {level: debug}}
`

// fault is a Collector on examples/reliable.yaml, under load from a client, with a backend.
type fault struct {
	t    *testing.T
	sink *sink
	load *load
	end  func()
	c    *collector
}

func underLoad(t *testing.T, more ...string) *fault {
	t.Helper()
	port := lowPort(t)
	f := &fault{t: t, sink: newSink(t), load: newLoad(net.JoinHostPort("127.0.0.1", port))}
	f.c = begin(t, setup{
		configs: append([]string{example("reliable.yaml"), freePorts, hasty}, more...),
		ports:   []string{"HTTP_PORT", "HEALTH_PORT", "METRICS_PORT"},
		env: []string{
			"GRPC_PORT=" + port, "BACKEND_ENDPOINT=" + f.sink.addr, "BACKEND_INSECURE=true",
			"QUEUE_DIRECTORY=" + filepath.Join(t.TempDir(), "queue"),
		},
	})
	f.end = f.load.begin(t)
	f.grow()
	return f
}

var nextPort atomic.Int64

// lowPort returns a free port below those that the system gives to clients, so that nobody takes it while its server is away.
func lowPort(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+(int64(os.Getpid())*100+nextPort.Add(1))%10000))
		if err == nil {
			defer l.Close()
			return portOf(t, l)
		}
	}
	t.Fatal("no port is free")
	return ""
}

// await polls, whether the Collector runs or not.
func (f *fault) await(what string, done func() bool) {
	f.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		if done() {
			return
		}
	}
	received, refused := f.sink.count()
	f.t.Fatalf("%s: not after %v; acknowledged %d, received %d, refused %d\n%s", what, patience, f.load.count(), received, refused, f.c.output)
}

// grow waits until more records are acknowledged.
func (f *fault) grow() {
	f.t.Helper()
	want := f.load.count() + enough
	f.await("more is acknowledged", func() bool { return f.load.count() >= want })
}

// deliver waits until more records have arrived.
func (f *fault) deliver() {
	f.t.Helper()
	received, _ := f.sink.count()
	f.await("more is received", func() bool { now, _ := f.sink.count(); return now >= received+enough })
}

// refuse makes the backend refuse, until the Collector has acknowledged much that it can't get rid of.
func (f *fault) refuse() {
	f.t.Helper()
	f.sink.refuse(true)
	_, before := f.sink.count()
	f.await("the backend has refused", func() bool { _, now := f.sink.count(); return now > before })
	f.grow()
	received, _ := f.sink.count()
	require.Greater(f.t, f.load.count(), received, "nothing is in the queue")
}

// kill ends the Collector, with no chance to save anything.
func (f *fault) kill() {
	f.t.Helper()
	require.NoError(f.t, f.c.cmd.Process.Kill())
	f.c.wait(f.t)
}

// terminate ends it as an init system does.
func (f *fault) terminate() {
	f.t.Helper()
	f.c.stop(f.t)
}

// restart starts the Collector that was ended once more, with the same arguments, variables and directory.
func (f *fault) restart() {
	f.t.Helper()
	assertNoCanary(f.t, "the output of the Collector that ended", f.c.output.String())
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		f.c = run(f.t, f.c.cmd.Args[1:], f.c.cmd.Env, f.c.ports)
		if f.c.ready(f.t) {
			return
		}
		if !strings.Contains(f.c.output.String(), "address already in use") {
			break
		}
	}
	f.t.Fatalf("the Collector doesn't start again: %v\n%s", f.c.err, f.c.output)
}

// settle ends the load, and compares what was acknowledged with what has arrived by then: no record is missing, each
// error is explained, nothing else is. A record may arrive twice, but not in two forms.
func (f *fault) settle() {
	t := f.t
	t.Helper()
	f.end()
	f.await("all is received", func() bool {
		f.sink.mu.Lock()
		defer f.sink.mu.Unlock()
		for _, signal := range signals {
			if len(f.sink.got[signal]) < len(f.load.acked[signal]) {
				return false
			}
		}
		return true
	})
	f.terminate()
	require.Contains(t, f.c.output.String(), "\tdebug\t", "debug level is off")
	assertNoCanary(t, "the Collector's output", f.c.output.String())
	f.sink.mu.Lock()
	defer f.sink.mu.Unlock()
	assert.Empty(t, f.sink.strange)
	for _, signal := range signals {
		acked, got := f.load.acked[signal], f.sink.got[signal]
		var errors, enriched, wrong, twice int
		for id, number := range acked {
			r := got[id]
			if r == nil {
				t.Fatalf("%s: record %d was acknowledged and is lost", signal, id)
			}
			if number != 0 {
				errors++
			}
			if r.number == number && number != 0 {
				enriched++
			}
			if r.number != number {
				wrong++
			}
			if r.times > 1 {
				twice++
			}
		}
		assert.Len(t, got, len(acked), "%s: more than was sent", signal)
		assert.Equal(t, errors, enriched, "%s: errors, enriched", signal)
		assert.Zero(t, wrong, "%s: records with another number than theirs", signal)
		t.Logf("%s: acknowledged %d = received %d, %d of them more than once; errors acknowledged %d = enriched %d; others enriched %d; exports not acknowledged at first: %d",
			signal, len(acked), len(got), twice, errors, enriched, wrong, f.load.refused.Load())
	}
}
