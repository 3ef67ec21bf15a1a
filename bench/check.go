// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/bench/internal/workload"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

const (
	keyNumber   = "apple.mdm.error.number"
	keyMessage  = "apple.mdm.error.message"
	keyDelivery = "apple.mdm.error.delivery"
	keyStatus   = "apple.mdm.error.expected_status_code"
	keyCheck    = "apple.mdm.error.status_check"
	keyClass    = "apple.mdm.retry.class"
)

// check makes sure that c does what w asks for: what is fast and wrong is no contender.
func (c *contender) check(ctx context.Context, w *workload.Workload) error {
	if c.role != ours && c.role != explains {
		return nil
	}
	b, err := w.Source.Batch()
	if err != nil {
		return err
	}
	untouched, err := b.Marshal()
	if err != nil {
		return err
	}
	if err := c.consume(ctx, b); err != nil {
		return err
	}
	found := false
	for i, attributes := range b.Attributes() {
		e, ok := w.Want(i)
		found = found || ok
		if err := checkRecord(attributes, w, e, ok); err != nil {
			return fmt.Errorf("%s, %s: record %d: %w", w.Name, c.name, i, err)
		}
	}
	if found {
		return nil
	}
	after, err := b.Marshal()
	if err != nil {
		return err
	}
	if !bytes.Equal(untouched, after) {
		return fmt.Errorf("%s, %s: changed, although there is nothing in it", w.Name, c.name)
	}
	return nil
}

func checkRecord(got pcommon.Map, w *workload.Workload, e catalog.Error, want bool) error {
	expected, keys := map[string]any{}, []string{keyNumber, keyMessage, keyStatus, keyClass}
	if want {
		expected[keyNumber], expected[keyMessage], expected[keyClass] = int64(e.Number), e.Message, string(e.RetryClass)
		if e.StatusCode != 0 {
			expected[keyStatus] = int64(e.StatusCode)
		}
	}
	if w.Responses { // then all who explain say the same
		keys = append(keys, keyDelivery, keyCheck)
		if want {
			expected[keyDelivery] = "response"
			if !w.Source.IsLogs { // the log records have no status
				expected[keyCheck] = "match"
			}
		}
	}
	for _, key := range keys {
		var value any
		if v, ok := got.Get(key); ok {
			value = v.AsRaw()
		}
		if value != expected[key] {
			return fmt.Errorf("%s is %v, not %v", key, value, expected[key])
		}
	}
	return nil
}
