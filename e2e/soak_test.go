// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var soakFor = flag.Duration("soak", 0, "how long TestSoak sends; 0: a few batches")

const (
	// few is the least number of batches of each signal, fewest that of the Collector that serves as the baseline.
	few, fewest = 80, 4
	// rarely is how many batches come between two large ones.
	rarely = 20
)

// soakConfig is examples/reliable.yaml with room for what is counted exactly: a full queue makes the client wait instead
// of retrying what the processor has counted. Disks differ too much to wait for each write.
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
	c        collector
	backend  *backend
	receipts *receipts
	load     *load
	parts    map[string][]part

	mu      sync.Mutex
	batches map[string]int // of each signal
	rare    map[string]int // those of them that have the rare parts too
	pairs   map[bool]int   // with the calls first, and with the errors first
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{
		backend: newBackend(t), batches: map[string]int{}, rare: map[string]int{}, pairs: map[bool]int{},
		parts: map[string][]part{ // mostly ordinary ones, as in production
			"traces": append(slices.Repeat(ordinarySpans(), 5), hostileSpans()...),
			"logs":   append(slices.Repeat(ordinaryLogs(t), 5), hostileLogs(t)...),
		},
	}
	s.receipts = keepReceipts(s.backend)
	s.c = begin(t, setup{
		configs: []string{example("reliable.yaml"), freePorts, soakConfig},
		ports:   append([]string{"ZPAGES_PORT"}, allPorts...),
		env:     append(s.backend.env(), "QUEUE_DIRECTORY="+filepath.Join(t.TempDir(), "queue")),
	})
	s.load = newLoad(t, s.c.addr("GRPC_PORT"))
	return s
}

// send sends batches of both signals, at least atLeast of each, until the context ends. Then it closes the returned channel.
func (s *soak) send(t *testing.T, ctx context.Context, atLeast int) <-chan struct{} {
	t.Helper()
	var wg sync.WaitGroup
	const workers = 2
	for worker := range workers * len(signals) {
		signal := signals[worker%len(signals)]
		isRare := func(p part) bool { return p.rare }
		batches := map[bool]any{
			false: batchOf(t, signal, slices.DeleteFunc(slices.Clone(s.parts[signal]), isRare)),
			true:  batchOf(t, signal, s.parts[signal]),
		}
		wg.Go(func() {
			for i := 0; i < atLeast/workers || ctx.Err() == nil; i++ {
				rare := i%rarely == 0
				if !s.load.send(t, signal, batches[rare]) {
					return
				}
				s.mu.Lock()
				s.batches[signal]++
				if rare {
					s.rare[signal]++
				}
				s.mu.Unlock()
			}
		})
	}
	wg.Go(func() {
		for i := 0; i < atLeast/workers || ctx.Err() == nil; i++ {
			callFirst := i%2 == 0
			if !s.load.sendPair(t, newPair(t, callFirst), func() {}) {
				return
			}
			s.mu.Lock()
			s.pairs[callFirst]++
			s.mu.Unlock()
		}
	})
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	t.Cleanup(func() { <-done })
	return done
}

// settle waits until all that was sent has arrived, once each, and compares what the processor counted.
func (s *soak) settle(t *testing.T) {
	t.Helper()
	s.c.await(t, "all that was sent", func() (bool, string) {
		s.backend.mu.Lock()
		defer s.backend.mu.Unlock()
		got, sent := s.receipts.n, s.load.ids
		return got["traces"] == sent["traces"] && got["logs"] == sent["logs"], fmt.Sprintf("sent %v, received %v", sent, got)
	})
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	require.Empty(t, s.receipts.wrong, "%d records", s.receipts.wrongs)
	require.Zero(t, s.receipts.twice, "records arrived twice")
	require.Zero(t, s.load.refused, "exports were sent twice")

	want := map[string]map[string]float64{detected: {}, failedCalls: {}, unreadable: {}, joinedCalls: {}, unmatched: {}}
	for _, signal := range signals {
		for _, p := range s.parts[signal] {
			n := float64(s.batches[signal])
			if p.rare {
				n = float64(s.rare[signal])
			}
			said := strings.Fields(p.want)
			if p.joined {
				said = said[:3]
			}
			said = append(said, "none") // where there is no check
			common := "otel_signal=" + signal + ",processor=mdm_error,"
			switch {
			case p.failed != 0:
				want[failedCalls][failure(p.want, p.failed)] += n
			case len(said) > 3 && said[1] != "trace":
				want[detected]["delivery="+said[1]+",number="+said[0]+","+common+"retry_class="+said[2]+",status_check="+said[3]] += n
			}
			if p.unreadable != "" {
				want[unreadable][common+"reason="+p.unreadable] += n
			}
			if p.below {
				want[joinedCalls][join("traces", 9646, "backoff", "mismatch", 503, "batch")] += n
			}
			if signal == "logs" && p.attrs == nil && len(said) > 3 && said[1] != "notification" && said[1] != "status" {
				want[unmatched]["processor=mdm_error,reason=no_trace_id"] += n
			}
		}
	}
	wantPairs(want, s.pairs)
	for metric, series := range want {
		got := s.c.counts(t, metric)
		delete(got, "processor=mdm_error,reason=no_call") // depends on how long it takes
		require.Equal(t, series, got, metric)
	}
	t.Logf("sent and received once, each with what it should have: %v, in %v exports and %v pairs of two; joined: %v",
		s.load.ids, s.batches, s.pairs, want[joinedCalls])
}

// A mixed load for a long time: the output is exact, nothing is logged, and the Collector uses no more memory at the
// end than at the start.
func TestSoak(t *testing.T) {
	t.Parallel()
	s := newSoak(t)
	ctx, cancel := context.WithTimeout(t.Context(), *soakFor)
	defer cancel()
	var measures []measure
	for sent := s.send(t, ctx, few); sent != nil; {
		select {
		case <-sent:
			sent = nil
		case <-time.After(250 * time.Millisecond):
			measures = append(measures, s.c.measure(t))
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
	// What is in flight varies, but a leak per record would exceed a quarter.
	assert.Less(t, last.live, 1.25*second.live+4<<20, "the heap grows")
	assert.Less(t, last.stacks, 1.25*second.stacks+1<<20, "the goroutines' stacks grow")
	assert.Less(t, last.resident, 1.25*second.resident+32<<20, "the memory grows")
}

// assertSameGoroutines compares with a Collector that has had a small part of the load. Goroutines can be counted only
// once, in a dump at the end.
func (s *soak) assertSameGoroutines(t *testing.T) {
	t.Helper()
	short := newSoak(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	<-short.send(t, ended, fewest)
	short.settle(t)
	want, wantBy := short.c.goroutines(t)
	got, by := s.c.goroutines(t)
	assertNoCanary(t, "the Collector's output, with its goroutines", s.c.output.String())
	t.Logf("goroutines at the end: %d; after %d exports: %d", got, 2*fewest, want)
	const some = 20 // come and go
	assert.LessOrEqual(t, got, want+some, "%v instead of %v", by, wantBy)
}
