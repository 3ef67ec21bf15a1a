// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// API is a generation of the service's API. Their numbers overlap, with other wordings and statuses.
type API string

const (
	V1 API = "v1" // legacy, with paths like /mdm/<name>Srv
	V2 API = "v2" // current, with paths below /mdm/v2/
)

// UnmarshalText accepts the documented values only.
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
	AlreadyDone     RetryClass = "already_done"     // do not repeat it, but check that what is there is what was wanted
	Never           RetryClass = "never"            // give up: what was asked for is gone, or is not allowed
	Unknown         RetryClass = "unknown"          // neither documentation nor a status to go by; no documented error has it
)

// RetryClasses returns all classes in the order of urgency: the first asks most of a person.
func RetryClasses() []RetryClass {
	return []RetryClass{Reauthenticate, Never, FixRequest, FixPrecondition, Backoff, Unknown, AlreadyDone}
}

// UnmarshalText accepts the documented values only.
func (r *RetryClass) UnmarshalText(text []byte) error {
	return unmarshal(r, text, "retry class", Backoff, Reauthenticate, FixPrecondition, FixRequest, AlreadyDone, Never, Unknown)
}

func unmarshal[T ~string](dst *T, text []byte, what string, allowed ...T) error {
	if slices.Contains(allowed, T(text)) {
		*dst = T(text)
		return nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return fmt.Errorf("invalid %s %q: must be one of %s", what, text, strings.Join(names, ", "))
}
