// SPDX-License-Identifier: Apache-2.0

package sentence

import "unsafe"

// Error is an error that a text tells.
type Error struct {
	Number  int64
	Unnamed bool // it counts only if something else names the service
	Status  int  // HTTP status that the service answered with according to the text; 0: it doesn't say
	Device  bool // a device reports it
}

const (
	maxErrors = 128      // that a text may tell
	maxKept   = 64 << 10 // bytes of room from one text to the next
)

// Text is a text that is put together piece by piece, and then matched. It is scratch space, to be used for one text after
// another. It is not safe for concurrent use.
type Text struct {
	piece   string  // the only one, as it was received
	cleaner cleaner // more pieces than one, and what isn't clean

	whole    string // the text, clean
	finished bool   // it is
	told     bool   // names and replies are those of this text
	hidden   []span
	names    []name
	sql      sqlNamed
	replies  []reply
	found    []found
	claims   []claim
	errors   []Error
}

// Reset forgets the text.
func (x *Text) Reset() {
	x.piece, x.whole, x.finished, x.told = "", "", false, false
	x.cleaner = cleaner{text: x.cleaner.text[:0]}
	if cap(x.cleaner.text) > maxKept {
		x.cleaner.text = nil
	}
}

// Add appends words.
func (x *Text) Add(words string) {
	x.finished = false
	if x.Place() > 0 || x.cleaner.spaces > 0 {
		x.cleaner.add(words)
	} else {
		x.piece = words
	}
}

// Place returns the place of what comes next, for [Text.StatusAt].
func (x *Text) Place() int {
	x.cleaner.add(x.piece)
	x.piece = ""
	return len(x.cleaner.text)
}

// Skip notes that something that isn't words is here, such as JSON, and returns its place: what is on its two sides isn't
// next to each other.
func (x *Text) Skip() (place int) {
	x.finished = false
	if place = x.Place(); place > 0 {
		x.cleaner.space(false)
		x.cleaner.flush()
		x.cleaner.text = append(x.cleaner.text, skipped...)
		x.cleaner.space(false)
	}
	return place
}

// finish returns the whole text, clean, with the frames and paths in it masked.
func (x *Text) finish(v *Vocabulary) string {
	if x.finished {
		return x.whole
	}
	t := x.piece
	if t == "" || !isClean(t) {
		x.Place()
		t = x.view()
	}
	x.hidden = v.findPaths(t, findFrames(t, x.hidden[:0]))
	if len(x.hidden) > 0 {
		x.Place()
		t = x.view()
		for _, h := range x.hidden {
			for i := h.start; i < h.end; i++ {
				x.cleaner.text[i] = masked
			}
		}
	}
	x.whole, x.finished = t, true
	return t
}

// view returns what the cleaner has. A copy would cost as much as all else. The buffer is left alone until Reset, and no part
// of the text is handed out.
func (x *Text) view() string {
	text := x.cleaner.flush()
	return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // see above
}

// StatusAt returns the HTTP status that the service answered with according to the words around a place; 0: they don't say.
func (x *Text) StatusAt(v *Vocabulary, place int) int {
	x.tell(v, x.finish(v))
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
	x.sql = unasked
}
