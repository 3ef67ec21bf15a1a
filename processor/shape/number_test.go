// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestInteger(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		raw  any
		want int64
		ok   bool
	}{
		{int64(9602), 9602, true},
		{int64(-1), -1, true},
		{9602.0, 9602, true},
		{-3.0, -3, true},
		{9602.5, 0, false},
		{1e300, 0, false},
		{"9602", 9602, true},
		{"-1", -1, true},
		{"0", 0, true},
		{"9602.0", 0, false},
		{"+9602", 0, false},
		{"0x10", 0, false},
		{"09602", 0, false},
		{"", 0, false},
		{"-", 0, false},
		{"999999999999999999", 999_999_999_999_999_999, true},
		{"9999999999999999999", 0, false},
		{"99999999999999999999", 0, false},
		{true, 0, false},
		{nil, 0, false},
		{[]any{int64(9602)}, 0, false},
	} {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(tt.raw))
		got, ok := Integer(v)
		assert.Equal(t, tt.ok, ok, "%v", tt.raw)
		if ok {
			assert.Equal(t, tt.want, got, "%v", tt.raw)
		}
	}
}

func TestJSONNumber(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]int64{
		"9602": 9602, "9602.000": 9602, "9.602e3": 9602, "9.602E+3": 9602, "96020e-1": 9602, "-9602": -9602,
		"9602.5": 0, "1e400": 0, "-": 0, "00000000000000000000000000000009602": 0,
	} {
		n, ok := jsonNumber(token)
		assert.True(t, n == want && ok || want == 0 && (n == 0 || !ok), token)
		assert.Equal(t, len(token), numberEnd(token, 0), token)
	}
	for text, end := range map[string]int{"96e": 2, "9602...": 4, "9602.": 4, "9602abc": 4, "96e+": 2} {
		assert.Equal(t, end, numberEnd(text, 0), text)
	}
}
