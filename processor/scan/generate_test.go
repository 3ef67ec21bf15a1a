// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

// A generator of JSON like that of the service, near misses and nonsense included. A value is what FromRaw of pdata
// takes, but for objects, whose order matters.

type (
	genObject []genMember
	genMember struct {
		key   string
		value any
	}
	// genText is a string that is JSON once more.
	genText struct {
		before, after string
		value         any
	}
)

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "") }

// genKeys are those that the shapes are made of, and some that are none of them.
var genKeys = []string{
	"errorNumber", "errorMessage", "errorInfo", "failures", "notification", "error", "associations", "disassociations", "errorCodes",
	"status", "eventId", "eventType", "type", "notificationId", "notificationType", "assignments", "users", "assets",
	"clientUserIds", "response", "ErrorNumber", "errorCode", "x", "",
}

// gen returns a value as it may be under a key.
func gen(t *rapid.T, key string, depth int) any {
	if intN(t, 16) == 15 {
		key = genKeys[intN(t, len(genKeys))] // something that isn't expected there
	}
	switch key {
	case "errorNumber":
		return genNumber(t)
	case "status":
		return pick[any](t, int64(-1), "-3", int64(0), -2.0, "FAILED", nil, -1.5)
	case "errorMessage":
		// None needs escapes: two spellings of a message, as in JSON and in a map, make two findings.
		return pick[any](t, "Login required.", "", "isn’t ok", "Unable to find the registered user.", "\x7f😀", "{}", "a/b", int64(1))
	case "eventId", "notificationId":
		return pick[any](t, "a-1", "B2", "me@example.com", strings.Repeat("a", 64), strings.Repeat("a", 65), "", int64(7))
	case "eventType", "notificationType", "type":
		return pick[any](t, "CREATE", "ASSET_MANAGEMENT", "Create", strings.Repeat("A", 65), nil)
	}
	if depth <= 0 {
		return pick[any](t, "s", nil, true, int64(1), 2.5, "Apple error 9625", "vpp <9610> License not found.", "vpp error: '9622'", "error=>9646 & Apple", "vpp: 400 9609 Unable to find the registered user.")
	}
	switch key {
	case "failures", "associations", "disassociations", "assignments", "users", "assets", "errorCodes", "clientUserIds":
		if intN(t, 8) == 7 {
			return genText{value: gen(t, key, depth-1)}
		}
		var list []any
		for range intN(t, 4) {
			list = append(list, genOf(t, depth-1))
		}
		return list
	default:
		return genOf(t, depth-1)
	}
}

func genNumber(t *rapid.T) any {
	n := pick(t, 9609, 9602, 9700, 9625, 4711, 960, 9, 0, -9602)
	switch intN(t, 8) {
	case 5:
		return strconv.Itoa(n)
	case 6:
		return float64(n)
	case 7:
		return pick[any](t, 9602.5, nil, true, "x9602", "09602", 1e15, 1e300, float64(1<<53), float64(1<<53+2), " 9602", "+9602", []any{int64(9602)}, int64(1)<<62)
	default:
		return int64(n)
	}
}

// genOf returns a value of any kind.
func genOf(t *rapid.T, depth int) any {
	kind := intN(t, 8)
	if kind >= 5 && depth <= 0 {
		return []any{}
	}
	switch kind {
	case 5:
		return genText{value: genOf(t, depth-1)}
	case 6:
		return genText{"answered 400: ", pick(t, "", " took 9ms", "]", ` [{"errorNumber":9625}]`), genObjectOf(t, depth-1)}
	case 7:
		return []any{genOf(t, depth-1), genOf(t, depth-1)}
	default:
		return genObjectOf(t, depth)
	}
}

func genObjectOf(t *rapid.T, depth int) any {
	o := genObject{}
	for range intN(t, 5) + 1 {
		key := genKeys[intN(t, len(genKeys))]
		// A map can't have a key twice.
		if !slices.ContainsFunc(o, func(m genMember) bool { return m.key == key }) {
			o = append(o, genMember{key, gen(t, key, depth)})
		}
	}
	return o
}

// genJSON writes a value down.
func genJSON(v any) string {
	var b strings.Builder
	switch v := v.(type) {
	case genObject:
		b.WriteByte('{')
		for i, m := range v {
			fmt.Fprintf(&b, `%s%q:%s`, map[bool]string{true: ",", false: ""}[i > 0], m.key, genJSON(m.value))
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(genJSON(item))
		}
		b.WriteByte(']')
	case genText:
		b.WriteString(genJSON(v.text()))
	case float64:
		s := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		b.WriteString(s)
	default:
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			panic(err)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (t genText) text() string { return t.before + genJSON(t.value) + t.after }

// genPut makes the same value a parsed one.
func genPut(v any, to pcommon.Value) {
	switch v := v.(type) {
	case genObject:
		m := to.SetEmptyMap()
		for _, member := range v {
			genPut(member.value, m.PutEmpty(member.key))
		}
	case []any:
		list := to.SetEmptySlice()
		for _, item := range v {
			genPut(item, list.AppendEmpty())
		}
	case genText:
		to.SetStr(v.text())
	default:
		if err := to.FromRaw(v); err != nil {
			panic(err)
		}
	}
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
