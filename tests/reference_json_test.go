// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// node is JSON that was read, or a parsed value. Members of lists have no names.
type node struct {
	kind    byte   // '{', '[', '"', '0' for numbers, 'x' for anything else
	text    string // of strings, and of numbers as they were written
	members []member
	atCut   bool // the text ends directly after a number, or within a string
	marked  bool // it ends within a string, followed by a truncation mark
}

type member struct {
	name string
	node
}

func (n *node) get(name string) *node {
	for i := range n.members {
		if n.kind == '{' && n.members[i].name == name {
			return &n.members[i].node
		}
	}
	return &node{}
}

// has reports whether a key was read, though its value may be cut off.
func (n *node) has(name string) bool {
	return slices.ContainsFunc(n.members, func(m member) bool { return m.name == name })
}

// str returns a string that was read whole.
func (n *node) str(name string) string {
	if m := n.get(name); m.kind == '"' && !m.atCut {
		return m.text
	}
	return ""
}

// integer is a whole number: an integer, a double without a fraction, or a string of digits.
func (n *node) integer() (int, bool) {
	text := n.text
	if n.kind == '0' {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "0"), ".") // 9602.0, or 9602. if cut off
		if !strings.Contains(n.text, ".") {
			text = n.text
		}
	}
	i, err := strconv.Atoi(text)
	return i, err == nil && (n.kind == '0' || n.kind == '"' && i > 0 && !n.marked)
}

func fromValue(v pcommon.Value) (n node) {
	switch v.Type() {
	case pcommon.ValueTypeMap:
		n.kind = '{'
		for name, v := range v.Map().All() {
			n.members = append(n.members, member{name, fromValue(v)})
		}
		slices.SortFunc(n.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	case pcommon.ValueTypeSlice:
		n.kind = '['
		for _, v := range v.Slice().All() {
			n.members = append(n.members, member{"", fromValue(v)})
		}
	case pcommon.ValueTypeStr:
		n.kind, n.text = '"', v.Str()
	case pcommon.ValueTypeBytes:
		n.kind, n.text = '"', string(v.Bytes().AsRaw())
	case pcommon.ValueTypeInt:
		n.kind, n.text = '0', strconv.FormatInt(v.Int(), 10)
	case pcommon.ValueTypeDouble:
		n.kind, n.text = '0', strconv.FormatFloat(v.Double(), 'f', -1, 64)
	default:
		n.kind = 'x'
	}
	return n
}

// reader reads JSON up to where it is cut off, and keeps what it has read.
type reader struct {
	rest string
	cut  bool
}

// fromText returns the objects and lists in a text, and the text without them.
func fromText(text string) (found []node, prose string, cut bool) {
	if strings.Contains(text, "&quot;") {
		text = strings.ReplaceAll(text, "&quot;", `"`)
	}
	for {
		at := strings.IndexAny(text, "{[")
		if at < 0 {
			return found, prose + text, cut
		}
		r := reader{rest: text[at:]}
		if inner := strings.TrimLeft(r.rest[1:], " \n"); inner == "" || strings.IndexByte(`"{[]}`, inner[0]) < 0 {
			prose, text = prose+text[:at+1], text[at+1:] // a bracket in the prose
			continue
		}
		n := r.value()
		found, prose, text = append(found, n), prose+text[:at]+"\n", r.rest
		if r.cut {
			return found, prose, true
		}
	}
}

func (r *reader) next() byte {
	r.rest = strings.TrimLeft(r.rest, " \n")
	if r.cut || r.rest == "" {
		r.cut = true
		return 0
	}
	return r.rest[0]
}

func (r *reader) value() (n node) {
	switch first := r.next(); first {
	case 0:
	case '{', '[':
		n.kind = first
		r.rest = r.rest[1:]
		for {
			switch c := r.next(); {
			case c == 0:
				return n
			case c == '}' || c == ']':
				r.rest = r.rest[1:]
				return n
			case c == ',':
				r.rest = r.rest[1:]
			case n.kind == '[':
				n.members = append(n.members, member{"", r.value()})
			case c == '"':
				name := r.value().text
				if r.next() != ':' {
					r.cut = true
					return n
				}
				r.rest = r.rest[1:]
				n.members = append(n.members, member{name, r.value()})
			default: // a truncation mark
				r.cut = true
				return n
			}
		}
	case '"':
		n.kind = '"'
		end := 1
		for end < len(r.rest) && r.rest[end] != '"' {
			if r.rest[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(r.rest) {
			text, _, marked := strings.Cut(r.rest[1:], "...")
			n.text, n.atCut, n.marked, r.cut = unescape(text), true, marked, true
			return n
		}
		n.text, r.rest = unescape(r.rest[1:end]), r.rest[end+1:]
	default:
		n.kind = 'x'
		if strings.IndexByte("-0123456789", first) >= 0 {
			n.kind = '0'
		}
		end := strings.IndexAny(r.rest, ",}] \n")
		if end < 0 {
			end, n.atCut, r.cut = len(r.rest), true, true
		}
		n.text, r.rest = r.rest[:end], r.rest[end:]
		if at := strings.Index(n.text, "..."); at >= 0 { // a truncation mark
			n.text, n.atCut, r.cut = n.text[:at], true, true
		}
	}
	return n
}

func unescape(text string) string {
	var s string
	for cut := 0; cut < 7 && cut <= len(text); cut++ { // an escape that was cut off
		if json.Unmarshal([]byte(`"`+text[:len(text)-cut]+`"`), &s) == nil {
			return strings.TrimRight(s, "\ufffd") // a letter that was cut off
		}
	}
	return text
}
