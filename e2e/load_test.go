// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// load sends batches, each again until the Collector acknowledges it. The ids of each signal are 0, 1, 2 ..
type load struct {
	sender sender

	mu         sync.Mutex
	ids, acked map[string]int64 // records of each signal
	refused    int              // exports that were not acknowledged
}

func newLoad(t *testing.T, addr string) *load {
	t.Helper()
	return &load{sender: newSender(t, addr), ids: map[string]int64{}, acked: map[string]int64{}}
}

// begin sends on and on, until the returned function is called: it returns once all that was sent is acknowledged.
func (l *load) begin(t *testing.T, parts map[string][]part) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for signal, parts := range parts {
		batch := batchOf(t, signal, parts)
		wg.Go(func() {
			for ctx.Err() == nil && l.send(t, signal, batch) {
				time.Sleep(time.Millisecond)
			}
		})
	}
	end = func() {
		cancel()
		wg.Wait()
	}
	t.Cleanup(end) // in case the test fails before it calls end
	return end
}

// send sends one batch until it is acknowledged, and reports whether it was.
func (l *load) send(t *testing.T, signal string, batch any) bool {
	return l.deliver(t, signal, batch, l.number(signal, batch))
}

// number gives the records of a batch their ids, and returns how many there are.
func (l *load) number(signal string, batch any) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := setIDs(batch, l.ids[signal])
	l.ids[signal] += n
	return n
}

func (l *load) deliver(t *testing.T, signal string, batch any, n int64) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // as the SDKs do
		err := l.sender.export(ctx, batch)
		cancel()
		l.mu.Lock()
		if err == nil {
			l.acked[signal] += n
		} else {
			l.refused++
		}
		l.mu.Unlock()
		switch code := status.Code(err); {
		case t.Context().Err() != nil:
			return false // the test is over
		case err == nil:
			return true
		case code != codes.Unavailable && code != codes.DeadlineExceeded:
			t.Errorf("%s: refused for good: %v", signal, err)
			return false
		}
	}
	t.Errorf("%s: not acknowledged after %v", signal, patience)
	return false
}

// acknowledged returns how many records of each signal are, at least, and how many exports were not.
func (l *load) acknowledged() (records int64, refused int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return min(l.acked["traces"], l.acked["logs"]), l.refused
}

// receipts are the records that have arrived at a backend, whose lock protects them.
type receipts struct {
	seen   map[string][]uint64 // a bit for each id
	n      map[string]int64    // different ids
	twice  int
	wrong  []string // the first few
	wrongs int
}

func keepReceipts(b *backend) *receipts {
	r := &receipts{seen: map[string][]uint64{}, n: map[string]int64{}}
	b.keep = r.keep
	return r
}

func (r *receipts) keep(signal string, attrs pcommon.Map) {
	v, ok := attrs.Get(idAttribute)
	if !ok {
		r.complain("%s: a record without an id", signal)
		return
	}
	id := v.Int()
	for int64(len(r.seen[signal])) <= id/64 {
		r.seen[signal] = append(r.seen[signal], make([]uint64, 1024)...)
	}
	if word, bit := &r.seen[signal][id/64], uint64(1)<<(id%64); *word&bit != 0 {
		r.twice++
	} else {
		*word |= bit
		r.n[signal]++
	}
	want, _ := attrs.Get(wantAttribute)
	if got := told(attrs); got != want.Str() {
		r.complain("%s: want %q, got %q", signal, want.Str(), got)
	}
	if text := fmt.Sprint(ours(attrs)); canary.MatchString(text) {
		r.complain("%s: a secret: %s", signal, text)
	}
}

func (r *receipts) complain(format string, args ...any) {
	if r.wrongs++; r.wrongs <= 10 {
		r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
	}
}

// enough is how many records of each signal make a load.
const enough = 300

// hasty makes examples/reliable.yaml retry faster than suits a real backend, and log every line.
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
	t        *testing.T
	c        collector
	backend  *backend
	receipts *receipts
	load     *load
	end      func() // of the load
}

