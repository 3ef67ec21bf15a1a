// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Every contender finds what it should, and a log record without an error takes no allocation.
func TestContenders(t *testing.T) {
	list, err := contenders(t.Context())
	require.NoError(t, err)
	ours, perBatch := &list[0], 20.0 // processorhelper and metrics
	for _, w := range workload.All() {
		t.Run(w.Name, func(t *testing.T) {
			found := 0
			for _, c := range list {
				if c.takesPart(&w) {
					found = max(found, checked(t, &w, &c))
				}
			}
			if found > 0 {
				return
			}
			got, err := allocations(t.Context(), &w, ours)
			require.NoError(t, err)
			if w.Batch().Logs != nil {
				assert.LessOrEqual(t, got, perBatch)
			} else { // calls to the service are remembered, with an allocation for each trace
				assert.LessOrEqual(t, got, perBatch+3*float64(w.Len))
			}
		})
	}
}

// checked returns on how many records c wrote a number.
func checked(t *testing.T, w *workload.Workload, c *contender) (found int) {
	b := w.Batch()
	require.NoError(t, c.consume(t.Context(), b))
	b.Each(func(i int, attributes pcommon.Map, _ pcommon.Value) {
		got := attributes.AsRaw()
		number, class := int64(w.Want(i)), any(nil)
		switch e, _ := catalog.Lookup(int(number)); {
		case c.name == "strings.Contains", c.name == "transform, condition" && !w.Responses:
			number = 0
		case c.name == "transform, condition":
			number = min(number, 1)
		case number != 0:
			class = string(e.RetryClass)
			assert.Equal(t, e.Message, got[keyMessage], "%s, record %d", c.name, i)
			if w.Responses && b.Logs == nil {
				assert.Equal(t, "match", got[keyCheck], "%s, record %d", c.name, i)
			}
		}
		if number != 0 {
			found++
			assert.Equal(t, number, got[keyNumber], "%s, record %d", c.name, i)
		} else {
			assert.NotContains(t, got, keyNumber, "%s, record %d", c.name, i)
		}
		assert.Equal(t, class, got[keyClass], "%s, record %d", c.name, i)
	})
	return found
}
