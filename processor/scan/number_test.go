// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
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
		assert.Equal(t, tt.want, got, "%v", tt.raw)
	}
}

func TestJSONNumber(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]int64{
		`{"errorNumber":9602}`:                                9602,
		`{"errorNumber":9602.000}`:                            9602,
		`{"errorNumber":9.602e3}`:                             9602,
		`{"errorNumber":9.602E+3}`:                            9602,
		`{"errorNumber":96020e-1}`:                            9602,
		`{"errorNumber":96e}`:                                 0,
		`{"errorNumber":9602.5}`:                              0,
		`{"errorNumber":-9602}`:                               0,
		`{"errorNumber":1e400}`:                               0,
		`{"errorNumber":9602abc}`:                             0,
		`{"errorNumber":00000000000000000000000000000009602}`: 0,
	} {
		s := newScanner()
		s.ScanString(payload, Payload)
		var got int64
		if found := s.Found(); len(found) == 1 && !found[0].NumberAtCut {
			got = found[0].Number
		}
		assert.Equal(t, want, got, payload)
	}
}

func TestStringsAndBytesInMaps(t *testing.T) {
	t.Parallel()
	m := pcommon.NewValueMap()
	m.Map().PutEmptyBytes("raw").FromRaw([]byte(`{"errorNumber":9602}`))
	m.Map().PutStr("response", `400: {"errorNumber":9700`)
	codes := m.Map().PutEmptySlice("errorCodes")
	codes.AppendEmpty().SetStr(`{"errorNumber":9601}`)
	codes.AppendEmpty().SetEmptyBytes().FromRaw([]byte(`{"errorNumber":9601}`))
	s := newScanner()
	assert.Equal(t, Truncated, s.Scan(m, Payload))
	assert.Equal(t, []want{{Number: 9602}, {Number: 9700, AtCut: true}}, simplify(s.Found()))
	assert.False(t, s.Found()[0].HasMessage())

	s.Reset()
	for _, v := range []pcommon.Value{pcommon.NewValueEmpty(), pcommon.NewValueBool(true), pcommon.NewValueInt(9602), pcommon.NewValueDouble(9602)} {
		assert.Equal(t, None, s.Scan(v, Payload))
	}
	assert.Empty(t, s.Found())
}

func TestIdentifiersAndTypes(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"a", "Z", "0", "-", "F743928c-CC93-9", strings.Repeat("a", 64)} {
		assert.Equal(t, id, identifier(id))
	}
	for _, id := range []string{"a_b", "a.b", "a@b", "a b", "é", "a/b", "a:b", "a\x00", strings.Repeat("a", 65)} {
		assert.Empty(t, identifier(id), id)
	}
	for _, name := range []string{"A", "Z", "_", "ASSET_MANAGEMENT", strings.Repeat("A", 64)} {
		assert.Equal(t, name, typeName(name))
	}
	for _, name := range []string{"a", "ASSET1", "ASSET-COUNT", "ASSET COUNT", "Ä", strings.Repeat("A", 65)} {
		assert.Empty(t, typeName(name), name)
	}
}
