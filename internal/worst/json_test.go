// SPDX-License-Identifier: Apache-2.0

package worst

import (
	"fmt"
	"strings"
)

// payloads are bodies of a log record that are read as JSON: head once, part again and again, tail once.
var payloads = []struct {
	name, head, part, tail string
	want                   int64
}{
	{name: "lists, open", head: `"errorNumber"`, part: "["},
	{name: "objects, open", head: `"errorNumber"`, part: "{"},
	{name: "lists and objects, open", head: `"errorNumber"`, part: "[{"},
	{name: "braces and quotes", head: `"errorNumber"`, part: `{"`},
	{name: "closing brackets", head: `"errorNumber"`, part: "}]"},
	{name: "empty objects", head: `"errorNumber"`, part: "{}"},
	{name: "empty objects between words", head: `"errorNumber"`, part: "a{}"},
	{name: "empty objects in a list", head: `{"errorNumber":1,"a":[`, part: "{},"},
	{name: "empty lists in errorInfo", head: `{"errorInfo":{"errorNumber":[`, part: "[],"},
	{name: "lists in lists, closed", head: `{"errorNumber":1,"a":[`, part: "[[[[[[[[]]]]]]]],"},
	{name: "objects that are not closed", part: `{"errorNumber":`},
	{name: "objects below each other", head: `{"errorNumber":1,"a":`, part: `{"a":`},
	{name: "quotes", head: `{"errorNumber`, part: `"`},
	{name: "strings in a list", head: `{"errorNumber":1,"a":[`, part: `"",`},
	{name: "keys", head: `{"errorNumber":1`, part: `,"":1`},
	{name: "escaped keys", head: `{"errorNumber":1`, part: `,"\n":1`},
	{name: "digits", head: `{"errorNumber":`, part: "9", tail: "}"},
	{name: "digits as a string", head: `{"errorNumber":"`, part: "9", tail: `"}`},
	{name: "backslashes", head: `{"errorNumber":"`, part: `\`},
	{name: "braces before backslashes", head: `"errorNumber"`, part: `{\`},
	{name: "JSON without its quote", head: `errorNumber`, part: `{\"`},
	{name: "short JSON without its quote", head: `errorNumber 9609, error 9609 `, part: `{\""`},
	{name: "numbers that are none of ours", part: `{"errorNumber":12001},`},
	{name: "the shortest errors", head: "[", part: `{"errorNumber":9609},`, want: 9609},
	{name: "the shortest errors in words", part: `{"errorNumber":9609}`, want: 9609},
	{name: "errors without a number", part: `{"errorMessage":"a"}`},
	{name: "messages that are not closed", part: `{"errorMessage":"Login required",`},
	{name: "failures", head: `{"failures":[`, part: `{"errorNumber":9609},`, want: 9609},
	{name: "sentences in a list", head: "[", part: `"err 9609",`},
	{name: "sentences with names in a list", head: "[", part: `"err 9625 vpp",`, want: 9625},
	{name: "messages in objects", head: "[", part: `{"errorMessage":"err 9625 vpp"},`, want: 9625},
	{name: "names of the list of all errors", head: `"errorNumber"`, part: `{"errorCodes":[`},
	{name: "capitals of the keys", part: "errorNerrorM"},
	{name: "capitals of the keys, far apart", part: strings.Repeat("x", 60) + "NM"},
	{name: "ids", head: `{"errorNumber":9609`, part: `,"eventId":"\n"`, want: 9609},
}

// made are further payloads.
var made = []struct {
	name string
	text func(size int) string
	want int64
}{
	{"braces behind white space", func(size int) string {
		return fill(" ", size/2) + fill("{a", size/2) + "errorNumber"
	}, 0},
	{"objects and lists closed again", func(size int) string {
		return `"errorNumber"` + fill("[", size/2) + fill("]", size/2)
	}, 0},
	{"a number each", func(size int) string {
		return each(size, func(i int) string { return fmt.Sprintf(`{"errorNumber":%d},`, 10_000+i) })
	}, 0},
	{"a message each", func(size int) string {
		return `{"failures":[` + each(size, func(i int) string { return fmt.Sprintf(`{"errorMessage":"%d"},`, i) })
	}, 0},
	{"long messages, the end differs", func(size int) string {
		same := fill("a", size/100)
		return `{"failures":[` + each(size, func(i int) string { return fmt.Sprintf(`{"errorMessage":"%s%4d"},`, same, i) })
	}, 0},
	{"errors behind those that aren't", func(size int) string {
		return "vpp: 400 " + fill(`{"errorNumber":0}`, size) + each(3000, func(i int) string { return fmt.Sprintf(`{"errorNumber":%d}`, 10_000+i) })
	}, 0},
	{"strings in strings", func(size int) string {
		text := fill(`{"errorNumber":`, size/8)
		for range 3 { // the backslashes double with every level
			text = `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"]`
		}
		return text
	}, 0},
	{"short strings in strings", func(size int) string {
		text := `["errorNumber"]`
		for range 4 {
			text = `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"]`
		}
		return "[" + fill(text+",", size)
	}, 0},
	{"an event status with serial numbers", func(size int) string {
		return `{"failures":[{"errorInfo":{"serialNumbers":[` + strings.Repeat(`"C02EXAMPLE01",`, size/15) + `"a"]},"errorNumber":9609}]}`
	}, 9609},
}

// each joins what is made for one number after the other.
func each(size int, text func(i int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(text(i))
	}
	return b.String()
}
