// SPDX-License-Identifier: Apache-2.0

package sentence

import "unsafe"

// Error is an error that a text reports.
type Error struct {
	Number  int64
	Unnamed bool // the text doesn't name the service, so the error counts only if the rest of the record does
	Status  int  // HTTP status that the service answered with according to the text; 0: it doesn't say
	Device  bool // a device reports it
}

const (
	maxErrors = 128      // collected from one text
	maxKept   = 64 << 10 // bytes of the buffer that are kept from one text to the next
)

// Text is a text that is first put together from pieces, and then matched. It is scratch space that is reset and reused from
// one text to the next. It is not safe for concurrent use.
type Text struct {
	piece   string  // the text as it was received, while it has only one piece
	cleaner cleaner // a text of several pieces, or one that has to be cleaned

	whole    string // the text, clean, once it is finished
	finished bool
	hidden   []span // frames and paths

	searched bool // for the names and the replies
	names    []name
	replies  []reply
	sqlKnown bool // sqlNamed is known
	sqlNamed bool // SQL Server is named

	lists  listCursor
	lines  lineCursor
	found  []found
	claims []claim
	errors []Error
}

// Reset forgets the text.
func (x *Text) Reset() {
	x.piece, x.whole, x.finished, x.searched, x.sqlKnown = "", "", false, false, false
	x.cleaner = cleaner{text: x.cleaner.text[:0]}
	if cap(x.cleaner.text) > maxKept {
		x.cleaner.text = nil
	}
}

// Add appends words.
func (x *Text) Add(words string) {
	if x.Place() > 0 || x.cleaner.spaces > 0 {
		x.cleaner.add(words)
	} else {
		x.piece = words
	}
}

// Place returns the position of what is added next, for [Text.StatusAt].
func (x *Text) Place() int {
	x.cleaner.add(x.piece)
	x.piece = ""
	return len(x.cleaner.text)
}

// IsEmpty reports whether there are no words.
func (x *Text) IsEmpty() bool { return x.piece == "" && len(x.cleaner.text) == 0 }

// Skip marks the place of something other than words, such as JSON, so that the words before and after it aren't taken for
// neighbours. It returns that place.
func (x *Text) Skip() (place int) {
	if place = x.Place(); place > 0 {
		x.cleaner.space(false)
		x.cleaner.flush()
		x.cleaner.text = append(x.cleaner.text, skipped...)
		x.cleaner.space(false)
	}
	return place
}

// finish returns the clean text with its stack frames and paths masked.
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

// view returns the cleaner's buffer as a string, since a copy would cost as much as everything else. The buffer isn't written
// to until Reset, and no part of the string leaves the package.
func (x *Text) view() string {
	text := x.cleaner.flush()
	return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // see above
}

// StatusAt returns the HTTP status that the service answered with according to the words around the error with a number at a
// place, or 0.
func (x *Text) StatusAt(v *Vocabulary, place int, number int64) int {
	x.search(v, x.finish(v))
	return statusBefore(x.replies, place, v.statuses[number])
}

// search finds where the service is named, and what it answered.
func (x *Text) search(v *Vocabulary, t string) {
	if x.searched {
		return
	}
	x.searched = true
	x.names = v.findNames(t, x.names[:0])
	x.replies = v.findReplies(t, x.names, x.replies[:0])
}
