// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Text is a text that is put together piece by piece and then matched. It is scratch space, reused for one text after
// another.
type Text struct {
	pieces   strings.Builder
	one      string // the only piece, which isn't copied
	inWords  bool   // the last piece is one of words
	answered bool   // the answers below are those of this text

	statements []statement
	found      []spoken
	errors     []Error
	answers    []answer
}

// Error is an error that a text speaks of.
type Error struct {
	Number  int64
	Unnamed bool // it counts only if something else names the service
	Status  int  // the HTTP status that the service answered with; 0: the text says none
}

// maxStatements bounds what is taken from one text.
const maxStatements = 128

// Reset empties the text.
func (x *Text) Reset() {
	x.pieces.Reset()
	x.one, x.inWords, x.answered = "", false, false
}

// Add appends words.
func (x *Text) Add(piece string) {
	switch {
	case piece == "":
		return
	case x.one == "" && x.pieces.Len() == 0:
		x.one = piece
	default:
		x.pieces.WriteString(x.one)
		x.pieces.WriteString(piece)
		x.one = ""
	}
	x.inWords = true
}

// standIn takes the place of what isn't words, so that what is on its two sides isn't next to each other.
const standIn = " JSON "

// Place returns the place at which the next piece will be.
func (x *Text) Place() int { return x.pieces.Len() + len(x.one) }

// Skip notes that something other than words is here, and returns the place.
func (x *Text) Skip() (place int) {
	place = x.Place()
	if x.inWords { // there is nothing before what the text begins with
		x.Add(standIn)
		x.inWords = false
	}
	return place
}

func (x *Text) join() string {
	if x.pieces.Len() == 0 {
		return x.one
	}
	return x.pieces.String()
}

// StatusAt returns the HTTP status that the service answered with according to the words around a place, 0 if they
// say none.
func (x *Text) StatusAt(v *Vocabulary, place int) int {
	if !x.answered {
		x.answers, x.answered = v.answers(x.join(), x.answers[:0]), true
	}
	return lastBefore(x.answers, place)
}

// lineOfJSON tells whether t is a line of JSON that was printed on several, a record each: "errorMessage" : "...",
func lineOfJSON(t string) bool {
	i := ascii.SkipSpace(t, 0)
	if i == len(t) || t[i] != '"' {
		return false
	}
	end := i + 1
	for end < len(t) && ascii.IsWord(t[end]) {
		end++
	}
	if end == i+1 || end == len(t) || t[end] != '"' {
		return false
	}
	colon := ascii.SkipSpace(t, end+1)
	return colon < len(t) && t[colon] == ':'
}

// escapedASCII is how many writers of JSON escape quotes and angle brackets: '\u00279625\u0027'.
const escapedASCII = `\u00`

// escapedEscape is what strings in strings have many of, which may be more than stand between a mark and its number.
const escapedEscape = `\\`

// besideEscape tells whether t has a number that may stand next to an escape: what it says will be known when the string
// is decoded.
func (v *Vocabulary) besideEscape(t string) bool {
	if start, _, _ := v.next(t, 0); start < len(t) {
		return true
	}
	for i := strings.Index(t, escapedASCII); i >= 0; i = strings.Index(t, escapedASCII) {
		t = t[min(len(t), i+len(escapedASCII)+2):]
		if start, _, _ := v.next(t[:min(len(t), v.digits+1)], 0); start == 0 && t != "" {
			return true
		}
	}
	return false
}
