// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
)

var soakFor = flag.Duration("soak", 0, "how long TestSoak sends; 0: a few batches")

const (
	// few is how many batches of each signal are sent at the least, fewest how many the Collector gets that is compared with.
	few, fewest = 80, 4
	// rarely is how many batches come between two large ones.
	rarely = 20
)

// soakConfig is examples/reliable.yaml with room for what is counted exactly: a full queue makes the client wait, rather
// than send again what the processor has counted. Disks differ too much to be waited for at each write.
const soakConfig = `
exporters:
  otlp_grpc: {sending_queue: {block_on_overflow: true, queue_size: 50000000}}
extensions:
  file_storage: {fsync: false}
  zpages: {endpoint: "127.0.0.1:${env:ZPAGES_PORT}", expvar: {enabled: true}}
service:
  extensions: [health_check, file_storage, zpages]
  telemetry:
    logs: {encoding: json}
`

// soak is a Collector, and what was sent to it and has arrived.
type soak struct {
	c     *collector
	sink  *sink
	conn  *grpc.ClientConn
	parts map[string][]part

	mu      sync.Mutex
	batches map[string]int   // of each signal
	rare    map[string]int   // those of them that have the rare parts too
	sent    map[string]int64 // records: their ids begin with 0

	// What has arrived, under the lock of the sink.
	seen     map[string][]uint64 // a bit for each id
	received map[string]int64
	wrong    []string
	wrongs   int
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{
		sink: newSink(t), parts: map[string][]part{"traces": spanParts(t), "logs": logParts(t)},
		batches: map[string]int{}, rare: map[string]int{}, sent: map[string]int64{},
		seen: map[string][]uint64{}, received: map[string]int64{},
	}
	s.sink.keep = s.keep
	s.c = begin(t, setup{
		configs: []string{example("reliable.yaml"), freePorts, soakConfig},
		ports:   append([]string{"ZPAGES_PORT"}, allPorts...),
		env: []string{
			"BACKEND_ENDPOINT=" + s.sink.addr, "BACKEND_INSECURE=true",
			"QUEUE_DIRECTORY=" + filepath.Join(t.TempDir(), "queue"),
		},
	})
	s.conn = newLoad(s.c.addr("GRPC_PORT")).dial(t)
	return s
}

// keep is called for each record that arrives.
func (s *soak) keep(signal string, id int64, attrs pcommon.Map) {
	for int64(len(s.seen[signal])) <= id/64 {
		s.seen[signal] = append(s.seen[signal], make([]uint64, 1024)...)
	}
	word, bit := &s.seen[signal][id/64], uint64(1)<<(id%64)
	want, _ := attrs.Get(wantAttribute)
	switch got := told(attrs); {
	case *word&bit != 0:
		s.complain("%s: a second time: %d", signal, id)
	case got != want.Str():
		s.complain("%s: want %q, got %q", signal, want.Str(), got)
	default:
		s.received[signal]++
	}
	*word |= bit
}

func (s *soak) complain(format string, args ...any) {
	if s.wrongs++; s.wrongs <= 10 {
		s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
	}
}

