// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"html"
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
	"github.com/mdm-observability/mdmerrorprocessor/processor/shape"
)

// maxNesting is the largest number of strings in strings that are searched: each costs a decoded copy.
const maxNesting = 4

// layer is a text that is being searched, in a string of the one around it.
type layer struct {
	words        sentence.Text
	whole        string
	first        int  // index of the first byte that isn't white space
	start        int  // of the current JSON
	namesKnown   bool // namesService is set
	namesService bool // the text isn't only JSON, and names the service
}

// text searches a text, if it may hold something.
func (s *Scanner) text(t string, nesting int, prose bool) {
	words, shapes := s.mayHold(s.limited(t), prose)
	s.searchLimited(t, nesting, words, shapes)
}

// limited returns the first MaxSize bytes of t.
func (s *Scanner) limited(t string) string { return t[:min(len(t), s.MaxSize)] }

// searchLimited searches the first MaxSize bytes of t for words and shapes, if they may hold them.
func (s *Scanner) searchLimited(t string, nesting int, words, shapes bool) {
	searched, named := s.limited(t), s.machine.NumberKeys
	if words || shapes {
		s.Passed = true
		s.search(searched, nesting, words)
	}
	if len(searched) == len(t) {
		return
	}
	from := max(0, len(searched)-len("errorNumber")) // the limit may be in the key
	if s.machine.NumberKeys > named || namesNumber(t, from) {
		s.broken = TooLarge // the number is, or may be, in what isn't searched
	}
}

// search looks for JSON in a text and, if prose is set, for errors in the words around it. nesting is the number of strings around
// the text.
func (s *Scanner) search(t string, nesting int, prose bool) {
	x, before := &s.layers[nesting], len(s.machine.Found)
	x.whole, x.first, x.namesKnown = t, ascii.SkipSpace(t, 0), false
	words := &x.words
	if s.machine.Words {
		words.Reset(s.Vocabulary)
	}
	from, whole := 0, 0 // start of the words that are yet to be added; end of the last JSON
	var isJSON, inList, inPiece bool
	for at, i := 0, nextBracket(t, 0); i < len(t) && !inList; i = nextBracket(t, i) {
		if end := listAround(t, at, i); end > i {
			at, i = end, end
			continue
		}
		start, first := i, len(s.machine.Found)
		x.start = start
		i, isJSON, inList = s.json(t, start, nesting, prose)
		at = i
		if inPiece = len(s.machine.Found) > first && isElement(t, whole, start, i, inPiece); inPiece {
			s.dropElement(t[start:i], first)
			if strings.Contains(t[from:start], "errorNumber") {
				from = start // before it is the end of another one
			}
		}
		if isJSON {
			whole = i
		}
		found := s.machine.Found[first:]
		if !s.machine.Words || !isJSON && len(found) == 0 {
			continue
		}
		if isJSON || !inList {
			words.Add(t[from:start])
			from = start
		}
		for k := range found {
			found[k].Position = words.Len()
		}
		if isJSON { // else it is part of the words
			words.Skip()
			from = i
		}
	}
	last := len(s.machine.Found)
	if !s.machine.Words || !prose && last == before {
		return
	}
	if !inList { // else the rest may be in the list
		words.Add(t[from:])
	}
	if words.Len() == 0 {
		return // it is nothing but JSON
	}
	if prose {
		s.addMessages(nesting)
	}
	for k := before; k < last; k++ { // the words around the JSON may have the status of the answer
		if f := &s.machine.Found[k]; f.TextStatus == 0 {
			f.TextStatus = words.StatusAt(f.Position, f.Number)
		}
	}
}

// nextBracket returns the next index from i on at which t has a brace or a bracket that opens; len(t) if there is none.
func nextBracket(t string, i int) int {
	for i < len(t) && !isBracket(t[i]) {
		i++
	}
	return i
}

// isBracket reports whether c is a brace or a bracket that opens, which differ in one bit.
func isBracket(c byte) bool { return c|0x20 == '{' }

