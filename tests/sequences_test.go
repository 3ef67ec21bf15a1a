// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"testing"
)

// The number is on a log record or an exception, the status on the client span of the same trace. Whichever comes second, a
// failure that looks like a success is noticed, and one failure raises one alert: an alert on mismatches adds detected and joined
// errors, and one on calls without a number subtracts those whose number came later.
func TestOneFailureOneAlert(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		status       int64
		number       int
		check, class string
	}{
		{name: "a failure that looks like a success", status: 200, number: 9622, check: "mismatch", class: "reauthenticate"},
		{name: "an undocumented status", status: 503, number: 9646, check: "mismatch", class: "backoff"},
		{name: "the documented status", status: 400, number: 9609, check: "match", class: "fix_precondition"},
	} {
		for order, batches := range map[string][]batch{
			"call_first":  {around(aTrace, tt.status), told(aTrace, tt.number)},
			"error_first": {told(aTrace, tt.number), around(aTrace, tt.status)},
			"batch":       {around(aTrace, tt.status, tt.number)},
		} {
			t.Run(tt.name+", "+order, func(t *testing.T) {
				t.Parallel()
				signal, early := "traces", int64(0)
				if order == "call_first" {
					signal = "logs"
					if tt.status >= 400 {
						early = 1
					}
				}
				joined := fmt.Sprintf("joined otel.signal=%s number=%d retry_class=%s status_check=%s status_code=%d order=%s",
					signal, tt.number, tt.class, tt.check, tt.status, order)
				want := map[string]int64{"detected status_check=none": 1, joined: 1, "failed_calls": early}
				assertCounts(t, points(t, measure(t, defaultConfig(), batches...)), want)
			})
		}
	}
}
