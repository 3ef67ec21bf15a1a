// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Decoder is a pull parser for JSON. It reads one object or list, and stops at each string that may be worth a look.
//
// No library fits. Logged JSON may be cut off anywhere, and everything before the cut has to count; encoding/json doesn't report
// whether a number is complete, nor where a string starts. JSON in a string of other JSON is read as part of the outer one. And
// what isn't an error, which is nearly everything, must not allocate.
type Decoder struct {
	Pos    int    // at the end: the position after the JSON, or of its first fault, which may be the end of the text
	Whole  bool   // it ended with the bracket that closes it
	InList bool   // the fault is in the list of all possible errors, so the rest of the text may belong to it
	Last   string // what is between the quotes of the last string before the fault, which may have been cut off; "" if there is none
	LastAt int    // its position

	m     *Machine
	text  string
	base  int // number of frames around the JSON
	fault bool
}

// Decode returns a decoder for the JSON that begins with the bracket at t[i]. It becomes part of whatever is open.
func (m *Machine) Decode(t string, i int) Decoder {
	d := Decoder{m: m, text: t, Pos: i + 1, base: len(m.stack)}
	if !m.Open(t[i] == '[') {
		d.Pos, d.Whole = End(t, i), true
	} else {
		m.top().name = "" // JSON is outermost, whatever it is in
	}
	return d
}

// Next reads up to the next event. After the last one, it returns Nothing.
func (d *Decoder) Next() (event Event) {
	m, t, i := d.m, d.text, d.Pos
	for event == Nothing && !d.Whole && !d.fault {
		f := m.top()
		i = SkipSpace(t, i)
		if f.comma && i < len(t) && t[i] == ',' {
			i = SkipSpace(t, i+1)
			f.comma = false
		}
		if !f.list && !f.keyed && !f.comma && i < len(t) && t[i] == '"' {
			var s Literal
			if s, i = d.literal(i + 1); i < len(t) && t[i] != ':' {
				i = SkipSpace(t, i)
			}
			if i == len(t) || t[i] != ':' {
				d.fail(f)
				break
			}
			m.Key(s.String())
			i = SkipSpace(t, i+1)
		}
		c := byte(0)
		if i < len(t) {
			c = t[i]
		}
		switch {
		case c == '}' && !f.list && !f.keyed, c == ']' && f.list:
			i++
			event = m.Close(d.base)
			if d.Whole = len(m.stack) == d.base; !d.Whole {
				m.Value()
			}
		case f.comma, !f.list && !f.keyed:
			d.fail(f)
		case c == '"':
			var s Literal
			s, i = d.literal(i + 1)
			event = m.string(f, s, m.Words || m.MayHoldIn(s))
			if s.cut {
				d.fail(f)
			} else {
				f.value()
			}
		case c == '{' || c == '[':
			if m.Open(c == '[') {
				i++
			} else {
				i = End(t, i)
				f.value()
			}
		case c == '-' || ascii.IsDigit(c):
			end := numberEnd(t, i)
			if f.key.in(numericKeys) {
				n, ok := jsonNumber(t[i:end])
				next := SkipSpace(t, end)
				m.integer(f, n, ok, next == len(t) || t[next] != ',' && t[next] != '}' && t[next] != ']')
			}
			i = end
			f.value()
		case ascii.IsLetter(c): // true, false, null, NaN, undefined
			for i < len(t) && ascii.IsLetter(t[i]) {
				i++
			}
			f.value()
		default:
			d.fail(f)
		}
	}
	d.Pos = i
	for event == Nothing && len(m.stack) > d.base { // objects and lists that the fault left open
		event = m.Close(d.base)
	}
	return event
}

// literal is LiteralAt, and notes the string.
func (d *Decoder) literal(i int) (s Literal, next int) {
	s, next = LiteralAt(d.text, i)
	d.Last, d.LastAt = s.Raw, i
	return s, next
}

// fail notes a fault in the object or list f.
func (d *Decoder) fail(f *frame) {
	if f.wordless || f.key.in(wordlessKeys) {
		d.Last = "" // its words don't count
	}
	// In "errorCodes":[]any{...}, which Go prints, the [] looks like the whole value, but no comma follows: the list may go on.
	d.fault, d.InList = true, f.role == roleIgnored || (f.keyed || f.comma) && f.key == keyIgnored
}

// End returns the end of the object, list or string that begins at t[i].
func End(t string, i int) (end int) {
	for depth := 0; i < len(t); i = end {
		end = i + 1
		switch t[i] {
		case '"':
			_, end = LiteralAt(t, i+1)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth <= 0 {
			return end
		}
	}
	return i
}

// printed are the forms in which white space is printed: as Python and Node escape it, as nginx and rsyslog do, and Spring's.
var printed = [...]string{`\n`, `\r`, `\t`, `\x0A`, `\x0D`, `\x09`, "#012", "#011", "<EOL>"}

// SkipSpace returns the index of the first byte from t[i] on that is neither white space nor printed white space.
func SkipSpace(t string, i int) int {
	for i = ascii.SkipSpace(t, i); i < len(t) && (t[i] == '\\' || t[i] == '#' || t[i] == '<'); i = ascii.SkipSpace(t, i) {
		form := slices.IndexFunc(printed[:], func(space string) bool { return strings.HasPrefix(t[i:], space) })
		if form < 0 {
			break
		}
		i += len(printed[form])
	}
	return i
}
