// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// candidate is what may be an error: a number that is marked as an error number or next to its wording, or a wording alone.
type candidate struct {
	at         span
	number     int64
	marked     bool
	wording    *wording // next to the number, or alone
	numberless bool     // it is a wording without a number
	otherOwner bool     // the word before the mark names another owner of the error
	company    bool     // the company is named where that counts
	why        Reason   // why it counts or doesn't; empty: that depends on the rest of the text
}

// Errors returns the errors of the text in order. named is whether the rest of the record names the service, which counts as if
// the text did. The result is valid until Reset.
func (x *Text) Errors(named bool) []Error {
	x.collect(false)
	if len(x.candidates) == 0 {
		return nil
	}
	x.judge(named)
	return x.errors
}

// collect collects the candidates in the text, each once, because a stack trace repeats its message. If all is set, it also
// collects repeated candidates and those that can't count, for Explain.
func (x *Text) collect(all bool) {
	t := x.finish()
	x.lists = findLists(t, x.lists[:0])
	x.matches = x.v.findWordings(t, x.lists, x.matches[:0])
	x.candidates = x.candidates[:0]
	x.opened, x.line = indexOpened(t), facts{}
	x.words = span{skip(t, 0, notInWord), skipBack(t, len(t), notInWord)}
	isOfList := x.isOfList()
	add := func(c candidate) {
		if c.why == "" && (isOfList || x.lineAt(c.at.start).isOfJSON) {
			c.why = PrintedLine
		}
		if all || c.why.mayMatter() && !x.repeats(&c) {
			x.candidates = append(x.candidates, c)
		}
	}
	limit := maxErrors
	if all {
		limit = maxExplained
	}
	for d, at := range x.v.numbersIn(t) {
		if len(x.candidates) == limit {
			break
		}
		add(x.candidateAt(d, at))
	}
	for _, f := range x.matches {
		c := candidate{at: f.span, number: f.wording.numbers[0], wording: f.wording, numberless: true}
		switch {
		case !f.wording.counts():
			c.why = ShortWording
		case !f.wording.sufficient && !endsSentence(t[f.end:]):
			c.why = SentenceGoesOn
		default:
			c.number = f.wording.meant(x.candidates)
		}
		add(c)
	}
}

// repeats reports whether c says the same as an earlier candidate.
func (x *Text) repeats(c *candidate) bool {
	return slices.ContainsFunc(x.candidates, func(other candidate) bool {
		other.at = c.at
		return other == *c
	})
}

// candidateAt returns the candidate that a number is.
func (x *Text) candidateAt(d *documented, at span) candidate {
	t, c := x.whole, candidate{at: at, number: d.number, why: NotAlone}
	before, after := t[:at.start], t[at.end:]
	if !endsAlone(after) && // nor is it 9610/License not found
		(!ascii.In(byteAt(after, 0), "-/") || !d.isWorded(x.matches, at.end, skipPunctuation(t, at.end)+1)) {
		return c
	}
	beside, begins := d.nextTo(t, at, x.matches), beginsAlone(before)
	if beside == nil {
		if labeled, ok := labeledAt(t, at); ok {
			beside = d.nextTo(t, labeled, x.matches)
			begins = begins || beside != nil
		}
	}
	m := x.markOf(d, at, beside)
	isCount := !m.numbered && strings.ContainsAny(t[at.start:at.end], ",.")
	isMeasure := byteAt(before, len(before)-1) == '(' && d.measures(after, false)
	if isCount || m.why == Unmarked && (!begins || isMeasure || isProcess(before, after)) {
		return c
	}
	if m.why != "" && (beside == nil || !begins) {
		c.why = m.why
		return c
	}
	c.why, c.wording = "", beside
	c.marked = m.why == "" && (m.numbered || beside == nil || !beside.marks(before))
	switch {
	case within(x.lists, at.start):
		c.why = Listed
	case beside == nil:
		c.otherOwner, c.company = ownerBefore(t, m.start, x.namesIn())
	case beside.short():
		c.company = x.lineAt(at.start).namesCompany
	}
	return c
}

// judge decides on the candidates, and turns those that count into errors, one for each number.
func (x *Text) judge(named bool) {
	slices.SortStableFunc(x.candidates, func(a, b candidate) int { return a.at.start - b.at.start })
	x.errors = x.errors[:0]
	byDevice := x.namesIn().has(ofDevice)
	named = named || byDevice || x.names.has(ofService)
	for i := range x.candidates {
		c := &x.candidates[i]
		c.why = x.decide(c, named)
		if !c.why.Counts() && !c.why.NeedsService() {
			continue
		}
		known := slices.IndexFunc(x.errors, func(e Error) bool { return e.Number == c.number })
		if known < 0 {
			known = len(x.errors)
			x.errors = append(x.errors, Error{Number: c.number, NeedsService: true, Device: byDevice})
		}
		e := &x.errors[known]
		e.NeedsService = e.NeedsService && c.why.NeedsService()
		e.Status = cmp.Or(e.Status, x.StatusAt(c.at.start, c.number))
	}
}

// decide returns why a candidate counts or doesn't. named is whether the service is named.
func (x *Text) decide(c *candidate, named bool) Reason {
	isItsWording := func(f match) bool { return f.wording.of(c.number) }
	ifNamed, ifNot := MarkedAndNamed, MarkUnnamed
	switch {
	case c.why != "":
		return c.why
	case c.numberless && c.wording.sufficient:
		return Sufficient
	case c.numberless:
		ifNamed, ifNot = NamedWording, WordingUnnamed
	case c.wording != nil && !c.wording.short():
		return BesideWording
	case c.marked && slices.ContainsFunc(x.matches, isItsWording):
		return MarkedWithWording
	case c.wording != nil:
		ifNamed, ifNot = BesideShortWording, ShortWordingUnnamed
	case c.otherOwner:
		ifNot = OtherOwner
	}
	switch {
	case x.names.has(ofSQLServer):
		return SQLServer
	case named || c.company:
		return ifNamed
	}
	return ifNot
}

// Numbers passes on the numbers of the candidates, whether they count or not, so that the caller can recognize a list.
func (x *Text) Numbers(note func(number int64)) {
	for i := range x.candidates {
		note(x.candidates[i].number)
	}
}
