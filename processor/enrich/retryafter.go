// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"net/http"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// delay is how many seconds the service asks to wait.
type delay struct {
	seconds float64
	known   bool
}

// delay returns what Retry-After says, counted from then. Of a list, the first counts.
func (o *offer) delay(then pcommon.Timestamp) delay {
	for _, v := range o.all(waits) {
		if v.Type() == pcommon.ValueTypeSlice {
			if v.Slice().Len() == 0 {
				continue
			}
			v = v.Slice().At(0)
		}
		if seconds, ok := retryAfter(v, then); ok {
			return delay{seconds, true}
		}
	}
	return delay{}
}

func retryAfter(v pcommon.Value, then pcommon.Timestamp) (seconds float64, ok bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int()), v.Int() >= 0 && v.Int() <= maxDelay
	case pcommon.ValueTypeDouble:
		return v.Double(), v.Double() >= 0 && v.Double() <= maxDelay
	case pcommon.ValueTypeStr:
		return parseRetryAfter(strings.TrimSpace(v.Str()), then)
	default:
		return 0, false
	}
}

const (
	// maxDelay is that of a date in the year 9999, the last that HTTP can name; what is above is no delay.
	maxDelay = 8000 * 365 * 86400
	// maxHeader is the length of the longest Retry-After that makes sense; the longest date has 33 characters.
	maxHeader = 64
)

// parseRetryAfter reads the value of the header: seconds, whole or not, or an HTTP date. A date in the past means at once.
func parseRetryAfter(s string, then pcommon.Timestamp) (seconds float64, ok bool) {
	if s == "" || len(s) > maxHeader {
		return 0, false
	}
	// ParseFloat alone would take infinities, exponents and hexadecimal as well.
	if strings.Trim(s, "0123456789.") == "" && s[0] != '.' && s[len(s)-1] != '.' {
		seconds, err := strconv.ParseFloat(s, 64)
		return seconds, err == nil && seconds <= maxDelay
	}
	date, err := http.ParseTime(s)
	if err != nil || then == 0 {
		return 0, false
	}
	// Not by time.Duration, which ends after 292 years.
	whole, part := then.AsTime().Unix(), then.AsTime().Nanosecond()
	return max(0, float64(date.Unix()-whole)-float64(part)/1e9), true
}
