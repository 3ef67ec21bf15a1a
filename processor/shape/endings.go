// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// endings are the words that the names of keys may end with, also with capitals and separators: errorCode, ERROR_CODE and error.code
// end with code. Of several, the first counts.
var endings = [...]struct {
	key   key
	words string
}{
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

type ending struct {
	word string
	key  key
}

// byLetter are the endings by their last letters, which rule out most names.
var byLetter = func() (all [1 << 5][]ending) {
	for _, e := range endings {
		for w := range strings.FieldsSeq(e.words) {
			last := w[len(w)-1] & 31
			all[last] = append(all[last], ending{w, e.key})
		}
	}
	return all
}()

// cutEnding returns the meaning of the word that a name ends with, and what is before it.
func cutEnding(name string) (before string, k key) {
	if name = trimSeparators(name); name == "" {
		return "", keyOther
	}
	for _, e := range byLetter[name[len(name)-1]&31] {
		if before, ok := cutEnd(name, e.word); ok {
			return before, e.key
		}
	}
	return "", keyOther
}

// cutEnd returns a name without the end, which may be written with capitals and separators.
func cutEnd(name, end string) (before string, ok bool) {
	for n := len(end) - 1; n >= 0; n-- {
		if name == "" || ascii.Lower(name[len(name)-1]) != end[n] {
			return "", false
		}
		name = trimSeparators(name[:len(name)-1])
	}
	return name, true
}

func trimSeparators(name string) string {
	for name != "" && (name[len(name)-1] == '.' || name[len(name)-1] == '_' || name[len(name)-1] == '-') {
		name = name[:len(name)-1]
	}
	return name
}

// endKey returns the meaning of a name by its end. What is before that may say that it is something else: job_class.
func endKey(name string) key {
	before, k := cutEnding(name)
	switch k {
	case keyPayload:
		if endKey(before) == keyResponse {
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

// isOfError reports whether the beginning of a name says that the rest is about an error.
func isOfError(t string) bool {
	return slices.ContainsFunc(ofErrors, func(word string) bool { return strings.EqualFold(strings.Trim(t, "._-"), word) })
}

var ofErrors = []string{"error", "err", "exception", "exc", "outer", "outermost", "thrown", "throwable"}
