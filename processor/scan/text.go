// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"html"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxNesting bounds how many strings inside strings are looked into: each costs a decoded copy.
const maxNesting = 4

// text is a text that is searched.
type text struct {
	words sentence.Text
	whole string
	first int  // byte of it that is no white space
	start int  // of the JSON at hand
	asked bool // names is known
	names bool // there is more than JSON in it, and it names the service
}

// search looks for JSON in a text that is in so many strings, and for errors in the words around it if the text speaks.
func (s *Scanner) search(t string, nesting int, speaks bool) {
	x, before := &s.texts[nesting], len(s.machine.Found)
	x.whole, x.first, x.asked = t, ascii.SkipSpace(t, 0), false
	words := &x.words
	if s.machine.Words {
		words.Reset()
	}
	from := 0 // where the words go on
	var isJSON, inList bool
	for at, i := 0, 0; i < len(t) && !inList; {
		if t[i] != '{' && t[i] != '[' {
			i++
			continue
		}
		if end := listAround(t, at, i); end > i {
			at, i = end, end
			continue
		}
		start, first := i, len(s.machine.Found)
		x.start = start
		i, isJSON, inList = s.json(t, start, nesting, speaks)
		at = i
		found := s.machine.Found[first:]
		if !s.machine.Words || !isJSON && len(found) == 0 {
			continue
		}
		if isJSON || !inList {
			words.Add(t[from:start])
			from = start
		}
		for k := range found {
			found[k].Place = words.Place()
		}
		if isJSON { // else it is among the words
			words.Skip()
			from = i
		}
	}
	last := len(s.machine.Found)
	if !s.machine.Words || !speaks && last == before {
		return
	}
	if !inList { // else nothing after that JSON is known not to be in the list
		words.Add(t[from:])
	}
	if speaks {
		s.hear(nesting)
	}
	for k := before; k < last; k++ { // the service may have answered with a status when it sent the JSON
		if f := &s.machine.Found[k]; f.TextStatus == 0 {
			f.TextStatus = words.StatusAt(s.Vocabulary, f.Place)
		}
	}
}

// json reads the JSON that may begin with the bracket at t[i], and looks into its strings. It returns where the search goes
// on, whether it was JSON up to there, and whether what follows may belong to the list of all possible errors.
func (s *Scanner) json(t string, i, nesting int, speaks bool) (end int, isJSON, inList bool) {
	if next := ascii.SkipSpace(t, i+1); next == len(t) || strings.IndexByte(`"}{[\&`, t[next]) < 0 {
		if nesting == 0 && t[i] == '{' && i == s.texts[0].first && // {'errorNumber': 9609} or {errorNumber=9609}
			strings.Contains(t, "errorNumber") && !strings.Contains(t, "errorCodes") {
			s.broken = max(s.broken, Malformed)
		}
		return i + 1, false, false
	}
	named := s.machine.Named
	d := s.machine.Decode(t, i)
	for event := d.Next(); event != shape.Nothing; event = d.Next() {
		s.look(event, nesting)
	}
	isJSON = d.Whole || isMark(t[d.Pos:]) && strings.IndexByte(t[d.Pos:], '{') < 0
	if !isJSON && strings.IndexByte(`\&`, t[d.Pos]) >= 0 && strings.Trim(t[i:d.Pos], "{[ \t\r\n") == "" {
		switch {
		case escapedJSON(t, d.Pos): // the rest of a string that has lost its opening quote: {\"errorNumber\":...
			v, next := shape.LiteralAt(t, i)
			s.inside(v, nesting, speaks)
			return next, true, false
		case escapedForXML(t[d.Pos:]) && nesting < maxNesting: // the rest of an element, or of an attribute
			end = len(t)
			if next := strings.IndexAny(t[i:], `"<`); next >= 0 {
				end = i + next
			}
			s.search(html.UnescapeString(t[i:end]), nesting+1, speaks)
			return end, true, false
		}
	}
	if !d.Whole && s.machine.Named > named {
		s.broken = max(s.broken, reasonOf(t[d.Pos:]))
	}
	return d.Pos, isJSON, d.InList
}