func underLoad(t *testing.T, more ...string) *fault {
	t.Helper()
	port := freePort(t)
	f := &fault{t: t, backend: newBackend(t), load: newLoad(t, net.JoinHostPort("127.0.0.1", port))}
	f.receipts = keepReceipts(f.backend)
	f.c = begin(t, setup{
		configs: append([]string{example("reliable.yaml"), freePorts, hasty}, more...),
		ports:   []string{"HTTP_PORT", "HEALTH_PORT", "METRICS_PORT"},
		env:     append(f.backend.env(), "GRPC_PORT="+port, "QUEUE_DIRECTORY="+filepath.Join(t.TempDir(), "queue")),
	})
	f.end = f.load.begin(t, map[string][]part{
		"traces": slices.Repeat(ordinarySpans(), 2), "logs": slices.Repeat(ordinaryLogs(t), 2),
	})
	f.grow()
	return f
}

// received returns how many different records of each signal have arrived, at least.
func (f *fault) received() int64 {
	f.backend.mu.Lock()
	defer f.backend.mu.Unlock()
	return min(f.receipts.n["traces"], f.receipts.n["logs"])
}

func (f *fault) acknowledged() int64 {
	n, _ := f.load.acknowledged()
	return n
}

// await polls, whether the Collector runs or not.
func (f *fault) await(what string, done func() bool) {
	f.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		if done() {
			return
		}
	}
	f.t.Fatalf("%s: not after %v; acknowledged %d, received %d, refused %d\n%s",
		what, patience, f.acknowledged(), f.received(), f.backend.refusals(), f.c.output)
}

// grow waits until more records have been acknowledged.
func (f *fault) grow() {
	f.t.Helper()
	want := f.acknowledged() + enough
	f.await("more is acknowledged", func() bool { return f.acknowledged() >= want })
}

// deliver waits until more records have arrived.
func (f *fault) deliver() {
	f.t.Helper()
	want := f.received() + enough
	f.await("more is received", func() bool { return f.received() >= want })
}

// refuse makes the backend refuse, until the Collector has a backlog of acknowledged records.
func (f *fault) refuse() {
	f.t.Helper()
	f.backend.refuse(true)
	before := f.backend.refusals()
	f.await("the backend has refused", func() bool { return f.backend.refusals() > before })
	f.grow()
	require.Greater(f.t, f.acknowledged(), f.received(), "nothing is in the queue")
}

// kill ends the Collector, with no chance to save anything.
func (f *fault) kill() {
	f.t.Helper()
	require.NoError(f.t, f.c.cmd.Process.Kill())
	f.c.wait(f.t)
}

// restart starts the Collector that has ended again, with the same arguments, variables and directory.
func (f *fault) restart() {
	f.t.Helper()
	assertNoCanary(f.t, "the output of the Collector that ended", f.c.output.String())
	f.await("the Collector starts again", func() bool {
		f.c = collector{run(f.t, f.c.cmd.Path, f.c.cmd.Args[1:], f.c.cmd.Env, f.c.ports)}
		ready := f.c.ready(f.t, started)
		require.True(f.t, ready || f.c.portTaken(), "%v\n%s", f.c.err, f.c.output)
		return ready
	})
}

// settle ends the load, and compares what was acknowledged with what has arrived by then: no record is missing, each
// error is explained, nothing else is. A record may arrive twice.
func (f *fault) settle() {
	t := f.t
	t.Helper()
	f.end()
	f.await("all is received", func() bool {
		f.backend.mu.Lock()
		defer f.backend.mu.Unlock()
		return f.receipts.n["traces"] >= f.load.acked["traces"] && f.receipts.n["logs"] >= f.load.acked["logs"]
	})
	f.c.stop(t)
	require.Contains(t, f.c.output.String(), "\tdebug\t", "debug level is off")
	assertNoCanary(t, "the Collector's output", f.c.output.String())
	assert.Empty(t, f.receipts.wrong, "%d records", f.receipts.wrongs)
	require.Equal(t, f.load.ids, f.load.acked)
	assert.Equal(t, f.load.acked, maps.Clone(f.receipts.n))
	t.Logf("acknowledged and received: %v, %d of them more than once; exports not acknowledged at first: %d",
		f.load.acked, f.receipts.twice, f.load.refused)
}
