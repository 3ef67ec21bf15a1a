// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// What the processor promises, whatever the records. Each property is named after its promise.

func TestPropertyNothingElseChangesAndTwiceIsOnce(t *testing.T) {
	t.Parallel()
	for name, e := range manySettings(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				holdsTraces(t, name, e, genTraces(t))
				holdsLogs(t, name, e, genLogs(t))
			})
		})
	}
}

// written is what was written on a record, and what it was written on.
type written struct {
	pcommon.Map
	span   ptrace.Span // of a log record: none
	before ptrace.Span // the same one, as it came
	isSpan bool
}

func (w written) str(name string) string {
	if v, ok := w.Get(name); ok {
		return v.AsString()
	}
	return ""
}

func (w written) num(name string) int64 {
	if v, ok := w.Get(name); ok {
		return v.Int()
	}
	return 0
}

func (w written) has(name string) bool {
	_, ok := w.Get(name)
	return ok
}

func (w written) numbers() (all []int64) {
	if v, ok := w.Get(attrNumbers); ok {
		for _, n := range v.Slice().All() {
			all = append(all, n.Int())
		}
	} else if w.has(attrNumber) {
		all = append(all, w.num(attrNumber))
	}
	return all
}

// fresh removes what is ours: what an earlier run wrote may be anything.
func fresh(m pcommon.Map) {
	m.RemoveIf(func(name string, _ pcommon.Value) bool { return slices.Contains(ownNames[:], name) })
}

// eachWritten draws records that have something to tell, and calls check with each that comes out.
func eachWritten(t *rapid.T, e *Enricher, check func(written)) {
	td, ld := genTraces(t), genLogs(t)
	for _, span := range allSpans(td) {
		fresh(span.Attributes())
	}
	for _, record := range allRecords(ld) {
		fresh(record.Attributes())
	}
	before := ptrace.NewTraces()
	td.CopyTo(before)
	_, err := e.Traces(t.Context(), td)
	require.NoError(t, err)
	_, err = e.Logs(t.Context(), ld)
	require.NoError(t, err)
	came := allSpans(before)
	for i, span := range allSpans(td) {
		check(written{Map: span.Attributes(), span: span, before: came[i], isSpan: true})
	}
	for _, record := range allRecords(ld) {
		check(written{Map: record.Attributes()})
	}
}

// everyWritten checks with all settings.
func everyWritten(t *testing.T, check func(*rapid.T, *Enricher, written)) {
	t.Parallel()
	for name, e := range manySettings(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) { eachWritten(t, e, func(w written) { check(t, e, w) }) })
		})
	}
}

var (
	deliveries  = []string{"response", "status", "notification", "message", "trace"}
	checks      = []string{"match", "mismatch", "undocumented"}
	propertyIDs = map[string]*regexp.Regexp{
		attrEventID:          regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`),
		attrNotificationID:   regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`),
		attrEventType:        regexp.MustCompile(`^[A-Z_]{1,64}$`),
		attrNotificationType: regexp.MustCompile(`^[A-Z_]{1,64}$`),
	}
)

func TestPropertyNothingReceivedIsCopied(t *testing.T) {
	everyWritten(t, func(t *rapid.T, e *Enricher, w written) {
		for name, value := range w.All() {
			switch {
			case !slices.Contains(ownNames[:], name):
			case propertyIDs[name] != nil:
				require.Regexp(t, propertyIDs[name], value.Str())
			case name == attrEventTraceID:
				require.Regexp(t, `^[0-9a-f]{32}$`, value.Str())
			case name == attrEventSpanID, name == attrJoinSpanID:
				require.Regexp(t, `^[0-9a-f]{16}$`, value.Str())
			case name == attrMessage:
				require.True(t, e.Catalog.HasWording(int(w.num(attrNumber)), value.Str()), value.Str())
			case name == attrDelivery:
				require.Contains(t, deliveries, value.Str())
			case name == attrStatusCheck:
				require.Contains(t, checks, value.Str())
			case name == attrRetryClass:
				require.Contains(t, catalog.RetryClasses(), catalog.RetryClass(value.Str()))
			case name == attrRetryDelay:
				d := value.Double()
				require.Equal(t, pcommon.ValueTypeDouble, value.Type())
				require.False(t, d < 0 || math.IsNaN(d) || math.IsInf(d, 0), d)
			case name == attrNumbers:
				require.Equal(t, pcommon.ValueTypeSlice, value.Type())
			default:
				require.Equal(t, pcommon.ValueTypeInt, value.Type(), name)
				require.Positive(t, value.Int(), name)
			}
		}
	})
}

func TestPropertyNumbersAreDistinctAndIncludeTheDescribedOne(t *testing.T) {
	everyWritten(t, func(t *rapid.T, _ *Enricher, w written) {
		numbers := w.numbers()
		if w.has(attrNumbers) {
			require.Greater(t, len(numbers), 1)
			require.Contains(t, numbers, w.num(attrNumber))
		}
		slices.Sort(numbers)
		require.Len(t, slices.Compact(numbers), len(w.numbers()))
	})
}

func TestPropertySettingsSwitchOff(t *testing.T) {
	t.Parallel()
	off := newEnricher(t, func(s *Settings) { s.DetectInText = false })
	rapid.Check(t, func(t *rapid.T) {
		eachWritten(t, off, func(w written) {
			require.NotContains(t, []string{"message", "trace"}, w.str(attrDelivery))
			if w.isSpan { // what was marked before stays so
				require.Equal(t, w.before.Status(), w.span.Status())
				was := written{Map: w.before.Attributes()}
				require.Equal(t, was.has(attrErrorType), w.has(attrErrorType))
				require.Equal(t, was.str(attrErrorType), w.str(attrErrorType))
			}
		})
	})
}

// A log record stands for itself; so does a trace, whatever else is in the batch.
func TestPropertyOrderOfOthersDoesNotMatter(t *testing.T) {
	t.Parallel()
	e := newEnricher(t, withJoin)
	rapid.Check(t, func(t *rapid.T) {
		forth, back := ptrace.NewTraces(), ptrace.NewTraces()
		var parts []ptrace.Traces
		for i := range rapid.IntRange(2, 4).Draw(t, "traces") {
			spans := randomSpans(t, anyAPI)
			for _, s := range spans {
				s.trace += 10 * uint64(i+1)
			}
			b, _ := build(spans)
			parts = append(parts, b.td)
		}
		for i := range parts {
			parts[i].ResourceSpans().At(0).CopyTo(forth.ResourceSpans().AppendEmpty())
			parts[len(parts)-1-i].ResourceSpans().At(0).CopyTo(back.ResourceSpans().AppendEmpty())
		}
		for _, td := range []ptrace.Traces{forth, back} {
			_, err := e.Traces(t.Context(), td)
			require.NoError(t, err)
		}
		for i := range parts {
			assert.Equal(t, forth.ResourceSpans().At(i), back.ResourceSpans().At(len(parts)-1-i))
		}

		ld, reversed := genLogs(t), plog.NewLogs()
		to := reversed.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
		for _, record := range slices.Backward(allRecords(ld)) {
			record.CopyTo(to.AppendEmpty())
		}
		for _, ld := range []plog.Logs{ld, reversed} {
			_, err := e.Logs(t.Context(), ld)
			require.NoError(t, err)
		}
		for i, record := range allRecords(ld) {
			assert.Equal(t, record, to.At(to.Len()-1-i))
		}
	})
}
