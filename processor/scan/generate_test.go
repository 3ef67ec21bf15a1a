// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

// Properties draw the same cases each time, unless the command line has another seed.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	m.Run()
}

// A generator of JSON like that of the service, near misses and nonsense included.

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "") }

// genKeys are the keys of the shapes, and some others.
var genKeys = []string{
	"errorNumber", "errorMessage", "errorInfo", "failures", "notification", "error", "associations", "disassociations", "errorCodes",
	"status", "eventId", "eventType", "type", "notificationId", "notificationType", "assignments", "users", "assets",
	"clientUserIds", "response", "ErrorNumber", "errorCode", "x", "", "uId", "result", "sqlState", "severity", "ErrorDomain", "ErrorCode",
}

// genValues are the scalar values of these keys; those of "" are for any other key.
var genValues = map[string][]string{
	"errorNumber": {
		`9609`, `9602`, `9700`, `9625`, `4711`, `960`, `9`, `9609`, `9602`, `9700`, `0`, `-9602`, `9609.0`, `9602.0`, `"9609"`, `"9602"`, `"0"`, `9602.5`, `null`, `true`,
		`"x9602"`, `"09602"`, `1e15`, `1e300`, `9007199254740992.0`, `9007199254740994.0`, `" 9602"`, `"+9602"`, `[9602]`, `4611686018427387904`,
	},
	"status": {`-1`, `"-3"`, `0`, `-2.0`, `"FAILED"`, `null`, `-1.5`},
	// None needs escapes: two spellings of a message, as in JSON and in a map, make two findings.
	"errorMessage": {`"Login required."`, `""`, `"isn’t ok"`, `"Unable to find the registered user."`, "\"\x7f😀\"", `"{}"`, `"a/b"`, `1`},
	"ErrorCode":    {`9602`, `"9609"`, `9625.0`, `-1`, `9602.5`, `null`},
	"ErrorDomain":  {`"ASDServerErrorDomain"`, `"ASDServerErrorDomain"`, `"ASDErrorDomain"`, `null`},
	"severity":     {`16`, `16.5`, `"16"`, `null`},
	"uId":          {`"2000000000000001"`, `"2"`, `"x"`, `"` + strings.Repeat("1", 32) + `"`, `"` + strings.Repeat("1", 33) + `"`, `7`, `2049025000431439`, `20.0`, `2.5`, `-2`, `0`},
	"Id":           {`"a-1"`, `"B2"`, `"me@example.com"`, `"a_b"`, `"` + strings.Repeat("a", 64) + `"`, `"` + strings.Repeat("a", 65) + `"`, `""`, `7`},
	"ype":          {`"CREATE"`, `"ASSET_MANAGEMENT"`, `"Create"`, `"ASSET1"`, `"` + strings.Repeat("A", 64) + `"`, `"` + strings.Repeat("A", 65) + `"`, `null`},
	"": {
		`"s"`, `null`, `true`, `1`, `2.5`, `"Apple error 9625"`, `"vpp <9610> License not found."`, `"vpp error: '9622'"`, `"error=>9646 & Apple"`,
		`"vpp: 400 9609 Unable to find the registered user."`,
	},
}

