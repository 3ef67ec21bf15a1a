// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"bytes"
	"encoding/json"
	"regexp"
)

var (
	// errorKey finds the key in JSON, which may be cut off: within a string, its quotes would be escaped.
	errorKey = regexp.MustCompile(`(?:^|[^\\])"errorNumber"\s*:`)
	// allowedID is the form of an event's id: one that matches can't be a secret or a person's name.
	allowedID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
)

// holdsError reports whether a response has an error, and isn't the service configuration, which lists all that there may be.
func holdsError(body []byte) bool {
	return errorKey.Match(body) && !bytes.Contains(body, []byte(`"errorCodes"`))
}

// startedEvent returns the id of the event that a call has started, or "". One with a status was started by an earlier call.
func startedEvent(body []byte) string {
	var answer struct {
		EventID     string `json:"eventId"`
		EventStatus any    `json:"eventStatus"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.EventStatus != nil || !allowedID.MatchString(answer.EventID) {
		return ""
	}
	return answer.EventID
}
