// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// statement is what a text says: an error number that is marked as one or stands next to its wording, or a wording alone.
type statement struct {
	at      int
	number  int64    // 0 for a wording alone
	marked  bool     // the number is marked as an error number
	wording *wording // that stands alone, or next to the number
}

// MayHold is the condition that a text has to meet before anything else is asked of it.
func (v *Vocabulary) MayHold(t string) bool {
	if s, _ := v.nextNumber(t, 0); s.number != 0 {
		return true
	}
	if w, _, _ := v.index.next(t, cursor{}); w != nil {
		return true
	}
	return (strings.Contains(t, escapedASCII) || strings.Contains(t, escapedEscape)) && v.besideEscape(t)
}

// nextNumber returns the next number in t, at or behind i, that may be an error number, and where the search goes on.
func (v *Vocabulary) nextNumber(t string, i int) (s statement, next int) {
	for i < len(t) {
		start, end, number := v.next(t, i)
		if start == len(t) {
			break
		}
		i = end
		s := statement{at: start, number: number}
		kind := markBefore(t, start)
		if kind == unmarked && !beginsAlone(t, start) {
			continue
		}
		s.wording = v.nextTo(t, start, end, number)
		// "error: 9603 users" counts something; "error: 9603" doesn't.
		s.marked = kind == marked || kind == introduced && (s.wording != nil || !v.otherWordBehind(t, end, number))
		if s.marked || s.wording != nil {
			return s, i
		}
	}
	return statement{}, len(t)
}

// otherWordBehind tells whether a word follows the number that none of its wordings begins with: in the same line, and
// not the key of a pair.
func (v *Vocabulary) otherWordBehind(t string, end int, number int64) bool {
	start := skipGap(t, end)
	word := wordEnd(t, start)
	if start == end || word == start || word < len(t) && t[word] == '=' || breaksLine(t[end:start]) {
		return false
	}
	return !slices.ContainsFunc(v.numbers[number], func(w *wording) bool {
		first, _, _ := strings.Cut(w.text, " ")
		return strings.EqualFold(first, t[start:word])
	})
}

// breaksLine tells whether white space, in whichever way it is written, goes on to another line.
func breaksLine(gap string) bool { return strings.ContainsAny(gap, "\n\rnr") }

// nextTo returns the wording of the number that stands next to it, with only punctuation, quotes, brackets and white space
// between.
func (v *Vocabulary) nextTo(t string, start, end int, number int64) *wording {
	behind, before := skipPunctuation(t, end), skipPunctuationBack(t, start)
	for _, w := range v.numbers[number] {
		if w.standsAt(t, behind) >= 0 || w.standsBefore(t, before) >= 0 {
			return w
		}
	}
	return nil
}

// Errors returns what the text says of errors, in order.
func (x *Text) Errors(v *Vocabulary) []Error {
	t := x.join()
	said := x.statements[:0]
	lists := listCursor{}
	for i := 0; i < len(t) && len(said) < maxStatements; {
		var st statement
		if st, i = v.nextNumber(t, i); st.number != 0 && !lists.hold(t, st.at) && !repeated(said, st) {
			said = append(said, st)
		}
	}
	lists = listCursor{}
	for c := (cursor{}); c.at < len(t) && len(said) < 2*maxStatements; {
		var st statement
		if st.wording, st.at, c = v.index.next(t, c); st.wording != nil && !lists.hold(t, st.at) {
			said = withWording(said, st)
		}
	}
	x.statements = said
	if len(said) == 0 || lineOfJSON(t) {
		return nil
	}
	return x.conclude(v, t, said)
}

// withWording adds a wording to what was said. Of two that overlap, the longer counts.
func withWording(said []statement, st statement) []statement {
	if n := len(said); n > 0 && said[n-1].number == 0 {
		if last := &said[n-1]; st.at < last.at+len(last.wording.text) {
			if len(st.wording.text) > len(last.wording.text) {
				*last = st
			}
			return said
		}
	}
	if repeated(said, st) {
		return said
	}
	return append(said, st)
}

// repeated tells whether the same was said before: a stack trace repeats its message.
func repeated(said []statement, st statement) bool {
	for i := range said {
		if o := &said[i]; o.number == st.number && o.wording == st.wording && o.marked == st.marked {
			return true
		}
	}
	return false
}

