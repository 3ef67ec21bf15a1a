// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// Properties draw the same cases each time, unless the command line sets another seed, so that a failure is due to the change at
// hand. `make fuzz` draws new ones.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// A trace may pass through several Collectors, which see parts of it in any order, with less and less evidence. None of them
// loses or contradicts what an earlier one has written.
func TestPropertyNothingWrittenIsLost(t *testing.T) {
	t.Parallel()
	first := newEnricher(t)
	another := func() *Enricher {
		e := *first
		remembering(&e.Settings)
		e.idle = make(chan *batch, 1)
		return &e
	}
	rapid.Check(t, func(t *rapid.T) {
		built := randomSpans(t)
		e := another()
		for range rapid.IntRange(2, 5).Draw(t, "steps") {
			switch intN(t, 3) {
			case 0: // the next Collector
				e = another()
			case 1:
				redact(t, built[intN(t, len(built))])
			}
			for _, part := range split(t, built) {
				before := make([]map[string]any, len(part))
				for i, span := range part {
					before[i] = everything(span)
				}
				runParts(t, e, part)
				for i, span := range part {
					stillSays(t, before[i], everything(span))
				}
			}
		}
	})
}

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, from ...T) T { return rapid.SampledFrom(from).Draw(t, "") }

// randomSpans returns a few spans with few different ids, times, statuses and numbers, so that they collide.
func randomSpans(r *rapid.T) (spans []ptrace.Span) {
	b, n := newTrace(), 2+intN(r, 11)
	b.spans.EnsureCapacity(n)
	for i := range uint64(n) {
		id, parent := i+1, uint64(intN(r, int(i)+1))
		if intN(r, 12) == 0 {
			id = uint64(intN(r, n+1)) // may be taken, or empty
		}
		if intN(r, 6) == 0 {
			parent = uint64(intN(r, n+2)) // may be itself, below itself, or missing
		}
		kind := pick(r, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer)
		span := b.span(id, parent, kind, int64(intN(r, 5)), int64(4+intN(r, 5)))
		span.SetTraceID(traceID(1 + uint64(intN(r, 8))/7))
		numbers := rapid.Permutation([]int64{9602, 9603, 9609, 9622, 9625, 9646, 9709, 9716}).Draw(r, "numbers")[:intN(r, 4)]
		if intN(r, 5) < 3 {
			put(span, fields{"server.address": "vpp.itunes.apple.com", "url.path": pick(r, "/mdm/v2/assets", "/mdm/v2/assets", "/mdm/v2/status")})
			if intN(r, 3) > 0 && (kind == ptrace.SpanKindClient || kind == ptrace.SpanKindInternal) {
				numbers = nil // most calls tell nothing
			}
		}
		if status := pick(r, 0, 200, 400, 401, 429, 500, 503); status != 0 {
			put(span, fields{"http.response.status_code": status, "http.response.header.retry-after": int(i)})
		}
		for _, number := range numbers {
			response := fmt.Sprintf(`{"errorNumber":%d,"errorMessage":%q}`, number, message(int(number)))
			switch intN(r, 6) {
			case 0:
				put(span, fields{"http.response.body": response})
			case 1:
				span.Status().SetMessage(sentence(number))
			case 2:
				raises(span, int64(intN(r, 9)), number).Events().At(span.Events().Len()-1).Attributes().PutStr("error", "answered: "+response)
			case 3:
				text := fmt.Sprintf("Apps and Books answered HTTP %d, Apple error %d", pick(r, 200, 400, 429, 503), number)
				raises(span, int64(intN(r, 9)), number).Events().At(span.Events().Len()-1).Attributes().PutStr("exception.message", text)
			default:
				raises(span, int64(intN(r, 9)), number)
			}
		}
		spans = append(spans, span)
	}
	return spans
}

// redact removes a payload or a message, as other processors do.
func redact(t *rapid.T, span ptrace.Span) {
	switch intN(t, 3) {
	case 0:
		span.Attributes().Remove("http.response.body")
	case 1:
		span.Status().SetMessage("")
	default:
		if n := span.Events().Len(); n > 0 {
			span.Events().At(intN(t, n)).Attributes().RemoveIf(func(string, pcommon.Value) bool { return true })
		}
	}
}

// split distributes the spans to one or two batches.
func split(t *rapid.T, all []ptrace.Span) (parts [2][]ptrace.Span) {
	halves := rapid.Bool().Draw(t, "split")
	for _, span := range all {
		part := 0
		if halves {
			part = intN(t, 2)
		}
		parts[part] = append(parts[part], span)
	}
	return parts
}

func runParts(t tester, e *Enricher, part []ptrace.Span) {
	b := newTrace()
	b.spans.EnsureCapacity(len(part))
	for _, span := range part {
		span.CopyTo(b.spans.AppendEmpty())
	}
	runSpans(t, e, b)
	for i, span := range part {
		b.spans.At(i).CopyTo(span)
	}
}

func stillSays(t *rapid.T, before, after map[string]any) {
	switch {
	case before[attrNumber] == nil: // a failed call, or nothing: there may be more to say
		require.True(t, before[attrRetryClass] == nil || after[attrRetryClass] != nil)
	case before[attrJoinSpanID] != nil, before[attrDelivery] == deliveryTrace:
		require.Equal(t, before, after)
	default: // it may have been joined
		for name, value := range before {
			require.Equal(t, value, after[name], name)
		}
	}
}
