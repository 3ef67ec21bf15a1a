// SPDX-License-Identifier: Apache-2.0

package bodyspan

// maxEventID is how long an event's id may be.
const maxEventID = 64

// scanner reads JSON byte by byte, in pieces of any size, just enough to find out whether it has an
// "errorNumber" outside "errorCodes", and which event it started. It validates nothing else, and keeps
// almost no state.
type scanner struct {
	found   bool   // a key "errorNumber" was seen
	polled  bool   // a key "eventStatus" was seen: the event was started by an earlier call
	eventID string // of the outermost object

	depth     int // of open objects and lists
	codes     int // depth of the object whose "errorCodes" is being skipped; 0: none
	inString  bool
	escaped   bool
	afterText bool // the last token was a string, which a colon makes a key
	afterID   bool // the value of the outermost "eventId" comes next

	// The last string; one byte more than the longest of interest, so that a longer one can't be it.
	text    [maxEventID + 1]byte
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
			s.afterID = false
			complete = false
		case '}', ']':
			s.value()
			s.depth--
			s.leave(s.depth < s.codes)
			complete = s.depth <= 0
		case ',':
			s.value()
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
	case k == "eventStatus":
		s.polled = true
	}
	s.afterID = k == "eventId" && s.depth == 1
}

// value ends a member of an object, or an element of a list.
func (s *scanner) value() {
	if s.afterID && s.afterText && allowedID(s.text[:s.textLen]) {
		s.eventID = string(s.text[:s.textLen])
	}
	s.afterID = false
}

// allowedID reports whether id has the form of an event's id, so that it can't be a secret or a person's name.
func allowedID(id []byte) bool {
	for _, c := range id {
		if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return len(id) > 0 && len(id) <= maxEventID
}

// leave stops skipping "errorCodes" once its value has ended.
func (s *scanner) leave(over bool) {
	if over {
		s.codes = 0
	}
}
