// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"pgregory.net/rapid"
)

// drawer draws records that the reference can read: the documentation is clear about them.
type drawer struct {
	*rapid.T
	*reference
}

func newDrawer(r *rapid.T) *drawer { return &drawer{T: r, reference: defaultReference} }

func (d *drawer) below(n int) int { return rapid.IntRange(0, n-1).Draw(d.T, "n") }

func (d *drawer) oneIn(n int) bool { return d.below(n) == n-1 }

func oneOf[T any](d *drawer, of ...T) T { return of[d.below(len(of))] }

// number draws an error number: documented, configured, or neither.
func (d *drawer) number() int {
	if d.oneIn(8) {
		return oneOf(d, 9999, 12001, 96, 9500)
	}
	return oneOf(d, d.catalog.Numbers()...)
}

// wording draws a wording of a number, in one of its spellings; empty if the number is undocumented.
func (d *drawer) wording(number int) string {
	all := d.catalog.Wordings(number)
	if len(all) == 0 {
		return ""
	}
	text := oneOf(d, all...).Text
	switch d.below(6) {
	case 0:
		return strings.ToUpper(text[:1]) + strings.ToLower(text[1:])
	case 1:
		return strings.ReplaceAll(text, "’", "'")
	case 2:
		return strings.TrimSuffix(text, ".")
	}
	return text
}

// sentence draws a text of a speaker, a mark, a number and a wording, in orders that are recognized.
func (d *drawer) sentence() string {
	number := d.number()
	digits, wording := strconv.Itoa(number), d.wording(number)
	if wording == "" {
		wording = "Something else failed."
	}
	who := oneOf(d, "", "", "VPP: ", "Apps and Books: ", "sToken of site 7: ", "importer: ", "worker 12: ", "SQL Server: ",
		"VppClient: ", "vpp_prod: ")
	mark := oneOf(d, "error number: ", "errorNumber=", "Error ", "error code ", "errno ", "err #", "error_code: ", "code=", "code: ",
		"errno(", "exit code: ", "os error ")
	end := oneOf(d, "", "", ".", ", giving up", "\nnext line", " (attempt 2)")
	switch d.below(12) {
	case 0:
		return who + mark + digits
	case 1:
		return who + wording + " (" + mark + digits + ")"
	case 2:
		return who + wording + " (" + digits + ")"
	case 3:
		return who + digits + " - " + wording
	case 4:
		return who + mark + digits + ", " + wording
	case 5:
		return who + wording
	case 6:
		return who + strings.TrimSuffix(wording, ".") + oneOf(d, "", ".", " for user ann", ". Retrying.", "\nnext")
	case 7:
		return oneOf(d, "Apple error ", "Apple API error ", "Apple returned error ", "redis error ", "got error ", "the error ") + digits + end
	case 8:
		return who + "user " + digits + " signed in" + end
	case 9:
		return "VPP " + oneOf(d, "error 9"+digits, "error "+digits+"ms", "error VPP-"+digits, "error -"+digits,
			"error "+digits+".5", "took "+digits+" ms")
	case 10:
		return oneOf(d, "VPP answered HTTP ", "Apps and Books returned ", "we returned ", "VPP responded status ") +
			oneOf(d, "400", "429", "200", "503") + ", VPP error " + digits
	default:
		return who + "error: " + digits + oneOf(d, "", " users could not be synced", ": "+wording)
	}
}

// JSON is drawn as text, because the order of keys matters, and how numbers are written.

func str(name, text string) string { return strconv.Quote(name) + ":" + strconv.Quote(text) }

func raw(name, value string) string { return strconv.Quote(name) + ":" + value }

func object(members ...string) string { return "{" + strings.Join(members, ",") + "}" }

// listOf returns a list of n drawn values.
func listOf(n int, one func() string) string {
	values := make([]string, n)
	for i := range values {
		values[i] = one()
	}
	return "[" + strings.Join(values, ",") + "]"
}

func units(name string, n int) string { return raw(name, listOf(n, func() string { return `"u"` })) }

