// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// However many places of a record name errors, it reports so many that the time stays linear.
func TestErrorsOfARecordAreBounded(t *testing.T) {
	t.Parallel()
	td := spans(1, func(span ptrace.Span) {
		for i := range 20 {
			var b strings.Builder
			for j := range 100 {
				fmt.Fprintf(&b, `{"errorNumber":%d},`, 10_000+100*i+j)
			}
			span.Events().AppendEmpty().Attributes().PutStr("http.response.body", `{"failures":[`+b.String())
		}
	})
	_, err := newEnricher(t).Traces(t.Context(), td)
	require.NoError(t, err)
	numbers, ok := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get(attrNumbers)
	require.True(t, ok)
	assert.Equal(t, scan.MaxFindings, numbers.Slice().Len())
}
