// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"
)

// TestPropertyRecordsAreReadLikeReference compares the processor with a plain reading of the documentation.
func TestPropertyRecordsAreReadLikeReference(t *testing.T) {
	t.Parallel()
	// The documentation doesn't say what is cut off of a text that is put together.
	all := slices.DeleteFunc(manySettings(t), func(s *setting) bool { return s.name == "small" })
	records := 1000 // for each check
	if raceDetector {
		records = 50
	}
	rapid.Check(t, func(r *rapid.T) {
		s := all[rapid.IntRange(0, len(all)-1).Draw(r, "settings")]
		d := &drawer{T: r, reference: s.reference}
		scope := oneOf(d, "", "", "example.com/sync", "com.example.vpp")
		for range records {
			s.likeReference(t, oneOf(d, d.log, d.span)(scope), scope)
		}
	})
	for _, s := range all {
		counted := points(t, s.tel)
		for name, n := range s.want { // report only the differences: all series fill a page
			if counted[name] == n {
				delete(s.want, name)
				delete(counted, name)
			}
		}
		require.Equal(t, s.want, counted, s.name)
	}
}

// raceDetector reports whether the race detector is on, which makes everything ten times as slow.
var raceDetector bool

func (s *setting) likeReference(t require.TestingT, b batch, scope string) {
	e := &entry{attributes: b.attributes()[0], at: began, scope: scope, body: pcommon.NewValueEmpty()}
	switch b := b.(type) {
	case logs:
		e.body = b.records()[0].Body()
	case traces:
		e.span = b.spans()[0]
		e.kind = e.span.Kind()
	}
	want := s.of(e)
	for _, c := range want.counts {
		s.want[c]++
	}
	before := clone(b)
	require.NoError(t, s.consume(context.Background(), b))
	got := make(map[string]any)
	for name, v := range b.attributes()[0].All() {
		if isOurs(name, v) {
			got[name] = v.AsRaw()
		}
	}
	b.attributes()[0].RemoveIf(isOurs)
	if !maps.EqualFunc(want.attributes, got, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		require.Failf(t, "not like the reference", "%s\nscope %q, settings %s\nwant %v\ngot  %v",
			show(before), scope, s.name, want.attributes, got)
	}
	if want.marked != 0 {
		span := before.(traces).spans()[0]
		span.Status().SetCode(ptrace.StatusCodeError)
		if _, ok := span.Attributes().Get("error.type"); !ok {
			span.Attributes().PutStr("error.type", fmt.Sprint(want.marked))
		}
	}
	if !bytes.Equal(before.otlp(), b.otlp()) {
		require.Failf(t, "changed", "%s\n%s %v", show(before), show(b), want)
	}
}

// show formats a record for failure messages.
func show(b batch) (text []byte) {
	switch b := b.(type) {
	case traces:
		text, _ = new(ptrace.JSONMarshaler).MarshalTraces(b.Traces)
	case logs:
		text, _ = new(plog.JSONMarshaler).MarshalLogs(b.Logs)
	}
	return text
}
