// SPDX-License-Identifier: Apache-2.0

package payload

// machine recognises the shapes in a sequence of opened and closed objects and lists, keys and values.
// JSON and parsed maps are both told to it in this way, so that there is one set of rules.
type machine struct {
	found []Finding
	seq   int
	named bool // an errorNumber that isn't in the list of all possible errors was seen
	over  int  // how many more are open than the stack holds
	stack
}

// open begins an object or a list.
func (m *machine) open(array bool) {
	if m.over > 0 || m.depth == maxDepth {
		m.over++
		return
	}
	part, quiet := rolePlain, false
	if m.depth > 0 {
		parent := m.top()
		part, quiet = childRole(parent, array), parent.quiet || parent.key == keyErrorInfo
	}
	*m.push() = frame{role: part, array: array, quiet: quiet, start: m.seq}
}

func childRole(parent *frame, array bool) role {
	switch {
	case parent.role == roleIgnored:
		return roleIgnored
	case parent.role == roleFailures && !array:
		return roleFailure
	case parent.role == roleErrorInfo && array:
		return roleAffected
	case parent.role == roleErrorInfo:
		return roleErrorInfo
	}
	switch parent.key {
	case keyErrorCodes:
		return roleIgnored
	case keyErrorInfo:
		if array {
			return roleAffected
		}
		return roleErrorInfo
	case keyFailures:
		if array {
			return roleFailures
		}
	case keyAssociations:
		if array {
			return roleAssociations
		}
	case keyNotification:
		if !array {
			return roleNotification
		}
	case keyError:
		if !array && parent.role == roleNotification {
			return roleNotificationError
		}
	case keyEntities:
		if array && parent.role == roleNotification {
			return roleAffected
		}
	}
	return rolePlain
}

// close ends the innermost object or list; cut says that its end wasn't there. It returns the errorMessage of an object
// without an errorNumber: that may be any text.
func (m *machine) close(cut bool) (message text) {
	if m.over > 0 {
		m.over--
		if !cut {
			m.value()
		}
		return text{}
	}
	f := m.top()
	m.depth--
	if !f.array && f.role != roleIgnored && !f.quiet {
		m.settle(f)
		if !f.numbered {
			message = f.message
		}
	}
	if m.depth == 0 {
		return message
	}
	m.count(f, m.top())
	if !cut {
		m.value()
	}
	return message
}

// count adds the entries of a list of entities to what it stands in.
func (m *machine) count(f, parent *frame) {
	switch {
	case f.role != roleAffected && f.role != roleErrorInfo:
	case parent.role != roleErrorInfo && parent.key == keyErrorInfo:
		parent.affected = f.entries
	default:
		parent.entries += f.entries
	}
}

// value notes that the value of a key, or of a place in a list, has been read whole.
func (m *machine) value() {
	if m.over > 0 {
		return
	}
	f := m.top()
	f.after, f.keyed, f.key = true, false, keyNone
	if f.role == roleAffected {
		f.entries++
	}
}

// name takes the key of the value to come.
func (m *machine) name(key keyID) {
	f := m.top()
	f.key, f.keyed = key, true
	if key == keyErrorNumber && f.role != roleIgnored && !f.quiet {
		f.numbered, m.named = true, true
	}
}

// integer takes the value of a key that wants one. atCut says that it may lack digits.
func (m *machine) integer(n int64, ok, atCut bool) {
	f := m.top()
	switch f.key {
	case keyErrorNumber:
		m.appear(f)
		f.number, f.readable, f.atCut = n, ok && n > 0, atCut
	case keyStatus:
		f.negative = ok && !atCut && n < 0
	}
}

// str takes a string that is the value of a key.
func (m *machine) str(s text) {
	f := m.top()
	switch f.key {
	case keyErrorNumber, keyStatus:
		n, ok := digits(s.String())
		m.integer(n, ok, s.cut)
	case keyErrorMessage:
		m.appear(f)
		f.message = s
		f.message.present = true
	case keyEventID:
		f.eventID = identifier(s.whole())
	case keyEventType:
		f.eventType = typeName(s.whole())
	case keyType:
		f.eventKind = typeName(s.whole())
	case keyNotificationID:
		f.notificationID = identifier(s.whole())
	case keyNotificationType:
		f.notificationType = typeName(s.whole())
	}
}

func (m *machine) appear(f *frame) {
	if f.seq == 0 && f.role != roleIgnored && !f.quiet {
		m.seq++
		f.seq = m.seq
	}
}

// settle turns a closed object into a finding if it is an error, and tells the findings in it what stands around them.
func (m *machine) settle(f *frame) {
	depth := m.depth
	for i := len(m.found) - 1; i >= 0 && m.found[i].seq > f.start; i-- {
		m.found[i].surround(f, depth)
	}
	if f.seq == 0 || (!f.readable && !f.message.present) {
		return
	}
	found := Finding{
		NumberAtCut: f.readable && f.atCut,
		Legacy:      f.negative,
		Affected:    f.affected,
		EventID:     f.eventID,
		EventType:   f.eventType,
		message:     f.message,
		depth:       depth,
		seq:         f.seq,
	}
	if f.readable {
		found.Number = f.number
	}
	switch f.role {
	case roleFailure:
		found.Shape = Status
	case roleNotificationError:
		found.Shape = Notification
	}
	found.inList = depth > 0 && m.at(depth-1).role == roleAssociations
	m.add(&found)
}

// surround gives a finding what the object f, at that depth, says of the errors in it.
func (g *Finding) surround(f *frame, depth int) {
	switch {
	case g.Shape == Status && g.depth == depth+2:
		g.EventID, g.EventType, g.Legacy = f.eventID, f.eventType, g.Legacy || f.negative
	case g.Shape == Notification && g.depth == depth+1:
		g.EventID, g.EventType = f.eventID, f.eventKind
		if g.Affected == 0 {
			g.Affected = f.entries
		}
	case g.Shape == Notification && g.depth == depth+2:
		g.NotificationID, g.NotificationType = f.notificationID, f.notificationType
	case g.inList && g.depth == depth+2:
		g.Legacy = g.Legacy || f.negative
	}
}

// maxVariants bounds how many texts of one number are kept, so that they can't hide another number. The caller may
// believe one and not the other.
const maxVariants = 4

// add keeps the findings in the order in which they appeared, and each only once.
func (m *machine) add(g *Finding) {
	at, variants := len(m.found), 0
	for i := len(m.found) - 1; i >= 0; i-- {
		h := &m.found[i]
		if h.Number == g.Number && h.Shape == g.Shape && h.message == g.message && h.NumberAtCut == g.NumberAtCut {
			h.NeedsService = h.NeedsService && g.NeedsService
			if h.TextStatus == 0 {
				h.TextStatus = g.TextStatus
			}
			return
		}
		if h.Number == g.Number && h.Shape == g.Shape {
			variants++
		}
		if h.seq > g.seq {
			at = i
		}
	}
	if len(m.found) == MaxFindings || variants == maxVariants && g.Number != 0 || variants == MaxFindings/2 {
		return
	}
	m.found = append(m.found, Finding{})
	copy(m.found[at+1:], m.found[at:])
	m.found[at] = *g
}