// load sends batches of both signals, at least so many of each, until the context ends. The returned channel is closed then.
func (s *soak) load(t *testing.T, ctx context.Context, atLeast int) <-chan struct{} {
	t.Helper()
	var wg sync.WaitGroup
	const workers = 2
	for worker := range workers * len(signals) {
		send := s.sender(t, signals[worker%len(signals)])
		wg.Go(func() {
			for i := 0; i < atLeast/workers || ctx.Err() == nil; i++ {
				if !send(i%rarely == 0) {
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	t.Cleanup(func() { <-done })
	return done
}

// sender returns what sends a batch, with or without the rare parts, and reports whether it was acknowledged.
func (s *soak) sender(t *testing.T, signal string) func(rare bool) bool {
	var common []part
	for _, p := range s.parts[signal] {
		if !p.rare {
			common = append(common, p)
		}
	}
	all := map[bool][]part{false: common, true: s.parts[signal]}
	spans, logs := ptraceotlp.NewGRPCClient(s.conn), plogotlp.NewGRPCClient(s.conn)
	export := map[bool]func(first int64) error{}
	for rare, parts := range all {
		if signal == "traces" {
			td := spansOfParts(t, parts)
			export[rare] = func(first int64) error {
				numberSpans(td, first)
				_, err := spans.Export(t.Context(), ptraceotlp.NewExportRequestFromTraces(td))
				return err
			}
		} else {
			ld := logsOfParts(t, parts)
			export[rare] = func(first int64) error {
				numberLogs(ld, first)
				_, err := logs.Export(t.Context(), plogotlp.NewExportRequestFromLogs(ld))
				return err
			}
		}
	}
	return func(rare bool) bool {
		n := int64(len(all[rare]))
		s.mu.Lock()
		first := s.sent[signal]
		s.sent[signal] += n
		s.batches[signal]++
		if rare {
			s.rare[signal]++
		}
		s.mu.Unlock()
		err := export[rare](first)
		return t.Context().Err() == nil && assert.NoError(t, err, "%s: an export", signal)
	}
}

// settle waits until all that was sent has arrived, and compares what the processor counted.
func (s *soak) settle(t *testing.T) {
	t.Helper()
	s.c.await(t, "all that was sent", func() (bool, string) {
		s.sink.mu.Lock()
		defer s.sink.mu.Unlock()
		done := s.wrongs > 0 || s.received["traces"] == s.sent["traces"] && s.received["logs"] == s.sent["logs"]
		return done, fmt.Sprintf("sent %v, received %v", s.sent, s.received)
	})
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	require.Zero(t, s.wrongs, "records that differ from what they should be, first of all: %q", s.wrong)
	require.Equal(t, s.sent, s.received)
	require.Empty(t, s.sink.strange)

	own := s.c.scrape(t)
	want := map[string]map[string]float64{}
	add := func(metric, labels string, n int) {
		if want[metric] == nil {
			want[metric] = map[string]float64{}
		}
		want[metric][labels] += float64(n)
	}
	for _, signal := range signals {
		for _, p := range s.parts[signal] {
			n := s.batches[signal]
			if p.rare {
				n = s.rare[signal]
			}
			common := "otel_signal=" + signal + ",processor=mdm_error,"
			said := append(strings.Fields(p.want), "none") // where there is no check
			switch {
			case p.failed != 0:
				add(failedCalls, common+"retry_class="+p.want+fmt.Sprintf(",status_code=%d", p.failed), n)
			case len(said) > 3 && said[1] != "trace":
				add(detected, "delivery="+said[1]+",number="+said[0]+","+common+"retry_class="+said[2]+",status_check="+said[3], n)
			}
			if p.unreadable != "" {
				add(unreadable, common+"reason="+p.unreadable, n)
			}
		}
	}
	for _, metric := range []string{detected, failedCalls, unreadable} {
		require.Equal(t, want[metric], counts(own, metric), metric)
		t.Logf("%s: %v", metric, want[metric])
	}
	for _, signal := range signals {
		t.Logf("%s: sent %d records in %d exports = received %d, each with what it should have", signal, s.sent[signal], s.batches[signal], s.received[signal])
	}
}

// A mixed load for a long time: what comes out is exactly what it should be, nothing is logged, and the Collector holds in
// the end what it held in the beginning.
func TestSoak(t *testing.T) {
	t.Parallel()
	s := newSoak(t)
	ctx, cancel := context.WithTimeout(t.Context(), *soakFor)
	defer cancel()
	var measures []measure
	start := time.Now()
	for sent := s.load(t, ctx, few); sent != nil; {
		select {
		case <-sent:
			sent = nil
		case <-time.After(250 * time.Millisecond):
			measures = append(measures, s.c.measure(t, start))
		}
	}
	s.settle(t)
	s.c.assertQuiet(t)
	s.assertSameGoroutines(t)
	if len(measures) < 40 {
		t.Log("too short to tell what grows")
		return
	}
	for quarter := 1; quarter <= 4; quarter++ {
		t.Logf("quarter %d, medians of %d: %v", quarter, len(measures)/4, medians(measures, quarter))
	}
	second, last := medians(measures, 2), medians(measures, 4)
	// What is under way at a time differs; what is kept of each record doesn't stop at a quarter more.
	assert.Less(t, last.live, 1.25*second.live+4<<20, "the heap grows")
	assert.Less(t, last.stacks, 1.25*second.stacks+1<<20, "the goroutines' stacks grow")
	assert.Less(t, last.resident, 1.25*second.resident+32<<20, "the memory grows")
}

// assertSameGoroutines compares with a Collector that has had a small part of the load. They can be counted only once, in
// a dump at the end.
func (s *soak) assertSameGoroutines(t *testing.T) {
	t.Helper()
	short := newSoak(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	<-short.load(t, ended, fewest)
	short.settle(t)
	want, wantBy := short.c.goroutines(t)
	got, by := s.c.goroutines(t)
	assertNoCanary(t, "the Collector's output, with its goroutines", s.c.output.String())
	t.Logf("goroutines at the end: %d; after %d exports: %d", got, 2*fewest, want)
	// Some come and go: what the exporter waits with, what listens to those who read metrics.
	const some = 20
	if got > want+some {
		t.Errorf("%d goroutines are left, want about %d: %v instead of %v", got, want, by, wantBy)
	}
}
