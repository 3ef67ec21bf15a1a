// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"encoding/json"
	"errors"
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

// node is JSON to be written, or a value to be parsed. Members of lists have no names.
type node struct {
	kind    byte   // '{', '[', '"', '0' for numbers, 'x' for anything else
	text    string // of strings and numbers
	members []member
}

type member struct {
	name string
	node
}

func str(name, text string) member { return member{name, node{kind: '"', text: text}} }

func num(name, text string) member { return member{name, node{kind: '0', text: text}} }

func object(members ...member) node { return node{kind: '{', members: members} }

// listOf returns a list of n nodes.
func listOf(n int, one func() node) node {
	l := node{kind: '['}
	for range n {
		l.members = append(l.members, member{node: one()})
	}
	return l
}

func units(name string, n int) member {
	return member{name, listOf(n, func() node { return node{kind: '"', text: "u"} })}
}

// anError draws an object with a number and what may be beside it.
func (d *drawer) anError() (o []member) {
	number := strconv.Itoa(d.number())
	if d.oneIn(4) {
		o = append(o, member{"errorInfo", object(units(oneOf(d, "clientUserIds", "serialNumbers"), d.below(4)))})
	}
	switch kind := d.below(6); {
	case kind == 0:
		o = append(o, str("errorNumber", number))
	case kind == 1:
		o = append(o, num("errorNumber", number+".0"))
	case kind == 2 && d.oneIn(3):
		return append(o, oneOf(d, num("errorNumber", "0"), num("errorNumber", "-9602"), num("errorNumber", "9602.5"),
			str("errorNumber", "9602a"), member{"errorNumber", node{kind: 'x', text: "true"}}))
	default:
		o = append(o, num("errorNumber", number))
	}
	n, _ := strconv.Atoi(number)
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
func (d *drawer) answer() node {
	anError := func() node { return object(d.anError()...) }
	ids := []member{str("eventId", oneOf(d, "e-1", "f74-AB", "not an id")), str("uId", oneOf(d, "2049025000431439", "12a"))}
	if ids[0].text == "e-1" && ids[1].text != "12a" {
		ids[1].kind = '0' // parsers make numbers of digits
	}
	ids = ids[:d.below(3)]
	switch d.below(10) {
	case 0:
		failures := member{"failures", listOf(1+d.below(3), anError)}
		return object(append(ids, str("eventType", oneOf(d, "ASSOCIATE", "x y")), failures)[d.below(2):]...)
	case 1:
		inner := object(member{"error", anError()}, units(oneOf(d, "assignments", "users", "assets"), d.below(3)), str("type", "REVOKE"))
		outer := []member{{"notification", inner}, str("notificationId", "n-7"), str("notificationType", "ASSET_MANAGEMENT")}
		return object(outer[:1+d.below(3)]...)
	case 2:
		return object(member{oneOf(d, "errorCodes", "errors"), listOf(d.below(12), func() node {
			return object(num("errorNumber", strconv.Itoa(oneOf(d, d.catalog.Numbers()...))), str("errorMessage", "Something."))
		})})
	case 3:
		return object(member{oneOf(d, "associations", "disassociations"), listOf(1, anError)}, num("status", oneOf(d, "-1", "-3", "0")))
	case 4:
		domain := str("ErrorDomain", oneOf(d, "ASDServerErrorDomain", "NSURLErrorDomain"))
		return object(domain, num("ErrorCode", strconv.Itoa(d.number())))
	case 5:
		return object(append(d.anError(), num("status", oneOf(d, "-1", "-3", "200")))...)
	case 6:
		return object(member{"data", object(append(ids, d.anError()...)...)})
	case 7:
		return object(str("assets", "none"), str("totalCount", "9602"))
	}
	return object(append(d.anError(), ids...)...)
}

// written writes the node as JSON.
func (n *node) written(b *strings.Builder, blank string) {
	switch n.kind {
	case '"':
		b.WriteString(strconv.Quote(n.text))
	case '{', '[':
		b.WriteByte(n.kind)
		for i, m := range n.members {
			if i > 0 {
				b.WriteString("," + blank)
			}
			if n.kind == '{' {
				b.WriteString(`"` + m.name + `":` + blank)
			}
			m.written(b, blank)
		}
		b.WriteByte(n.kind + 2)
	default:
		b.WriteString(n.text)
	}
}

// parsed sets a value to what a parser makes of JSON.
func (n *node) parsed(v pcommon.Value) {
	var b strings.Builder
	n.written(&b, "")
	d := json.NewDecoder(strings.NewReader(b.String()))
	d.UseNumber()
	var raw any
	err := d.Decode(&raw)
	if err = errors.Join(err, v.FromRaw(withoutJSONNumbers(raw))); err != nil {
		panic(err)
	}
}

// content fills a value: with a sentence where there may be one, or with an answer in one of its forms.
func (d *drawer) content(v pcommon.Value, sentences bool) {
	if sentences && d.below(2) == 0 {
		v.SetStr(d.sentence())
		return
	}
	n := d.answer()
	var b strings.Builder
	n.written(&b, oneOf(d, "", " ", "\n  "))
	text := b.String()
	switch d.below(12) {
	case 0, 1:
		n.parsed(v)
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