// look looks into the string that an event is about. An errorMessage without a number is nothing but words by then.
func (s *Scanner) look(event shape.Event, nesting int) {
	v := s.machine.Literal
	speaks := s.machine.Words && (event == shape.String || event == shape.LoneMessage) && s.Vocabulary.MayHold(v.Raw)
	switch {
	case event == shape.String, event == shape.ErrorMessage, event == shape.Wordless:
		s.inside(v, nesting, speaks)
	case speaks:
		words := &s.texts[nesting+1].words
		words.Reset()
		words.Add(v.String())
		s.hear(nesting + 1)
	}
}

// inside searches a string of JSON, whose words may tell of an error if it speaks.
func (s *Scanner) inside(v shape.Literal, nesting int, speaks bool) {
	if nesting < maxNesting && (speaks || s.machine.MayHold(v.Raw)) {
		s.search(v.String(), nesting+1, speaks)
	}
}

// hear adds the errors that the words of a text speak of.
func (s *Scanner) hear(nesting int) {
	for _, e := range s.texts[nesting].words.Errors(s.Vocabulary, s.named(nesting-1)) {
		s.machine.AddMessage(e.Number, e.Unnamed, e.Status, e.Device)
	}
	if len(s.claimed) < shape.MaxFindings {
		s.claimed = s.texts[nesting].words.Claimed(s.claimed)
	}
}

// named reports whether a text around the JSON at hand names the service, which then is that of the strings in it. JSON that
// isn't in a text names nothing: each of its strings is one by itself.
func (s *Scanner) named(nesting int) bool {
	for ; nesting >= 0; nesting-- {
		x := &s.texts[nesting]
		if !x.asked {
			inText := x.start > x.first || !isLast(x.whole, x.start)
			x.asked, x.names = true, inText && s.Vocabulary.Names(x.whole)
		}
		if x.names {
			return true
		}
	}
	return false
}

// isLast reports whether nothing follows the JSON that begins at t[i].
func isLast(t string, i int) bool { return ascii.SkipSpace(t, shape.End(t, i)) == len(t) }

// escapedJSON reports whether t[i], after a bracket, is JSON that lost its quote: an escaped quote, after escaped space.
func escapedJSON(t string, i int) bool {
	for i+1 < len(t) && t[i] == '\\' && strings.IndexByte("nrt", t[i+1]) >= 0 {
		i = ascii.SkipSpace(t, i+2)
	}
	return i+1 < len(t) && t[i] == '\\' && strings.IndexByte(`"\`, t[i+1]) >= 0
}

// escapedForXML reports whether t is JSON after a bracket, whose quotes are escaped for XML, once or more often.
func escapedForXML(t string) bool {
	for _, quote := range []string{"&quot;", "&#34;", "&#x22;", "&#X22;", "&amp;"} {
		if strings.HasPrefix(t, quote) {
			return true
		}
	}
	return false
}

// listAround returns where the list of all possible errors ends that the bracket at t[i] is in, printed in some notation
// around this JSON; 0 if it is in none. The name of the list is looked for from an index on.
func listAround(t string, from, i int) int {
	if from == i && t[i] != '[' {
		return 0 // most payloads are JSON from their start
	}
	if start := sentence.ListName(t[:i], from); start >= 0 {
		return sentence.ListEnd(t, start)
	}
	if isSubscript(t[i:]) {
		return len(t)
	}
	return 0
}

// isSubscript reports whether t begins with the name of that list in brackets: config["errorCodes"] = ..., TOML's [[errorCodes]].
func isSubscript(t string) bool {
	const enough = 128
	name, rest, closed := strings.Cut(t[:min(len(t), enough)], "]")
	name, isTable := strings.CutPrefix(name, "[[")
	if !isTable {
		name = strings.TrimSpace(strings.TrimPrefix(name, "["))
	}
	quote := strings.HasPrefix(name, `"`) || strings.HasPrefix(name, "'")
	return closed && (quote || isTable && strings.HasPrefix(rest, "]")) && !strings.ContainsAny(name, "{},:= ") && shape.IsListed(name)
}
