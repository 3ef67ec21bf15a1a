// SPDX-License-Identifier: Apache-2.0

// Package catalog holds the documented errors of Apple's App and Book Management API, the service that an MDM
// server calls to assign apps, books and subscriptions (formerly VPP): what each number means, the HTTP status it
// comes with, and what to do about it. It knows no telemetry, imports the standard library alone, and does no
// input or output.
//
// # For MDM servers
//
// An MDM server may import it to decide whether a failed call is worth a retry:
//
//	if e, ok := catalog.Lookup(9646); ok && e.RetryClass == catalog.Backoff {
//		// send the same request again, later
//	}
//
// [Lookup] suits most callers. [Catalog.Lookup] tells the two APIs and the two ways of delivery apart, and [New] adds
// numbers that Apple has introduced since, or other facts about the known ones. A [Catalog] doesn't change once it
// is made, and may be used by any number of goroutines. The look-ups do not allocate.
//
// # Source
//
// The numbers, wordings and statuses are those of Apple's developer documentation: the App and Book Management API
// ([V2]) and its legacy predecessor ([V1]). The canonical wordings are those of the edition before June 2026; numbers
// that came later are as of August 2026. What other editions and samples say for the same number is kept in
// [Error.OtherWordings]. The retry classes are this package's own reading of the documentation.
//
// # Units
//
// Number is the errorNumber of a payload, never the negative status field of the legacy API. StatusCode is an HTTP
// status code, and 0 where none is documented. The catalog knows no waiting times: how long to back off is told by
// the response's Retry-After, or is up to the caller.
//
// # Promise
//
// Exported names keep their meaning within a major version. Rows, wordings and retry classes are data: they follow
// Apple's documentation and may be added or corrected in any release. More retry classes are possible, so a switch
// over them should have a default. Fields may be added to the structs: name the fields in composite literals. The
// package belongs to the module of an OpenTelemetry Collector component, and whoever imports it takes on the minimum
// versions of Go and of the dependencies which that module requires.
package catalog
