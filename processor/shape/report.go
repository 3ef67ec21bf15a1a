// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Report is an error in a program's own words, as the members of an object: {"error_code": 9610, "detail": "License not found."}
type Report struct {
	Code     int64  // the documented number; 0: none
	CodeName string // its name, if that may say that it is an error's
	OfError  bool   // it is called code, or its name or that of the object says error

	Outermost bool // the object is in no other one

	// Of these members, the best are kept.
	Classes  [2]Literal // of errors, and what else is called so
	Kinds    [2]Literal // classes of errors under names that may be those of other classes
	Messages [3]Literal
	Value    [1]Literal // the message of an error, if its type is beside it
	Remark   [1]Literal // a message about something, room_description: it may belong to a number, but not to a class
}

// keep keeps a text if it is one of the best, which are sorted, so that the order of the members doesn't matter.
func keep(best []Literal, text Literal) {
	for i := range best {
		if text.Raw == best[i].Raw {
			return
		}
		if isBetter(text.Raw, best[i].Raw) {
			text, best[i] = best[i], text
		}
	}
}

// isBetter reports whether a text is kept rather than another: one that begins with a number, or else the longer one.
func isBetter(a, b string) bool {
	if numbered := BeginsWithNumber(a); numbered != BeginsWithNumber(b) {
		return numbered
	}
	return isLonger(a, b)
}

// isLonger reports whether a is longer than b, or equally long and sorted before it.
func isLonger(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a < b }

// BeginsWithNumber reports whether a message begins with a number: 9610, (9610) License not found., #9610.
func BeginsWithNumber(t string) bool {
	i := 0
	for i < len(t) && (t[i] == ' ' || t[i] == '(' || t[i] == '#') {
		i++
	}
	return i < len(t) && ascii.IsDigit(t[i])
}

// IsCodeName reports whether a name is that of the number of an error in a program's own words: error_code, vppErrorNumber.
func IsCodeName(name string) bool { return endKey(name) == keyCode }

// isErrorNumber reports whether a name is ErrorNumber, which other products have, too; also of a variable or a member: @ErrorNumber,
// exception.ErrorNumber. It counts only beside a message of the service's.
func isErrorNumber(name string) bool {
	return ascii.EqualFold(strings.TrimLeft(name[strings.LastIndexByte(name, '.')+1:], "@:$-#_"), "errornumber")
}

// marks reports whether the name of a number says that it is that of an error. Names in a list, errors.0.code, don't; nor do those of
// messages.
func marks(name string) bool {
	return ascii.ContainsFold(name, "err") && !ascii.ContainsFold(name, "errors") && !endKey(name).in(messageKeys)
}

// CodeText returns the number of an error as it would be written in a text; "" if its name doesn't say that it is one.
func CodeText(name string, number int64) string {
	if !marks(name) {
		return ""
	}
	return name + ": " + strconv.FormatInt(number, 10)
}

// IsMessageName reports whether a name is that of the message that belongs to a code or a class.
func IsMessageName(name string) bool {
	k := knownKey(name)
	return k == keyMessage || k == keyError || k == keyValue || endKey(name).in(messageKeys)
}

// deviceDomain is the domain of the service's errors that a device reports.
const deviceDomain = "ASDServerErrorDomain"

// class takes the class of an error, whose message is another member: {"type": "VPPAPIError", "message": "9616"}.
func (m *Machine) class(f *frame, s Literal) {
	isError := IsErrorClass(s.Raw)
	if !m.Words || !isError && (f.key != keyClass || len(s.Raw) > maxClass) {
		return
	}
	if isError {
		m.appeared++ // as in code
	}
	f.typed = f.typed || f.key == keyType
	all := &f.report.Classes
	if f.key == keyKind {
		all = &f.report.Kinds
	}
	keep(all[:], Literal{Raw: ClassName(s.String())})
}

// Class returns the class of the error; "" if there is none, or more than one.
func (r *Report) Class() string {
	for _, all := range [...][2]Literal{r.Classes, r.Kinds} {
		switch long, short := all[0].Raw, all[1].Raw; {
		case !IsErrorClass(long) && !IsErrorClass(short):
			continue
		case !IsErrorClass(long):
			return short
		case !IsErrorClass(short), isQualified(long, short):
			return long
		}
		return ""
	}
	return ""
}

// isQualified reports whether a class is another one with its package.
func isQualified(long, short string) bool {
	outer, ok := strings.CutSuffix(long, short)
	return ok && outer != "" && ascii.In(outer[len(outer)-1], `.:\$`)
}

const maxClass = 128 // bytes

// IsErrorClass reports whether a string is the class of an error: VPPAPIError, com.example.VppException.
func IsErrorClass(t string) bool {
	name, ok := strings.CutSuffix(t, "Error")
	if !ok {
		name, ok = strings.CutSuffix(t, "Exception")
	}
	return ok && name != "" && len(t) <= maxClass && strings.IndexByte(name, ' ') < 0 && !strings.Contains(name, "://")
}

// IsClassName reports whether a name is that of the class of an error, whose message is beside it: exceptionType, error_class.
func IsClassName(name string) bool { return knownKey(name).in(classKeys) || endKey(name).in(classKeys) }

