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
		d.Pos, d.Whole = skip(t, i), true
	}
	return d
}

// Next reads on to the next event; there are no more after Nothing.
func (d *Decoder) Next() (event Event) {
	m, t, i := d.m, d.text, d.Pos
	for event == Nothing && !d.Whole && !d.fault {
		f, c := m.top(), byte(0)
		if i = ascii.SkipSpace(t, i); i < len(t) {
			c = t[i]
		}
		switch {
		case c == '}' && !f.list && !f.keyed, c == ']' && f.list:
			i++
			event = m.Close(d.base)
			if d.Whole = len(m.stack) == d.base; !d.Whole {
				m.Value()
			}
		case c == ',' && f.comma:
			i++
			f.comma = false
		case f.comma, !f.list && !f.keyed && c != '"':
			d.fault = true
		case c == '"':
			var s Literal
			s, i = LiteralAt(t, i+1)
			if f.list || f.keyed {
				event = m.string(s)
				if d.fault = s.cut; !s.cut {
					m.Value()
				}
			} else if i = ascii.SkipSpace(t, i); i < len(t) && t[i] == ':' {
				m.Key(s.String())
				i++
			} else {
				d.fault = true
			}
		case c == '{' || c == '[':
			if m.Open(c == '[') {
				i++
			} else {
				i = skip(t, i)
				m.Value()
			}
		case c == '-' || ascii.IsDigit(c):
			end := numberEnd(t, i)
			if f.key == keyErrorNumber || f.key == keyStatus {
				n, ok := jsonNumber(t[i:end])
				next := ascii.SkipSpace(t, end)
				m.integer(n, ok, next == len(t) || t[next] != ',' && t[next] != '}' && t[next] != ']')
			}
			i = end
			m.Value()
		case ascii.IsLetter(c): // true, false, null, and what a lenient writer prints for a missing value
			for i < len(t) && ascii.IsLetter(t[i]) {
				i++
			}
			m.Value()
		default:
			d.fault = true
		}
		d.InList = d.fault && (f.role == roleIgnored || f.keyed && f.key == keyErrorCodes)
	}
	d.Pos = i
	for event == Nothing && len(m.stack) > d.base { // what was open at the fault
		event = m.Close(d.base)
	}
	return event
}

// skip returns where an object or a list ends that is deeper than anything that is looked for.
func skip(t string, i int) (end int) {
	for deep := 0; i < len(t); i++ {
		switch t[i] {
		case '"':
			_, end = LiteralAt(t, i+1)
			i = end - 1
		case '{', '[':
			deep++
		case '}', ']':
			if deep--; deep == 0 {
				return i + 1
			}
		}
	}
	return i
}
