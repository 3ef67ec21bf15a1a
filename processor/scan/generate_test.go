// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

// A generator of JSON like that of the service, near misses and nonsense included.

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "") }

// genKeys are those that the shapes are made of, and some that are none of them.
var genKeys = []string{
	"errorNumber", "errorMessage", "errorInfo", "failures", "notification", "error", "associations", "disassociations", "errorCodes",
	"status", "eventId", "eventType", "type", "notificationId", "notificationType", "assignments", "users", "assets",
	"clientUserIds", "response", "ErrorNumber", "errorCode", "x", "",
}

// gen returns a value as it may be under a key.
func gen(t *rapid.T, key string, depth int) string {
	if intN(t, 16) == 15 {
		key = genKeys[intN(t, len(genKeys))] // something that isn't expected there
	}
	switch key {
	case "errorNumber":
		return genNumber(t)
	case "status":
		return pick(t, `-1`, `"-3"`, `0`, `-2.0`, `"FAILED"`, `null`, `-1.5`)
	case "errorMessage":
		// None needs escapes: two spellings of a message, as in JSON and in a map, make two findings.
		return pick(t, `"Login required."`, `""`, `"isn’t ok"`, `"Unable to find the registered user."`, "\"\x7f😀\"", `"{}"`, `"a/b"`, `1`)
	case "eventId", "notificationId":
		return pick(t, `"a-1"`, `"B2"`, `"me@example.com"`, `"a_b"`, `"`+strings.Repeat("a", 64)+`"`, `"`+strings.Repeat("a", 65)+`"`, `""`, `7`)
	case "eventType", "notificationType", "type":
		return pick(t, `"CREATE"`, `"ASSET_MANAGEMENT"`, `"Create"`, `"ASSET1"`, `"`+strings.Repeat("A", 65)+`"`, `null`)
	}
	if depth <= 0 {
		return pick(t, `"s"`, `null`, `true`, `1`, `2.5`, `"Apple error 9625"`, `"vpp <9610> License not found."`, `"vpp error: '9622'"`, `"error=>9646 & Apple"`, `"vpp: 400 9609 Unable to find the registered user."`)
	}
	switch key {
	case "failures", "associations", "disassociations", "assignments", "users", "assets", "errorCodes", "clientUserIds":
		if intN(t, 8) == 7 {
			return quote(gen(t, key, depth-1))
		}
		var list []string
		for range intN(t, 4) {
			list = append(list, genOf(t, depth-1))
		}
		return "[" + strings.Join(list, ",") + "]"
	default:
		return genOf(t, depth-1)
	}
}

func genNumber(t *rapid.T) string {
	n := pick(t, "9609", "9602", "9700", "9625", "4711", "960", "9", "0", "-9602")
	switch intN(t, 8) {
	case 5:
		return `"` + n + `"`
	case 6:
		return n + ".0"
	case 7:
		return pick(t, `9602.5`, `null`, `true`, `"x9602"`, `"09602"`, `1e15`, `1e300`, `9007199254740992.0`, `9007199254740994.0`, `" 9602"`, `"+9602"`, `[9602]`, `4611686018427387904`)
	default:
		return n
	}
}

// genOf returns a value of any kind.
func genOf(t *rapid.T, depth int) string {
	kind := intN(t, 8)
	switch {
	case kind < 5:
		return genObject(t, depth)
	case depth <= 0:
		return "[]"
	case kind == 5:
		return quote(genOf(t, depth-1))
	case kind == 6:
		return quote("answered 400: " + genObject(t, depth-1) + pick(t, "", " took 9ms", "]", ` [{"errorNumber":9625}]`))
	default:
		return "[" + genOf(t, depth-1) + "," + genOf(t, depth-1) + "]"
	}
}

