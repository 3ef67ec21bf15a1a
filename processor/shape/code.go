// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Programs have names of their own for the number of an error and its message: {"error_code": 9610, "detail": "License not found."}

// Codes are the names of the numbers of errors in a program's own words.
var Codes = [...]string{"code", "number", "errno", "err_code", "errorCode", "error_code", "error_number", "error.code"}

// IsCodeName reports whether a name is that of the number of an error in a program's own words: error_code, vppErrorNumber; but not
// ErrorNumber, which is that of other products.
func IsCodeName(name string) bool {
	if !mayEnd(name, "eomr") {
		return false
	}
	if rest, ok := cutEnd(name, "number"); ok {
		return rest == "" || hasEnd(rest, "error", "err") && !isErrorNumber(name)
	}
	return hasEnd(name, "code", "errno", "errorno", "errnum", "errornum")
}

// isErrorNumber reports whether a name is ErrorNumber, also of a variable or a member: @ErrorNumber, exception.ErrorNumber.
func isErrorNumber(name string) bool {
	return ascii.EqualFold(strings.TrimLeft(name[strings.LastIndexByte(name, '.')+1:], "@:$-#_"), "errornumber")
}

// marks reports whether the name of a number says that it is that of an error. That of errorNumber doesn't, outside of its shape, nor
// do the names in a list: errors.0.code.
func marks(name string) bool {
	return ascii.ContainsFold(name, "err") && !ascii.ContainsFold(name, "errors") && name != "errorNumber"
}

// CodeText returns the number of an error as it would be written in a text; "" if its name doesn't say that it is one.
func CodeText(name string, number int64) string {
	if !marks(name) {
		return ""
	}
	return name + ": " + strconv.FormatInt(number, 10)
}

// MessageEnds are the ends of the names of messages.
var MessageEnds = [...]string{"message", "msg", "description", "desc", "detail", "details", "reason", "remarks"}

// IsMessageName reports whether a name is that of the message that belongs to a code.
func IsMessageName(name string) bool {
	if k := keysByName[name]; k != keyOther {
		return k == keySaid || k == keyLogged || k == keyError || k == keyErrorMessage
	}
	return mayEnd(name, "egnlsc") && hasEnd(name, MessageEnds[:]...)
}

// Disowns reports whether a member beside the number of an error says that it isn't the service's: it is a database's, or of another
// domain.
func Disowns(name string, v pcommon.Value) bool {
	switch {
	case keysByName[name] == keyDatabase, isSQLState(name):
		return true
	case isSeverity(name):
		_, ok := Integer(v)
		return ok
	default:
		return isDomain(name) && v.Str() != deviceDomain
	}
}

func isSeverity(name string) bool { return mayEnd(name, "y") && hasEnd(name, "severity") }

func isSQLState(name string) bool { return mayEnd(name, "e") && hasEnd(name, "sqlstate") }

// deviceDomain is the domain of the service's errors that a device reports.
const deviceDomain = "ASDServerErrorDomain"

// isDomain reports whether a name is that of the domain of an error, as in NSError.
func isDomain(name string) bool {
	return name == "domain" || mayEnd(name, "n") && hasEnd(name, "errordomain")
}

// class takes the class of an exception, whose message is another member: {"type": "VPPAPIError", "message": "9616"}. Of several, the
// longest counts, whatever their order.
func (m *Machine) class(f *frame, s Literal) {
	if !IsErrorClass(s.Raw) {
		return
	}
	m.appeared++ // as in code
	if class := ClassName(s.String()); isLonger(class, f.class) {
		f.class = class
	}
}

// IsErrorClass reports whether a string is the class of an error: VPPAPIError.
func IsErrorClass(t string) bool {
	const maxLength = 128
	qualified, ok := strings.CutSuffix(t, "Error")
	return ok && qualified != "" && len(qualified) <= maxLength && strings.IndexByte(qualified, ' ') < 0 && !strings.Contains(t, "://")
}

// IsClassName reports whether a name is that of the class of an exception, whose message is beside it.
func IsClassName(name string) bool {
	k := keysByName[name]
	return k == keyClass || k == keyType
}

// isLonger reports whether a is longer than b, or as long and before it. Of several members with the same meaning, the longest counts,
// whatever their order.
func isLonger(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a < b }

// longest returns the longer one of two strings.
func longest(a, b Literal) Literal {
	if isLonger(a.Raw, b.Raw) {
		return a
	}
	return b
}

// note notes the number that is the name of a string.
func (m *Machine) note(f *frame) {
	n, ok := digits(m.name)
	if ok && !f.quiet && !f.wordless && len(m.Numbers) < MaxFindings && !slices.Contains(m.Numbers, n) {
		m.Numbers = append(m.Numbers, n)
	}
}

// classOf returns the class of the exception that an object is, unless something beside it says that it isn't the service's.
func (f *frame) classOf() string {
	if f.isDisowned() {
		return ""
	}
	return f.class
}

// ClassName returns the class of an exception without the path that Go puts in front of its package: example.com/mdm/vpp.Error.
func ClassName(class string) string {
	if last := class[strings.LastIndexByte(class, '/')+1:]; strings.Contains(last, ".") && !strings.Contains(class, "://") {
		return last
	}
	return class
}

// code takes the number of an error in the program's own words.
func (m *Machine) code(f *frame, n int64) {
	m.appeared++ // whether it is an error is known when the object closes
	if f.code == 0 || f.outranks(n, m.name) {
		f.code, f.codeName = n, m.name
	}
}

// outranks reports whether a number with this name is the error's rather than the one that was taken before. One whose name says
// error takes precedence, then the smallest that is no HTTP status, then the one with the longest name, whatever their order.
func (f *frame) outranks(n int64, name string) bool {
	const statuses = 1000 // are smaller
	switch isMarked := marks(name); {
	case isMarked != marks(f.codeName):
		return isMarked
	case f.code < statuses:
		return true
	case n == f.code:
		return isLonger(name, f.codeName)
	default:
		return statuses <= n && n < f.code
	}
}

// isDisowned reports whether a member of an object says that its error is a database's, or of another domain.
func (f *frame) isDisowned() bool {
	return keyDatabase.in(f.keys) || keyErrorDomain.in(f.keys) && !f.device
}

// codeOf returns the number of an error in the program's own words, and its name if that alone may say that it is one: it is a
// member of what is outermost, or of error, and nothing beside it says whose it is.
func (f *frame) codeOf(outermost bool) (code int64, name string) {
	code, name = f.code, f.codeName
	if f.errorCode > 0 && !f.device && !marks(name) {
		code, name = f.errorCode, "ErrorCode"
	}
	switch {
	case f.isDisowned(), !outermost && f.in != keyError:
		return code, ""
	case f.in == keyError && name != "number": // whose may be a line's
		name = "error." + name
	}
	return code, name
}
