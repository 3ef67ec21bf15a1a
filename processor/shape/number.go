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

// whole returns a number that has no fraction. Beyond 2^53 a double no longer tells one integer from the next.
func whole(f float64) (int64, bool) {
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
	if n, ok := digits(token); ok || len(token) > maxDigits {
		return n, ok
	}
	f, err := strconv.ParseFloat(token, 64)
	n, ok := whole(f)
	return n, ok && err == nil
}

// numberEnd returns where the number ends that starts at t[i] with a digit or a minus sign. A dot or an exponent belongs to
// it only with a digit after it, so that a number before "..." stays one.
func numberEnd(t string, i int) int {
	i = ascii.DigitsEnd(t, i+1)
	if i+1 < len(t) && t[i] == '.' && ascii.IsDigit(t[i+1]) {
		i = ascii.DigitsEnd(t, i+1)
	}
	if i+1 < len(t) && t[i]|0x20 == 'e' {
		exponent := i + 1
		if t[exponent] == '+' || t[exponent] == '-' {
			exponent++
		}
		if end := ascii.DigitsEnd(t, exponent); end > exponent {
			return end
		}
	}
	return i
}
