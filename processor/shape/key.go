// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

// key is what the key of a member means. Those that mean the same are one.
type key uint8

const (
	keyOther key = iota // nothing
	keyErrorNumber
	keyErrorMessage
	keyErrorInfo
	keyStatus
	keyFailures
	keyNotification
	keyAssociations // and disassociations, of the legacy API
	keyErrorDomain  // with the next, of a device's error
	keyErrorCode
	keyCompanion // of the service's own, such as result
	keyDatabase  // of a database's error, such as sqlState
	keySeverity  // likewise, if it is a number

	keyEventID // from here on to keyUID, labels
	keyEventType
	keyNotificationID
	keyNotificationType
	keyUID

	keyType // the last label; from here on, keys that tell nothing by themselves
	keyError
	keyEntities // such as assignments: a list of what a notification is about
	keyResponse // ends in "response"
	keyPayload  // names the body of a response
	keyIgnored  // nothing below it is evidence: errorCodes, and what this processor wrote
)

// keys is a set of them.
type keys uint64

const (
	bareKeys      keys = 1<<keyErrorNumber | 1<<keyErrorMessage
	companionKeys keys = 1<<keyCompanion | 1<<keyEventID | 1<<keyEventType | 1<<keyNotificationID | 1<<keyNotificationType | 1<<keyUID
	numericKeys   keys = 1<<keyErrorNumber | 1<<keyStatus | 1<<keyErrorCode | 1<<keySeverity // under which a number says something
)

func (k key) in(s keys) bool { return s>>k&1 != 0 }

// keyOf returns what the name of a member means wherever it is.
func keyOf(name string) key {
	switch name {
	case "errorNumber":
		return keyErrorNumber
	case "errorMessage":
		return keyErrorMessage
	case "errorInfo":
		return keyErrorInfo
	case "status":
		return keyStatus
	case "failures":
		return keyFailures
	case "notification":
		return keyNotification
	case "error":
		return keyError
	case "associations", "disassociations":
		return keyAssociations
	case "assignments", "users", "assets":
		return keyEntities
	case "ErrorDomain":
		return keyErrorDomain
	case "ErrorCode":
		return keyErrorCode
	case eventID:
		return keyEventID
	case "eventType":
		return keyEventType
	case "type":
		return keyType
	case "notificationId":
		return keyNotificationID
	case "notificationType":
		return keyNotificationType
	case "uId":
		return keyUID
	case "eventStatus", "numRequested", "result":
		return keyCompanion
	case "sql", "sqlState", "procedure", "procName", "serverName", "lineNumber":
		return keyDatabase
	case "severity":
		return keySeverity
	}
	return keyOther
}

// Telling reports whether a key tells by itself that a shape may be there, among keys that have nothing to do with it.
func Telling(name string) bool {
	k := keyOf(name)
	return k != keyOther && k < keyType
}

// IsPayloadName reports whether an attribute of that name holds the body of a response: http.response.body.content,
// apiResponseBody, RESPONSE_BODY; not responseBodySize.
func IsPayloadName(name string) bool { return isPayload(name, false) }

// IsWordless reports whether no words under a key count: it is that of a payload, or of nothing that is evidence.
func IsWordless(name string) bool {
	return isIgnored(name) || IsPayloadName(name) || IsAsked(name)
}

// IsAsked reports whether a name is that of what somebody asks for: a query, a prompt. It says what may be, not what has happened.
func IsAsked(name string) bool {
	if !mayEnd(name, "yts") {
		return false
	}
	for _, end := range [...]string{"query", "prompt", "prompts"} {
		if _, ok := cutEnd(name, end); ok {
			return true
		}
	}
	return false
}

// isPayload is [IsPayloadName] for a member as well, whose name goes on from that of a response around it.
func isPayload(name string, inResponse bool) bool {
	end := payloadEnd(name)
	if end == "" {
		return false
	}
	rest, ok := cutEnd(name, end)
	return ok && (rest == "" && inResponse || isResponse(rest))
}

// payloadEnd returns what a name has to end with after "response", without dots, underscores and hyphens, to be that of a
// response's body. The last letters rule out most names.
func payloadEnd(name string) string {
	n := len(name)
	if n < len("body") {
		return ""
	}
	switch before, last := ascii.Lower(name[n-2]), ascii.Lower(name[n-1]); {
	case before == 'd' && last == 'y':
		return "body"
	case before == 'n' && last == 't':
		return "bodycontent"
	case before == 'x' && last == 't':
		return "bodytext"
	case before == 'l' && last == 'e':
		return "bodysample"
	}
	return ""
}

func isResponse(name string) bool {
	if !mayEnd(name, "e") {
		return false
	}
	_, ok := cutEnd(name, "response")
	return ok
}

// mayEnd reports whether the last byte of a name is one of these letters, or none at all: it rules out most names.
func mayEnd(name, letters string) bool {
	if name == "" {
		return false
	}
	c := name[len(name)-1]
	return isJoint(c) || strings.IndexByte(letters, ascii.Lower(c)) >= 0
}

func isJoint(c byte) bool { return c == '.' || c == '_' || c == '-' }

// cutEnd returns a name without its end, which may have capitals and joints.
func cutEnd(name, end string) (rest string, ok bool) {
	for n := len(end); ; {
		for name != "" && isJoint(name[len(name)-1]) {
			name = name[:len(name)-1]
		}
		switch {
		case n == 0:
			return name, true
		case name == "", ascii.Lower(name[len(name)-1]) != end[n-1]:
			return "", false
		}
		n--
		name = name[:len(name)-1]
	}
}

// longKey returns what the name of a member means by a part of it. Where words count, some keep them from that.
func longKey(name string, words, inResponse bool) key {
	switch {
	case isIgnored(name):
		return keyIgnored
	case words && (isPayload(name, inResponse) || IsAsked(name)):
		return keyPayload
	case words && isResponse(name):
		return keyResponse
	}
	return keyOther
}

// IsListed reports whether a member or an attribute of that name is the list of all possible errors, or in it: errorCodes,
// config_error_codes_0_errorMessage. Nothing in it is an error.
func IsListed(name string) bool { return ascii.NameEnd(name, 0, "error", "codes") >= 0 }

// isIgnored reports whether nothing below a member is evidence: the list of all possible errors, and what this processor wrote.
func isIgnored(name string) bool {
	return IsListed(name) || strings.HasPrefix(name, "apple.mdm.") || name == "apple.mdm"
}
