// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestIsShapeKey(t *testing.T) {
	t.Parallel()
	for name := range strings.FieldsSeq("errorNumber errorMessage errorInfo status failures notification associations disassociations eventId eventType notificationId notificationType uId result sqlState ErrorDomain ErrorCode severity") {
		assert.True(t, IsShapeKey(name), name)
	}
	for name := range strings.FieldsSeq("type error users assets assignments errorCodes http.response responseBody errornumber x") {
		assert.False(t, IsShapeKey(name), name)
	}
}

func TestUnescape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`plain`: "plain", `\"\\\/\b\f\n\r\t`: "\"\\/\b\f\n\r\t", `\u00e9\u2019`: "é’", `\x`: "x", `\é`: "é", "\xff\\\xff\\u0000": "\xff\xff\x00",
		`\ud83d\ude00`: "😀", `\ud83d`: "\ufffd", `\ud83d\u0041`: "\ufffdA", `\ud83d\ux`: "\ufffd\ufffdx",
		`cut off \`: "cut off \ufffd", `\u12`: "\ufffd", `\u12g4`: "\ufffdg4",
	} {
		assert.Equal(t, want, Literal{Raw: in, escaped: true}.String(), in)
	}
}

func TestInteger(t *testing.T) {
	t.Parallel()
	for want, raws := range map[int64][]any{
		9602: {int64(9602), 9602.0, "9602"}, -1: {int64(-1), -1.0, "-1"}, 0: {int64(0), "0"}, 999_999_999_999_999_999: {"999999999999999999"},
		noInteger: {9602.5, 1e300, "9602.0", "+9602", "0x10", "09602", "", "-", "9999999999999999999", true, nil, []any{int64(9602)}},
	} {
		for _, raw := range raws {
			v := pcommon.NewValueEmpty()
			require.NoError(t, v.FromRaw(raw))
			n, ok := Integer(v)
			assert.Equal(t, want, orNone(n, ok), "%v", raw)
		}
	}
}

const noInteger = -1 << 63

func orNone(n int64, ok bool) int64 {
	if !ok {
		return noInteger
	}
	return n
}

func TestJSONNumber(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]int64{
		"9602": 9602, "9602.000": 9602, "9.602e3": 9602, "9.602E+3": 9602, "96020e-1": 9602, "-9602": -9602, "-": 0,
		"09602": noInteger, "-09602": noInteger, "09602.0": noInteger, "0": 0, "0.9602e4": 9602, "9602.5": noInteger, "1e400": noInteger, "00000000000000000000000000000009602": noInteger,
	} {
		assert.Equal(t, want, orNone(jsonNumber(token)), token)
		assert.Equal(t, len(token), numberEnd(token, 0), token)
	}
	for text, end := range map[string]int{"96e": 2, "9602...": 4, "9602...300 more": 4, "9602.": 4, "9602abc": 4, "96e+": 2} {
		assert.Equal(t, end, numberEnd(text, 0), text)
	}
}