// conclude turns statements into errors.
func (x *Text) conclude(v *Vocabulary, t string, said []statement) []Error {
	anonymous := !v.names(t)
	found := x.found[:0]
	for i := range said {
		st := &said[i]
		switch {
		case st.number == 0:
			continue
		case st.marked && (st.wording != nil || v.saidOf(t, said, st.number)):
		case st.wording != nil && !st.wording.short():
		default:
			found = append(found, spoken{st.at, st.number, anonymous})
			continue
		}
		found = append(found, spoken{st.at, st.number, false})
	}
	for i := range said {
		st := &said[i]
		if st.number != 0 {
			continue
		}
		number, alone := st.wording.numbers[0], !anonymous || st.wording.alone
		if j := slices.IndexFunc(found, func(f spoken) bool { return st.wording.of(f.number) }); j >= 0 {
			if !alone || !found[j].anonymous {
				continue // it tells nothing more
			}
			number = found[j].number
		}
		found = append(found, spoken{st.at, number, !alone})
	}
	slices.SortStableFunc(found, func(a, b spoken) int { return a.at - b.at })
	x.found = found
	x.errors = x.errors[:0]
	for _, f := range found {
		x.errors = append(x.errors, Error{Number: f.number, Unnamed: f.anonymous, Status: x.StatusAt(v, f.at)})
	}
	return x.errors
}

// spoken is an error that a text speaks of.
type spoken struct {
	at        int
	number    int64
	anonymous bool // it counts only if somebody else names the service
}

// saidOf tells whether the text has a wording of the number, wherever.
func (v *Vocabulary) saidOf(t string, said []statement, number int64) bool {
	for i := range said {
		if st := &said[i]; st.number == 0 && st.wording.of(number) {
			return true
		}
	}
	for _, w := range v.numbers[number] {
		if w.short() && w.standsIn(t) { // the index doesn't have these
			return true
		}
	}
	return false
}

// standsIn tells whether the wording stands anywhere in t.
func (w *wording) standsIn(t string) bool {
	for i := range len(t) {
		if ascii.Lower(t[i]) == w.text[0] && w.standsAt(t, i) >= 0 {
			return true
		}
	}
	return false
}

// maxPunctuation is how much may stand between a number and its wording.
const maxPunctuation = 64

func skipPunctuation(t string, i int) int {
	for start := i; i < len(t) && i-start < maxPunctuation; {
		switch c := t[i]; {
		case c == '\\' && i+1 < len(t) && strings.IndexByte("nrt", t[i+1]) >= 0:
			i += 2
		case c < 0x80 && !ascii.IsLetter(c) && !ascii.IsDigit(c):
			i++
		case c >= 0x80 && foreignPunctuation(t[i:]) > 0:
			i += foreignPunctuation(t[i:])
		default:
			return i
		}
	}
	return i
}

func skipPunctuationBack(t string, end int) int {
	for start := end; end > 0 && start-end < maxPunctuation; {
		switch c := t[end-1]; {
		case escapedSpace(t, end):
			end -= 2
		case c < 0x80 && !ascii.IsLetter(c) && !ascii.IsDigit(c):
			end--
		case c >= 0x80 && end >= 2 && foreignPunctuation(t[end-2:]) == 2:
			end -= 2
		case c >= 0x80 && end >= 3 && foreignPunctuation(t[end-3:]) == 3:
			end -= 3
		default:
			return end
		}
	}
	return end
}

// foreignPunctuation returns how many bytes at the start of t are a dash, a quote, a bracket or a space beyond ASCII.
func foreignPunctuation(t string) int {
	switch {
	case strings.HasPrefix(t, "\u00a0"), strings.HasPrefix(t, "«"), strings.HasPrefix(t, "»"), strings.HasPrefix(t, "·"):
		return 2
	case len(t) >= 3 && t[0] == 0xe2 && (t[1] == 0x80 || t[1] == 0x81 || t[1] == 0x86), // general punctuation, arrows
		len(t) >= 3 && t[0] == 0xe3 && t[1] == 0x80,                   // of Chinese and Japanese
		len(t) >= 3 && t[0] == 0xef && (t[1] == 0xbc || t[1] == 0xbd): // the same in full width
		return 3
	}
	return 0
}
