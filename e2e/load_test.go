// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

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
	t.Cleanup(end) // of a test that fails before it comes to that
	return end
}

// send sends one batch until it is acknowledged, and reports whether it was.
func (l *load) send(t *testing.T, signal string, batch any) bool {
	l.mu.Lock()
	n := setIDs(batch, l.ids[signal])
	l.ids[signal] += n
	l.mu.Unlock()
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