// genObject returns an object, which has no key twice, as a map can't have that.
func genObject(t *rapid.T, depth int) string {
	var keys, members []string
	for range intN(t, 5) + 1 {
		if key := genKeys[intN(t, len(genKeys))]; !slices.Contains(keys, key) {
			keys = append(keys, key)
			members = append(members, quote(key)+":"+gen(t, key, depth))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// genRewrite writes JSON in another way that means the same: white space, and escapes that needn't be, of what
// many writers escape, or of anything.
func genRewrite(t *rapid.T, text string, anything bool) string {
	var b strings.Builder
	inString, escaped := false, false
	for i := range len(text) {
		c := text[i]
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString && c >= ' ' && c < 0x7f && (anything && intN(t, 64) == 63 || strings.IndexByte("<>&'+=", c) >= 0 && intN(t, 4) > 0):
			fmt.Fprintf(&b, `\u%04x`, c)
			continue
		case inString && c == '/':
			b.WriteByte('\\')
		case !inString && strings.IndexByte("{}[]:,", c) >= 0 && intN(t, 8) == 7:
			b.WriteString(pick(t, " ", "\n\t", "\r\n  "))
		}
		b.WriteByte(c)
	}
	return b.String()
}

// scan returns what the product finds, the messages as encoding/json would read them.
func scan(t require.TestingT, v pcommon.Value, kind Kind) ([]want, Reason) {
	s := newScanner()
	reason := s.Scan(v, kind)
	found := simplify(s.Found())
	for i := range found {
		found[i].Message = refRunes(found[i].Message)
	}
	s.Reset()
	s.ScanString(`{"errorNumber":1}`, Payload)
	require.Equal(t, []want{{Number: 1}}, simplify(s.Found()), "nothing is left open")
	return found, reason
}

func scanText(t require.TestingT, text string) ([]want, Reason) {
	return scan(t, pcommon.NewValueStr(text), Payload)
}

// sameAsReference asserts that in JSON what encoding/json reads is found, neither more nor less.
func sameAsReference(t require.TestingT, text string) (wanted []refFinding, ok bool) {
	found, reason := scanText(t, text)
	if wanted, ok = refScan(text); ok {
		var all []want
		for _, f := range wanted {
			all = append(all, f.want)
		}
		require.Equal(t, all, found, "in %q", text)
		require.Equal(t, None, reason, "in %q", text)
	}
	return wanted, ok
}

// cutAnywhere asserts that of a payload which is cut off, each number before the cut is found, and no other, in the same
// shape as in the whole: at every so many bytes, from the first on. Only a number right at the cut may be another.
func cutAnywhere(t require.TestingT, first, step int, text string) {
	wanted, ok := sameAsReference(t, text)
	if !ok || len(wanted) >= refVariants {
		return
	}
	for end := first % step; end < len(text); end += step {
		found, reason := scanText(t, text[:end])
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

// FuzzJSON holds the search in raw bytes against encoding/json: in what is JSON, both find the same. In anything else,
// nothing goes wrong, and bytes are like a string.
func FuzzJSON(f *testing.F) {
	for _, s := range shapes {
		f.Add([]byte(s.payload))
	}
	f.Add([]byte(`400: {"errorNumber":9609,"errorMessage":"Unable to fin`))
	f.Add([]byte(`{\"errorNumber\":9609,\"errorInfo\":[{},`))
	f.Fuzz(func(t *testing.T, b []byte) {
		text := string(b)
		found, reason := scanText(t, text)
		bytes, why := scan(t, bytesValue(text), Payload)
		require.Equal(t, found, bytes)
		require.Equal(t, reason, why)
		if json.Valid(b) && strings.IndexAny(strings.TrimSpace(text), "{[") == 0 {
			sameAsReference(t, text)
		}
	})
}

// FuzzPayload is FuzzJSON for payloads like those of the service: it comes deeper.
func FuzzPayload(f *testing.F) { f.Fuzz(rapid.MakeFuzz(likeReference)) }

func TestPayloadLikeReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, likeReference)
}

// likeReference holds the search in a payload against the reference; in the same payload parsed into a map, and inside
// text, the same is found. In a map, sentences are found as in JSON, too.
func likeReference(t *rapid.T) {
	text := genObject(t, 2+intN(t, 4))
	cutAnywhere(t, intN(t, 100), len(text)/8+1, text)
	sameAsReference(t, genRewrite(t, text, true))

	parsed := pcommon.NewValueEmpty()
	refParse(text).put(parsed)
	for _, kind := range []Kind{Payload, Text} {
		found, _ := scan(t, pcommon.NewValueStr(text), kind)
		same, _ := scan(t, parsed, kind)
		require.Equal(t, found, same, "text: %t, in a map: %s", kind, text)
	}
	isJSON := func(f want) bool { return f.Shape != Message }
	escaped, _ := scan(t, pcommon.NewValueStr(genRewrite(t, text, false)), Text)
	said, _ := scan(t, parsed, Text)
	require.Equal(t, slices.DeleteFunc(said, isJSON), slices.DeleteFunc(escaped, isJSON), "in words: %s", text)
	around, _ := scanText(t, `[GIN] {id} 400: `+text+` took 9ms`)
	found, _ := scanText(t, text)
	require.Equal(t, found, around, "in text: %s", text)
}
