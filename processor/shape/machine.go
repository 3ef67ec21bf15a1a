// SPDX-License-Identifier: Apache-2.0

package shape

import "go.opentelemetry.io/collector/pdata/pcommon"

// Machine recognises the shapes in a sequence of opened and closed objects and lists, keys and values. JSON and parsed
// maps are both told to it in this way, so that there is one set of rules. The zero Machine is ready for use.
type Machine struct {
	appeared int // errors so far
	stack
}

// Event is what is worth a look in what the machine was told.
type Event uint8

const (
	// Nothing is worth a look.
	Nothing Event = iota
	// String is a string that may hold JSON, or words of its own.
	String
	// Message is an errorMessage. It may hold JSON; whether its words count is known when its object closes.
	Message
	// Closed is the end of an object in which an error appeared: see [Machine.Closed].
	Closed
	// End is the end of the JSON.
	End
)

// Appear returns the place of one more error in the order of appearance.
func (m *Machine) Appear() int {
	m.appeared++
	return m.appeared
}

// Open begins an object or a list. Without ok there is no room for it: nothing in it must be told, nor its end.
func (m *Machine) Open(list bool) (ok bool) {
	if m.depth == maxDepth {
		return false
	}
	is, quiet := rolePlain, false
	if m.depth > 0 {
		parent := m.top()
		is, quiet = roleIn(parent, list), parent.quiet || parent.key == keyErrorInfo
	}
	f := m.push()
	*f = Frame{}
	f.list, f.quiet, f.start = list, quiet, m.appeared
	f.err.role, f.err.depth = is, m.depth
	return true
}

// Close ends the innermost object or list.
func (m *Machine) Close() Event {
	f := m.top()
	event := m.pop()
	if m.depth > 0 {
		m.top().count(f)
	}
	return event
}

// pop is Close for what is no part of what is around it.
func (m *Machine) pop() Event {
	f := m.top()
	m.depth--
	if f.list || f.ignored() || m.appeared == f.start {
		return Nothing
	}
	return Closed
}

// Closed returns the object that the last event was the end of. It is valid until anything else is told.
func (m *Machine) Closed() *Frame { return m.at(m.depth) }

// Key takes the key of the value to come, and reports whether it announces the number of an error.
func (m *Machine) Key(name string) (number bool) {
	f := m.top()
	f.key, f.keyed = keyOf(name), true
	if f.key != keyErrorNumber || f.ignored() {
		return false
	}
	f.numbered = true
	return true
}

// Value notes that the value of a key, or of a place in a list, has been read whole.
func (m *Machine) Value() {
	if m.depth == 0 {
		return
	}
	f := m.top()
	f.comma, f.keyed, f.key = true, false, keyNone
	if f.err.role == roleAffected {
		f.entries++
	}
}

// Number takes a number from a parsed map.
func (m *Machine) Number(v pcommon.Value) {
	n, ok := Integer(v)
	m.integer(n, ok, false)
}

// integer takes a number, if ok. atCut says that it may lack digits.
func (m *Machine) integer(n int64, ok, atCut bool) {
	f := m.top()
	switch f.key {
	case keyErrorNumber:
		m.appear(f)
		if !ok || n <= 0 {
			n, atCut = 0, false
		}
		f.err.Number, f.err.NumberAtCut = n, atCut
	case keyStatus:
		f.err.Legacy = ok && !atCut && n < 0
	}
}

// String takes a string.
func (m *Machine) String(s Literal) Event {
	f := m.top()
	switch f.key {
	case keyErrorNumber, keyStatus:
		n, ok := digits(s.String())
		m.integer(n, ok, s.cut)
	case keyErrorMessage:
		m.appear(f)
		f.err.message, f.err.hasMessage = s, true
	case keyEventID:
		f.err.EventID = identifier(s.whole())
	case keyEventType:
		f.err.EventType = typeName(s.whole())
	case keyType:
		f.eventKind = typeName(s.whole())
	case keyNotificationID:
		f.err.NotificationID = identifier(s.whole())
	case keyNotificationType:
		f.err.NotificationType = typeName(s.whole())
	}
	return f.inString()
}

// Bytes takes bytes from a parsed map. No key of a shape has any.
func (m *Machine) Bytes() Event { return m.top().inString() }

func (m *Machine) appear(f *Frame) {
	if f.err.Order == 0 && !f.ignored() {
		f.err.Order = m.Appear()
	}
}

// ignored reports whether nothing in f is an error or a message.
func (f *Frame) ignored() bool { return f.err.role == roleIgnored || f.quiet }

// inString returns what may be in the string at hand.
func (f *Frame) inString() Event {
	switch {
	case f.ignored() || f.key == keyErrorInfo || f.key == keyErrorCodes:
		return Nothing
	case f.key == keyErrorMessage:
		return Message
	default:
		return String
	}
}

// count adds the entries of a list of entities to f, which it is in.
func (f *Frame) count(list *Frame) {
	switch {
	case list.err.role != roleAffected && list.err.role != roleErrorInfo:
	case f.err.role != roleErrorInfo && f.key == keyErrorInfo:
		f.err.Affected = list.entries
	default:
		f.entries += list.entries
	}
}
