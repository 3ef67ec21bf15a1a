// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// key is the meaning of a member's name. Names with the same meaning are one key.
type key uint8

const (
	keyOther key = iota // no meaning
	keyErrorNumber
	keyErrorMessage
	keyErrorInfo
	keyStatus
	keyFailures
	keyNotification
	keyAssociations // and disassociations, of the legacy API
	keyErrorDomain  // of a device's error
	keyErrorCode    // of a device's error
	keyCompanion    // another key of the service's own, such as result
	keyEventStatus  // another one, which the response that starts an event doesn't have
	keyDatabase     // of a database's error, such as sqlState
	keySeverity     // of a database's error, if the value is a number

	keyEventID // the first label
	keyEventType
	keyNotificationID
	keyNotificationType
	keyUID

	keyType // the last label
	keyError
	keyErrors      // a list of errors
	keyCode        // the number of an error in the program's own words
	keyMessage     // the message of that error, or of what a program logs about it
	keyRemark      // a message about something
	keyClass       // the class of an error
	keyKind        // the class of an error, or of something else
	keyValue       // the message of an error, if its type is beside it
	keyNumber      // a number, as in a table of errors
	keyEntities    // the list of what a notification is about, such as assignments
	keyResponse    // a name that ends in "response"
	keyPayload     // the body of a response
	keySilent      // a text which doesn't say that anything has happened
	keyMachine     // what a program runs on
	keyStackFrames // the frames of a stack trace, if it is a list of objects
	keyApple       // what is in it may be from this processor
	keyIgnored     // nothing in it is evidence: errorCodes, and what this processor wrote
)

// keys is a set of keys.
type keys uint64

const (
	bareKeys      keys = 1<<keyErrorNumber | 1<<keyErrorMessage | 1<<keyMessage
	companionKeys keys = 1<<keyCompanion | 1<<keyEventStatus | 1<<keyEventID | 1<<keyEventType | 1<<keyNotificationID |
		1<<keyNotificationType | 1<<keyUID
	// shapeKeys are those that indicate a shape even among unrelated keys.
	shapeKeys keys = companionKeys | 1<<keyErrorNumber | 1<<keyErrorMessage | 1<<keyErrorInfo | 1<<keyStatus | 1<<keyFailures |
		1<<keyNotification | 1<<keyAssociations | 1<<keyErrorDomain | 1<<keyErrorCode | 1<<keyDatabase | 1<<keySeverity
	// wordlessKeys are those whose words aren't meant for people.
	wordlessKeys keys = 1<<keyPayload | 1<<keySilent | 1<<keyDatabase
	messageKeys  keys = 1<<keyMessage | 1<<keyRemark
	classKeys    keys = 1<<keyClass | 1<<keyKind | 1<<keyType
	// numericKeys are those whose numbers matter.
	numericKeys keys = 1<<keyErrorNumber | 1<<keyStatus | 1<<keyErrorCode | 1<<keyCode | 1<<keyMessage | 1<<keyError | 1<<keySeverity |
		1<<keyUID
)

func (k key) in(s keys) bool { return s>>k&1 != 0 }

// IsShapeKey reports whether a key indicates a shape even among unrelated keys.
func IsShapeKey(name string) bool { return knownKey(name).in(shapeKeys) }

// IsPayloadName reports whether an attribute with this name holds the body of a response: http.response.body.content,
// apiResponseBody, RESPONSE_BODY; not responseBodySize.
func IsPayloadName(name string) bool {
	before, k := cutEnding(name)
	return k == keyPayload && isResponse(before)
}

// IsWordless reports whether the words in a value with this name don't count.
func IsWordless(name string) bool {
	k := endKey(name)
	return isIgnored(name) || k == keyPayload || k == keySilent
}

// IsSilentName reports whether a name is that of a text which doesn't say that anything has happened: a query, a statement, a prompt,
// or the path of a file.
func IsSilentName(name string) bool { return endKey(name) == keySilent }

// machineOwners may be in front of a name such as hostname. Other words say that another machine is meant.
var machineOwners = [...]string{"", "agent", "docker", "k8s", "kubernetes", "syslog"}

// IsMachineName reports whether a name is that of the machine, the container or the pod that a program runs on: pod, _HOSTNAME,
// docker.container.name; but not upstream_hostname.
func IsMachineName(name string) bool {
	owner, k := cutEnding(name)
	return knownKey(name) == keyMachine || k == keyMachine && slices.Contains(machineOwners[:], strings.Trim(owner, "._-"))
}

// IsStackFrames reports whether a list of objects with this name has the frames of a stack trace, which quote source code.
func IsStackFrames(name string) bool {
	return knownKey(name) == keyStackFrames || endKey(name) == keyStackFrames
}

// MaxFlat is the largest length of a flattened name.
const MaxFlat = 128

// IsFlat reports whether a name is that of an error's number, or of the domain of a device's error, in a flattened map.
func IsFlat(name string) bool {
	path, ok := strings.CutSuffix(name, "errorNumber")
	if !ok {
		path, ok = strings.CutSuffix(name, "ErrorDomain")
	}
	return ok && path != "" && IsFlatJoint(rune(path[len(path)-1])) && len(name) <= MaxFlat
}

// IsFlatJoint reports whether a character joins the parts of a flattened name.
func IsFlatJoint(r rune) bool { return r == '.' || r == '_' }

// keyOf returns the meaning of a name in the value of another key. Payloads matter only where words would otherwise count.
func keyOf(name string, words bool, in key) key {
	if k := knownKey(name); k != keyOther {
		return k
	}
	switch {
	case isIgnored(name), in == keyApple && name == "mdm":
		return keyIgnored
	case !words:
		return keyOther
	case name == "domain": // as in NSError
		return keyErrorDomain
	}
	if in == keyResponse {
		if before, k := cutEnding(name); before == "" && k == keyPayload {
			return keyPayload // its body
		}
	}
	if name != "" && ascii.IsDigit(name[0]) {
		return keyNumber
	}
	return endKey(name)
}

// IsListName reports whether a member or an attribute with this name is the list of all possible errors, or a part of it:
// errorCodes, config_error_codes_0_errorMessage. Nothing in that list has happened.
func IsListName(name string) bool { return ascii.ErrorCodesEnd(name, 0) >= 0 }

// isIgnored reports whether nothing in a member is evidence: the list of all possible errors, and what this processor wrote.
func isIgnored(name string) bool {
	return IsListName(name) || strings.HasPrefix(name, "apple.mdm.") || name == "apple.mdm"
}
