// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestRetryDelay(t *testing.T) {
	t.Parallel()
	then := time.Date(2026, 1, 1, 12, 0, 0, 500_000_000, time.UTC)
	const none = -1
	for _, tt := range []struct {
		value any
		want  float64
	}{
		{"120", 120},
		{120, 120},
		{1.5, 1.5},
		{[]any{"7", "8"}, 7},
		{[]any{}, none},
		{[]any{"later", "8"}, none},
		{"Thu, 01 Jan 2026 12:02:00 GMT", 119.5},
		{"Thu, 01 Jan 2026 11:00:00 GMT", 0},
		{"Fri, 01 Jan 2027 12:00:00 GMT", 365*24*60*60 - 0.5},
		{"31622400", 31_622_400},
		{"Sat, 02 Jan 2027 12:00:01 GMT", none}, // more than a year, as the next ones
		{"Fri, 31 Dec 9999 23:59:59 GMT", none},
		{"31622401", none},
		{31_622_401, none},
		{"-0.0", none},
		{"-5", none},
		{"1e3", none},
		{"Inf", none},
		{"1.", none},
		{"", none},
		{1e30, none},
		{true, none},
	} {
		for _, name := range []string{"http.response.header.retry-after", "http.response.header.retry_after"} {
			o := collected(t, circumstances, map[string]any{name: tt.value})
			assert.Equal(t, delay{max(0, tt.want), tt.want >= 0}, o.retryDelay(pcommon.NewTimestampFromTime(then)), "%v", tt.value)
		}
	}

	// A clock that was never set is nothing to count from.
	o := collected(t, circumstances, map[string]any{"http.response.header.retry-after": "Thu, 01 Jan 9970 00:00:00 GMT"})
	assert.Equal(t, delay{}, o.retryDelay(1_000_000_000))

	o = collected(t, circumstances, map[string]any{"http.response.header.retry-after": math.Copysign(0, -1)})
	zero := o.retryDelay(0)
	assert.True(t, zero.known && !math.Signbit(zero.seconds), "%v", zero)

	const hyphen, underscore = "http.response.header.retry-after", "http.response.header.retry_after"
	for _, tt := range []struct {
		attributes map[string]any
		want       delay
	}{
		{map[string]any{hyphen: "Thu, 01 Jan 2026 12:02:00 GMT"}, delay{}}, // which says nothing where the time isn't known
		{map[string]any{hyphen: "later", underscore: "7"}, delay{7, true}},
		{map[string]any{hyphen: []any{}, underscore: "7"}, delay{7, true}},
		{map[string]any{hyphen: "9", underscore: "7"}, delay{9, true}},
		{nil, delay{}},
	} {
		o := collected(t, circumstances, tt.attributes)
		assert.Equal(t, tt.want, o.retryDelay(0), "%v", tt.attributes)
	}
}
