// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The number is on a log record or an exception, the status on the client span of the same trace. Whichever comes second, a
// failure that looks like a success is noticed, the advice is right, and one failure raises one alert.
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
				counts := points(t, measure(t, defaultConfig(), batches...))

				last := batches[len(batches)-1].attributes()
				second := last[len(last)-1]
				assert.EqualValues(t, tt.number, number(second))
				assert.Equal(t, tt.check, attr(second, "apple.mdm.error.status_check"))
				assert.Equal(t, tt.class, attr(second, "apple.mdm.retry.class"))
				assert.NotEmpty(t, attr(second, "apple.mdm.join.span_id"))

				signal := "traces"
				if order == "call_first" {
					signal = "logs"
				}
				joined := point("joined", "otel.signal", signal, "number", fmt.Sprint(tt.number), "retry_class", tt.class,
					"status_check", tt.check, "status_code", fmt.Sprint(tt.status), "order", order)
				assert.EqualValues(t, 1, counts[joined], counts)

				// An alert on mismatches adds the two metrics; one on calls without a number subtracts what was counted too early.
				mismatches := sum(counts, "detected", "status_check=mismatch") + sum(counts, "joined", "status_check=mismatch")
				assert.Equal(t, map[string]int64{"mismatch": 1}[tt.check], mismatches)
				early := int64(0)
				if tt.status >= 400 {
					early = sum(counts, "joined", "order=call_first", fmt.Sprint("status_code=", tt.status))
				}
				assert.Zero(t, sum(counts, "failed_calls")-early)
			})
		}
	}
}
