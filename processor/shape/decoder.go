// SPDX-License-Identifier: Apache-2.0

package shape

import "github.com/mdm-observability/mdmerrorprocessor/processor/ascii"

// Decoder is a pull parser of JSON: it reads one object or list, and stops wherever its reader may want to look closer.
//
// No library serves: what is logged is cut off anywhere, and everything before the fault has to count; encoding/json tells
// neither the half of a number nor where a string starts. JSON in strings of other JSON is read in the roles around it. And
// what is no error, which is nearly everything, must not allocate.
type Decoder struct {
	Pos    int  // at the end: where the JSON ended, or had its first fault, which may be that the text ended
	Whole  bool // it ended at the bracket that closes it
	InList bool // the fault is in the list of all possible errors, so that what follows may belong to it

	m     *Machine
	text  string
	base  int // how many frames are around it
	fault bool
}

// Decode returns a decoder of the JSON that begins with the bracket at t[i]: what is open has t as a string in it.
func (m *Machine) Decode(t string, i int) Decoder {
	d := Decoder{m: m, text: t, Pos: i + 1, base: len(m.stack)}
	if !m.Open(t[i] == '[') {
		d.Pos, d.Whole = End(t, i), true
	}
	return d
}

// Next reads on to the next event; there are no more after Nothing.
func (d *Decoder) Next() (event Event) {
	m, t, i := d.m, d.text, d.Pos
	for event == Nothing && !d.Whole && !d.fault {
		f := m.top()
		i = ascii.SkipSpace(t, i)
		if f.comma && i < len(t) && t[i] == ',' {
			i = ascii.SkipSpace(t, i+1)
			f.comma = false
		}
		if !f.list && !f.keyed && !f.comma && i < len(t) && t[i] == '"' {
			var s Literal
			if s, i = LiteralAt(t, i+1); i < len(t) && t[i] != ':' {
				i = ascii.SkipSpace(t, i)
			}
			if i == len(t) || t[i] != ':' {
				d.fail(f)
				break
			}
			m.Key(s.String())
			i = ascii.SkipSpace(t, i+1)
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
			s, i = LiteralAt(t, i+1)
			event = m.string(f, s, m.Words || m.mayHold(s))
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
				next := ascii.SkipSpace(t, end)
				m.integer(f, n, ok, next == len(t) || t[next] != ',' && t[next] != '}' && t[next] != ']')
			}
			i = end
			f.value()
		case ascii.IsLetter(c): // true, false, null, and what a lenient writer prints for a missing value
			for i < len(t) && ascii.IsLetter(t[i]) {
				i++
			}
			f.value()
		default:
			d.fail(f)
		}
	}
	d.Pos = i
	for event == Nothing && len(m.stack) > d.base { // what was open at the fault
		event = m.Close(d.base)
	}
	return event
}

// fail notes a fault in the object or list f.
func (d *Decoder) fail(f *frame) {
	// A value with no comma behind it, such as the type of the list in "errorCodes":[]any{...}, isn't all of it.
	d.fault, d.InList = true, f.role == roleIgnored || (f.keyed || f.comma) && f.key == keyIgnored
}

// End returns where the value ends that begins at t[i], if it is an object, a list or a string.
func End(t string, i int) (end int) {
	for deep := 0; i < len(t); i = end {
		end = i + 1
		switch t[i] {
		case '"':
			_, end = LiteralAt(t, i+1)
		case '{', '[':
			deep++
		case '}', ']':
			deep--
		}
		if deep <= 0 {
			return end
		}
	}
	return i
}
