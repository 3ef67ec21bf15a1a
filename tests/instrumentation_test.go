// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/internal/instrumentation"
)

// instrumentationCase is an entry of testdata/instrumentation.
type instrumentationCase struct{ instrumentation.Case }

// wanted has the attributes, without apple.mdm, by their short names in the cases.
var wanted = map[string]string{
	"number": "error.number", "numbers": "error.numbers", "delivery": "error.delivery", "check": "error.status_check",
	"count": "error.affected_count", "class": "retry.class", "delay": "retry.delay",
	"event_id": "event.id", "event_type": "event.type",
	"notification_id": "notification.id", "notification_type": "notification.type", "library": "library.uid",
}

func TestInstrumentation(t *testing.T) {
	t.Parallel()
	files, err := instrumentation.Load("..")
	require.NoError(t, err)
	errors, nearMisses := 0, 0
	for _, file := range files {
		for _, c := range file.Cases {
			if len(c.Want) > 0 {
				errors++
			} else {
				nearMisses++
			}
			t.Run(file.Title+"/"+c.Name, (&instrumentationCase{c}).run)
		}
	}
	assert.GreaterOrEqual(t, errors, 80, "errors")
	assert.GreaterOrEqual(t, nearMisses, 80, "near misses")
}

func (c *instrumentationCase) run(t *testing.T) {
	t.Parallel()
	cfg := defaultConfig()
	b := c.batch(t)
	before := b.clone().otlp()
	assert.Equal(t, len(c.Want) > 0, c.Lands != "", "what is found has a place, and nothing else")
	if len(c.Want) == 0 {
		assertUntouched(t, cfg, b, "changed")
		return
	}
	after := process(t, cfg, b)
	require.Len(t, after.attributes(), 1)
	attributes := after.attributes()[0]
	assert.Equal(t, c.attributes(t), written(attributes))
	attributes.RemoveIf(isOurs)
	assertSame(t, before, after.otlp(), "what was received is changed")
}

// attributes returns those that the case wants, and what the catalog says of its number, which the case doesn't repeat.
func (c *instrumentationCase) attributes(t *testing.T) map[string]any {
	t.Helper()
	want := make(map[string]any)
	for short, v := range c.Want {
		require.Contains(t, wanted, short)
		if n, ok := v.(int); ok {
			v = int64(n)
			if short == "delay" {
				v = float64(n)
			}
		}
		if list, ok := v.([]any); ok {
			for i := range list {
				list[i] = int64(list[i].(int))
			}
		}
		want[wanted[short]] = v
	}
	number, ok := c.Want["number"].(int)
	if !ok {
		return want
	}
	delivered := catalog.Response
	if d := c.Want["delivery"]; d == "status" || d == "notification" {
		delivered = catalog.Background
	}
	e, ok := catalog.Default().Lookup(catalog.V2, number, delivered)
	require.True(t, ok, number)
	want["error.message"], want["retry.class"] = e.Message, string(e.RetryClass)
	if e.StatusCode != 0 {
		want["error.expected_status_code"] = int64(e.StatusCode)
	}
	return want
}

func (c *instrumentationCase) batch(t *testing.T) batch {
	t.Helper()
	require.True(t, (c.Span == nil) != (c.Log == nil), "a span or a log record")
	if c.Log != nil {
		ld, err := c.Log.Logs()
		require.NoError(t, err)
		return logs{ld}
	}
	td, err := c.Span.Traces()
	require.NoError(t, err)
	return traces{td}
}
