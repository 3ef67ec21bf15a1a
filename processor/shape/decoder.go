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
		d.open()
	case d.pending:
		d.pending = false
		d.m.Value()
	}
	for d.Ending == reading {
		if event := d.token(); event != Nothing {
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

// token reads the next token, and a key with its colon.
func (d *Decoder) token() Event {
	t, i := d.text, ascii.SkipSpace(d.text, d.Pos)
	d.Pos = i
	if i == len(t) {
		d.end(Cut)
		return Nothing
	}
	if d.deep > 0 {
		d.skip()
		return Nothing
	}
	f := d.m.top()
	switch c := t[i]; {
	case c == '}' && !f.list && !f.keyed, c == ']' && f.list:
		d.Pos++
		event := d.close()
		d.value()
		return event
	case c == ',' && f.comma:
		d.Pos++
		f.comma = false
	case f.comma:
		d.end(Malformed)
	case !f.list && !f.keyed:
		d.key()
	case c == '{' || c == '[':
		d.open()
	case c == '"':
		return d.string()
	case c == '-' || ascii.IsDigit(c):
		d.number(f)
	case ascii.IsLetter(c): // true, false, null, and what a lenient writer prints for a missing value
		for d.Pos < len(t) && ascii.IsLetter(t[d.Pos]) {
			d.Pos++
		}
		d.m.Value()
	default:
		d.end(Malformed)
	}
	return Nothing
}

// end notes that the reading ends here.
func (d *Decoder) end(ending Ending) {
	d.Ending = ending
	if d.m.depth > d.base {
		f := d.m.top()
		d.InList = f.role == roleIgnored || f.key == keyErrorCodes
	}
}

func (d *Decoder) open() {
	if !d.m.Open(d.text[d.Pos] == '[') {
		d.deep++
	}
	d.Pos++
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

// skip passes over a token of what is deeper than anything that is looked for.
func (d *Decoder) skip() {
	switch d.text[d.Pos] {
	case '"':
		_, d.Pos = LiteralAt(d.text, d.Pos+1)
		return
	case '{', '[':
		d.deep++
	case '}', ']':
		if d.deep--; d.deep == 0 {
			d.value()
		}
	}
	d.Pos++
}

func (d *Decoder) key() {
	t := d.text
	if t[d.Pos] != '"' {
		d.end(Malformed)
		return
	}
	var name Literal
	name, d.Pos = LiteralAt(t, d.Pos+1)
	d.Pos = ascii.SkipSpace(t, d.Pos)
	switch {
	case d.Pos == len(t):
		d.end(Cut)
	case t[d.Pos] != ':':
		d.end(Malformed)
	default:
		d.Pos++
		if d.m.Key(name.String()) {
			d.Named = true
		}
	}
}

// string reads a string value.
func (d *Decoder) string() Event {
	s, next := LiteralAt(d.text, d.Pos+1)
	d.Pos = next
	event := d.m.String(s)
	if event != Nothing {
		d.literal, d.pending = s, !s.cut
	}
	if s.cut {
		d.end(Cut)
	} else if event == Nothing {
		d.m.Value()
	}
	return event
}

func (d *Decoder) number(f *Frame) {
	start := d.Pos
	d.Pos = numberEnd(d.text, start)
	if f.key == keyErrorNumber || f.key == keyStatus {
		n, ok := jsonNumber(d.text[start:d.Pos])
		next := ascii.SkipSpace(d.text, d.Pos)
		followed := next < len(d.text) && strings.IndexByte(",}]", d.text[next]) >= 0
		d.m.integer(n, ok, !followed)
	}
	d.m.Value()
}
