// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A slow and obvious second implementation of the search in a payload: it looks for the shapes in what encoding/json has
// read.

const refDepth, refVariants = 64, 4 // nesting of objects and lists, messages per number

// reference is what has been found.
type reference struct {
	found   []refFinding // in the order in which their objects end
	seq     int
	strange bool // it has something that isn't JSON, so the reference has no opinion
}

type refFinding struct {
	want
	seq     int    // order of appearance: of the number or the message, whichever comes first
	message string // as written, escapes included: two spellings differ
	start   int    // number of errors that appeared before its object
	known   int    // end of its number in the payload; 0: it is in a string
}

// refPlace is where a value is: under the key of an object, or in a list.
type refPlace struct {
	up  *refPlace // where the object or list is
	in  *refValue
	key string
}

// under reports whether a value is that of one of the keys.
func (p *refPlace) under(keys ...string) bool {
	return p != nil && p.in.kind == '{' && slices.Contains(keys, p.key)
}

// element reports whether a value is an element of the list under one of the keys.
func (p *refPlace) element(keys ...string) bool {
	return p != nil && p.in.kind == '[' && p.up.under(keys...)
}

func (p *refPlace) level() (n int) {
	for ; p != nil; p = p.up {
		n++
	}
	return n
}

// refScan returns what is to be found in a payload, in order. Without ok, the reference has no opinion.
func refScan(t string) (found []refFinding, ok bool) {
	r := &reference{}
	if names(t) {
		r.text(t, nil, 0)
	}
	slices.SortStableFunc(r.found, func(a, b refFinding) int { return a.seq - b.seq })
	return slices.DeleteFunc(r.found, refListed(r.found)), !r.strange
}

// refListed returns the test for findings that are part of a list of possible errors; if there are few, none are.
func refListed(found []refFinding) func(refFinding) bool {
	listed := func(f refFinding) bool {
		return !f.Rich && !f.Device && f.Shape != "notification" && (f.Shape != "status" || !f.Companion)
	}
	numbers, messages := map[int64]bool{}, map[string]bool{}
	for _, f := range found {
		if listed(f) && f.Number > 0 {
			numbers[f.Number] = true
		} else if listed(f) {
			messages[fmt.Sprint(f.Shape, f.message)] = true
		}
	}
	return func(f refFinding) bool { return listed(f) && (len(numbers) > 8 || len(messages) > 8) }
}

// names reports whether a text is worth a search: it has one of the keys, unescaped.
func names(t string) bool {
	return strings.Contains(t, "errorNumber") || strings.Contains(t, "errorMessage") || strings.Contains(t[:min(len(t), 1024)], "ErrorDomain")
}

var startOfJSON = regexp.MustCompile(`[{\[][ \t\r\n]*(["}{\[\\&]|$)`)

// text looks for JSON between words.
func (r *reference) text(t string, at *refPlace, nesting int) {
	for loc := startOfJSON.FindStringIndex(t); loc != nil; loc = startOfJSON.FindStringIndex(t) {
		v := refParse(t[loc[0]:])
		if v == nil || strings.Contains(t[:loc[0]], "rror") || strings.IndexByte(`\&`, t[loc[1]-1]) >= 0 {
			r.strange = true
			return
		}
		r.walk(v, at, nesting)
		t = t[loc[0]+v.end:]
	}
}

// walk looks for errors in a value.
func (r *reference) walk(v *refValue, at *refPlace, nesting int) {
	switch {
	case at.under("errorCodes", "errorInfo"):
	case v.kind == '"' && nesting < maxNesting && names(v.raw):
		r.text(v.text, at, nesting+1)
	case at.level() >= refDepth:
	case v.kind == '[':
		for _, item := range v.items {
			r.walk(item, &refPlace{at, v, ""}, nesting)
		}
	case v.kind == '{':
		r.object(v, at, nesting)
	}
}

func (r *reference) object(v *refValue, at *refPlace, nesting int) {
	seq, start := 0, r.seq
	for i, item := range v.items {
		key := v.keys[i]
		if seq == 0 && (key == "errorNumber" && strings.IndexByte(`0"`, item.kind) >= 0 || key == "errorMessage" && item.kind == '"') {
			r.seq++
			seq = r.seq
		}
		r.walk(item, &refPlace{at, v, key}, nesting)
	}
	if device, code := v.last("ErrorDomain", `"`), v.last("ErrorCode", `0"`).integer(); device != nil && device.text == "ASDServerErrorDomain" && code > 0 {
		defer func() {
			r.seq++
			r.add(refFinding{seq: r.seq, start: r.seq, want: want{Shape: "message", Number: code, Device: true}})
		}()
	}
	number, message := v.last("errorNumber", `0"`), v.last("errorMessage", `"`)
	n := number.integer()
	if n <= 0 && message == nil {
		return
	}
	f := refFinding{seq: seq, start: start, want: want{Number: max(n, 0), Legacy: v.legacy()}}
	if nesting == 0 && n > 0 {
		f.known = number.end
	}
	f.Affected = v.last("errorInfo", "{[").entries(at.level() + 1)
	f.EventID, f.EventType, f.LibraryUID = v.id("eventId"), v.id("eventType"), v.id("uId")
	messages := []string{"errorMessage", "message", "msg", "reason", "description", "err", "err_msg", "error_msg", "error_message", "error.message"}
	f.Rich = slices.ContainsFunc(v.keys, func(k string) bool { return k != "errorNumber" && !slices.Contains(messages, k) })
	f.Database = v.has("sql", "sqlState", "procedure", "lineNumber") || v.last("severity", "0") != nil
	if severity := v.last("severity", `"`); severity != nil {
		_, err := strconv.ParseInt(severity.text, 10, 64)
		f.Database = f.Database || wholeNumber.MatchString(severity.text) && err == nil
	}
	if message != nil {
		f.Message, f.message = refRunes(message.text), "some "+message.raw
	}
	switch {
	case at.element("failures"):
		status := at.up.in
		f.Shape = "status"
		f.EventID, f.EventType, f.LibraryUID = status.id("eventId"), status.id("eventType"), status.id("uId")
		f.Companion = status.has(refCompanions...)
		f.Legacy = f.Legacy || status.legacy()
	case at.element("associations", "disassociations"):
		f.Legacy = f.Legacy || at.up.in.legacy()
		f.LibraryUID = cmp.Or(f.LibraryUID, at.up.in.id("uId"))
	case at.under("error") && at.up.under("notification"):
		event, notification := at.in, at.up.in
		f.Shape = "notification"
		f.EventID, f.EventType = event.id("eventId"), event.id("type")
		f.NotificationID, f.NotificationType = notification.id("notificationId"), notification.id("notificationType")
		f.LibraryUID = notification.id("uId")
		f.Companion = event.has(refCompanions...) || notification.has(refCompanions...)
		if f.Affected == 0 {
			f.Affected = event.entities(at.level())
		}
	}
	r.add(f)
}

