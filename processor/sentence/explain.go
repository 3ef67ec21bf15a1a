// SPDX-License-Identifier: Apache-2.0

package sentence

import "slices"

// Candidate is a documented number or wording in a text, and why it counts as an error or doesn't.
type Candidate struct {
	Number int64
	Alone  bool // it is a wording without a number
	Reason Reason
	at     int // position in the clean text
}

// Explain returns all documented numbers and wordings in a text, in order. It decides as [Text.Errors] does, but isn't meant to be
// fast.
func (v *Vocabulary) Explain(t string) (all []Candidate) {
	x := Text{v: v}
	x.Add(t)
	x.collect(true)
	x.judge(false)
	for _, c := range x.candidates {
		all = append(all, Candidate{c.number, c.numberless, c.why, c.at.start})
	}
	unmasked := clean(t)
	for d, at := range v.numbersIn(unmasked) {
		if x.whole[at.start] == masked {
			all = append(all, Candidate{d.number, false, Hidden, at.start})
		}
	}
	for _, f := range v.findWordings(unmasked, findLists(unmasked, nil), nil) {
		if x.whole[f.start] == masked {
			all = append(all, Candidate{f.wording.numbers[0], true, Hidden, f.start})
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return a.at - b.at })
	return all
}

// Reason is why a number or a wording in a text counts as an error or doesn't; empty: not decided yet.
type Reason string

const (
	// It counts.
	MarkedWithWording  Reason = "marked as an error number, and the text has its documented message"
	BesideWording      Reason = "its documented message is next to it"
	BesideShortWording Reason = "its short message is next to it, and the service is named"
	MarkedAndNamed     Reason = "marked as an error number, and the service is named"
	Sufficient         Reason = "it identifies the error by itself"
	NamedWording       Reason = "it ends its sentence, and the service is named"
	// It counts if the rest of the record names the service.
	ShortWordingUnnamed Reason = "its short message is next to it, but the text doesn't name the service"
	MarkUnnamed         Reason = "marked as an error number, but the text has neither the service's name nor the documented message"
	// It doesn't count.
	NotAlone       Reason = "it is part of something longer"
	Hidden         Reason = "it is in a path, or in a stack trace but in none of its messages"
	Listed         Reason = "it is in the list of all possible errors"
	PrintedLine    Reason = "the line is part of an object or list printed over several lines"
	Unmarked       Reason = "not marked as an error number (as in \"error 9622\"), and its documented message isn't next to it"
	Level          Reason = "ERROR is the level of the line, and the number a process ID"
	OtherClass     Reason = "marked by the name of a class that doesn't name the service"
	OtherOwner     Reason = "the word before the mark says whose error it is"
	OtherCode      Reason = "it is another kind of code, such as a status code"
	Introduction   Reason = "it seems to count something: another word follows it"
	SQLServer      Reason = "the text names SQL Server, which has the same numbers"
	ShortWording   Reason = "too short to count without the number"
	WordingUnnamed Reason = "it doesn't identify the error by itself, and the text doesn't name the service"
	SentenceGoesOn Reason = "the sentence goes on after it"
	// Explain never returns these. They are for callers that know the context of the text.
	TooMany Reason = "so many errors can only be a list of possible ones"
	Unread  Reason = "no text counts there, as in an error's own fields or a list of possible errors"
)

// Counts reports whether it counts, whatever else the record says.
func (r Reason) Counts() bool {
	switch r {
	case MarkedWithWording, BesideWording, BesideShortWording, MarkedAndNamed, Sufficient, NamedWording:
		return true
	default:
		return false
	}
}

// mayMatter reports whether it isn't decided yet, or doesn't count by itself but may be part of a list of possible errors.
func (r Reason) mayMatter() bool {
	return r == "" || r == ShortWording || r == SentenceGoesOn || r == PrintedLine
}

// NeedsService reports whether it counts only if the rest of the record names the service.
func (r Reason) NeedsService() bool { return r == ShortWordingUnnamed || r == MarkUnnamed }
