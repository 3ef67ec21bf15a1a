// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/dice"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// randomSpans are few, with few different ids, times, statuses and numbers, so that they get in each other's way.
func randomSpans(r dice.Dice, numbers ...int64) []*refSpan {
	spans := make([]*refSpan, 2+r.IntN(11))
	for i := range spans {
		s := &refSpan{
			trace: 1 + uint64(r.IntN(8))/7, id: uint64(i) + 1, parent: uint64(r.IntN(i + 1)),
			start: int64(r.IntN(5)), end: int64(4 + r.IntN(5)),
			kind: dice.Pick(r, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer),
			path: dice.Pick(r, catalog.V2, catalog.V2, catalog.V1, ""), service: r.IntN(5) < 3,
			status: dice.Pick(r, 0, 200, 400, 401, 429, 500, 503),
		}
		if r.IntN(12) == 0 {
			s.id = uint64(r.IntN(len(spans) + 1)) // taken, or empty
		}
		if r.IntN(6) == 0 {
			s.parent = uint64(r.IntN(len(spans) + 2)) // itself, below itself, or nobody
		}
		if r.IntN(3) > 0 {
			s.wait = i + 1
		}
		tells := r.IntN(4)
		if s.isCall() && r.IntN(3) > 0 {
			tells = 0
		}
		s.errors = randomErrors(r, s, tells, numbers)
		spans[i] = s
	}
	return spans
}

// randomErrors come in the order in which the span is searched, each number once.
func randomErrors(r dice.Dice, s *refSpan, n int, more []int64) (errors []refError) {
	numbers := append([]int64{9602, 9603, 9609, 9622, 9625, 9646, 9709, 9716}, more...)
	if s.service && s.kind == ptrace.SpanKindServer {
		numbers = append(numbers, 4711, 4712) // which only the service's name makes believable
	}
	dice.Shuffle(r, numbers)
	if n > 0 && s.kind != ptrace.SpanKindClient && r.IntN(4) == 0 || s.isCall() && n > 0 {
		errors = append(errors, refError{number: numbers[0], place: inBody, at: s.end})
	}
	for i := len(errors); i < n; i++ {
		place := dice.Pick(r, inEvent, inEventJSON)
		if documented := numbers[i] > 9000; !documented {
			place = inEventJSON
		} else if i == n-1 && r.IntN(4) == 0 {
			place = inDescription
		}
		e := refError{number: numbers[i], place: place, at: int64(r.IntN(9))}
		if place == inDescription {
			e.at = s.end
		}
		if e.shape() == scan.Message && !s.isCall() && r.IntN(6) == 0 {
			e.status = dice.Pick(r, 200, 400, 429, 503)
		}
		errors = append(errors, e)
	}
	return errors
}

// build makes the spans that the reference knows.
func build(spans []*refSpan) (*trace, []ptrace.Span) {
	b := newTrace()
	b.spans.EnsureCapacity(len(spans))
	var built []ptrace.Span
	for _, s := range spans {
		span := b.span(s.id, s.parent, s.kind, s.start, s.end)
		span.SetTraceID(traceID(s.trace))
		a := span.Attributes()
		if s.service {
			a.PutStr("server.address", "vpp.itunes.apple.com")
		} else {
			a.PutStr("server.address", "mdm.example")
		}
		if path := map[catalog.API]string{catalog.V2: "/mdm/v2/assets", catalog.V1: "/mdm/getVPPAssetsSrv"}[s.path]; path != "" {
			a.PutStr("url.path", path)
		}
		if s.status != 0 {
			a.PutInt("http.response.status_code", int64(s.status))
		}
		if s.wait != 0 {
			a.PutInt("http.response.header.retry-after", int64(s.wait))
		}
		for _, e := range s.errors {
			body := fmt.Sprintf(`{"errorNumber":%d,"errorMessage":"%s"}`, e.number, strings.ReplaceAll(message(int(e.number)), `"`, `\"`))
			text := sentence(e.number)
			if e.status != 0 {
				text = fmt.Sprintf("Apps and Books answered HTTP %d, Apple error %d", e.status, e.number)
			}
			switch e.place {
			case inBody:
				a.PutStr("http.response.body", body)
			case inEvent:
				raises(span, e.at, 0).Events().At(span.Events().Len()-1).Attributes().PutStr("exception.message", text)
			case inEventJSON:
				event := span.Events().AppendEmpty()
				event.SetTimestamp(at(e.at))
				event.Attributes().PutStr("error", "answered: "+body)
			case inDescription:
				span.Status().SetMessage(text)
			}
		}
		built = append(built, span)
	}
	return b, built
}

const randomTraces = 5_000

// Whatever a batch is like, the join does what the obvious way of doing it does.
func TestJoinLikeReference(t *testing.T) {
	t.Parallel()
	var joins int
	e := newEnricher(t, withJoin)
	for seed := range uint64(randomTraces) {
		spans := randomSpans(rand.New(rand.NewPCG(seed, 0)), 9729) // which has another class in each API
		b, built := build(spans)
		reference(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		for i, s := range spans {
			if want, got := s.says(), everything(built[i]); !assert.ObjectsAreEqual(want, got) {
				require.Equal(t, want, got, "seed %d, span %d (id %d) of\n%s", seed, i, s.id, dump(spans))
			}
			for _, e := range s.errors {
				if e.joined != nil {
					joins++
				}
			}
		}
	}
	require.Greater(t, joins, randomTraces/10, "the batches are no test")
}

// What a join has written stays: when the same batch comes again, and when each span comes alone, so that nothing can
// be joined. (But for a class that only the API of the call tells, where it makes another error the foremost.)
func TestJoinedTwice(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	for seed := range uint64(randomTraces / 2) {
		spans := randomSpans(rand.New(rand.NewPCG(seed, 1)))
		b, built := build(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		reference(spans)
		for i, span := range built {
			alone := newTrace()
			span.CopyTo(alone.spans.AppendEmpty())
			_, err = e.Traces(t.Context(), alone.td)
			require.NoError(t, err)
			if want, got := everything(span), everything(alone.spans.At(0)); !assert.ObjectsAreEqual(want, got) {
				require.Equal(t, want, got, "alone: seed %d, span %d of\n%s", seed, i, dump(spans))
			}
		}
		again := ptrace.NewTraces()
		b.td.CopyTo(again)
		_, err = e.Traces(t.Context(), again)
		require.NoError(t, err)
		if !assert.ObjectsAreEqual(b.td, again) {
			require.Equal(t, b.td, again, "again: seed %d\n%s", seed, dump(spans))
		}
	}
}

// dump writes the spans down, for a failure to be understood.
func dump(spans []*refSpan) string {
	var b strings.Builder
	for i, s := range spans {
		fmt.Fprintf(&b, "%d: trace %d, %d below %d, %v, %d to %d, call %v, status %d, %q, wait %d:",
			i, s.trace, s.id, s.parent, s.kind, s.start, s.end, s.isCall(), s.status, s.path, s.wait)
		for _, e := range s.errors {
			fmt.Fprintf(&b, " %d in %d at %d", e.number, e.place, e.at)
			if e.joined != nil {
				fmt.Fprintf(&b, " joined with %d", e.joined.id)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
