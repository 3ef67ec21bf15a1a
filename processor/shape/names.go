// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// meaning is the key that words mean.
type meaning struct {
	key   key
	words string
}

// names are what names mean that are known as a whole, everywhere.
var names = [...]meaning{
	{keyErrorNumber, "errorNumber"},
	{keyErrorMessage, "errorMessage"},
	{keyErrorInfo, "errorInfo"},
	{keyStatus, "status"},
	{keyFailures, "failures"},
	{keyNotification, "notification"},
	{keyAssociations, "associations disassociations"},
	{keyErrorDomain, "ErrorDomain"},
	{keyErrorCode, "ErrorCode"},
	{keyCompanion, "numRequested result"},
	{keyEventStatus, "eventStatus"},
	{keyDatabase, "sql sqlState procedure lineNumber"},
	{keySeverity, "severity"},
	{keyEventID, eventID},
	{keyEventType, "eventType"},
	{keyNotificationID, "notificationId"},
	{keyNotificationType, "notificationType"},
	{keyUID, "uId"},
	{keyType, "type"},
	{keyError, "error"},
	{keyMessage, "message msg exc_value reason description err err_msg error_msg error_message error.message"},
	{keyKind, "exception name Name"},
	{keyValue, "value"},
	{keyEntities, "assignments users assets"},
	{keyMachine, "computer container image instance namespace node pod"},
	{keyStackFrames, "stack"},
	{keyApple, "apple"},
}

// endings are what words mean that other names end with, also with capitals and separators: errorCode, ERROR_CODE and error.code end
// with code. Of several, the first counts.
var endings = [...]meaning{
	{keySilent, "query sql statement prompt prompts filename filepath filenameresolved filepathresolved logfile logpath"},
	{keyMachine, "hostname podname containername imagename namespacename nodename machinename computername"},
	{keyPayload, "body bodycontent bodytext bodysample"},
	{keyResponse, "response"},
	{keyStackFrames, "stacktrace backtrace traceback frames callstack parsedstack steparray"},
	{keyDatabase, "sqlstate"},
	{keySeverity, "severity"},
	{keyErrorDomain, "errordomain"},
	{keyNumber, "number"},
	{keyCode, "code errno errorno errnum errornum"},
	{keyMessage, MessageEnds},
	{keyClass, "type class classname kind"},
	{keyKind, "name"},
}

// MessageEnds are the ends of the names of messages.
const MessageEnds = "message msg description desc detail details reason remarks"

// byName and byEnd are hash tables. A look-up takes 6 ns for a name, with a map 13 ns, and each key of JSON needs one.
var byName, byEnd = hashed(names[:], hash), hashed(endings[:], hashEnd)

type word struct {
	text string
	key  key
}

func hashed(meanings []meaning, hash func(word string) uint8) (table [1 << 8][]word) {
	for _, m := range meanings {
		for w := range strings.FieldsSeq(m.words) {
			h := hash(w)
			table[h] = append(table[h], word{w, m.key})
		}
	}
	return table
}

func hash(name string) uint8 { return uint8(len(name)) ^ name[0]<<1 ^ name[len(name)-1]<<4 }

// hashEnd returns a hash of the last two letters of a name, ignoring case and separators between them.
func hashEnd(name string) (h uint8) {
	last := len(name) - 1
	if rest := trimSeparators(name[:last]); rest != "" {
		h = rest[len(rest)-1] & 0x1f
	}
	return h ^ name[last]<<5
}

// knownKey returns the key that a name is everywhere, or keyOther.
func knownKey(name string) key {
	if name == "" {
		return keyOther
	}
	for _, w := range byName[hash(name)] {
		if w.text == name {
			return w.key
		}
	}
	return keyOther
}

// cutEnding returns the meaning of the word that a name ends with, and what is before it.
func cutEnding(name string) (before string, k key) {
	if name = trimSeparators(name); name == "" {
		return "", keyOther
	}
	for _, w := range byEnd[hashEnd(name)] {
		if before, ok := cutEnd(name, w.text); ok {
			return before, w.key
		}
	}
	return "", keyOther
}

// cutEnd returns a name without the end, which may be written with capitals and separators.
func cutEnd(name, end string) (before string, ok bool) {
	i := len(name)
	for n := len(end) - 1; n >= 0; {
		if i--; i < 0 {
			return "", false
		}
		switch c := name[i]; {
		case c|0x20 == end[n]:
			n--
		case !isSeparator(c):
			return "", false
		}
	}
	return trimSeparators(name[:i]), true
}

func trimSeparators(name string) string {
	for name != "" && isSeparator(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	return name
}

func isSeparator(c byte) bool { return c == '.' || c == '_' || c == '-' }

// endKey returns the meaning of a name by its end. What is before that may say that it is something else: job_class.
func endKey(name string) key {
	before, k := cutEnding(name)
	switch k {
	case keyPayload:
		if isResponse(before) {
			return keyPayload
		}
	case keyNumber:
		_, isError := cutEnd(before, "error")
		_, isErr := cutEnd(before, "err")
		if before == "" || isError || isErr {
			return keyCode
		}
	case keyMessage:
		if before == "" || isOfError(before) {
			return keyMessage
		}
		return keyRemark
	case keyClass, keyKind:
		if isOfError(before) {
			return keyClass
		}
		if before == "" && k == keyClass {
			return keyKind
		}
	default:
		return k
	}
	return keyOther
}

func isResponse(name string) bool {
	_, k := cutEnding(name)
	return k == keyResponse
}

// isOfError reports whether the beginning of a name, without separators after it, says that the rest is about an error.
func isOfError(t string) bool {
	for t != "" && isSeparator(t[0]) {
		t = t[1:]
	}
	return slices.ContainsFunc(ofErrors[:], func(word string) bool { return ascii.EqualFold(t, word) })
}

var ofErrors = [...]string{"error", "err", "exception", "exc", "outer", "outermost", "thrown", "throwable"}
