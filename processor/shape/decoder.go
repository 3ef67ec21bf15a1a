// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Decoder is a pull parser of JSON: it reads one object or list, and stops wherever its reader may want to look closer.
//
// No library serves: what is logged is cut off anywhere and goes on with a mark or another sentence, so that everything
// before the fault has to count, and the fault has to be located; encoding/json tells neither the half of a number nor
// the start of a string. JSON in the strings of other JSON is read in the roles that are around it. And what is no error,
// which is nearly everything, must not allocate.
type Decoder struct {
	// What is known at the End event.

	Pos    int    // where the JSON ended, or had its first fault
	Ending Ending // how it ended
	Named  bool   // an errorNumber is in it, but in the list of all possible errors
	InList bool   // the fault is in that list, so that what follows may belong to it

	m       *Machine
	text    string
	base    int // how many frames are around it
	deep    int // objects and lists that are open and for which the machine has no room
	literal Literal
	pending bool // the string of the last event has yet to be told as a value
}

// Ending is how the reading of JSON came to its end.
type Ending uint8

const (
	before Ending = iota // the reading has yet to begin
	reading
	// Whole: at the bracket that closes it.
	Whole
	// Cut: with the text.
	Cut
	// Malformed: at something that JSON doesn't have there.
	Malformed
)

// Decode returns a decoder of the JSON that begins with the bracket at t[i]. It is a value of its own in what is open,
// if that is the object or list of the string that t is from.
func (m *Machine) Decode(t string, i int) Decoder {
	return Decoder{m: m, text: t, Pos: i, base: m.depth}
}

// Literal returns the string of a String or Message event.
func (d *Decoder) Literal() Literal { return d.literal }

// Next reads on to the next event, at last to End.
func (d *Decoder) Next() Event {
	switch {
	case d.Ending == before:
		d.Ending = reading
		d.open(d.text[d.Pos] == '[')
		d.Pos++
	case d.pending:
		d.pending = false
		d.m.Value()
	}
	if d.Ending == reading {
		if event := d.read(); event != Nothing {
			return event
		}
	}
	for d.m.depth > d.base { // what was open at the fault
		if event := d.close(); event != Nothing {
			return event
		}
	}
	return End
}

// read reads token by token, a key with its colon, up to an event or the end.
func (d *Decoder) read() (event Event) {
	m, t, i := d.m, d.text, d.Pos
	for event == Nothing && d.Ending == reading {
		if i = ascii.SkipSpace(t, i); i == len(t) {
			d.Ending = Cut
			break
		}
		if d.deep > 0 {
			i = d.skip(i)
			continue
		}
		f := m.top()
		switch c := t[i]; {
		case c == '}' && !f.list && !f.keyed, c == ']' && f.list:
			i++
			event = d.close()
			d.value()
		case c == ',' && f.comma:
			i++
			f.comma = false
		case f.comma:
			d.Ending = Malformed
		case !f.list && !f.keyed:
			i = d.key(i)
		case c == '{' || c == '[':
			i++
			d.open(c == '[')
		case c == '"':
			i, event = d.string(i)
		case c == '-' || ascii.IsDigit(c):
			i = d.number(i, f.key == keyErrorNumber || f.key == keyStatus)
		case ascii.IsLetter(c): // true, false, null, and what a lenient writer prints for a missing value
			for i < len(t) && ascii.IsLetter(t[i]) {
				i++
			}
			m.Value()
		default:
			d.Ending = Malformed
		}
	}
	d.Pos = i
	if d.Ending > Whole && m.depth > d.base {
		f := m.top()
		d.InList = f.err.role == roleIgnored || f.key == keyErrorCodes
	}
	return event
}

// Each of the following takes the place where something begins, and returns where it ends.

func (d *Decoder) key(i int) int {
	t := d.text
	if t[i] != '"' {
		d.Ending = Malformed
		return i
	}
	name, i := LiteralAt(t, i+1)
	i = ascii.SkipSpace(t, i)
	switch {
	case i == len(t):
		d.Ending = Cut
		return i
	case t[i] != ':':
		d.Ending = Malformed
		return i
	}
	if d.m.Key(name.String()) {
		d.Named = true
	}
	return i + 1
}

// string reads a string that is a value.
func (d *Decoder) string(i int) (end int, event Event) {
	s, end := LiteralAt(d.text, i+1)
	event = d.m.String(s)
	if event != Nothing {
		d.literal, d.pending = s, !s.cut
	}
	switch {
	case s.cut:
		d.Ending = Cut
	case event == Nothing:
		d.m.Value()
	}
	return end, event
}

// number reads a number; most needn't be understood.
func (d *Decoder) number(i int, wanted bool) int {
	end := numberEnd(d.text, i)
	if wanted {
		n, ok := jsonNumber(d.text[i:end])
		next := ascii.SkipSpace(d.text, end)
		followed := next < len(d.text) && strings.IndexByte(",}]", d.text[next]) >= 0
		d.m.integer(n, ok, !followed)
	}
	d.m.Value()
	return end
}

// skip passes over a token of what is deeper than anything that is looked for.
func (d *Decoder) skip(i int) int {
	switch d.text[i] {
	case '"':
		_, i = LiteralAt(d.text, i+1)
		return i
	case '{', '[':
		d.deep++
	case '}', ']':
		if d.deep--; d.deep == 0 {
			d.value()
		}
	}
	return i + 1
}

func (d *Decoder) open(list bool) {
	if !d.m.Open(list) {
		d.deep++
	}
}

// close closes a frame. The outermost is no part of what is around it: there, the string is the value.
func (d *Decoder) close() Event {
	if d.m.depth == d.base+1 {
		return d.m.pop()
	}
	return d.m.Close()
}

// value notes that an object or a list ended at its bracket.
func (d *Decoder) value() {
	if d.m.depth == d.base {
		d.Ending = Whole
		return
	}
	d.m.Value()
}
