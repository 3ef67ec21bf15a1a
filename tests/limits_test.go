// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// The limits of docs/detection.md: errors within them are found, errors beyond them are missed.

func TestDepthLimit(t *testing.T) {
	t.Parallel()
	for levels, want := range map[int]int64{1: 9602, 63: 9602, 64: 9602, 65: 0, 100_000: 0} {
		around := levels - 1 // the error is one itself
		for open, shut := range map[string]string{"[": "]", `{"a":`: "}"} {
			cutOff := strings.Repeat(open, around) + response9602
			got := numbers(process(t, defaultConfig(), bodies(cutOff, cutOff+strings.Repeat(shut, around))))
			assert.Equal(t, []int64{want, want}, got, "%d of %s", levels, open)
		}
		for kind, step := range map[string]func(pcommon.Value) pcommon.Value{
			"lists": func(v pcommon.Value) pcommon.Value { return v.SetEmptySlice().AppendEmpty() },
			"maps":  func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmpty("a") },
		} {
			ld, records := newLogs()
			v := records.AppendEmpty().Body()
			for range around {
				v = step(v)
			}
			v.SetEmptyMap().PutInt("errorNumber", 9602)
			assert.Equal(t, []int64{want}, numbers(process(t, defaultConfig(), ld)), "%d %s", levels, kind)
		}
	}
}

func TestNestedStringLimit(t *testing.T) {
	t.Parallel()
	var texts []string
	for levels := range 12 {
		texts = append(texts, quoted(response9602, levels))
	}
	want := append([]int64{9602, 9602, 9602, 9602, 9602}, make([]int64, 7)...)
	assert.Equal(t, want, numbers(process(t, defaultConfig(), bodies(texts...))))
}

// The limit applies to the record, not to each value.
func TestErrorsPerRecordLimit(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{2: 2, 127: 127, 128: 128, 129: 128, 5000: 128} {
		var failures []string
		for i := range n {
			failures = append(failures, fmt.Sprintf(`{"errorNumber":%d}`, 10_000+i))
		}
		ld, records := newLogs()
		attributes := records.AppendEmpty().Attributes()
		for name, half := range map[string][]string{"http.response.body": failures[:n/2], "response.body": failures[n/2:]} {
			attributes.PutStr(name, `{"eventId":"e-1","failures":[`+strings.Join(half, ",")+`]}`)
		}
		got := process(t, defaultConfig(), ld).attributes()[0]
		assert.EqualValues(t, 10_000, number(got))
		assert.Len(t, numbersOn(got), want, "%d errors", n)
	}
}
