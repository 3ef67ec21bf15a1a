// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The promises about traces. That the join does what the reference does is TestJoinLikeReference; these don't depend on
// what the reference says.

// eachTrace draws spans, and calls check with what was drawn and what came out.
func eachTrace(t *testing.T, check func(t *rapid.T, spans []*refSpan, built []written)) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	rapid.Check(t, func(t *rapid.T) {
		spans := randomSpans(t, 9729)
		b, built := build(spans)
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		var out []written
		for _, span := range built {
			out = append(out, written{Map: span.Attributes(), span: span, isSpan: true})
		}
		check(t, spans, out)
	})
}

func TestPropertyJoinDoesLikeReference(t *testing.T) {
	eachTrace(t, func(t *rapid.T, spans []*refSpan, built []written) {
		reference(spans)
		for i, s := range spans {
			require.Equal(t, s.says(), everything(built[i].span), "span %d of\n%s", i, dump(spans))
		}
	})
}

// What a join has written stays: when the same batch comes again, and when each span comes alone, so that nothing can
// be joined. (But for a class that only the API of the call tells, where it makes another error the foremost.)
func TestPropertyJoinedTwice(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	rapid.Check(t, func(t *rapid.T) {
		spans := randomSpans(t)
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

// Delivery trace stands only on a call to the service that has a status and names no number itself; an error of each
// of its numbers was recorded on a span above it, and not before the call had started.
func TestPropertyJoinedCallsAreBelowTheErrorAndStartedBefore(t *testing.T) {
	eachTrace(t, func(t *rapid.T, spans []*refSpan, built []written) {
		for i, call := range spans {
			if built[i].str(attrDelivery) != deliveryTrace {
				continue
			}
			require.Contains(t, []ptrace.SpanKind{ptrace.SpanKindClient, ptrace.SpanKindInternal}, call.kind)
			require.True(t, call.service && call.status != 0 && len(call.errors) == 0, "span %d of\n%s", i, dump(spans))
			for _, number := range built[i].numbers() {
				require.True(t, slices.ContainsFunc(spans, func(s *refSpan) bool {
					return !s.isCall() && descends(spans, call, s) && slices.ContainsFunc(s.errors, func(e refError) bool {
						return e.number == number && e.place != inBody && call.start <= e.at
					})
				}), "%d on span %d of\n%s", number, i, dump(spans))
			}
			// Two errors of one span never share a call.
			var tellers int
			for _, s := range spans {
				if !s.isCall() && len(s.errors) > 0 && descends(spans, call, s) {
					tellers++
				}
			}
			require.GreaterOrEqual(t, tellers, len(built[i].numbers()), "span %d of\n%s", i, dump(spans))
		}
	})
}

// What can't be a call is never joined to, and has no class from a status.
func TestPropertyOtherKindsAreNeverJoined(t *testing.T) {
	eachTrace(t, func(t *rapid.T, spans []*refSpan, built []written) {
		for i, s := range spans {
			if !s.isCall() {
				require.NotEqual(t, deliveryTrace, built[i].str(attrDelivery), "span %d of\n%s", i, dump(spans))
			}
			if len(s.errors) == 0 && !s.isCall() {
				require.Empty(t, everything(built[i].span), "span %d of\n%s", i, dump(spans))
			}
			if s.kind == ptrace.SpanKindServer && s.status >= 400 && len(s.errors) == 0 {
				require.False(t, built[i].has(attrRetryClass), "its own answer to somebody else")
			}
		}
	})
}

func TestPropertyNoErrorIsLostToTheJoin(t *testing.T) {
	eachTrace(t, func(t *rapid.T, spans []*refSpan, built []written) {
		for i, s := range spans {
			var want []int64
			for _, e := range s.errors {
				want = append(want, e.number)
			}
			if len(want) > 0 {
				require.Equal(t, want, built[i].numbers(), "span %d of\n%s", i, dump(spans))
			}
		}
	})
}

// The error that a span describes asks most of a person: each of its errors, alone on the span, asks no more.
func TestPropertyTheMostUrgentErrorIsDescribed(t *testing.T) {
	t.Parallel()
	e := newEnricher(t)
	classes := catalog.RetryClasses()
	rank := func(w written) int { return slices.Index(classes, catalog.RetryClass(w.str(attrRetryClass))) }
	run := func(t *rapid.T, s refSpan) written {
		b, built := build([]*refSpan{&s})
		_, err := e.Traces(t.Context(), b.td)
		require.NoError(t, err)
		return written{Map: built[0].Attributes(), span: built[0], isSpan: true}
	}
	require.Equal(t, []catalog.RetryClass{
		catalog.Reauthenticate, catalog.Never, catalog.FixRequest, catalog.FixPrecondition, catalog.Backoff, catalog.Unknown, catalog.AlreadyDone,
	}, classes)
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range randomSpans(t, 9634, 9729) {
			if len(s.errors) == 0 {
				continue
			}
			together, first := run(t, *s), -1
			for i := range s.errors {
				single := *s
				single.errors = s.errors[i : i+1]
				alone := run(t, single)
				require.LessOrEqual(t, rank(together), rank(alone), "%d", s.errors[i].number)
				if first < 0 && rank(alone) == rank(together) {
					first = i
				}
			}
			require.GreaterOrEqual(t, first, 0)
			require.Equal(t, s.errors[first].number, together.num(attrNumber), "among equals, the first")
		}
	})
}

// What is counted as detected is what the records say: each of their numbers, but for those that a join has brought.
func TestPropertyDetectedIsWhatTheRecordsSay(t *testing.T) {
	t.Parallel()
	e, read := counting(t)
	want := map[string]int64{}
	rapid.Check(t, func(t *rapid.T) {
		eachWritten(t, e, func(w written) {
			if w.str(attrDelivery) == deliveryTrace {
				return
			}
			for _, n := range w.numbers() {
				number := "other"
				if e.Catalog.Documented(int(n)) {
					number = strconv.FormatInt(n, 10)
				}
				want[number+" "]++
			}
		})
		require.Equal(t, want, read("detected", "number"))
	})
}
