// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// load is a Collector, with what was sent to it and has arrived at a backend. The ids of each signal's records are 0, 1, 2 ..
type load struct {
	*collector
	t *testing.T

	mu          sync.Mutex
	sent, acked map[string]int64 // records
	refused     int              // exports that were not acknowledged

	seen  map[string][]uint64 // a bit for each id
	got   map[string]int64    // different ids
	told  map[string]float64  // records by signal and what is told of them
	twice int
	wrong []string // the first few
}

// newLoad keeps what arrives at the backend.
func newLoad(t *testing.T, c *collector, b *backend) *load {
	t.Helper()
	l := &load{
		collector: c, t: t, sent: map[string]int64{}, acked: map[string]int64{},
		seen: map[string][]uint64{}, got: map[string]int64{}, told: map[string]float64{},
	}
	b.keep = func(batch any) {
		l.mu.Lock()
		defer l.mu.Unlock()
		signal, records := attributesOf(batch)
		for _, attrs := range records {
			l.keep(signal, attrs)
		}
	}
	return l
}

// startReliable starts the Collector of examples/reliable.yaml.
func startReliable(t *testing.T, overrides ...string) *load {
	t.Helper()
	c := start(t, []string{"QUEUE_DIRECTORY=" + filepath.Join(t.TempDir(), "queue")}, example("reliable.yaml"), overrides...)
	return newLoad(t, c, c.backend)
}

func (l *load) keep(signal string, attrs pcommon.Map) {
	v, _ := attrs.Get(idAttribute)
	id := v.Int()
	for int64(len(l.seen[signal])) <= id/64 {
		l.seen[signal] = append(l.seen[signal], make([]uint64, 1024)...)
	}
	if word, bit := &l.seen[signal][id/64], uint64(1)<<(id%64); *word&bit != 0 {
		l.twice++
	} else {
		*word |= bit
		l.got[signal]++
	}
	got := told(attrs)
	l.told[signal+" "+got]++
	want := ""
	if v, ok := attrs.Get(wantAttribute); ok {
		want = v.Str()
	}
	_, routed := attrs.Get("mdm.route") // which examples/agent.yaml adds and examples/gateway.yaml removes
	if text := fmt.Sprint(written(attrs)); (got != want || routed || canary.MatchString(text)) && len(l.wrong) < 10 {
		l.wrong = append(l.wrong, fmt.Sprintf("%s: want %q, got %q: %v", signal, want, got, attrs.AsRaw()))
	}
}

// deliver sends a batch until it is acknowledged, and reports whether it was.
func (l *load) deliver(batch any) bool {
	signal, records := attributesOf(batch)
	l.mu.Lock()
	for _, attrs := range records {
		attrs.PutInt(idAttribute, l.sent[signal])
		attrs.PutStr("enduser.id", mail)
		l.sent[signal]++
	}
	l.mu.Unlock()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(poll) {
		ctx, cancel := context.WithTimeout(l.t.Context(), 10*time.Second) // as the SDKs do
		err := l.export(ctx, batch)
		cancel()
		l.mu.Lock()
		if err == nil {
			l.acked[signal] += int64(len(records))
		} else {
			l.refused++
		}
		l.mu.Unlock()
		switch code := status.Code(err); {
		case err == nil:
			return true
		case l.t.Context().Err() != nil:
			return false // the test is over
		case code != codes.Unavailable && code != codes.DeadlineExceeded:
			l.t.Errorf("%s: refused for good: %v", signal, err)
			return false
		}
	}
	l.t.Errorf("%s: not acknowledged after %v", signal, patience)
	return false
}

// begin sends batches of each kind on and on, until the returned function is called: it returns once all that was sent is
// acknowledged.
func (l *load) begin(pause time.Duration, kinds ...func() any) (end func()) {
	ctx, cancel := context.WithCancel(l.t.Context())
	var wg sync.WaitGroup
	for _, batch := range kinds {
		wg.Go(func() {
			for ctx.Err() == nil && l.deliver(batch()) {
				time.Sleep(pause)
			}
		})
	}
	end = func() {
		cancel()
		wg.Wait()
	}
	l.t.Cleanup(end) // in case the test fails before it calls end
	return end
}

// counted returns how many records of each signal have been acknowledged and have arrived, at least.
func (l *load) counted() (acked, got int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return min(l.acked["traces"], l.acked["logs"]), min(l.got["traces"], l.got["logs"])
}

