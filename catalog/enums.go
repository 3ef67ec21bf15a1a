// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// API is a version of the service's API. Both versions have some of the numbers, with different wordings and statuses.
type API string

const (
	V1 API = "v1" // legacy, with paths like /mdm/<name>Srv
	V2 API = "v2" // current, with paths below /mdm/v2/
)

// UnmarshalText accepts only the defined values and an empty text, which names none of them.
func (a *API) UnmarshalText(text []byte) error { return unmarshal(a, text, "API", V1, V2) }

// Delivery is the way in which an error reaches the caller.
type Delivery string

const (
	Response   Delivery = "response"   // in the body of the failed call itself
	Background Delivery = "background" // after the call was accepted: in an event status, or in a notification
)

// RetryClass says what the caller should do about an error.
type RetryClass string

const (
	Backoff         RetryClass = "backoff"          // send the request again, after Retry-After, else with exponential backoff
	Reauthenticate  RetryClass = "reauthenticate"   // replace the token, then send the request again
	FixPrecondition RetryClass = "fix_precondition" // register the user, buy assets or the like, then send the request again
	FixRequest      RetryClass = "fix_request"      // correct the request; never send it unchanged
	AlreadyDone     RetryClass = "already_done"     // don't send it again, but check that the current state is the desired one
	Never           RetryClass = "never"            // give up: the target of the request is gone, or the request isn't allowed
	Unknown         RetryClass = "unknown"          // neither documentation nor a status to go by; no documented error has it
)

// RetryClasses returns all classes in order of urgency: those that need a person first.
func RetryClasses() []RetryClass {
	return []RetryClass{Reauthenticate, Never, FixRequest, FixPrecondition, Backoff, Unknown, AlreadyDone}
}

// ClassOfStatus returns the class of a failure by its HTTP status, for when there is no error number, or an undocumented one. The
// processor uses it, too, so that an MDM server and its Collector agree. The class is [Unknown] for statuses below 400, which
// aren't failures on their own, and for 403 and 407, which often come from proxies.
func ClassOfStatus(status int) RetryClass {
	switch {
	case status == http.StatusUnauthorized:
		return Reauthenticate
	case status == http.StatusGone:
		return Never
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests:
		return Backoff
	case status < 400, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return Unknown
	default:
		return FixRequest
	}
}

// UnmarshalText accepts only the defined values and an empty text, which names none of them.
func (r *RetryClass) UnmarshalText(text []byte) error {
	return unmarshal(r, text, "retry class", Backoff, Reauthenticate, FixPrecondition, FixRequest, AlreadyDone, Never, Unknown)
}

func unmarshal[T ~string](dst *T, text []byte, what string, allowed ...T) error {
	if len(text) == 0 || slices.Contains(allowed, T(text)) {
		*dst = T(text)
		return nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return fmt.Errorf("invalid %s %q: must be one of %s", what, text, strings.Join(names, ", "))
}
