// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Machine is a state machine that recognizes the shapes in a sequence of opened and closed objects and lists, keys and values.
// Both JSON and parsed maps are fed to it in this way, so that there is one set of rules. The zero Machine is ready to use.
type Machine struct {
	Options
	Found      []Finding // each only once, in the order in which their objects were closed
	NumberKeys int       // number of errorNumber keys, except those in the list of all possible errors
	Flat       bool      // a key is that of an error in a flattened map
	Started    string    // the id of the event that a call has started, if this was its response
	Literal    Literal   // the string of the last event
	Report     Report    // of the object that has closed with the last event
	Numbers    []int64   // different documented numbers, where they may be error numbers or a list of these

	name     string  // of the next value
	appeared int32   // errors so far
	stack    []frame // what is open
}

// Options are what to look for in a value.
type Options struct {
	Words     bool   // words count, too
	Events    bool   // an event is looked for, not a shape
	Attribute string // whose value holds what is outermost; "": no attribute

	// Documentation says which numbers are those of errors, if Words is set.
	Documentation interface{ Documents(number int64) bool }
}

// Begin begins a value. It keeps what was found in the last one.
func (m *Machine) Begin(o Options) { m.Options, m.Flat, m.Started = o, false, "" }

// MaxDepth is the largest depth of objects and lists that are searched.
const MaxDepth = 64

// frame is an object or a list that is open, and the error that it may be.
type frame struct {
	labels
	message   Literal
	number    int64 // the errorNumber, if it is one
	errorCode int64 // the ErrorCode
	report    Report
	name      string // of the member or the attribute that it is; "" if it is outermost, element if it is in a list
	keys      keys   // all keys that it has

	order    int32 // of appearance as an error
	start    int32 // number of errors that had appeared when it was opened
	entries  int32 // number of values in the list; of an object, in its lists of entities
	affected int32 // number of values in the lists of its errorInfo

	key   key // of the next value, or of the last one
	in    key // of this object or list in the one around it
	role  role
	depth uint8

	list           bool
	quiet          bool // it has no errors or messages: it is the list of all possible errors, or the affected entities
	wordless       bool // it is a payload, in which no words count
	comma          bool // a value was read, so a comma has to follow
	keyed          bool // a key was read, so its value has to follow
	numbered       bool // its errorNumber is a number
	atCut          bool // the errorNumber may lack digits
	errorCodeAtCut bool // the ErrorCode may lack digits
	legacy         bool // it has a negative status
	typed          bool // its type is the class of an error
	device         bool // its ErrorDomain is that of the service on a device
}

const element = "[]" // stands for a name

// Event is what the caller should look at next.
type Event uint8

const (
	Nothing     Event = iota
	String            // a string that may hold JSON, or words that count
	Wordless          // a string that may hold JSON; whether the words of an errorMessage count is known when its object closes
	LoneMessage       // the errorMessage and the Report, if any, of an object that has closed without a readable errorNumber
)

// Reset forgets everything, but keeps the memory for reuse.
func (m *Machine) Reset() {
	clear(m.Found)
	clear(m.stack[:cap(m.stack)])
	*m = Machine{Found: m.Found[:0], stack: m.stack[:0], Numbers: m.Numbers[:0]}
}

func (m *Machine) top() *frame { return &m.stack[len(m.stack)-1] }

// Open begins an object or a list. If it returns false, the depth is exceeded: the caller must skip the whole object or list.
func (m *Machine) Open(list bool) (ok bool) {
	n := len(m.stack)
	if n == MaxDepth {
		return false
	}
	m.stack = append(m.stack, frame{list: list, start: m.appeared, depth: uint8(n)})
	if n > 0 {
		around, f := &m.stack[n-1], &m.stack[n]
		f.role = roleIn(around, list)
		f.quiet = f.role == roleIgnored || around.quiet || around.key == keyErrorInfo
		f.wordless = around.wordless || around.key.in(wordlessKeys) || !list && around.list && around.in == keyStackFrames
		if f.in, f.name = around.key, m.name; around.list {
			f.name = element
		}
	} else if m.Words && m.Attribute != "" {
		m.stack[0].in, m.stack[0].name = keyOf(m.Attribute, true, keyOther), m.Attribute
	}
	return true
}

