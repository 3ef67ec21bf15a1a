// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// claim is what a text says for itself: a number that is marked as an error number or next to its wording, or a wording
// alone.
type claim struct {
	at      int
	number  *documented // nil: the wording is alone
	marked  bool
	wording *wording // alone, or next to the number
}

// Errors returns what the text tells, in its order. They are valid until Reset.
func (x *Text) Errors(v *Vocabulary) []Error {
	t := x.finish()
	x.found = v.findWordings(t, x.found[:0])
	x.claims, x.errors = v.claimNumbers(t, x.found, x.claims[:0]), x.errors[:0]
	x.claims = claimWordings(x.found, x.claims)
	if len(x.claims) == 0 || isLineOfJSON(t) {
		return nil
	}
	x.tell(v, t)
	named := len(x.names) > 0 && !ascii.ContainsFold(t, "sql") // SQL Server has the same numbers
	x.judge(named)
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

// claimNumbers appends the claims of numbers.
func (v *Vocabulary) claimNumbers(t string, wordings []found, claims []claim) []claim {
	lists := listCursor{}
	for i := 0; len(claims) < maxErrors; {
		d, at := v.nextNumber(t, i)
		if d == nil {
			break
		}
		i = at.end
		m := markOf(t, at)
		if m == unmarked && !beginsAlone(t[:at.start]) {
			continue
		}
		w := v.nextTo(t, at, d, wordings)
		isMarked := m == marked || m == introduced && (w != nil || !d.introducesOther(t[at.end:]))
		if (isMarked || w != nil) && !lists.hold(t, at.start) {
			claims = appendNew(claims, claim{at.start, d, isMarked, w})
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

// claimWordings appends the claims of wordings that may count without a number. Of two that overlap, the longer counts.
func claimWordings(wordings []found, claims []claim) []claim {
	var last *found
	for i := range wordings {
		f := &wordings[i]
		if !f.wording.counts() {
			continue
		}
		if last != nil && f.start < last.end {
			if f.end-f.start <= last.end-last.start {
				continue
			}
			if n := len(claims) - 1; n >= 0 && claims[n].number == nil && claims[n].at == last.start {
				claims = claims[:n]
			}
		}
		last = f
		claims = appendNew(claims, claim{at: f.start, wording: f.wording})
	}
	return claims
}

// appendNew appends what is said for the first time: a stack trace repeats its message.
func appendNew(claims []claim, c claim) []claim {
	if slices.ContainsFunc(claims, func(o claim) bool {
		return o.number == c.number && o.wording == c.wording && o.marked == c.marked
	}) {
		return claims
	}
	return append(claims, c)
}

// judge makes errors of the claims; named is whether the text names the service.
func (x *Text) judge(named bool) {
	for _, c := range x.claims {
		e := Error{at: c.at, Status: statusBefore(x.replies, c.at)}
		sure := false
		if c.number != nil {
			e.Number = c.number.number
			sure = c.wording != nil && (c.marked || !c.wording.short()) || c.marked && x.hasWordingOf(c.number)
		} else {
			e.Number, sure = c.wording.numbers[0], c.wording.alone
			if known := slices.IndexFunc(x.errors, func(o Error) bool { return c.wording.of(o.Number) }); known >= 0 {
				e.Number = x.errors[known].Number
			}
		}
		e.Unnamed = !named && !sure
		x.errors = append(x.errors, e)
	}
	slices.SortStableFunc(x.errors, func(a, b Error) int { return a.at - b.at })
	x.errors = mergeErrors(x.errors)
}

// hasWordingOf reports whether the text has a wording of the number, wherever.
func (x *Text) hasWordingOf(d *documented) bool {
	return slices.ContainsFunc(x.found, func(f found) bool { return f.wording.of(d.number) })
}

// mergeErrors makes one error of those with the same number: the first, with what the others know.
func mergeErrors(errors []Error) []Error {
	merged := errors[:0]
	for _, e := range errors {
		i := slices.IndexFunc(merged, func(o Error) bool { return o.Number == e.Number })
		if i < 0 {
			merged = append(merged, e)
			continue
		}
		first := &merged[i]
		first.Unnamed = first.Unnamed && e.Unnamed
		if first.Status == 0 {
			first.Status = e.Status
		}
	}
	return merged
}
