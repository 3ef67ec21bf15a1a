// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"
)

// Each span says what its errors, its call and package join make of it.
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

// What a join has written stays: when the same batch comes again, and when each span comes alone, so that nothing can
// be joined. (But for a class that only the API of the call tells, where it makes another error the foremost.)
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
