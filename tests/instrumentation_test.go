// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/internal/instrumentation"
)

// wanted has the attributes, without apple.mdm, by their short names in the cases.
var wanted = map[string]string{
	"number": "error.number", "numbers": "error.numbers", "delivery": "error.delivery", "check": "error.status_check",
	"count": "error.affected_count", "class": "retry.class", "delay": "retry.delay",
	"event_id": "event.id", "event_type": "event.type",
	"notification_id": "notification.id", "notification_type": "notification.type", "library": "library.uid",
}

func TestInstrumentation(t *testing.T) {
	t.Parallel()
	for _, file := range instrumentation.Load(t, "..") {
		for _, c := range file.Cases {
			t.Run(file.Title+"/"+c.Name, func(t *testing.T) {
				t.Parallel()
				assert.Equal(t, file.Title != "" && len(c.Want) > 0, c.Lands != "", "each line of the page has a place")
				assertInstrumentation(t, &c)
			})
		}
	}
}

func assertInstrumentation(t *testing.T, c *instrumentation.Case) {
	t.Helper()
	var before batch
	if c.Log != nil {
		before = logs{c.Log.Logs(t)}
	} else {
		before = traces{c.Span.Traces(t)}
	}
	after := process(t, defaultConfig(), clone(before))
	got := written(after.attributes()[0])
	assertOnlyOurs(t, before, after, false)

	// What the catalog says of a number isn't repeated in the cases.
	delete(got, "error.message")
	delete(got, "error.expected_status_code")
	if c.Want["number"] != nil && c.Want["class"] == nil {
		delete(got, "retry.class")
	}
	want := make(map[string]any)
	for short, v := range c.Want {
		require.Contains(t, wanted, short)
		want[wanted[short]] = v
	}
	assert.JSONEq(t, toJSON(want), toJSON(got))
}
