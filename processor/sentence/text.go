// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"unsafe"
)

// Error is an error that a text reports.
type Error struct {
	Number       int64
	NeedsService bool // the text doesn't name the service, so the error counts only if the rest of the record does
	Status       int  // HTTP status that the service answered with, according to the text; 0: unknown
	Device       bool // a device reports it
}

const (
	maxErrors    = 128      // collected from one text
	maxExplained = 1 << 10  // likewise, for Explain
	maxKept      = 64 << 10 // bytes of the buffer that are kept from one text to the next
)

// Text is a text that is first put together from pieces, and then matched. It is a scratch buffer that is reused from one text to
// the next. It is not safe for concurrent use.
type Text struct {
	v       *Vocabulary
	cleaner cleaner // what was added
	whole   string  // the clean text, once it is finished
	hidden  []span  // frames and paths

	searched bool // whether names and replies are set
	names    names
	replies  []reply

	lists      []span // of all possible errors
	words      span   // from the first word to the last
	opened     int    // index of the first object that goes on in the next line; len(whole) if there is none
	line       facts  // of the last line that was asked for
	matches    []match
	candidates []candidate
	errors     []Error
}

// Reset forgets the text. In the next one, what is in v is looked for.
func (x *Text) Reset(v *Vocabulary) {
	x.v, x.whole, x.searched = v, "", false
	x.cleaner = cleaner{text: x.cleaner.text[:0]}
	if cap(x.cleaner.text) > maxKept {
		x.cleaner.text = nil
	}
}

// Add appends words.
func (x *Text) Add(words string) { x.cleaner.add(words) }

// Len returns the number of bytes so far, which is the position of what is added next, for [Text.StatusAt].
func (x *Text) Len() int { return len(x.cleaner.text) }

// Skip marks the place of something other than words, such as JSON, so that the words before and after it aren't taken for
// neighbors.
func (x *Text) Skip() {
	if x.Len() > 0 {
		x.cleaner.addSpace(false)
		x.cleaner.addByte(skipped)
		x.cleaner.addSpace(false)
	}
}

// finish returns the clean text with its stack frames and paths masked. It is the cleaner's buffer, since a copy would cost as
// much as everything else. The buffer isn't written to until Reset, and no part of the string leaves the package.
func (x *Text) finish() string {
	if x.whole == "" {
		text := x.cleaner.flush()
		x.whole = unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // see above
		x.hidden = x.v.findPaths(x.whole, findFrames(x.whole, x.hidden[:0]))
		for _, h := range x.hidden {
			for i := h.start; i < h.end; i++ {
				text[i] = masked
			}
		}
	}
	return x.whole
}

// namesIn returns the names in the text. It finds them, and what the service answered, when it is first called.
func (x *Text) namesIn() names {
	if !x.searched {
		t := x.finish()
		x.searched = true
		x.names = x.v.findNames(t, x.names[:0])
		x.replies = x.v.findReplies(t, x.names, x.replies[:0])
	}
	return x.names
}

// facts are what is known of a line.
type facts struct {
	span
	isOfJSON     bool
	namesCompany bool
}

// lineAt returns the facts about the line of a position. Most candidates are in the line of the previous one.
func (x *Text) lineAt(at int) *facts {
	if at < x.line.start || x.line.end <= at {
		start, end := lineStart(x.whole, at), lineEnd(x.whole, at)
		isSeveral := x.words.start < start || end < x.words.end
		x.line = facts{span: span{start, end}, isOfJSON: isOfJSON(x.whole[start:end], x.opened < start, isSeveral)}
		all := x.namesIn()
		i, _ := slices.BinarySearchFunc(all, start, func(n name, start int) int { return n.start - start })
		for ; i < len(all) && all[i].start < end && !x.line.namesCompany; i++ {
			x.line.namesCompany = all[i].party == ofCompany
		}
	}
	return &x.line
}
