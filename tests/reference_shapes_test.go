// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"slices"
	"strconv"
	"strings"
)

// sighting is an error in a record, or a text that may report errors.
type sighting struct {
	number   int
	delivery string
	message  string // as received, and whether it was cut off
	cut      bool
	count    int
	ids      map[string]string // as attributes
	v1       bool              // a negative status is beside it
	database bool              // a database's key is beside it
	known    bool              // another key of the service is beside it
	inferred bool              // from a wording without a number
	bare     bool              // an object of nothing but number and message
	event    bool              // found in an event of a span
	payload  bool              // found in a payload
	device   bool              // a device reports it
	status   int               // according to its message

	text, names string // of a text: itself, and the string that may name the service
	value       int    // the value that it is in
}

// inside is the reader's position in a value.
type inside struct {
	delivery string // of the shape around; empty: response
	ids      map[string]string
	count    int // of the entries of a notification
	v1       bool
	known    bool
	names    string // the text around the JSON
	texts    bool   // texts count
}

var (
	keysOfTheService = []string{"eventStatus", "eventType", "eventId", "numRequested", "uId", "notificationId", "notificationType", "result"}
	keysOfDatabases  = []string{"sql", "sqlState", "procedure", "lineNumber"}
)

// read notes what a string, list or object holds, in the order of its members.
func (r *reading) read(n *node, in inside) {
	switch n.kind {
	case '"':
		r.readText(n.text, in)
	case '[':
		for _, m := range n.members {
			r.read(&m.node, in)
		}
	case '{':
		in.delivery = ""
		r.readObject(n, in)
	}
}

func (r *reading) readText(text string, in inside) {
	found, prose, cut := fromText(text)
	if in.names == "" && (len(found) == 0 || strings.TrimSpace(prose) != "") { // else each member counts separately
		in.names = text
	}
	if cut && strings.Contains(text, `"errorNumber":`) && !strings.Contains(text, `"errorCodes"`) {
		r.unreadable = append(r.unreadable, "truncated")
	}
	if in.texts && strings.TrimSpace(prose) != "" {
		r.add(sighting{text: prose, names: in.names})
	}
	for _, n := range found {
		r.read(&n, in)
	}
}

func (r *reading) add(s sighting) {
	s.value, s.event, s.payload = r.value, r.inEvent, r.inPayload
	r.seen = append(r.seen, s)
}

func (r *reading) readObject(n *node, in inside) {
	status, ok := n.get("status").integer()
	in.v1 = in.v1 || ok && status < 0 && !n.get("status").atCut
	s := sighting{
		delivery: in.delivery, message: n.get("errorMessage").text, cut: n.get("errorMessage").atCut, v1: in.v1, known: in.known, ids: in.ids,
		bare: true,
	}
	if s.delivery == "" {
		s.delivery, s.ids = "response", idsOf(n)
	}
	for _, m := range n.members {
		_, numeric := m.integer()
		s.database = s.database || slices.Contains(keysOfDatabases, m.name) || m.name == "severity" && m.kind == '0' && numeric
		s.bare = s.bare && (m.name == "errorNumber" || m.name == "errorMessage")
		if m.name == "errorInfo" {
			s.count = entries(&m.node)
		}
	}
	if s.delivery == "notification" && s.count == 0 {
		s.count = in.count
	}
	isError := false
	if number, ok := n.get("errorNumber").integer(); ok && number > 0 {
		s.number = number
		isError = !n.get("errorNumber").atCut || r.documented(number)
	} else if number, ok := r.byWording(n.str("errorMessage")); ok && (in.delivery != "" || r.call) {
		s.number, s.inferred, isError = number, true, true
	}
	if isError {
		r.add(s)
		if in.texts {
			r.strings = append(r.strings, s.message)
		}
	}
	if code, ok := n.get("ErrorCode").integer(); ok && n.str("ErrorDomain") == "ASDServerErrorDomain" && r.documented(code) {
		r.add(sighting{number: code, delivery: "message", ids: map[string]string{}, device: true})
	}
	for _, m := range n.members {
		r.readMember(n, &m, isError && !s.inferred, in)
	}
}

func (r *reading) readMember(n *node, m *member, numbered bool, in inside) {
	inner := in
	inner.delivery, inner.ids = "", nil
	switch {
	case m.name == "errorCodes", m.name == "errorInfo", m.name == "errorMessage" && numbered:
	case m.name == "failures" && m.kind == '[':
		inner.delivery, inner.ids, inner.known = "status", idsOf(n), slices.ContainsFunc(keysOfTheService, n.has)
		for _, failure := range m.members {
			r.readObject(&failure.node, inner)
		}
	case m.name == "notification" && m.get("error").kind == '{':
		inner.delivery, inner.ids, inner.known = "notification", idsOf(n), slices.ContainsFunc(keysOfTheService, n.has) ||
			slices.ContainsFunc(keysOfTheService, m.has)
		setID(inner.ids, "apple.mdm.event.id", m.str("eventId"), 64, idLetters)
		setID(inner.ids, "apple.mdm.event.type", m.str("type"), 64, typeLetters)
		inner.count = entries(&m.node)
		r.readObject(m.get("error"), inner)
	default:
		r.read(&m.node, inner)
	}
}

// entries counts those of the lists that are members.
func entries(n *node) (count int) {
	for _, m := range n.members {
		if m.kind == '[' {
			count += len(m.members)
			if count > 0 && m.members[len(m.members)-1].atCut {
				count--
			}
		}
	}
	return count
}

const (
	digits      = "0123456789"
	idLetters   = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-" + digits
	typeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
)

func idsOf(n *node) map[string]string {
	ids := make(map[string]string)
	setID(ids, "apple.mdm.event.id", n.str("eventId"), 64, idLetters)
	setID(ids, "apple.mdm.event.type", n.str("eventType"), 64, typeLetters)
	setID(ids, "apple.mdm.notification.id", n.str("notificationId"), 64, idLetters)
	setID(ids, "apple.mdm.notification.type", n.str("notificationType"), 64, typeLetters)
	library := n.str("uId")
	if number, ok := n.get("uId").integer(); ok && number > 0 && !n.get("uId").atCut {
		library = strconv.Itoa(number)
	}
	setID(ids, "apple.mdm.library.uid", library, 32, digits)
	return ids
}

func setID(ids map[string]string, name, value string, longest int, letters string) {
	if value != "" && len(value) <= longest && strings.Trim(value, letters) == "" {
		ids[name] = value
	}
}
