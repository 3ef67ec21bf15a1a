// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The error in the description of a span's status may be much older than the end of the span, and so may be that of a call that failed
// long before: the healthy one that has just ended isn't accused.
func TestHealthyCallIsNotAccused(t *testing.T) {
	t.Parallel()
	const end = pcommon.Timestamp(10*time.Second) + 1
	for _, described := range []bool{false, true} {
		td, tr := newTrace(aTrace)
		span := tr.span(1, 0)
		span.SetEndTimestamp(end)
		if described {
			span.Status().SetMessage("vpp err 9646")
		} else {
			raise(span, 9646).Events().At(0).SetTimestamp(end)
		}
		tr.call(2, 1, 503).SetEndTimestamp(end / 10)
		healthy := tr.call(3, 1, 200)
		healthy.SetStartTimestamp(end - end/10)
		healthy.SetEndTimestamp(end)
		process(t, defaultConfig(), td)
		want := says{9646, "trace", "mismatch"}
		if described {
			want = says{}
		}
		assert.Equal(t, want, said(healthy.Attributes()), described)
	}
}

// An error that an outer span reports again, after a retry that succeeded, doesn't accuse the retry.
func TestRepeatedErrorDoesNotAccuse(t *testing.T) {
	t.Parallel()
	td, tr := newTrace(aTrace)
	outer, inner := tr.raised(1, 0, 9646), tr.raised(2, 1, 9646)
	failed, retry := tr.call(3, 2, 503), tr.call(4, 1, 200)
	for i, call := range []ptrace.Span{failed, retry} {
		begun := began + pcommon.Timestamp(i)*pcommon.Timestamp(time.Minute)
		call.SetStartTimestamp(begun)
		call.SetEndTimestamp(begun + 8)
		[]ptrace.Span{inner, outer}[i].Events().At(0).SetTimestamp(begun + 9)
	}
	process(t, defaultConfig(), td)
	assert.Equal(t, says{9646, "trace", "mismatch"}, said(failed.Attributes()))
	assert.Equal(t, says{}, said(retry.Attributes()))
}
