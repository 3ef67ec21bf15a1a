// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"flag"
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

// Each span gets what follows from its errors, its call and the result of package join.
func TestPropertySpansSayWhatReferenceDoes(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	rapid.Check(t, func(t *rapid.T) {
		spans := randomSpans(t, anyAPI, 9729)
		b, built := build(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		reference(spans)
		for i, s := range spans {
			require.Equal(t, s.says(), everything(built[i]), "span %d of\n%s", i, dump(spans))
		}
	})
}

// What a join has written stays, both when the same batch comes again and when each span comes alone. (Except for a retry class
// that depends on the API of the call, if it makes another error the foremost.)
func TestPropertyJoinedTwice(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	rapid.Check(t, func(t *rapid.T) {
		spans := randomSpans(t, anyAPI)
		b, built := build(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		for i, span := range built {
			alone := newTrace()
			span.CopyTo(alone.spans.AppendEmpty())
			_, err = e.Traces(t.Context(), alone.td)
			require.NoError(t, err)
			require.Equal(t, everything(span), everything(alone.spans.At(0)), "span %d of\n%s", i, dump(spans))
		}
		again := ptrace.NewTraces()
		b.td.CopyTo(again)
		_, err = e.Traces(t.Context(), again)
		require.NoError(t, err)
		require.Equal(t, b.td, again, dump(spans))
	})
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
		spans := randomSpans(t, oneAPI)
		for _, s := range spans { // an undocumented number takes its class from the call
			for i := range s.errors {
				if e := &s.errors[i]; e.number < 9000 {
					e.number = map[int64]int64{4711: 9601, 4712: 9728}[e.number]
				}
			}
		}
		_, built := build(spans)
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
					stillSays(t, before[i], everything(span), spans)
				}
			}
		}
	})
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

func stillSays(t *rapid.T, before, after map[string]any, spans []*refSpan) {
	switch {
	case before[attrNumber] == nil: // a failed call, or nothing: there may be more to say
		require.True(t, before[attrRetryClass] == nil || after[attrRetryClass] != nil)
	case before[attrJoinSpanID] != nil, before[attrDelivery] == deliveryTrace:
		require.Equal(t, before, after, dump(spans))
	default: // it may have been joined
		for name, value := range before {
			require.Equal(t, value, after[name], "%s of\n%s", name, dump(spans))
		}
	}
}
