// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// documented is what may be written: the type of each attribute, and its values where they are few.
var documented = map[string]struct {
	kind   pcommon.ValueType
	values []string
}{
	"apple.mdm.error.number":               {kind: pcommon.ValueTypeInt},
	"apple.mdm.error.message":              {kind: pcommon.ValueTypeStr},
	"apple.mdm.error.delivery":             {kind: pcommon.ValueTypeStr, values: []string{"response", "status", "notification", "message", "trace"}},
	"apple.mdm.error.expected_status_code": {kind: pcommon.ValueTypeInt},
	"apple.mdm.error.status_check":         {kind: pcommon.ValueTypeStr, values: []string{"match", "mismatch", "undocumented"}},
	"apple.mdm.error.numbers":              {kind: pcommon.ValueTypeSlice},
	"apple.mdm.error.affected_count":       {kind: pcommon.ValueTypeInt},
	"apple.mdm.retry.class": {kind: pcommon.ValueTypeStr, values: []string{
		"backoff", "reauthenticate", "fix_precondition", "fix_request", "already_done", "never", "unknown",
	}},
	"apple.mdm.retry.delay":       {kind: pcommon.ValueTypeDouble},
	"apple.mdm.event.id":          {kind: pcommon.ValueTypeStr},
	"apple.mdm.event.type":        {kind: pcommon.ValueTypeStr},
	"apple.mdm.notification.id":   {kind: pcommon.ValueTypeStr},
	"apple.mdm.notification.type": {kind: pcommon.ValueTypeStr},
}

const ours = "apple.mdm."

// attributesOfOthers is the golden case with names that look like ours and are not.
const attributesOfOthers = "attributes_of_others"

func TestAttributesAreDocumented(t *testing.T) {
	t.Parallel()
	seen := make(map[string]map[string]bool)
	look := func(c goldenCase, attributes pcommon.Map) {
		for name, v := range attributes.All() {
			if !strings.HasPrefix(name, ours) || strings.HasSuffix(string(c), attributesOfOthers) {
				continue
			}
			want, ok := documented[name]
			if !assert.True(t, ok, "%s: %s is not documented", c, name) {
				continue
			}
			assert.Equal(t, want.kind, v.Type(), "%s: %s", c, name)
			if want.values != nil {
				assert.Contains(t, want.values, v.AsString(), "%s: %s", c, name)
			}
			if seen[name] == nil {
				seen[name] = make(map[string]bool)
			}
			seen[name][v.AsString()] = true
		}
		consistent(t, string(c), attributes)
	}
	for _, c := range goldenCases(t) {
		if c.has("traces.yaml") {
			eachSpan(processTraces(t, c.config(t), c.traces(t, "traces.yaml")), func(span ptrace.Span) { look(c, span.Attributes()) })
		}
		if c.has("logs.yaml") {
			eachRecord(processLogs(t, c.config(t), c.logs(t, "logs.yaml")), func(record plog.LogRecord) { look(c, record.Attributes()) })
		}
	}
	for name, want := range documented {
		assert.Contains(t, seen, name, "no golden case has it")
		for _, value := range want.values {
			if value != "message" { // text without JSON is not searched yet
				assert.Contains(t, seen[name], value, "no golden case has this %s", name)
			}
		}
	}
}

// consistent checks what has to hold between the attributes of any record that was explained by this processor.
func consistent(t *testing.T, where string, attributes pcommon.Map) {
	t.Helper()
	number, ok := attributes.Get("apple.mdm.error.number")
	if !ok {
		return
	}
	for _, name := range []string{"apple.mdm.error.delivery", "apple.mdm.retry.class"} {
		_, ok := attributes.Get(name)
		assert.True(t, ok, "%s: a number without %s", where, name)
	}
	if numbers, ok := attributes.Get("apple.mdm.error.numbers"); ok {
		assert.Greater(t, numbers.Slice().Len(), 1, where)
		assert.True(t, slices.Contains(numbers.Slice().AsRaw(), any(number.Int())), "%s: %d is not in %v", where, number.Int(), numbers.AsString())
	}
}
