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
	at      int
	number  int64
	marked  bool
	wording *wording // next to the number, or alone
	alone   bool
}

// Errors returns what the text tells, in its order; named is whether its surroundings name the service as if it did so itself.
// They are valid until Reset.
func (x *Text) Errors(v *Vocabulary, named bool) []Error {
	t := x.finish()
	x.found = v.findWordings(t, x.found[:0])
	x.claims = v.claimNumbers(t, x.found, x.claims[:0])
	for _, f := range x.found {
		isSame := func(c claim) bool { return c.alone && c.wording == f.wording }
		if f.wording.counts() && !slices.ContainsFunc(x.claims, isSame) {
			x.claims = append(x.claims, claim{f.start, f.wording.meant(x.claims), false, f.wording, true})
		}
	}
	if len(x.claims) == 0 || isLineOfJSON(t) {
		return nil
	}
	x.tell(v, t)
	x.judge((named || len(x.names) > 0) && !ascii.ContainsFold(t, "sql")) // SQL Server has the same numbers
	return x.errors
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

// claimNumbers appends the claims of numbers, each once: a stack trace repeats its message.
func (v *Vocabulary) claimNumbers(t string, wordings []found, claims []claim) []claim {
	lists := listCursor{}
	d, at := v.nextNumber(t, 0)
	for ; d != nil && len(claims) < maxErrors; d, at = v.nextNumber(t, at.end) {
		m := markOf(t, at)
		if m == unmarked && !beginsAlone(t[:at.start]) {
			continue
		}
		w := v.nextTo(t, at, d, wordings)
		isMarked := m == marked || m == introduced && (w != nil || !d.introducesOther(t[at.end:]))
		isSame := func(c claim) bool { return c.number == d.number && c.marked == isMarked && c.wording == w }
		if (isMarked || w != nil) && !lists.hold(t, at.start) && !slices.ContainsFunc(claims, isSame) {
			claims = append(claims, claim{at.start, d.number, isMarked, w, false})
		}
	}
	return claims
}

// introducesOther reports whether a word follows a number, in the same line, with which none of its wordings begins:
// 9603 users. The key of a pair is none.
func (d *documented) introducesOther(after string) bool {
	rest := skipSpace(after)
	word := rest[:wordEnd(rest, 0)]
	if len(rest) == len(after) || word == "" || isLineBreak(after[0]) || strings.HasPrefix(rest[len(word):], "=") {
		return false
	}
	return !isOneOf(d.starts, word)
}

// meant returns the number that a wording alone is about: one that is claimed elsewhere, if there is one.
func (w *wording) meant(claims []claim) int64 {
	if i := slices.IndexFunc(claims, func(c claim) bool { return w.of(c.number) }); i >= 0 {
		return claims[i].number
	}
	return w.numbers[0]
}

// judge makes errors of the claims, one of those about the same number; named is whether the text names the service.
func (x *Text) judge(named bool) {
	slices.SortStableFunc(x.claims, func(a, b claim) int { return a.at - b.at })
	x.errors = x.errors[:0]
	for _, c := range x.claims {
		e := Error{Number: c.number, Unnamed: !named && !x.isSure(c), Status: statusBefore(x.replies, c.at)}
		known := slices.IndexFunc(x.errors, func(o Error) bool { return o.Number == c.number })
		if known < 0 {
			x.errors = append(x.errors, e)
			continue
		}
		first := &x.errors[known]
		first.Unnamed = first.Unnamed && e.Unnamed
		first.Status = cmp.Or(first.Status, e.Status)
	}
}

// isSure reports whether a claim counts though nobody names the service.
func (x *Text) isSure(c claim) bool {
	if c.alone {
		return c.wording.alone
	}
	isSaid := func(f found) bool { return f.wording.of(c.number) }
	return c.wording != nil && !c.wording.short() || c.marked && slices.ContainsFunc(x.found, isSaid)
}
