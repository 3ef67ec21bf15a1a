// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestCut(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, payloads.Cut)
	for _, tt := range payloads.Cut {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			s := newScanner()
			reason := s.ScanString(tt.Payload, Payload)
			assert.Equal(t, tt.Want, simplify(s.Found()))
			assert.Equal(t, cmp.Or(tt.Reason, None.String()), reason.String())
		})
	}
}

// cutAnywhere cuts a payload off after every step bytes, starting at first. It asserts that exactly the numbers before the
// cut are found, in the same shape as in the whole payload. Only a number right at the cut may differ.
func cutAnywhere(t require.TestingT, first, step int, text string) {
	wanted, ok := sameAsReference(t, text)
	if !ok || len(wanted) >= refVariants || strings.Count(text, "rror") > 8 { // a list that is cut off may look like none
		return
	}
	for end := first % step; end < len(text); end += step {
		found, reason := scan(t, pcommon.NewValueStr(text[:end]), Payload)
		for _, f := range wanted {
			isIt := func(o want) bool { return o.Shape == f.Shape && o.Number == f.Number && !o.AtCut }
			if names(text[:end]) && 0 < f.known && f.known < end && strings.Trim(text[f.known:end], " \t\r\n") != "" {
				require.True(t, slices.ContainsFunc(found, isIt), "%d in %q", f.Number, text[:end])
				require.Equal(t, Truncated, reason, text[:end])
			}
		}
		for _, o := range found {
			isIt := func(f refFinding) bool { return o.Shape == f.Shape && o.Number == f.Number }
			require.True(t, o.AtCut || o.Number == 0 || slices.ContainsFunc(wanted, isIt), "%d in %q", o.Number, text[:end])
		}
	}
}

func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, tt := range payloads.Whole {
		cutAnywhere(t, 0, 1, tt.Payload)
	}
}

func TestMaxSize(t *testing.T) {
	t.Parallel()
	const payload = `{"errorNumber":9609,"errorNumbers":[{"errorNumber":9602}]}`
	one, both := []want{{Number: 9609, Rich: true}}, []want{{Number: 9609, Rich: true}, {Number: 9602}}
	inMap := parsedValue(t, map[string]any{"response": payload})
	for _, tt := range []struct {
		v      pcommon.Value
		size   int
		want   []want
		reason Unreadable
	}{
		{pcommon.NewValueStr(payload), 36, one, TooLarge},
		{bytesValue(payload), 36, one, TooLarge},
		{inMap, 36, one, TooLarge},
		{pcommon.NewValueStr(payload), len(payload) - 1, both, TooLarge},
		{bytesValue(payload), len(payload) - 1, both, TooLarge},
		{pcommon.NewValueStr(payload), len(payload), both, None},
		{bytesValue(payload), len(payload), both, None},
		{pcommon.NewValueStr(`{"errorNumber":9609} and more`), 20, []want{{Number: 9609}}, TooLarge},
		{pcommon.NewValueStr(`{"errorNumber":9609} and more`), 19, []want{{Number: 9609, AtCut: true}}, TooLarge},
		{pcommon.NewValueStr(`{"level":"info","took":1,"x":1,"errorNumber":9609}`), 30, nil, TooLarge}, // the key is beyond MaxSize
		{pcommon.NewValueStr(`{"level":"info","took":1,"x":1,"errorNumber":9609}`), 38, nil, TooLarge},
		{pcommon.NewValueStr(`{"errorMessage":"x","took":1,"errorNumber":9609}`), 30, []want{{Message: "x", Rich: true}}, TooLarge},
		{pcommon.NewValueStr(`{"errorCodes":[{"errorMessage":"x","errorNumber":9609}]}`), 38, nil, None},
		{bytesValue(`{"msg":"Apple: 404","took":1,"errorNumber":9609}`), 30, nil, TooLarge},
		{bytesValue(`{"msg":"Apple: 404","took":1,"errorMessage":"x"}`), 30, nil, None},
	} {
		s := &Scanner{MaxSize: tt.size, Vocabulary: vocabulary}
		for _, kind := range []Kind{Payload, Text} {
			s.Reset()
			assert.Equal(t, tt.reason, s.Scan("", tt.v, kind), "%d of %s", tt.size, tt.v.AsString())
			assert.Equal(t, tt.want, simplify(s.Found()), "%d of %s", tt.size, tt.v.AsString())
		}
	}
}
