// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

var plainSeconds = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*$`)

// obviousDelay parses a Retry-After the obvious way: seconds, whole or not, or an HTTP date, counted from then.
func obviousDelay(s string, then time.Time, dated bool) (seconds float64, ok bool) {
	s = strings.TrimSpace(s)
	if plainSeconds.MatchString(s) {
		seconds, err := strconv.ParseFloat(s, 64)
		return seconds, err == nil
	}
	date, err := http.ParseTime(s)
	if err != nil || !dated {
		return 0, false
	}
	// Exact until the conversion to float64, which rounds once.
	return math.Max(0, float64(date.Unix()-then.Unix())-float64(then.Nanosecond())/1e9), true
}

// FuzzRetryAfter compares any header, as text, number or list, with the obvious way. The delay is never negative, infinite or NaN.
func FuzzRetryAfter(f *testing.F) {
	const then = 1_767_268_800_500_000_000
	for _, s := range []string{
		"120", " 1.5 ", "-5", "-0.0", "31622400", "31622401", "1e3", "0x10", "Inf", "NaN", "1.2.3", "1.", ".5", "", "later",
		"9" + strings.Repeat("0", 20), strings.Repeat("0", 99), strings.Repeat("0", 99) + "7",
		"Thu, 01 Jan 2026 12:02:00 GMT", "Thursday, 01-Jan-26 12:02:00 GMT", "Thu Jan  1 12:02:00 2026", "Thu, 01 Jan 2026 11:00:00 GMT",
		"Fri, 01 Jan 2027 12:00:00 GMT", "Sat, 02 Jan 2027 12:00:01 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
	} {
		f.Add(s, int64(120), 1.5, uint64(then))
	}
	f.Add("", int64(31_622_401), 1e30, uint64(then))
	f.Add("", int64(math.MinInt64), math.NaN(), uint64(0))
	f.Add("0", int64(math.MaxInt64), math.Inf(1), uint64(math.MaxUint64))
	f.Add("Thu, 01 Jan 9970 00:00:00 GMT", int64(0), 0.0, uint64(1))
	f.Add("Thu, 01 Jan 1970 00:00:00 GMT", int64(-1), math.Copysign(0, -1), uint64(1))
	f.Fuzz(func(t *testing.T, s string, n int64, x float64, then uint64) {
		now := pcommon.Timestamp(then)
		check := func(value any, want float64, wanted bool) {
			m := pcommon.NewMap()
			require.NoError(t, m.PutEmpty("http.response.header.retry-after").FromRaw(value))
			var o selection
			o.collect(m, circumstances, false)
			got, ok := o.retryDelay(now).Seconds, o.retryDelay(now).Known
			// Anything longer is a mistake.
			wanted = wanted && want >= 0 && want <= maxDelay
			require.Equal(t, wanted, ok, "%#v", value)
			if ok {
				assert.InDelta(t, want, got, 0, "%#v", value)
				assert.False(t, math.Signbit(got) || math.IsNaN(got) || math.IsInf(got, 0), "%#v: %v", value, got)
			}
		}
		seconds, ok := obviousDelay(s, now.AsTime(), then != 0)
		check(s, seconds, ok)
		check([]any{s, "7"}, seconds, ok)
		check(n, float64(n), true)
		check(x, x, !math.IsNaN(x))
		check([]any{n}, float64(n), true)
		check(true, 0, false)
	})
}
