// SPDX-License-Identifier: Apache-2.0

package bodyspan

// scanner follows JSON byte by byte, in whatever pieces it comes, as far as it takes to tell whether
// it has an "errorNumber" outside "errorCodes". It checks nothing else, and keeps next to nothing.
type scanner struct {
	found bool // a key "errorNumber" was seen

	depth     int // of open objects and lists
	codes     int // depth of the object whose "errorCodes" is being passed over; 0: none
	inString  bool
	escaped   bool
	afterText bool // the last token was a string, which a colon makes a key

	// The last string; one byte more than the longest key of interest, so that a longer string can't be it.
	text    [len("errorNumber") + 1]byte
	textLen int
}

// feed takes the next piece, and reports whether the outermost value was closed at its end.
func (s *scanner) feed(p []byte) (complete bool) {
	for _, c := range p {
		if s.inString {
			s.stringByte(c)
			continue
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '"':
			s.inString, s.textLen = true, 0
			continue
		case ':':
			if s.afterText {
				s.key(string(s.text[:s.textLen]))
			}
		case '{', '[':
			s.depth++
			complete = false
		case '}', ']':
			s.depth--
			s.leave(s.depth < s.codes)
			complete = s.depth <= 0
		case ',':
			s.leave(s.depth == s.codes)
		}
		s.afterText = false
	}
	return complete
}

func (s *scanner) stringByte(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case c == '\\':
		s.escaped = true
	case c == '"':
		s.inString, s.afterText = false, true
		return
	}
	if s.textLen < len(s.text) {
		s.text[s.textLen] = c
		s.textLen++
	}
}

func (s *scanner) key(k string) {
	switch {
	case s.codes > 0:
	case k == "errorNumber":
		s.found = true
	case k == "errorCodes":
		s.codes = s.depth
	}
}

// leave ends the passing over of "errorCodes" once its value is over.
func (s *scanner) leave(over bool) {
	if over {
		s.codes = 0
	}
}
