// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// found returns the first number that the processor finds in a body, and how many there are.
func found(t *testing.T, put func(pcommon.Value)) (first int64, n int) {
	t.Helper()
	b, records := newRecords()
	record := records.AppendEmpty()
	put(record.Body())
	newProcessor(t, 1<<20).run(t, b)
	v, ok := record.Attributes().Get("apple.mdm.error.number")
	if !ok {
		return 0, 0
	}
	if all, ok := record.Attributes().Get("apple.mdm.error.numbers"); ok {
		return v.Int(), all.Slice().Len()
	}
	return v.Int(), 1
}

func text(s string) func(pcommon.Value) { return func(v pcommon.Value) { v.SetStr(s) } }

const answer = `{"errorNumber":9602}`

// The limits are those that README.md names, to the last one: what is within is found, what is beyond is missed.
func TestLimitOfLevels(t *testing.T) {
	t.Parallel()
	for levels, want := range map[int]int64{1: 9602, 63: 9602, 64: 9602, 65: 0, 100_000: 0} {
		around := levels - 1 // the error is one itself
		for open, shut := range map[string]string{"[": "]", `{"a":`: "}"} {
			number, _ := found(t, text(strings.Repeat(open, around)+answer+strings.Repeat(shut, around)))
			assert.Equal(t, want, number, "%d of %s", levels, open)
			number, _ = found(t, text(strings.Repeat(open, around)+answer)) // cut off
			assert.Equal(t, want, number, "%d of %s, open", levels, open)
		}
		for kind, step := range map[string]func(pcommon.Value) pcommon.Value{
			"lists": func(v pcommon.Value) pcommon.Value { return v.SetEmptySlice().AppendEmpty() },
			"maps":  func(v pcommon.Value) pcommon.Value { return v.SetEmptyMap().PutEmpty("a") },
		} {
			number, _ := found(t, func(v pcommon.Value) {
				for range around {
					v = step(v)
				}
				v.SetEmptyMap().PutInt("errorNumber", 9602)
			})
			assert.Equal(t, want, number, "%d %s", levels, kind)
		}
	}
}

func TestLimitOfStringsInStrings(t *testing.T) {
	t.Parallel()
	nested := answer
	for depth := range 12 { // as text, then as a string in JSON, in a string in JSON ...
		number, _ := found(t, text(nested))
		want := int64(9602)
		if depth > 4 {
			want = 0
		}
		assert.Equal(t, want, number, "%d strings", depth)
		nested = `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(nested) + `"]`
	}
}

func TestLimitOfErrorsOnARecord(t *testing.T) {
	t.Parallel()
	failures := func(n int) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = fmt.Sprintf(`{"errorNumber":%d}`, 10_000+i)
		}
		return `{"failures":[` + strings.Join(parts, ",") + `]}`
	}
	for n, want := range map[int]int{1: 1, 127: 127, 128: 128, 129: 128, 5000: 128} {
		first, count := found(t, text(failures(n)))
		assert.EqualValues(t, 10_000, first)
		assert.Equal(t, want, count, "%d errors", n)
	}
}

// Whatever stands in front, as long as it doesn't make what follows a part of it, hides no error that is still searched.
func TestErrorsBehindHostileText(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		" ", "9", "9 ", "}", "]", "{}", "[]", `{"errorNumber":0}`, "vpp: 404 d 9 ", "errorNumbe", "\xff", "é", "\u017f\u212a", "error 9999 ", "\x00",
	} {
		number, _ := found(t, text(fill(part, 256<<10)+" "+answer))
		assert.EqualValues(t, 9602, number, "%q", part)
	}
}

func TestLimitOfJoins(t *testing.T) {
	t.Parallel()
	tr := newTrace()
	// All are raised by one span; each has a call of its own below it.
	raises(tr.span(1, 0, ptrace.SpanKindServer), append(append([]int{}, sixteen...), 9605, 9608)...)
	tr.calls(len(sixteen)+2, 1, 503)
	newProcessor(t, 1<<20).run(t, tr.batch)
	joined := 0
	for _, span := range tr.spans.All() {
		if v, ok := span.Attributes().Get("apple.mdm.error.delivery"); ok && v.Str() == "trace" {
			joined++
		}
	}
	require.Equal(t, len(sixteen), joined)
}
