// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"math"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// maxDigits is the length of the longest number that is read; longer ones are no number of ours.
const maxDigits = 32

// Integer reads a number that may be an integer, a double without a fraction (log parsers make
// them so) or a string of digits, and reports whether it was one.
func Integer(v pcommon.Value) (int64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return v.Int(), true
	case pcommon.ValueTypeDouble:
		return whole(v.Double())
	case pcommon.ValueTypeStr:
		return digits(v.Str())
	default:
		return 0, false
	}
}

func whole(f float64) (int64, bool) {
	// Beyond 2^53 a double no longer tells one integer from the next.
	if math.Trunc(f) != f || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// digits reads a string of digits, with or without a minus sign.
func digits(s string) (int64, bool) {
	d := strings.TrimPrefix(s, "-")
	if d == "" || len(d) > maxDigits || d[0] == '0' && len(d) > 1 || ascii.DigitsEnd(d, 0) < len(d) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, false
	}
	return n, true
}

// jsonNumber reads the token of a JSON number.
func jsonNumber(token string) (int64, bool) {
	if n, ok := digits(token); ok {
		return n, true
	}
	if len(token) > maxDigits {
		return 0, false
	}
	f, err := strconv.ParseFloat(token, 64)
	if err != nil {
		return 0, false
	}
	return whole(f)
}

// numberEnd returns where the number that starts at t[i] ends. A dot or an exponent belongs to it only
// with a digit after it, so that a number before "..." stays one.
func numberEnd(t string, i int) int {
	if i < len(t) && t[i] == '-' {
		i++
	}
	i = ascii.DigitsEnd(t, i)
	if i+1 < len(t) && t[i] == '.' && ascii.IsDigit(t[i+1]) {
		i = ascii.DigitsEnd(t, i+1)
	}
	if i < len(t) && t[i]|0x20 == 'e' {
		j := i + 1
		if j < len(t) && (t[j] == '+' || t[j] == '-') {
			j++
		}
		if j < len(t) && ascii.IsDigit(t[j]) {
			i = ascii.DigitsEnd(t, j)
		}
	}
	return i
}