// Close ends the innermost object or list. It is part of the one around it unless only base are still open.
func (m *Machine) Close(base int) Event {
	f := m.top()
	m.stack = m.stack[:len(m.stack)-1]
	if len(m.stack) > base {
		if f.lendsCode() {
			m.top().report.adopt(&f.report)
		}
		if around := m.top(); around.role != roleErrorInfo && around.key == keyErrorInfo {
			around.affected = f.entries
		} else if f.role != roleNotification {
			around.entries += f.entries
		}
	}
	if m.Events && m.Started == "" && !f.quiet && !keyEventStatus.in(f.keys) { // the response to a poll has it
		m.Started = f.of(keyEventID)
	}
	if f.list || f.quiet || m.appeared == f.start {
		return Nothing
	}
	for i := len(m.Found) - 1; i >= 0 && m.Found[i].order > f.start; i-- {
		f.describe(&m.Found[i])
	}
	if f.number > 0 || f.message.there {
		m.addError(f)
	}
	if f.device && f.errorCode > 0 {
		m.AddMessage(Finding{Number: f.errorCode, NumberAtCut: f.errorCodeAtCut, Device: true})
	}
	if !m.Words || f.wordless || f.message.there && f.numbered && (!f.atCut || m.Documentation.Documents(f.number)) {
		return Nothing
	}
	m.Literal, m.Report = f.message, m.reportOf(f, base)
	return LoneMessage
}

// Key takes the key of the next value.
func (m *Machine) Key(name string) {
	f := m.top()
	k := keyOf(name, m.Words, f.in)
	m.Flat = m.Flat || IsFlat(name)
	if k == keyErrorNumber && !f.quiet {
		m.NumberKeys++
	}
	m.name = name
	f.key, f.keyed, f.keys = k, true, f.keys|1<<k
}

// Value ends a value.
func (m *Machine) Value() { m.top().value() }

func (f *frame) value() {
	f.comma, f.keyed = true, false
	if f.role == roleAffected {
		f.entries++
	}
}

// Take takes a value from a parsed map. The parts of an object or a list must be fed separately.
func (m *Machine) Take(v pcommon.Value) Event {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		s := v.Str()
		return m.string(m.top(), Literal{Raw: s, there: true}, m.Words || m.MayHold(s))
	case pcommon.ValueTypeBytes:
		return m.top().event()
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return String
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		n, ok := Integer(v)
		m.integer(m.top(), n, ok, false)
	}
	return Nothing
}

// integer takes a number, unless !ok. If atCut, it may lack digits.
func (m *Machine) integer(f *frame, n int64, ok, atCut bool) {
	switch f.key {
	case keyErrorNumber:
		m.appear(&f.order)
		f.number, f.atCut, f.numbered = 0, false, f.numbered || ok
		if ok && n > 0 {
			f.number, f.atCut = n, atCut
		}
	case keyErrorCode:
		m.appeared++ // whether it is an error is known when the object closes
		if f.errorCode, f.errorCodeAtCut = 0, atCut; ok {
			f.errorCode = n
		}
	case keyCode, keyMessage, keyError: // err: 9610, of which another member may be the message
		if ok {
			m.code(f, n)
		}
	case keyStatus:
		f.legacy = ok && !atCut && n < 0
	case keySeverity:
		f.keys |= 1 << keyDatabase
	case keyUID:
		if f.set(keyUID, ""); ok && !atCut && n > 0 {
			f.set(keyUID, strconv.FormatInt(n, 10)) // parsers make numbers of digits
		}
	}
}

// string takes a string, and returns its event if it is worth a look.
func (m *Machine) string(f *frame, s Literal, worth bool) Event {
	switch f.key {
	case keyErrorNumber, keyErrorCode, keyCode, keyStatus:
		n, ok := digits(s.String())
		m.integer(f, n, ok, s.cut)
	case keyErrorMessage:
		m.appear(&f.order)
		f.message = s
	case keySeverity:
		if _, ok := digits(s.String()); ok {
			f.keys |= 1 << keyDatabase
		}
	case keyMessage, keyError:
		if n, ok := digits(s.Raw); ok {
			m.code(f, n)
		}
		keep(f.report.Messages[:], s)
	case keyErrorDomain:
		f.device = !s.cut && s.String() == deviceDomain
	case keyEventID, keyEventType, keyNotificationID, keyNotificationType, keyUID, keyType:
		f.set(f.key, s.label(f.key))
	case keyRemark:
		keep(f.report.Remark[:], s)
	case keyValue:
		keep(f.report.Value[:], s)
	case keyNumber:
		if n, ok := digits(m.name); ok && m.Documentation.Documents(n) {
			m.noteIn(f, n)
		}
	}
	if f.key.in(classKeys) {
		m.class(f, s)
	}
	if !worth {
		return Nothing
	}
	m.Literal = s
	return f.event()
}

// appear numbers an error when it first appears.
func (m *Machine) appear(order *int32) {
	if *order == 0 {
		m.appeared++
		*order = m.appeared
	}
}

// event returns the event for a string with the current key.
func (f *frame) event() Event {
	switch {
	case f.quiet || f.key == keyErrorInfo || f.key == keyIgnored:
		return Nothing
	case f.wordless || f.key == keyErrorMessage || f.key.in(wordlessKeys):
		return Wordless
	}
	return String
}
