// SPDX-License-Identifier: Apache-2.0

package sentence

// Reason says why a number or a wording in a text counts as an error, or why it doesn't.
type Reason uint8

const (
	// It counts.
	MarkedWithWording Reason = iota + 1
	BesideWording
	BesideShortWording
	MarkedAndNamed
	Sufficient
	NamedWording
	// It counts if the rest of the record names the service.
	ShortWordingUnnamed
	MarkUnnamed
	// It doesn't count.
	NotAlone
	Hidden
	Listed
	LineOfJSON
	Unmarked
	Level
	OtherClass
	OtherOwner
	OtherCode
	Introduction
	SQLServer
	ShortWording
	WordingUnnamed
	SentenceGoesOn
	TooMany
	Unread // for who knows what is around the text
)

// Counts reports whether it counts, whatever else the record says.
func (r Reason) Counts() bool { return r != 0 && r < ShortWordingUnnamed }

// NeedsName reports whether it counts if the rest of the record names the service.
func (r Reason) NeedsName() bool { return r == ShortWordingUnnamed || r == MarkUnnamed }

func (r Reason) String() string {
	return [...]string{
		0:                   "undecided",
		MarkedWithWording:   "marked as an error number, and the text has one of its wordings",
		BesideWording:       "one of its wordings is beside it",
		BesideShortWording:  "a short wording is beside it, and the service is named",
		MarkedAndNamed:      "marked as an error number, and the service is named",
		Sufficient:          "the wording identifies the error by itself",
		NamedWording:        "the wording ends its sentence, and the service is named",
		ShortWordingUnnamed: "a short wording is beside it, but the service isn't named in this text",
		MarkUnnamed:         "marked as an error number, but the service isn't named in this text, and none of its wordings is there",
		NotAlone:            "it is part of something longer",
		Hidden:              "it is in a path, or in a line of a stack trace that is no message",
		Listed:              "it is in the list of all possible errors",
		LineOfJSON:          "the text is a single line of printed JSON",
		Unmarked:            "not marked as an error number, and none of its wordings is beside it",
		Level:               "ERROR is the level of the line, and the number that of a process",
		OtherClass:          "marked by the name of a class that doesn't name the service",
		OtherOwner:          "the word before the mark says whose error it is",
		OtherCode:           "the word before \"code\" says what code it is",
		Introduction:        "a word follows that belongs to none of its wordings",
		SQLServer:           "the text names SQL Server, which has the same numbers",
		ShortWording:        "the wording is too short to count without its number",
		WordingUnnamed:      "the text doesn't name the service, and the wording doesn't identify the error by itself",
		SentenceGoesOn:      "the sentence goes on after the wording",
		TooMany:             "the text tells so many errors that it is a list of them",
		Unread:              "no text counts there, as in an error's own fields or a list of possible errors",
	}[r]
}
