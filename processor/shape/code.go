// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// Programs have names of their own for the number of an error and its message: {"error_code": 9610, "detail": "License not found."}

// Codes are the names of the numbers of errors in a program's own words.
var Codes = [...]string{"code", "number", "errno", "err_code", "errorCode", "error_code", "error_number", "error.code"}

// IsCode reports whether a name is that of the number of an error in a program's own words: error_code, vppErrorCode; but not
// ErrorNumber, which is that of other products.
func IsCode(name string) bool {
	if !mayEnd(name, "eomr") {
		return false
	}
	if rest, ok := cutEnd(name, "number"); ok {
		return rest == "" || len(rest)+len("number") < len(name) && hasEnd(rest, "error", "err")
	}
	return hasEnd(name, "code", "errno", "errorno", "errnum", "errornum")
}

// CodeText returns the number of an error as it would be written in a text. marked is whether its name says that it is one. That of
// errorNumber doesn't, outside of its shape.
func CodeText(name string, number int64) (text string, marked bool) {
	text = strconv.FormatInt(number, 10)
	if marked = name != "errorNumber" && ascii.ContainsFold(name, "err"); marked {
		text = name + ": " + text
	}
	return text, marked
}

// IsSaid reports whether a name is that of the message that belongs to a code.
func IsSaid(name string) bool {
	if k := keysByName[name]; k != keyOther {
		return k == keySaid || k == keyLogged || k == keyError || k == keyErrorMessage
	}
	return mayEnd(name, "egnlsc") && hasEnd(name, "message", "msg", "description", "desc", "detail", "details", "reason", "remarks")
}

// Disowns reports whether a member beside the code of an error says that it isn't the service's: it is a database's, or of another
// domain.
func Disowns(name string, v pcommon.Value) bool {
	switch keysByName[name] {
	case keyDatabase:
		return true
	case keySeverity:
		_, ok := Integer(v)
		return ok
	default:
		return isDomain(name) && v.Str() != deviceDomain
	}
}

// deviceDomain is the domain of the service's errors that a device reports.
const deviceDomain = "ASDServerErrorDomain"

// isDomain reports whether a name is that of the domain of an error, as in NSError.
func isDomain(name string) bool {
	if !mayEnd(name, "n") {
		return false
	}
	_, ok := cutEnd(name, "errordomain")
	return ok
}

// code takes the number of an error in the program's own words. A status beside it is smaller.
func (m *Machine) code(f *frame, n int64) {
	if m.appeared++; n >= f.coded { // whether it is an error is known when the object closes
		f.coded, f.name = n, m.name
	}
}

// codeOf returns the number of an error in the program's own words, and its name; 0 if there is none, or if the object is an error
// of a database, of another domain, or of Apple's API for metadata.
func (m *Machine) codeOf(f *frame) (code int64, name string) {
	inErrors := len(m.stack) > 0 && m.top().list && m.top().in == keyErrors
	switch {
	case keyDatabase.in(f.keys), keyErrorDomain.in(f.keys) && !f.device, inErrors && keyStatus.in(f.keys):
		return 0, ""
	case f.coded == 0 && f.code > 0 && !f.device:
		return f.code, "ErrorCode"
	default:
		return f.coded, f.name
	}
}
