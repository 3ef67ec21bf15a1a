// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxNesting bounds how many strings inside strings are looked into: each costs a decoded copy.
const maxNesting = 4

// piece is a text that is searched: a whole value, or a string somewhere in one.
type piece struct {
	text    string
	nesting int  // how many strings are around it
	kind    Kind // of the whole value
	speaks  bool // its words may tell of an error
}

// piece returns a whole value of that kind. Without a vocabulary, no text is searched.
func (s *Scanner) piece(kind Kind) piece {
	if s.Vocabulary == nil {
		kind = Payload
	}
	return piece{kind: kind, speaks: kind == Text}
}

// part is JSON in a text, or what looked like it.
type part struct {
	start, end  int // of it in the text
	isJSON      bool
	inList      bool // what follows may belong to the list of all possible errors
	first, last int  // findings in it: from the first up to the last, which is none of them
	place       int  // among the words
	reading
}

// search looks for JSON in a text: the whole of it, or what is between words. Then it listens to the words.
func (s *Scanner) search(p piece) (r reading) {
	t, before := p.text, len(s.found)
	end := 0         // of the last JSON
	var room [4]part // on the stack: enough for most
	parts := room[:0]
	var j part
	for at := 0; at < len(t) && !j.inList; at = j.end {
		i := opening(t, at)
		if i == len(t) {
			break
		}
		if end := listAround(t, at, i); end > i {
			j = part{end: end}
			continue
		}
		first := len(s.found)
		j = s.part(p, i)
		r.add(j.reading)
		if j.isJSON {
			end = j.end
		}
		if p.kind == Text && (j.isJSON || len(s.found) > first) {
			j.start, j.first, j.last = i, first, len(s.found)
			parts = append(parts, j)
		}
	}
	if !j.inList { // else nothing after that JSON is known not to be in the list
		end = len(t)
	}
	if p.speaks || p.kind == Text && len(s.found) > before {
		s.listen(p, t[:end], parts)
	}
	return r
}

// part reads what begins with the bracket at t[i].
func (s *Scanner) part(p piece, i int) part {
	t, next := p.text, ascii.SkipSpace(p.text, i+1)
	switch {
	case next == len(t):
	case t[next] == '\\':
		if escapedJSON(t, next) {
			return s.escaped(p, i)
		}
	case strings.IndexByte(`"}{[`, t[next]) >= 0:
		return s.json(p, i)
	case p.nesting == 0 && t[i] == '{' && i == ascii.SkipSpace(t, 0) && otherNotation(t):
		return part{end: i + 1, reading: reading{broken: Malformed}}
	}
	return part{end: i + 1}
}

// json reads JSON, and looks into its strings.
func (s *Scanner) json(p piece, i int) part {
	var r reading
	d := s.machine.Decode(p.text, i)
	for event := d.Next(); event != shape.End; event = d.Next() {
		if event == shape.Closed {
			s.closed(p.kind)
			continue
		}
		v := d.Literal()
		speaks := event == shape.String && p.kind == Text && s.Vocabulary.MayHold(v.Raw)
		r.add(s.inside(p, v, speaks))
	}
	if d.Ending == shape.Malformed && p.text[d.Pos] == '\\' && strings.Trim(p.text[i:d.Pos], "{[ \t\r\n") == "" {
		return s.escaped(p, i)
	}
	r.named = r.named || d.Named
	if d.Ending != shape.Whole && r.named {
		r.broken = max(r.broken, reasonOf(d.Ending, p.text[d.Pos:]))
	}
	return part{end: d.Pos, isJSON: d.Ending != shape.Malformed, inList: d.InList, reading: r}
}

// escaped reads JSON in the rest of a string that has lost its opening quote: {\"errorNumber\":...
func (s *Scanner) escaped(p piece, i int) part {
	v, end := shape.LiteralAt(p.text, i)
	return part{end: end, isJSON: true, reading: s.inside(p, v, p.speaks)}
}

// inside searches a string of JSON, whose words may tell of an error if it speaks.
func (s *Scanner) inside(p piece, v shape.Literal, speaks bool) reading {
	if p.nesting == maxNesting || !speaks && !shape.MayHold(v.Raw) {
		return reading{}
	}
	return s.search(piece{text: v.String(), nesting: p.nesting + 1, kind: p.kind, speaks: speaks})
}

// closed takes what an object says that has ended: of the errors in it, as an error itself, and in words.
func (s *Scanner) closed(kind Kind) {
	o := s.machine.Closed()
	for i := len(s.found) - 1; i >= 0 && o.Holds(&s.found[i].Error); i-- {
		o.Describe(&s.found[i].Error)
	}
	if o.IsError() {
		s.found.add(&Finding{Error: o.Error()})
	}
	if message, ok := o.LoneMessage(); ok && kind == Text && s.Vocabulary.MayHold(message.Raw) {
		s.words.Reset()
		s.words.Add(message.String())
		s.hear()
	}
}

// listen puts the words of a text together, which are all but JSON, and adds what they say: of errors, and of the status
// that the service has answered with when it sent the JSON.
func (s *Scanner) listen(p piece, t string, parts []part) {
	s.words.Reset()
	from := 0
	for i := range parts {
		j := &parts[i]
		start := min(j.start, len(t))
		s.words.Add(t[from:start])
		if j.isJSON {
			j.place, from = s.words.Skip(), j.end
		} else { // it is among the words
			j.place, from = s.words.Place(), start
		}
	}
	s.words.Add(t[from:])
	if p.speaks {
		s.hear()
	}
	for _, j := range parts {
		for i := j.first; i < j.last; i++ {
			if f := &s.found[i]; f.TextStatus == 0 {
				f.TextStatus = s.words.StatusAt(s.Vocabulary, j.place)
			}
		}
	}
}

// hear adds the errors that the words speak of.
func (s *Scanner) hear() {
	for _, e := range s.words.Errors(s.Vocabulary) {
		s.found.add(&Finding{
			Error:        shape.Error{Shape: Message, Number: e.Number, Order: s.machine.Appear()},
			NeedsService: e.Unnamed,
			TextStatus:   e.Status,
		})
	}
}