// json searches the JSON that may begin with the bracket at t[i], and the strings in it. It returns where it ends, whether it is
// JSON, and whether what follows may be part of the list of all possible errors.
func (s *Scanner) json(t string, i, nesting int, prose bool) (end int, isJSON, inList bool) {
	next := shape.SkipSpace(t, i+1)
	isPayload := nesting == 0 && t[i] == '{' && i == s.layers[0].first
	switch {
	case next == len(t) || !ascii.In(t[next], `"}{[\&`):
		// {'errorNumber': 9609} or {errorNumber=9609}, unless a comma follows it, as in a list
		if isPayload && !strings.HasSuffix(strings.TrimSpace(t), ",") && namesNumber(t, 0) {
			s.broken = max(s.broken, Malformed)
		}
		return i + 1, false, false
	case t[i] == '{' && t[next] == '{',
		t[next] == '\\' && !escapedJSON(t[next:]) && !encodedJSON(t[next:]): // not JSON, and there may be millions of these
		return next, false, false
	}
	named := s.machine.NumberKeys
	d := s.machine.Decode(t, i)
	for event := d.Next(); event != shape.Nothing; event = d.Next() {
		s.handle(event, nesting)
	}
	if end = cutEnd(t, i, &d); end > 0 {
		if s.machine.NumberKeys > named {
			s.broken = max(s.broken, Truncated)
		}
		return end, true, false
	}
	isJSON = d.Whole || isMark(t[d.Pos:]) && strings.IndexByte(t[d.Pos:], '{') < 0
	if !isJSON && ascii.In(t[d.Pos], `\&`) && strings.IndexByte(t[i:d.Pos], '"') < 0 {
		switch {
		case escapedJSON(t[d.Pos:]): // a string without its opening quote: {\"errorNumber\":...
			v, after := shape.LiteralAt(t, i)
			s.searchString(v, nesting, prose)
			return after, true, false
		case encodedJSON(t[d.Pos:]) && nesting < maxNesting: // up to the end of the element, the attribute or the field
			encoded, isXML := t[i:], strings.HasPrefix(strings.TrimLeft(t[d.Pos:], `\`), "&")
			if next := strings.IndexFunc(encoded, func(c rune) bool { return c == '"' || isXML && c == '<' }); next >= 0 {
				encoded = encoded[:next]
			}
			end = i + len(encoded)
			if !isXML {
				encoded = quotes.Replace(encoded)
			}
			s.search(html.UnescapeString(encoded), nesting+1, prose)
			return end, true, false
		}
	}
	switch {
	case d.Whole:
	case s.machine.NumberKeys > named:
		s.broken = max(s.broken, reasonOf(t[d.Pos:]))
	case isPayload:
		if unread, _, _ := strings.Cut(t[d.Pos:], "{"); namesNumber(t[:d.Pos+len(unread)], d.Pos) {
			s.broken = max(s.broken, Malformed)
		}
	}
	return d.Pos, isJSON, d.InList
}

// handle searches the string of an event.
func (s *Scanner) handle(event shape.Event, nesting int) {
	switch v := s.machine.Literal; event {
	case shape.String, shape.Wordless:
		s.searchString(v, nesting, event == shape.String && s.machine.Words)
	case shape.LoneMessage:
		s.searchLone(s.wordsBefore(nesting), nesting)
	}
}

// wordsBefore returns the words in front of the JSON that has just closed, in its line: they may be the message that belongs to it.
func (s *Scanner) wordsBefore(nesting int) string {
	const enough = 1 << 10
	if !s.machine.Report.Outermost {
		return ""
	}
	x := &s.layers[nesting]
	words := x.whole[max(0, x.start-enough):x.start]
	return words[strings.LastIndexByte(words, '\n')+1:]
}

// searchMessage searches the words of a message, and reports whether there may be an error.
func (s *Scanner) searchMessage(message string, nesting int) bool {
	if !s.Vocabulary.MayHold(message) {
		return false
	}
	words := &s.layers[nesting].words
	words.Reset(s.Vocabulary)
	words.Add(message)
	s.addMessages(nesting)
	return true
}

// searchString searches a string in JSON if it may hold something.
func (s *Scanner) searchString(v shape.Literal, nesting int, prose bool) {
	prose = prose && s.Vocabulary.MayHold(v.Raw)
	if nesting < maxNesting && (prose || s.machine.MayHoldIn(v)) {
		s.search(v.String(), nesting+1, prose)
	}
}

// addMessages adds the errors in the words of a text.
func (s *Scanner) addMessages(nesting int) {
	words := &s.layers[nesting].words
	for _, e := range words.Errors(s.namedAround(nesting - 1)) {
		s.machine.AddMessage(Finding{Number: e.Number, NeedsService: e.NeedsService, TextStatus: e.Status, Device: e.Device})
	}
	words.Numbers(s.machine.Note)
}

// namedAround reports whether a text around the current JSON names the service, which then counts for the strings in that JSON.
// JSON without a text around it names nothing: each of its strings is a separate text.
func (s *Scanner) namedAround(nesting int) bool {
	for ; nesting >= 0; nesting-- {
		x := &s.layers[nesting]
		if !x.namesKnown {
			inText := x.start > x.first || ascii.SkipSpace(x.whole, shape.End(x.whole, x.start)) < len(x.whole)
			x.namesKnown, x.namesService = true, inText && anyText("", x.whole, 0, s.naming())
		}
		if x.namesService {
			return true
		}
	}
	return false
}

// escapedJSON reports whether t begins with an escaped quote, as in JSON in a string.
func escapedJSON(t string) bool {
	return len(t) > 1 && t[0] == '\\' && ascii.In(t[1], `"\`)
}

// quotes decodes the quotes that nginx and others encode in their logs.
var quotes = strings.NewReplacer(`\x22`, `"`, `\u0022`, `"`, `\x5C`, `\`, `\x5c`, `\`)

// encodedJSON reports whether t begins with a quote that is encoded for XML, once or several times, or for a log. One that is
// encoded for XML may be escaped, too.
func encodedJSON(t string) bool {
	if strings.HasPrefix(t, `\x22`) || strings.HasPrefix(t, `\u0022`) {
		return true
	}
	t = strings.TrimLeft(t, `\`)
	return slices.ContainsFunc(xmlQuotes, func(quote string) bool { return strings.HasPrefix(t, quote) })
}

var xmlQuotes = []string{"&quot;", "&#34;", "&#x22;", "&#X22;", "&amp;"}
