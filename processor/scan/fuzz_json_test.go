// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

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

// sameAsReference asserts that in JSON, or the start of it, what encoding/json reads is found, neither more nor less.
func sameAsReference(t require.TestingT, text string) []want {
	found, reason := scanText(t, text)
	wanted, why, ok := refScan(text)
	if ok {
		require.Equal(t, wanted, found, "in %q", text)
		require.Equal(t, why.String(), reason.String(), "in %q", text)
	}
	return found
}

// cutAnywhere asserts that of a payload which is cut off, what is before the cut is found: what encoding/json reads
// up to there. And that is a prefix of the whole: every number that isn't right at the cut is one of the whole payload,
// of the same shape. TestCutAnywhere cuts at every byte; here, at some, from the first on.
func cutAnywhere(t require.TestingT, first int, text string) {
	type told struct {
		Shape
		number int64
	}
	whole := map[told]bool{}
	for _, f := range sameAsReference(t, text) {
		whole[told{f.Shape, f.Number}] = true
	}
	unique := !repeatsKeys(text) && len(whole) < refVariants
	step := len(text)/8 + 1
	for end := first % step; end < len(text); end += step {
		for _, f := range sameAsReference(t, text[:end]) {
			if unique && f.Number != 0 && !f.AtCut {
				require.True(t, whole[told{f.Shape, f.Number}], "%d in %q", f.Number, text[:end])
			}
		}
	}
}

// repeatsKeys reports whether one of the keys that tell number or shape may be there twice in an object: then what
// follows the cut may take back what is before it.
func repeatsKeys(text string) bool {
	return strings.Count(text, "errorNumber")+strings.Count(text, `\u`) > 1
}

// FuzzJSON holds the search in raw bytes against encoding/json: in what is JSON, both find the same; cut off anywhere,
// what is before the cut. In anything else, nothing goes wrong, and bytes are like a string.
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
			cutAnywhere(t, int(b[len(b)/2]), text)
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
	v := genObjectOf(t, 2+intN(t, 4))
	text := genJSON(v)
	require.True(t, json.Valid([]byte(text)), text)
	cutAnywhere(t, intN(t, 100), genRewrite(t, text, true))

	parsed := pcommon.NewValueEmpty()
	genPut(v, parsed)
	for _, kind := range []Kind{Payload, Text} {
		found, _ := scan(t, pcommon.NewValueStr(text), kind)
		same, _ := scan(t, parsed, kind)
		require.Equal(t, found, same, "text: %t, in a map: %s", kind, text)
	}
	escaped, _ := scan(t, pcommon.NewValueStr(genRewrite(t, text, false)), Text)
	said, _ := scan(t, parsed, Text)
	require.Equal(t, sentences(said), sentences(escaped), "in words: %s", text)
	around, _ := scanText(t, `[GIN] {id} 400: `+text+` took 9ms`)
	found, _ := scanText(t, text)
	require.Equal(t, found, around, "in text: %s", text)
}

// sentences returns the numbers of those findings that are told in words.
func sentences(found []want) (numbers []int64) {
	for _, f := range found {
		if f.Shape == Message {
			numbers = append(numbers, f.Number)
		}
	}
	return numbers
}

// What is no number has no place in the order of errors, in a map as little as in JSON.
func TestOrderInAMapIsThatOfJSON(t *testing.T) {
	t.Parallel()
	for _, none := range []any{nil, true, genObject{}, []any{}} {
		v := genObject{{"errorNumber", none}, {"x", genObject{{"errorNumber", int64(9602)}}}, {"errorMessage", "m"}}
		parsed := pcommon.NewValueEmpty()
		genPut(v, parsed)
		found, _ := scan(t, parsed, Payload)
		require.Equal(t, []want{{Number: 9602}, {Message: "m"}}, found)
		require.Equal(t, found, sameAsReference(t, genJSON(v)))
	}
}