// settle waits until all that was acknowledged has arrived: no record is missing, each error is explained, nothing else is.
// A record may have arrived twice.
func (l *load) settle() {
	l.t.Helper()
	l.await(l.t, "all that was sent", func() (bool, any) {
		l.mu.Lock()
		defer l.mu.Unlock()
		return maps.Equal(l.acked, l.got) || len(l.wrong) > 0, fmt.Sprint(l.acked, l.got)
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	require.Empty(l.t, l.wrong)
	require.Equal(l.t, l.sent, l.acked)
	l.t.Logf("acknowledged and received: %v, %d of them more than once; exports not acknowledged at first: %d", l.acked, l.twice, l.refused)
}

// ordinarySpans are what an MDM server sends.
func ordinarySpans() any {
	failures := `{"failures":[{"errorInfo":{"assignments":[{"serialNumber":"SAMPLE0001"}]},"errorNumber":9609}],"eventStatus":"FAILED"}`
	parts := slices.Repeat([]part{
		call(200, content, assets),
		call(200, content, errorCodes),
		{attrs: object{"http.route": "/assign", "http.response.status_code": 500}, kind: ptrace.SpanKindServer},
		call(429, content, `{"errorMessage":"Too many.","errorNumber":9646,"eventId":"`+mail+`"}`).tells("9646 response backoff match"),
		call(200, content, `{"errorNumber":9622}`).tells("9622 response reauthenticate mismatch"),
		call(200, content, failures).tells("9609 status fix_precondition"),
		call(503).tells("backoff"),
		{text: revoked, want: "9625 message reauthenticate"},
	}, 5)
	for range 5 {
		parts = append(parts, together(
			around(tooMany).tells("9646 message backoff mismatch"), call(503).tells("9646 trace backoff mismatch"),
		)...)
	}
	return traces(parts...)
}

func ordinaryLogs() any {
	return logs(slices.Repeat([]part{
		logged(synced),
		logged(succeeded),
		logged(object{"assets": []any{object{"adamId": "5550001", "availableCount": 9609}}}),
		logged(failedWith(9709)).tells("9709 notification fix_precondition"),
		logged(`{"errorMessage":"Too many.","errorNumber":9646,"eventId":"` + mail + `"}`).tells("9646 response backoff"),
		logged(object{"errorMessage": "Too many.", "errorNumber": 9646.0}).tells("9646 response backoff"),
		logged(revoked).tells("9625 message reauthenticate"),
		call(400, "err", `{"errorNumber":9602}`).tells("9602 response fix_request match"),
	}, 5)...)
}

// hostileSpans and hostileLogs are cut off, deep, malformed, or larger than what is searched.
func hostileSpans() any {
	return traces(
		call(429, content, `{"errorNumber":9646,"errorMess`).tells("9646 response backoff match"),
		call(400, content, strings.Repeat(`{"errorNumber":`, 20_000)+"1"+strings.Repeat("}", 20_000)).tells("fix_request"),
		call(400, content, strings.Repeat("[", 20_000)+`"errorNumber"`).tells("fix_request"),
	)
}

func hostileLogs() any {
	entries := strings.Repeat(`{"adamId":"5550001","clientUserId":"`+user+`","pricingParam":"STDQ"},`, 20_000)
	return logs(
		logged(`{"errorNumber":96`),
		logged([]byte("\xff\xfe{\"errorNumber\": \x00")),
		logged(strings.Repeat(`{"failures":[`, 20_000)+`"errorNumber"`+strings.Repeat("]}", 20_000)),
		logged(strings.Repeat("Error 9609ms, code 96100, ErrorNumber 9617; ", 500)),
		logged(`{"failures":[{"errorMessage":"`+message(9609, "background")+`","errorNumber":9609,"errorTail":[`+entries+`]}]}`).
			tells("9609 status fix_precondition"),
	)
}

// pair is a batch of calls and a batch of log records with their errors, two of each trace: the first batch is explained
// without joins, the second with them. With joins switched off, neither is.
func pair(callFirst, joins bool) (first, second any) {
	var calls, errors []part
	for range perPair {
		for _, p := range []struct {
			status                           int
			text                             string
			call, err, joinedCall, joinedErr string
		}{
			{503, tooMany, "backoff", "9646 message backoff", "9646 trace backoff mismatch", "9646 message backoff mismatch"},
			{429, tooMany, "backoff", "9646 message backoff", "9646 trace backoff match", "9646 message backoff match"},
			{
				200, unauthorized, "", "9622 message reauthenticate",
				"9622 trace reauthenticate mismatch", "9622 message reauthenticate mismatch",
			},
		} {
			switch {
			case joins && callFirst:
				p.err = p.joinedErr
			case joins:
				p.call = p.joinedCall
			}
			both := together(call(p.status).tells(p.call), logged(p.text).tells(p.err))
			calls, errors = append(calls, both[0]), append(errors, both[1])
		}
	}
	if callFirst {
		return traces(calls...), logs(errors...)
	}
	return logs(errors...), traces(calls...)
}

// perPair is how many times each kind of call is in a pair, perBatch how many records are in each batch of it.
const perPair, perBatch = 10, 30

// An agent balances spans and log records over two gateways by trace: no join is missing, and both gateways make some.
func TestAgentAndGateways(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	gateways := make([]*collector, 2)
	env := []string{"GATEWAY_INSECURE=true"}
	for i := range gateways {
		gateways[i] = start(t, []string{"BACKEND_ENDPOINT=" + b.addr}, example("gateway.yaml"))
		env = append(env, fmt.Sprintf("GATEWAY_%d=%s", i+1, gateways[i].addr("GRPC_PORT")))
	}
	l := newLoad(t, start(t, env, example("agent.yaml")), b)
	for _, callFirst := range []bool{true, false} {
		first, second := pair(callFirst, true)
		for _, batch := range []any{first, second} {
			require.True(t, l.deliver(batch))
			l.settle()
		}
	}
	joined := 0.0
	for _, gateway := range gateways {
		n := gateway.counts(t, joinedCalls)[""]
		assert.Positive(t, n)
		joined += n
	}
	assert.EqualValues(t, 2*perBatch, joined)
}
