// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func response(number int) string { return fmt.Sprintf(`{"errorNumber":%d,"errorMessage":"x"}`, number) }

func notified(number int) string {
	return fmt.Sprintf(`{"notification":{"error":{"errorNumber":%d}}}`, number)
}

// searchedPlaces are the attributes that are searched, each with an error, in the order in which their errors are reported.
// All errors have the same retry class, so the first is described.
var searchedPlaces = []struct {
	name   string
	holds  func(number int) string
	number int
}{
	{"http.response.body.content", response, 9700},
	{"http.response.body", response, 9701},
	{"http.response.body.text", response, 9702},
	{"response.body", response, 9703},
	{"http.response_body", response, 9704},
	{"configured.payload", response, 9705},
	{"exception.message", response, 9706},
	{"error.message", response, 9707},
	{"err", response, 9708},
	{"error", response, 9710},
	{"internal", response, 9711},
	{"msg", response, 9712},
	{"message", response, 9713},
	{"error.object", response, 9721},
	{"error.cause_chain", response, 9722},
	{"configured.message", response, 9714},
	{"exception.stacktrace", response, 9723},
	{"error.stack_trace", response, 9724},
	{"error.stack", response, 9725},
	{"stack_trace", response, 9726},
	{"exc_info", response, 9727},
	{"http.request.body.content", notified, 9715},
	{"http.request.body", notified, 9717},
}

// otherPlaces are attributes that aren't listed by name: payloads come after the listed payloads, others after all messages.
const otherPayload, firstOther, secondOther = 9805, 9811, 9812

func putOthers(attributes pcommon.Map) {
	attributes.PutEmptyMap("zeta").PutInt("errorNumber", firstOther)
	attributes.PutStr("zetaResponseBody", response(otherPayload))
	attributes.PutEmptySlice("alpha").AppendEmpty().SetStr(response(secondOther))
}

// allPlaces returns the numbers of all places in order.
func allPlaces() (numbers []int64) {
	for i, place := range searchedPlaces {
		numbers = append(numbers, int64(place.number))
		switch searchedPlaces[min(i+1, len(searchedPlaces)-1)].name {
		case "exception.message":
			numbers = append(numbers, otherPayload)
		case "http.request.body.content":
			numbers = append(numbers, firstOther, secondOther)
		}
	}
	return numbers
}

// ownKeys are the keys of a shape.
func ownKeys(attributes pcommon.Map, number int64) {
	attributes.PutInt("errorNumber", number)
	attributes.PutStr("errorMessage", "x")
}

func withConfiguredAttributes(s *Settings) {
	s.PayloadAttributes = []string{"configured.payload"}
	s.MessageAttributes = []string{"configured.message"}
}

// putPlaces fills all places in reverse order.
func putPlaces(attributes pcommon.Map) {
	for _, place := range slices.Backward(searchedPlaces) {
		attributes.PutStr(place.name, place.holds(place.number))
	}
}

func numbersOf(t *testing.T, attributes pcommon.Map) (numbers []int64) {
	t.Helper()
	list, ok := attributes.Get(attrNumbers)
	require.True(t, ok)
	for _, v := range list.Slice().All() {
		numbers = append(numbers, v.Int())
	}
	return numbers
}

func TestOrderOfPlaces(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withConfiguredAttributes)
	want := append(allPlaces(), 9718)

	ld := records(1, func(r plog.LogRecord) {
		r.Body().SetStr(response(9602))
		ownKeys(r.Attributes(), 9718)
		putOthers(r.Attributes())
		putPlaces(r.Attributes())
	})
	_, _ = e.Logs(t.Context(), ld)
	record := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	assert.Equal(t, append([]int64{9602}, want...), numbersOf(t, record.Attributes()))

	td := spans(1, func(span ptrace.Span) {
		ownKeys(span.Attributes(), 9718)
		putOthers(span.Attributes())
		putPlaces(span.Attributes())
		span.Status().SetMessage(response(9813))
		ownKeys(span.Events().AppendEmpty().Attributes(), 9719)
		span.Events().AppendEmpty().Attributes().PutStr("err", response(9720))
	})
	_, _ = e.Traces(t.Context(), td)
	attributes := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes()
	assert.Equal(t, append(want, 9719, 9720, 9813), numbersOf(t, attributes))
	number, _ := attributes.Get(attrNumber)
	assert.EqualValues(t, 9700, number.Int(), "among equals, the first is described")
}