// add keeps each finding once, and no more than the bounds allow.
func (r *reference) add(f refFinding) {
	variants := 0
	for i, o := range r.found {
		if o.Number == f.Number && o.Shape == f.Shape {
			if o.message == f.message {
				first, other := o, f
				if o.seq > f.start && f.seq < o.seq {
					first, other = f, o
				}
				if o.seq > f.start { // one is nested in the other
					first.Companion = o.Companion || f.Companion
					first.Legacy, first.Affected = o.Legacy || f.Legacy, cmp.Or(first.Affected, other.Affected)
					first.EventID, first.EventType = cmp.Or(first.EventID, other.EventID), cmp.Or(first.EventType, other.EventType)
					first.LibraryUID = cmp.Or(first.LibraryUID, other.LibraryUID)
				}
				first.Rich, first.Database = o.Rich || f.Rich, o.Database && f.Database
				r.found[i] = first
				return
			}
			variants++
		}
	}
	if len(r.found) < MaxFindings && variants < MaxFindings/2 && (variants < refVariants || f.Number == 0) {
		r.found = append(r.found, f)
	}
}

var refCompanions = strings.Fields("eventStatus eventType eventId numRequested uId notificationId notificationType result")

// has reports whether the object has one of the keys.
func (v *refValue) has(keys ...string) bool {
	return slices.ContainsFunc(v.keys, func(k string) bool { return slices.Contains(keys, k) })
}

// last returns the last value of a key that is of one of these kinds, nil if there is none.
func (v *refValue) last(key, kinds string) (found *refValue) {
	for i, item := range v.items {
		if v.kind == '{' && v.keys[i] == key && strings.IndexByte(kinds, item.kind) >= 0 {
			found = item
		}
	}
	return found
}

var wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// integer reads an integer, a double without a fraction or a string of digits; 0: it is none.
func (v *refValue) integer() int64 {
	if v == nil {
		return 0
	}
	t := map[bool]string{true: v.text, false: v.raw}[v.kind == '"']
	if n, err := strconv.ParseInt(t, 10, 64); err == nil && wholeNumber.MatchString(t) {
		return n
	}
	f, err := strconv.ParseFloat(t, 64)
	if zeroFirst := regexp.MustCompile(`^-?0[0-9]`).MatchString(t); zeroFirst || v.kind == '"' || err != nil || len(t) > 32 || f != math.Floor(f) || math.Abs(f) > 1<<53 {
		return 0
	}
	return int64(f)
}

func (v *refValue) legacy() bool { return v.last("status", `0"`).integer() < 0 }

// entries counts those of the lists in errorInfo.
func (v *refValue) entries(level int) (n int) {
	if v == nil || level >= refDepth {
		return 0
	}
	if v.kind == '[' {
		return len(v.items)
	}
	for _, item := range v.items {
		n += item.entries(level + 1)
	}
	return n
}

// entities counts those that a notification names.
func (v *refValue) entities(level int) (n int) {
	for i, item := range v.items {
		if item.kind == '[' && slices.Contains([]string{"assignments", "users", "assets"}, v.keys[i]) {
			n += item.entries(level)
		}
	}
	return n
}

var (
	allowedID   = regexp.MustCompile(`^[A-Za-z0-9-]{0,64}$`)
	allowedUID  = regexp.MustCompile(`^[0-9]{0,32}$`)
	allowedType = regexp.MustCompile(`^[A-Z_]{0,64}$`)
)

// id returns the id or type of that key, if it may be one.
func (v *refValue) id(key string) string {
	allowed := allowedID
	if key == "uId" {
		if n := v.last(key, `"0`); n != nil && n.kind == '0' {
			return strings.TrimLeft(strconv.FormatInt(max(n.integer(), 0), 10), "0")
		}
		allowed = allowedUID
	}
	if strings.HasSuffix(strings.ToLower(key), "type") {
		allowed = allowedType
	}
	if s := v.last(key, `"`); s != nil && allowed.MatchString(s.text) {
		return s.text
	}
	return ""
}

// refRunes is how encoding/json reads a string that isn't UTF-8.
func refRunes(s string) string { return string([]rune(s)) }