// anError draws the members of an object with a number and what may be beside it.
func (d *drawer) anError() (o []string) {
	n := d.number()
	number := strconv.Itoa(n)
	if d.oneIn(4) {
		o = append(o, raw("errorInfo", object(units(oneOf(d, "clientUserIds", "serialNumbers"), d.below(4)))))
	}
	switch kind := d.below(6); {
	case kind == 0:
		o = append(o, str("errorNumber", number))
	case kind == 1:
		o = append(o, raw("errorNumber", number+".0"))
	case kind == 2 && d.oneIn(3):
		return append(o, raw("errorNumber", oneOf(d, "0", "-9602", "9602.5", `"9602a"`, "true")))
	default:
		o = append(o, raw("errorNumber", number))
	}
	switch wording := d.wording(n); d.below(5) {
	case 0:
		o = append(o, str("errorMessage", "Something else failed."))
	case 1:
	default:
		if wording != "" {
			o = append(o, str("errorMessage", wording))
			if d.oneIn(16) { // a wording alone
				o = o[len(o)-1:]
			}
		}
	}
	if len(o) > 1 && d.oneIn(12) {
		o = append(o, str(oneOf(d, "sqlState", "procedure"), "x"))
	}
	return o
}

// answer draws a response of the service.
func (d *drawer) answer() string {
	anError := func() string { return object(d.anError()...) }
	ids := oneOf(d,
		[]string{str("eventId", oneOf(d, "e-1", "f74-AB", "not an id")), str("uId", oneOf(d, "2049025000431439", "12a"))},
		[]string{str("eventId", "e-1"), raw("uId", "2049025000431439")}, // parsers make numbers of digits
	)[:d.below(3)]
	switch d.below(10) {
	case 0:
		failures := raw("failures", listOf(1+d.below(3), anError))
		return object(append(ids, str("eventType", oneOf(d, "ASSOCIATE", "x y")), failures)[d.below(2):]...)
	case 1:
		inner := object(raw("error", anError()), units(oneOf(d, "assignments", "users", "assets"), d.below(3)), str("type", "REVOKE"))
		outer := []string{raw("notification", inner), str("notificationId", "n-7"), str("notificationType", "ASSET_MANAGEMENT")}
		return object(outer[:1+d.below(3)]...)
	case 2:
		return object(raw(oneOf(d, "errorCodes", "errors"), listOf(d.below(12), func() string {
			return object(raw("errorNumber", strconv.Itoa(oneOf(d, d.catalog.Numbers()...))), str("errorMessage", "Something."))
		})))
	case 3:
		return object(raw(oneOf(d, "associations", "disassociations"), listOf(1, anError)), raw("status", oneOf(d, "-1", "-3", "0")))
	case 4:
		domain := str("ErrorDomain", oneOf(d, "ASDServerErrorDomain", "NSURLErrorDomain"))
		return object(domain, raw("ErrorCode", strconv.Itoa(d.number())))
	case 5:
		return object(append(d.anError(), raw("status", oneOf(d, "-1", "-3", "200")))...)
	case 6:
		return object(raw("data", object(append(ids, d.anError()...)...)))
	case 7:
		return object(str("assets", "none"), str("totalCount", "9602"))
	}
	return object(append(d.anError(), ids...)...)
}

// parsed returns what a parser makes of JSON.
func parsed(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(err)
	}
	return withoutJSONNumbers(v)
}

// set sets a value that never fails.
func set(v pcommon.Value, raw any) {
	if err := v.FromRaw(raw); err != nil {
		panic(err)
	}
}

// content fills a value: with a sentence where there may be one, or with an answer in one of its forms.
func (d *drawer) content(v pcommon.Value, sentences bool) {
	if sentences && d.below(2) == 0 {
		v.SetStr(d.sentence())
		return
	}
	text := d.answer()
	if d.oneIn(2) {
		var pretty bytes.Buffer
		_ = json.Indent(&pretty, []byte(text), "", "  ")
		text = pretty.String()
	}
	switch d.below(12) {
	case 0, 1:
		set(v, parsed(text))
	case 2:
		v.SetEmptyBytes().FromRaw([]byte(text))
	case 3:
		v.SetStr("returned 400: " + text + oneOf(d, "", " and so on"))
	case 4:
		v.SetStr(strings.ReplaceAll(text, `"`, "&quot;"))
	case 5:
		v.SetStr(`{"body":` + strconv.Quote(text) + `}`)
	case 6:
		v.SetStr(text[:1+d.below(len(text))] + oneOf(d, "", "...", "...[truncated]"))
	default:
		v.SetStr(text)
	}
}
