// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
)

const maxDelay = 366 * 24 * 60 * 60 // a year: anything longer is a mistake, or a clock that was never set

// retryDelay returns the delay in Retry-After, counted from then. In a list, the first element counts.
func (s *selection) retryDelay(then pcommon.Timestamp) join.Delay {
	for a := range s.with(waits) {
		v, seconds := a.value, -1.0
		if v.Type() == pcommon.ValueTypeSlice && v.Slice().Len() > 0 {
			v = v.Slice().At(0)
		}
		switch v.Type() {
		case pcommon.ValueTypeInt:
			seconds = float64(v.Int())
		case pcommon.ValueTypeDouble:
			seconds = v.Double()
		case pcommon.ValueTypeStr:
			seconds = parseRetryAfter(strings.TrimSpace(v.Str()), then)
		default:
		}
		if 0 <= seconds && seconds <= maxDelay {
			return join.Delay{Seconds: math.Abs(seconds), Known: true} // -0.0 becomes 0
		}
	}
	return join.Delay{}
}

// parseRetryAfter reads the value of the header: seconds, whole or not, or an HTTP date. A date in the past means at once.
// For anything else, it returns -1.
func parseRetryAfter(s string, then pcommon.Timestamp) (seconds float64) {
	// ParseFloat alone would take infinities, exponents and hexadecimal as well.
	if strings.Trim(s, "0123456789.") == "" && strings.Trim(s, ".") == s {
		if seconds, err := strconv.ParseFloat(s, 64); err == nil {
			return seconds
		}
	}
	date, err := http.ParseTime(s)
	if err != nil || then == 0 {
		return -1
	}
	// A time.Duration can't exceed 292 years.
	whole, part := then.AsTime().Unix(), then.AsTime().Nanosecond()
	return max(0, float64(date.Unix()-whole)-float64(part)/1e9)
}
