// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
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
		{" 120 ", 120},
		{"0", 0},
		{"1.5", 1.5},
		{120, 120},
		{1.5, 1.5},
		{[]any{"7", "8"}, 7},
		{[]any{}, none},
		{[]any{"later", "8"}, none},
		{"Thu, 01 Jan 2026 12:02:00 GMT", 119.5},
		{"Thursday, 01-Jan-26 12:02:00 GMT", 119.5},
		{"Thu Jan  1 12:02:00 2026", 119.5},
		{"Thu, 01 Jan 2026 11:00:00 GMT", 0},
		{"Fri, 31 Dec 9999 23:59:59 GMT", 251_635_031_998.5},
		{"-5", none},
		{-5, none},
		{-0.5, none},
		{"1e3", none},
		{"0x10", none},
		{"Inf", none},
		{"NaN", none},
		{"1.", none},
		{".5", none},
		{"1.2.3", none},
		{"", none},
		{"soon", none},
		{"2026-01-01T12:02:00Z", none},
		{strings.Repeat("9", 30), none},
		{strings.Repeat("0", 1000) + "1", none},
		{int64(1) << 62, none},
		{1e30, none},
		{true, none},
	} {
		for _, name := range []string{"http.response.header.retry-after", "http.response.header.retry_after"} {
			assert.Equal(t, delay{max(0, tt.want), tt.want >= 0}, collected(t, map[string]any{name: tt.value}).delay(pcommon.NewTimestampFromTime(then)), "%v", tt.value)
		}
	}

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
		assert.Equal(t, tt.want, collected(t, tt.attributes).delay(0), "%v", tt.attributes)
	}
}
