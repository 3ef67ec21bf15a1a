// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// match is a wording in a text.
type match struct {
	span
	wording *wording
}

// findWordings appends the wordings in t, in order, except those in a list of all possible errors. If two overlap, it keeps the
// longer one.
func (v *Vocabulary) findWordings(t string, lists []span, all []match) []match {
	add := func(w *wording, start int) {
		if start >= 0 && w.isAt(t, start) {
			all = append(all, match{span{start, start + len(w.text)}, w})
		}
	}
	for c, start := range v.wordings.in(t) {
		add(c.wording, start-c.at)
	}
	for _, w := range v.wordings.others {
		for start := range t {
			add(w, start)
		}
	}
	slices.SortFunc(all, func(a, b match) int { return a.start - b.start })
	kept := all[:0]
	for _, f := range all {
		switch n := len(kept); {
		case within(lists, f.start):
		case n == 0 || f.start >= kept[n-1].end:
			kept = append(kept, f)
		case f.end-f.start > kept[n-1].end-kept[n-1].start:
			kept[n-1] = f
		}
	}
	return kept
}

// Words reports whether a sentence in t ends with a wording of a number. A short one counts only if t names the service.
func (v *Vocabulary) Words(t string, number int64) bool {
	x := Text{v: v}
	x.Add(t)
	t = x.finish()
	return slices.ContainsFunc(v.findWordings(t, findLists(t, nil), nil), func(f match) bool {
		return f.wording.of(number) && endsSentence(t[f.end:]) && (!f.wording.short() || x.namesIn().has(ofService, ofDevice))
	})
}

// isAt reports whether the wording is at t[i], in whole words. A charset may have spoilt its apostrophes, aren?t, and its quotes may be
// other ones.
func (w *wording) isAt(t string, i int) bool {
	end := i + len(w.text)
	if end > len(t) || end < len(t) && ascii.IsWord(t[end]) || i > 0 && ascii.IsWord(t[i-1]) {
		return false
	}
	for j := range len(w.text) {
		c, want := t[i+j], w.text[j]
		if ascii.Lower(c) == want || want == space && isSpace(c) {
			continue
		}
		isInWord := ascii.IsLetter(byteAt(w.text, j-1)) && ascii.IsLetter(byteAt(w.text, j+1))
		if !isQuote(want) || isInWord && c != '?' && c != lost || !isInWord && !isQuote(c) {
			return false
		}
	}
	return true
}

func isQuote(c byte) bool { return c == '\'' || c == '"' }

// marks reports whether the wording that ends before a number also marks it: Internal error 9603.
func (w *wording) marks(before string) bool {
	said := before[:skipBack(before, len(before), isSeparator)]
	start := len(said) - len(w.text)
	return errorWords.has(lastToken(w.text)) && start >= 0 && w.isAt(said, start)
}

// meant returns the number that a wording alone refers to: one of its numbers that is a candidate elsewhere, or else its first.
func (w *wording) meant(candidates []candidate) int64 {
	if i := slices.IndexFunc(candidates, func(c candidate) bool { return c.why == "" && w.of(c.number) }); i >= 0 {
		return candidates[i].number
	}
	return w.numbers[0]
}

// maxPunctuation is how many bytes of punctuation may be between a number and its wording.
const maxPunctuation = 64

// skipPunctuation returns the next index from i on at which t has a letter or a digit, or the limit that ends the search.
func skipPunctuation(t string, i int) int {
	return skip(t[:min(len(t), i+maxPunctuation)], i, notInWord)
}

// nextTo returns the wording of d that is next to its number in t, the longer one of two; nil if there is none.
func (d *documented) nextTo(t string, at span, all []match) (next *wording) {
	i, _ := slices.BinarySearchFunc(all, at.end, func(f match, end int) int { return f.start - end })
	if i < len(all) && all[i].wording.of(d.number) && all[i].start == skipPunctuation(t, at.end) {
		next = all[i].wording
	}
	for i > 0 && all[i-1].end > at.start { // the number is part of a wording
		i--
	}
	if i > 0 && all[i-1].wording.of(d.number) && skipPunctuation(t, all[i-1].end) == at.start {
		if before := all[i-1].wording; next == nil || len(before.text) > len(next.text) {
			next = before
		}
	}
	return next
}

var (
	// labels may be between a number and its wording.
	labels = wordsOf("number code")
	// messageKeys may be between a number with a label and its wording.
	messageKeys = wordsOf("message msg text reason description detail err error")
)

// labeledAt returns a number with its label and the key that follows it, if it is called a number or a code without another word that
// says of what, as in printed objects: VppError { number: 9610, message: "..." }. No word may follow in its sentence.
func labeledAt(t string, at span) (labeled span, ok bool) {
	const enough = 64
	end := skipBack(t, at.start, isSeparator)
	word := lastPart(t[:end])
	after := t[at.end:min(len(t), at.end+enough)]
	if end == at.start || !labels.has(word) {
		return span{}, false
	}
	labeled = span{end - len(word), at.end}
	before := strings.TrimRight(t[max(0, labeled.start-enough):labeled.start], white)
	// component=vpp number=9610
	isPair := t[end] == '=' && !ascii.EqualFold(word, "code") && strings.Contains(before[strings.LastIndexAny(before, white)+1:], "=")
	if !isPair && before != "" && !ascii.In(before[len(before)-1], `([{,;:."'`) {
		return span{}, false
	}
	key := skip(after, 0, func(c byte) bool { return ascii.In(c, white+`,;:"'`) })
	if end := wordEnd(after, key); messageKeys.has(after[key:end]) && ascii.In(byteAt(skipSpace(after[end:]), 0), `=:"'`) {
		return span{labeled.start, at.end + end}, true
	}
	return labeled, endsSentence(after) || strings.HasSuffix(before, "(") && byteAt(after, 0) == ')'
}

// isWorded reports whether one of the wordings of d begins between two positions.
func (d *documented) isWorded(all []match, from, to int) bool {
	i, _ := slices.BinarySearchFunc(all, from, func(f match, from int) int { return f.start - from })
	for i < len(all) && all[i].start < to && !all[i].wording.of(d.number) {
		i++
	}
	return i < len(all) && all[i].start < to
}

// inlineElements are the elements of HTML that may end in the middle of a sentence.
var inlineElements = wordsOf("a b big code em font i kbd mark q samp small span strong tt u")

// closedElement returns the name of the element that a tag at the start of t ends, or that of a line break: </Data>, <br>; "" if there
// is no such tag.
func closedElement(t string) string {
	name, closes := strings.CutPrefix(t, "</")
	if closes {
		return leadingWord(name)
	}
	if name = leadingWord(t[len("<"):]); ascii.EqualFold(name, "br") {
		return name
	}
	return ""
}

// endsSentence reports whether a wording ends its sentence: no word follows, quoted or not, except the key of the next pair. The
// element of a document that the wording is in may end there.
func endsSentence(after string) bool {
	for i := 0; i < len(after); i++ {
		switch c := after[i]; {
		case c == '<':
			if name := closedElement(after[i:]); inlineElements.has(name) {
				i += len("/") + len(name)
			} else if name != "" {
				return true
			}
		case isLineBreak(c) || c == skipped || ascii.In(c, ";|!?"):
			return true
		case c == '.':
			return !isWordByte(byteAt(after, i+1))
		case isWordByte(c):
			end := keyEnd(after, i)
			next := byteAt(after, end)
			isQuoted := i > 0 && isQuote(after[i-1])
			return next == '=' || isQuoted && next == after[i-1] && strings.HasPrefix(skipSpace(after[end+1:]), ":")
		}
	}
	return true
}
