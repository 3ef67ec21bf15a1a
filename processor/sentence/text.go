// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"unsafe"
)

// Error is an error that a text tells.
type Error struct {
	Number int64
	// Unnamed is whether it counts only if something else names the service.
	Unnamed bool
	// Status is the HTTP status that the service answered with according to the text; 0: it doesn't say.
	Status int

	at int // in the clean text
}

// maxErrors bounds how many errors a text may tell.
const maxErrors = 128

// Text is a text that is put together piece by piece, and then matched. It is scratch space, to be used for one text after
// another. It is not safe for concurrent use.
type Text struct {
	clean   string  // as it was received, while that is clean
	cleaner cleaner // more pieces than one, and what isn't clean
	state   state

	told    bool // names and replies are those of this text
	names   []span
	replies []reply
	found   []found
	claims  []claim
	errors  []Error
}

// state is how far a text has come.
type state uint8

const (
	stateEmpty  state = iota
	statePiece        // one piece, which isn't copied
	statePieces       // more, in the cleaner
	stateClean        // whole
)

// maxKept is how many bytes of room are kept from one text to the next.
const maxKept = 64 << 10

// Reset forgets the text.
func (x *Text) Reset() {
	x.clean, x.state, x.told = "", stateEmpty, false
	x.cleaner = cleaner{text: x.cleaner.text[:0]}
	if cap(x.cleaner.text) > maxKept {
		x.cleaner.text = nil
	}
}

// Add appends words.
func (x *Text) Add(words string) {
	switch {
	case words == "":
	case x.state == stateEmpty:
		x.clean, x.state = words, statePiece
	default:
		x.toPieces()
		x.cleaner.add(words)
	}
}

// Place returns the place of what comes next, for [Text.StatusAt].
func (x *Text) Place() int {
	x.toPieces()
	return len(x.cleaner.text)
}

// Skip notes that something that isn't words is here, such as JSON, and returns its place: what is on its two sides isn't
// next to each other.
func (x *Text) Skip() (place int) {
	if place = x.Place(); place > 0 {
		x.cleaner.space(false)
		x.cleaner.flush()
		x.cleaner.text = append(x.cleaner.text, skipped...)
		x.cleaner.space(false)
	}
	return place
}

func (x *Text) toPieces() {
	if x.state == statePiece {
		x.cleaner.add(x.clean)
	}
	x.clean, x.state = "", statePieces
}

// finish returns the whole text, clean.
func (x *Text) finish() string {
	if x.state == statePiece && !isClean(x.clean) {
		x.toPieces()
	}
	if text := x.cleaner.flush(); x.state == statePieces && len(text) > 0 {
		// A copy would cost as much as all else. The buffer is left alone until Reset, and no part of the text is handed out.
		x.clean = unsafe.String(&text[0], len(text)) //nolint:gosec // see above
	}
	x.state = stateClean
	return x.clean
}

// StatusAt returns the HTTP status that the service answered with according to the words around a place; 0: they don't say.
func (x *Text) StatusAt(v *Vocabulary, place int) int {
	x.tell(v, x.finish())
	return statusBefore(x.replies, place)
}

// tell finds where the service is named, and what it answered.
func (x *Text) tell(v *Vocabulary, t string) {
	if x.told {
		return
	}
	x.told = true
	x.names = v.findNames(t, x.names[:0])
	x.replies = v.findReplies(t, x.names, x.replies[:0])
}