// ClassName returns the class of an exception without the path that Go puts in front of its package: example.com/mdm/vpp.Error.
func ClassName(class string) string {
	if last := class[strings.LastIndexByte(class, '/')+1:]; strings.Contains(last, ".") && !strings.Contains(class, "://") {
		return last
	}
	return class
}

// code takes a number that may be that of an error in the program's own words. The name of a message doesn't say so.
func (m *Machine) code(f *frame, n int64) {
	if !m.Words || !m.Documentation.Documents(n) {
		return
	}
	m.appeared++ // whether it is an error is known when the object closes
	m.noteIn(f, n)
	name := ownName(m.name)
	ofError := name == "code" || ascii.ContainsFold(name, "err") || ascii.ContainsFold(f.name, "err") || isOfError(f.name)
	if f.key != keyCode || isErrorNumber(name) {
		name = ""
	}
	f.report.adopt(&Report{Code: n, CodeName: name, OfError: ofError})
}

// lendsCode reports whether the number of an error in an object may belong to a message around it.
func (f *frame) lendsCode() bool {
	return f.report.OfError && !f.wordless && !keyDatabase.in(f.keys) && IsContext(f.name)
}

// adopt takes over the number of another report, unless its own takes precedence.
func (r *Report) adopt(o *Report) {
	if r.Code == 0 || r.isOutrankedBy(o) {
		r.Code, r.CodeName, r.OfError = o.Code, o.CodeName, o.OfError
	}
}

// isOutrankedBy reports whether the number of another report is the error's rather than this one. One whose name says error takes
// precedence, then one with a name, then the smallest, then one that is of an error, then the one with the longest name, whatever their
// order.
func (r *Report) isOutrankedBy(o *Report) bool {
	switch isMarked := marks(o.CodeName); {
	case isMarked != marks(r.CodeName):
		return isMarked
	case (o.CodeName == "") != (r.CodeName == ""):
		return o.CodeName != ""
	case o.Code != r.Code:
		return o.Code < r.Code
	case o.OfError != r.OfError:
		return o.OfError
	default:
		return isLonger(o.CodeName, r.CodeName)
	}
}

// noteIn is Note for a number in an object or a list, unless nothing in it counts.
func (m *Machine) noteIn(f *frame, n int64) {
	if !f.quiet && !f.wordless {
		m.Note(n)
	}
}

// Note notes a documented number that may be one of a list.
func (m *Machine) Note(n int64) {
	if len(m.Numbers) < MaxFindings && !slices.Contains(m.Numbers, n) {
		m.Numbers = append(m.Numbers, n)
	}
}

// reportOf returns the report of an object that has closed. The number gets its full name, which may say whose error it is.
func (m *Machine) reportOf(f *frame, base int) Report {
	r := f.report
	r.Outermost = len(m.stack) == base
	if n := len(m.stack); r.CodeName == "code" && n > 0 && m.stack[n-1].list && m.stack[n-1].in == keyErrors && keyStatus.in(f.keys) {
		return Report{} // of JSON:API, as in other services: errors: [{status, code, detail}]
	}
	if !f.typed {
		r.Value[0] = Literal{} // of a metric, say
	}
	if !f.device && !marks(r.CodeName) && m.Documentation.Documents(f.errorCode) {
		r.Code, r.CodeName, r.OfError = f.errorCode, "ErrorCode", true
	}
	if r.Code == 0 && m.Documentation.Documents(f.number) { // an errorNumber without an errorMessage
		r.Code, r.OfError = f.number, true
	}
	switch {
	case keyDatabase.in(f.keys), keyErrorDomain.in(f.keys) && !f.device: // then only a message says whose error it is
		r.CodeName, r.Classes, r.Kinds = "", [2]Literal{}, [2]Literal{}
	case r.CodeName == "number" && isOfError(f.name): // it may be that of a line
		r.CodeName = ""
	case r.CodeName != "":
		r.CodeName = m.fullName(f, base, r.CodeName)
	}
	return r
}

// fullName returns the name of a number with the names of the objects that it is in, as if they were flattened; "" if one of them is in
// a list.
func (m *Machine) fullName(f *frame, base int, name string) string {
	for n := len(m.stack); f.name != element && len(name) <= MaxFlat; n-- {
		if f.name != "" {
			name = f.name + "." + name
		}
		if n == base {
			return ownName(name)
		}
		f = &m.stack[n-1]
	}
	return ""
}

// IsContext reports whether a name is that of an object that loggers put around the members of a record, or programs around those of a
// response.
func IsContext(name string) bool {
	return slices.ContainsFunc(contexts[:], func(word string) bool { return ascii.EqualFold(name, word) })
}

var contexts = [...]string{
	"attributes", "body", "cause", "context", "contextmap", "data", "details", "extra", "fields", "jsonpayload", "labels", "log",
	"mdc", "meta", "metadata", "payload", "processed", "properties", "response", "result",
}

// ownName returns the flattened name of a number without the names of contexts and, if it says itself that it is an error's, of errors.
func ownName(name string) string {
	for {
		joint := strings.IndexFunc(name, IsFlatJoint)
		if joint < 0 {
			return name
		}
		around, rest := name[:joint], name[joint+1:]
		switch isError := isOfError(around); {
		case !isError && !IsContext(around):
			return name
		case isError && !marks(rest):
			return "error." + rest
		}
		name = rest
	}
}
