// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// deep is a trace of n spans, each below the one before; the first tells of an error, the last is the call.
func deep(n int) *trace {
	b := newTrace()
	raises(b.server(1, 0), 9, 9646)
	for i := 2; i < n; i++ {
		b.span(uint64(i), uint64(i-1), ptrace.SpanKindInternal, 0, 10)
	}
	b.call(uint64(n), uint64(n-1), 503)
	return b
}

func TestJoinDeep(t *testing.T) {
	t.Parallel()
	const n = 100_000
	b := deep(n)
	b.run(t)
	assertJoined(t, b.spans.At(0), b.spans.At(n-1), 9646, mismatch)

	// The same as one cycle.
	b = deep(n)
	b.spans.At(0).SetParentSpanID(spanID(n))
	b.run(t)
	assertJoined(t, b.spans.At(0), b.spans.At(n-1), 9646, mismatch)
}