// gen returns a value as it may be under a key.
func gen(t *rapid.T, key string, depth int) string {
	if intN(t, 16) == 15 {
		key = genKeys[intN(t, len(genKeys))] // an unexpected value
	}
	for end, values := range genValues {
		if end != "" && strings.HasSuffix(key, end) {
			return pick(t, values...)
		}
	}
	switch {
	case depth <= 0:
		return pick(t, genValues[""]...)
	case !strings.HasSuffix(key, "s"):
		return genOf(t, depth-1)
	case intN(t, 8) == 7:
		return quote(gen(t, key, depth-1))
	}
	var list []string
	for range intN(t, 4) {
		list = append(list, genOf(t, depth-1))
	}
	return "[" + strings.Join(list, ",") + "]"
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

// genObject returns an object, which has no duplicate keys, because a map can't have them.
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

func quote(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var (
	token     = regexp.MustCompile(`"([^"\\]|\\.)*"|[{}\[\]:,]`)
	character = regexp.MustCompile(`\\.|[ -~]`)
)

// genRewrite writes equivalent JSON, with other white space and with needless escapes: of what many encoders escape,
// or of anything.
func genRewrite(t *rapid.T, text string, anything bool) string {
	escaped := func(c string) string {
		if c == "/" {
			return `\/`
		}
		if len(c) == 1 && (anything && intN(t, 64) == 63 || strings.ContainsAny(c, "<>&'+=") && intN(t, 4) > 0) {
			return fmt.Sprintf(`\u%04x`, c[0])
		}
		return c
	}
	return token.ReplaceAllStringFunc(text, func(s string) string {
		if s[0] != '"' {
			return s + pick(t, "", "", "", "", "", " ", "\n\t", "\r\n  ")
		}
		return `"` + character.ReplaceAllStringFunc(s[1:len(s)-1], escaped) + `"`
	})
}

// scan returns what the Scanner finds, with the messages as encoding/json would read them.
func scan(t require.TestingT, v pcommon.Value, kind Kind) ([]want, Unreadable) {
	s := newScanner()
	reason := s.Scan("", v, kind)
	found := simplify(s.Found())
	for i := range found {
		found[i].Message = refRunes(found[i].Message)
	}
	s.Reset()
	s.ScanString(`{"errorNumber":1}`, Payload)
	require.Equal(t, []want{{Number: 1}}, simplify(s.Found()), "nothing is left open")
	return found, reason
}

// The reference knows nothing of flattened names, nor of other notations for the list of all possible errors.
var (
	flat   = regexp.MustCompile(`[._](errorNumber|ErrorDomain)"`)
	listed = regexp.MustCompile(`(?i)error[-_]?codes`)
)

// sameAsReference asserts that the Scanner and the reference find the same in JSON.
func sameAsReference(t require.TestingT, text string) (wanted []refFinding, ok bool) {
	found, reason := scan(t, pcommon.NewValueStr(text), Payload)
	if flat.MatchString(text) || listed.MatchString(strings.ReplaceAll(text, `"errorCodes"`, "")) {
		return nil, false
	}
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

// FuzzJSON compares the search in raw bytes with the reference on encoding/json: in valid JSON, both find the same. Anything
// else causes no panic, and gives the same result as bytes and as a string.
func FuzzJSON(f *testing.F) {
	for _, p := range payloads.Whole {
		f.Add([]byte(p.Payload))
	}
	f.Add([]byte(`400: {"errorNumber":9609,"errorInfo":[{}, {\"errorNumber\":9609`))
	f.Fuzz(func(t *testing.T, b []byte) {
		text := string(b)
		found, reason := scan(t, pcommon.NewValueStr(text), Payload)
		bytes, why := scan(t, bytesValue(text), Payload)
		require.Equal(t, found, bytes)
		require.Equal(t, reason, why)
		if json.Valid(b) && strings.IndexAny(strings.TrimSpace(text), "{[") == 0 {
			sameAsReference(t, text)
		}
	})
}

// FuzzPayload is FuzzJSON for payloads like those of the service, to reach more code.
func FuzzPayload(f *testing.F) { f.Fuzz(rapid.MakeFuzz(likeReference)) }

func TestPayloadLikeReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, likeReference)
}

// likeReference compares the search in a payload with the reference. The same payload parsed into a map has the same
// findings, sentences included.
func likeReference(t *rapid.T) {
	text := genObject(t, 2+intN(t, 4))
	cutAnywhere(t, intN(t, 100), len(text)/8+1, text)
	sameAsReference(t, genRewrite(t, text, true))

	parsed := pcommon.NewValueEmpty()
	refParse(text).put(parsed)
	for _, kind := range []Kind{Payload, Text} {
		found, _ := scan(t, pcommon.NewValueStr(text), kind)
		if len(found) > 1 { // several findings in a map are ordered by key
			found, _ = scan(t, pcommon.NewValueStr(inOrder(t, text)), kind)
		}
		same, _ := scan(t, parsed, kind)
		require.Equal(t, found, same, "text: %t, in a map: %s", kind, text)
	}
	isJSON := func(f want) bool { return f.Shape != "message" }
	escaped, _ := scan(t, pcommon.NewValueStr(genRewrite(t, text, false)), Text)
	said, _ := scan(t, pcommon.NewValueStr(text), Text)
	require.Equal(t, slices.DeleteFunc(said, isJSON), slices.DeleteFunc(escaped, isJSON), "in words: %s", text)
}
