// SPDX-License-Identifier: Apache-2.0

// Package catalog holds the documented errors of Apple's App and Book Management API, with which an MDM server assigns
// apps, books and subscriptions (formerly VPP): what each number means, its HTTP status, and what to do about it.
// It knows nothing of telemetry, and imports only the standard library.
//
// An MDM server may import it to decide whether a failed call is worth a retry:
//
//	if e, ok := catalog.Lookup(9646); ok && e.RetryClass == catalog.Backoff {
//		// send the same request again, later
//	}
//
// [Lookup] suits most callers, with [ClassOfStatus] where no number is known. [Catalog.Lookup] distinguishes the two APIs and
// the two ways of delivery, and [New] adds numbers or overrides facts. A [Catalog] may be used by any number of goroutines,
// and looking up a number doesn't allocate.
//
// Numbers, wordings and statuses are those of Apple's documentation of the current API ([V2]) and the legacy one ([V1]):
// messages from before June 2026, newer numbers as of August 2026, and the wordings of other editions and samples in
// [Error.OtherWordings]. The retry classes are this package's own interpretation. Number is the errorNumber of a payload, never
// the negative status field of the legacy API. How long to wait is up to Retry-After or the caller.
//
// Exported names keep their meaning within a major version. Errors, wordings and classes are data, which follow Apple's
// documentation in any release. A new retry class takes a major version, or a minor one before 1.0.0, so give a switch a default.
// Any minor version may add fields, so use field names in composite literals. Importing the package brings in the module's
// minimum versions of Go and of its dependencies.
package catalog
