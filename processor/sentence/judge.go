// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// claim is what a text says for itself: a number that is marked as an error number or next to its wording, or a wording alone.
type claim struct {
	at      span
	number  int64
	marked  bool
	wording *wording // next to the number, or alone
	alone   bool
	ends    bool   // the wording alone ends its sentence
	mark    int    // where the mark starts
	front   front  // of the mark of a number without its wording
	company bool   // the company is named where that counts
	why     Reason // nothing of all this holds
}

const maxDifferent = 8 // errors; more of them are a list of possible ones

// Errors returns what the text tells, in its order; named is whether its surroundings name the service as if it did so itself.
// They are valid until Reset.
func (x *Text) Errors(v *Vocabulary, named bool) []Error {
	x.claim(v, false)
	if len(x.claims) == 0 || isLineOfJSON(x.whole) {
		return nil
	}
	x.judge(v, named)
	if len(x.errors) > maxDifferent {
		return nil
	}
	return x.errors
}

// Claimed appends the numbers that the text speaks of, whether they count or not: many of them are a list.
func (x *Text) Claimed(numbers []int64) []int64 {
	for i := range x.claims {
		if n := x.claims[i].number; x.claims[i].why == 0 && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// isLineOfJSON reports whether t is a line of JSON that was printed on several, a record each: "errorMessage" : "...",
func isLineOfJSON(t string) bool {
	key, ok := strings.CutPrefix(skipSpace(t), `"`)
	end := 0
	for end < len(key) && ascii.IsWord(key[end]) {
		end++
	}
	value, closed := strings.CutPrefix(key[end:], `"`)
	return ok && end > 0 && closed && strings.HasPrefix(skipSpace(value), ":")
}

// claim collects the claims of the text, each once: a stack trace repeats its message. All of them, with those that fail
// already, are collected to be explained.
func (x *Text) claim(v *Vocabulary, all bool) {
	t := x.finish(v)
	lists, lines := firstList(t), lineCursor{}
	x.found = v.findWordings(t, lists, x.found[:0])
	x.claims = x.claims[:0]
	add := func(c claim) {
		isSame := func(o claim) bool { o.at, o.mark = c.at, c.mark; return o == c }
		if all || c.why == 0 && !slices.ContainsFunc(x.claims, isSame) {
			x.claims = append(x.claims, c)
		}
	}
	for d, at := v.nextNumber(t, 0); d != nil && (all || len(x.claims) < maxErrors); d, at = v.nextNumber(t, at.end) {
		add(x.claimNumber(v, d, at, &lists, &lines))
	}
	for _, f := range x.found {
		c := claim{at: f.span, wording: f.wording, alone: true}
		c.ends = f.wording.counts() && !f.wording.alone && endsSentence(t[f.end:])
		switch {
		case !f.wording.counts():
			c.why = ShortWording
		case !f.wording.alone && !c.ends:
			c.why = SentenceGoesOn
		}
		if c.number = f.wording.numbers[0]; c.why == 0 {
			c.number = f.wording.meant(x.claims)
		}
		add(c)
	}
}

// claimNumber returns what is said for a number.
func (x *Text) claimNumber(v *Vocabulary, d *documented, at span, lists *listCursor, lines *lineCursor) claim {
	t, c := x.whole, claim{at: at, number: d.number}
	if !endsAlone(t[at.end:]) {
		c.why = NotAlone
		return c
	}
	m := v.markOf(t, at)
	if isGrouped(t, at) && !m.isWhole(t, at) {
		c.why = NotAlone // so are counts written
		return c
	}
	if m.kind == unmarked && !beginsAlone(t[:at.start]) {
		if c.why = m.why; m.why == Unmarked {
			c.why = NotAlone
		}
		return c
	}
	w := v.nextTo(t, at, d, x.found)
	switch {
	case m.kind == levelled && w == nil:
		m.kind, m.why = unmarked, Level
	case w != nil && w.short() && errorWords.have(finalWord(w.text)) && m.start > at.start-len(w.text) &&
		ascii.HasSuffixFold(strings.TrimRight(t[:at.start], separators), w.text):
		m.kind = unmarked // "Internal error 9603" has one word for both
	case m.kind == introduced && w == nil && d.introducesOther(t[at.end:]),
		(m.kind == worded || m.kind == introduced) && w == nil && measures(t[at.end:]):
		m.kind, m.why = unmarked, Introduction
	}
	c.marked, c.mark, c.wording = m.kind != unmarked, m.start, w
	switch {
	case !c.marked && w == nil:
		c.why = m.why
		return c
	case lists.hold(t, at.start):
		c.why = Listed
		return c
	}
	x.tell(v, t)
	if w == nil {
		var reaches int
		c.front, reaches = frontOf(t, m.start)
		c.company = x.companyEndsAt(reaches)
	} else if !c.marked && w.short() {
		c.company = lines.namesCompany(t, x.names, at.start)
	}
	return c
}

// introducesOther reports whether a word follows a number, in the same line, with which none of its wordings begins:
// 9603 users. The key of a pair is none.
func (d *documented) introducesOther(after string) bool {
	rest := skipSpace(after)
	word := rest[:wordEnd(rest, 0)]
	if word == "" || isLineBreak(after[0]) || strings.HasPrefix(rest[len(word):], "=") {
		return false
	}
	return !isOneOf(d.starts, word)
}

// meant returns the number that a wording alone is about: one that is claimed elsewhere, if there is one.
func (w *wording) meant(claims []claim) int64 {
	if i := slices.IndexFunc(claims, func(c claim) bool { return c.why == 0 && w.of(c.number) }); i >= 0 {
		return claims[i].number
	}
	return w.numbers[0]
}

// judge makes errors of the claims, one of those about the same number, and returns whether the service is named by one of its
// own names.
func (x *Text) judge(v *Vocabulary, named bool) bool {
	x.tell(v, x.whole)
	slices.SortStableFunc(x.claims, func(a, b claim) int { return a.at.start - b.at.start })
	x.errors = x.errors[:0]
	named = named || hasOwn(x.names)
	device := slices.ContainsFunc(x.names, func(n name) bool { return n.device })
	for _, c := range x.claims {
		why := x.decide(&c, named)
		if !why.Counts() && !why.NeedsName() {
			continue
		}
		e := Error{Number: c.number, Unnamed: why.NeedsName(), Status: statusBefore(x.replies, c.at.start), Device: device}
		known := slices.IndexFunc(x.errors, func(o Error) bool { return o.Number == c.number })
		if known < 0 {
			x.errors = append(x.errors, e)
			continue
		}
		first := &x.errors[known]
		first.Unnamed = first.Unnamed && e.Unnamed
		first.Status = cmp.Or(first.Status, e.Status)
	}
	return named
}

// decide returns whether a claim counts, and why; named is whether the service is.
func (x *Text) decide(c *claim, named bool) Reason {
	isSaid := func(f found) bool { return f.wording.of(c.number) }
	switch {
	case c.why != 0:
		return c.why
	case c.alone && c.wording.alone:
		return Sufficient
	case !c.alone && c.wording != nil && !c.wording.short():
		return BesideWording
	case !c.alone && c.marked && slices.ContainsFunc(x.found, isSaid):
		return MarkedWithWording
	}
	// The rest needs the service's name.
	named = named || c.company
	switch {
	case x.namesSQLServer():
		return SQLServer
	case c.alone && named:
		return NamedWording
	case c.alone:
		return WordingUnnamed
	case c.wording != nil && named:
		return BesideShortWording
	case c.wording != nil:
		return ShortWordingUnnamed
	case named:
		return MarkedAndNamed
	case c.front == taken:
		return OtherOwner
	}
	return MarkUnnamed
}
